"""Accounts: who may sign in, added and disabled by an administrator within the own area."""

import secrets
from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from inspector.fieldwork.states import OFFICE_ROLES
from inspector.i18n import N_, gettext
from inspector.storage import accounts, units
from inspector.storage.instants import now
from inspector.storage.tables import Account, Role
from inspector.storage.units import UnitAt
from inspector.web import passwords
from inspector.web.form_input import read_form
from inspector.web.pages import ROLE_NAMES, MenuEntry, PageContext, page
from inspector.web.refusals import Refused, not_found
from inspector.web.rounds.access import cities_of
from inspector.web.scope import today, units_in_scope
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

ROLES = [Role.administrator]
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike on paper
EVERYWHERE = "everywhere"


class AccountsPage(PageContext, frozen=True):
    people: Annotated[tuple[Account, ...], "accounts inside the reader's area"]
    areas: Annotated[tuple[UnitAt, ...], "units an area may begin at"]
    area_names: Annotated[dict[str, str], "names of the areas the accounts have"]
    typed: Annotated[Mapping[str, str], "what was typed, by field"]
    errors: Annotated[dict[str, str], "what is wrong, by field"]
    shown: Annotated[tuple[str, str] | None, "login and first password, to be shown this once"]
    roles: Annotated[dict[Role, str], "names of the roles to give; a unit's people come by a link"]
    everywhere: Annotated[bool, "whether an area without limit may be given"]
    own: Annotated[int, "id of the reader's own account"]


@get("/accounts", roles=ROLES)
async def account_list(request: Request[Any, Any, Any]) -> Response[str]:
    return await _page(request, {}, {})


@post("/accounts", roles=ROLES, status_code=200)
async def add_account(request: Request[Any, Any, Any]) -> Response[str]:
    """The first password stands on the answer and nowhere else."""
    form = await read_form(request)
    typed = {name: form.text(name, 2000) for name in ("login", "name", "role", "scope")}
    errors = await _faults(request, typed)
    if errors:
        return await _page(request, typed, errors)
    password, at = first_password(), now()
    password_hash = await passwords.hash_apart(password)
    scope = None if typed["scope"] == EVERYWHERE else typed["scope"]

    def job(connection: Connection) -> None:
        accounts.add(
            connection,
            login=typed["login"],
            name=typed["name"],
            password_hash=password_hash,
            role=Role(typed["role"]),
            scope_unit=scope,
            at=at,
        )

    try:
        await store_of(request).write(job)
    except IntegrityError:
        return await _page(request, typed, {"login": gettext("This login is taken.")})
    return await _page(request, {}, {}, (accounts.login_key(typed["login"]), password))


@post("/accounts/{account_id:str}/password", roles=ROLES, status_code=200)
async def new_password(request: Request[Any, Any, Any], account_id: FromPath[str]) -> Response[str]:
    account = await _account(request, account_id)
    password, key = first_password(), account.id
    assert key is not None
    password_hash = await passwords.hash_apart(password)
    await store_of(request).write(lambda connection: accounts.set_password(connection, key, password_hash))
    return await _page(request, {}, {}, (account.login, password))


@post("/accounts/{account_id:str}/disable", roles=ROLES, status_code=200)
async def disable(request: Request[Any, Any, Any], account_id: FromPath[str]) -> Response[str]:
    return await _set_disabled(request, account_id, True)


@post("/accounts/{account_id:str}/enable", roles=ROLES, status_code=200)
async def enable(request: Request[Any, Any, Any], account_id: FromPath[str]) -> Response[str]:
    return await _set_disabled(request, account_id, False)


async def _set_disabled(request: Request[Any, Any, Any], account_id: str, disabled: bool) -> Response[str]:
    account, key = await _account(request, account_id), int(account_id)
    if disabled and key == account_of(request).account_id:
        raise Refused(422, N_("You cannot disable your own account: somebody must be able to undo it."))
    if account.disabled != disabled:
        await store_of(request).write(lambda connection: accounts.set_disabled(connection, key, disabled))
    return redirect(request, "/accounts")


def first_password() -> str:
    """Four groups of four, 77 bits; to be changed by its owner."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


async def _faults(request: Request[Any, Any, Any], typed: Mapping[str, str]) -> dict[str, str]:
    errors = person_faults(typed)
    if typed["role"] not in OFFICE_ROLES:
        errors["role"] = gettext("Choose one of the list.")
    seen = await units_in_scope(request)
    if typed["scope"] == EVERYWHERE:
        allowed = seen is None
    else:
        allowed = typed["scope"] in {unit.id for unit in await _areas(request)}
    if not allowed:
        errors["scope"] = gettext("Choose one of the list.")
    return errors


def person_faults(typed: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with login and name."""
    errors: dict[str, str] = {}
    login = accounts.login_key(typed["login"])
    if not 3 <= len(login) <= 64 or not login.isprintable() or " " in login:
        errors["login"] = gettext("3 to 64 letters and digits, without spaces.")
    if not 1 <= len(typed["name"]) <= 50:
        errors["name"] = gettext("The person's name, at most 50 characters.")
    return errors


async def _account(request: Request[Any, Any, Any], account_id: str) -> Account:
    """404 when it does not exist or its area lies outside the administrator's own, alike."""
    known = account_id.isascii() and account_id.isdecimal() and len(account_id) < 12
    found = await store_of(request).read(lambda c: accounts.by_id(c, int(account_id))) if known else None
    if found is None or not _covered(found, await units_in_scope(request)):
        raise not_found()
    return found


def _covered(account: Account, seen: frozenset[str] | None) -> bool:
    return seen is None or account.scope_unit in seen


async def _areas(request: Request[Any, Any, Any]) -> tuple[UnitAt, ...]:
    """Units with others below them, and those right below a city."""
    account, on, seen = account_of(request), today(request), await units_in_scope(request)

    def query(connection: Connection) -> tuple[UnitAt, ...]:
        tree = [unit for city in cities_of(connection, account) for unit in units.tree(connection, city, on)]
        parents = {unit.parent_id for unit in tree} | {unit.id for unit in tree if unit.parent_id is None}
        return tuple(one for one in tree if one.id in parents and (seen is None or one.id in seen))

    return await store_of(request).read(query)


async def _page(
    request: Request[Any, Any, Any],
    typed: Mapping[str, str],
    errors: dict[str, str],
    shown: tuple[str, str] | None = None,
) -> Response[str]:
    seen, on = await units_in_scope(request), today(request)
    people = [one for one in await store_of(request).read(accounts.everyone) if _covered(one, seen)]
    scopes = {one.scope_unit for one in people if one.scope_unit}
    known = await store_of(request).read(lambda c: {scope: units.by_id(c, scope, on) for scope in scopes})
    names = {scope: unit.name if unit else scope for scope, unit in known.items()}
    filled = {"login": "", "name": "", "role": "inspector", "scope": ""} | dict(typed)
    areas, own = await _areas(request), account_of(request).account_id
    offered = {role: words for role, words in ROLE_NAMES.items() if role in OFFICE_ROLES}
    context = AccountsPage(tuple(people), areas, names, filled, errors, shown, offered, seen is None, own)
    return page(request, "accounts/accounts.html", context, status=422 if errors else 200)


menu = [MenuEntry("/accounts", N_("Accounts"), frozenset({Role.administrator}))]
handlers: list[HTTPRouteHandler] = [account_list, add_account, new_password, disable, enable]
