"""Accounts of a file: new ones with a first password made outside, name, role and area of known ones."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from sqlalchemy import Connection

from inspector.i18n import N_
from inspector.storage import accounts, units
from inspector.storage.tables import Account, Import, ImportChange, Role
from inspector.storage.takeover.changes import CHANGED_SINCE, Change, GivenRow, Ground, compared, conflict

FIELDS = ("name", "role", "scope")
TAKEN = N_("This login is taken.")
OWN = N_("Your own account is not changed by a file.")
FOREIGN = N_("The area does not lie in yours.")
TWICE = N_("The file names this login twice; the first row counts.")
WRONG_LOGIN = N_("3 to 64 letters and digits, without spaces.")
WRONG_ROLE = N_("There is no such role.")


def plan(connection: Connection, rows: Sequence[GivenRow], ground: Ground) -> list[Change]:
    assert ground.city_id is not None
    standing = {one.login: one for one in accounts.everyone(connection)}
    tree = {unit.id for unit in units.tree(connection, ground.city_id, ground.day)}
    seen: set[str] = set()
    changes = []
    for row in rows:
        login = accounts.login_key(row.values.get("login", ""))
        fault = TWICE if login in seen else _fault(row, login, standing.get(login), tree, ground)
        seen.add(login)
        changes.append(conflict(row, login, fault) if fault else _compared(row, login, standing.get(login), ground))
    return changes


def _fault(row: GivenRow, login: str, known: Account | None, tree: set[str], ground: Ground) -> str:
    scope = row.values.get("scope", "")
    if not 3 <= len(login) <= 64 or not login.isprintable() or " " in login:
        return WRONG_LOGIN
    if row.values.get("role") not in set(Role):
        return WRONG_ROLE
    if scope and (scope not in tree or not ground.covers(scope)):
        return FOREIGN
    if known is None:
        return ""
    if known.scope_unit not in tree or not ground.covers(known.scope_unit):
        return TAKEN
    return OWN if known.id == ground.account_id else ""


def _compared(row: GivenRow, login: str, known: Account | None, ground: Ground) -> Change:
    """An area left empty is, for a new account, the whole area of whoever takes the file over."""
    before = None
    if known is not None:
        before = {"name": known.name, "role": known.role, "scope": known.scope_unit or ""}
    usual = {"scope": ground.area or ground.city_id or ""} if before is None else before
    after = usual | {field: row.values[field] for field in FIELDS if row.values.get(field)}
    return compared(row, login, f"{after.get('name', '')}（{login}）", before, after, FIELDS)


def newcomers(changes: Iterable[Change]) -> list[str]:
    """Logins that will need a first password."""
    return [one.key for one in changes if one.moves and one.before is None]


def mark(password_hash: str) -> str:
    """Tells whether a password is still the first one, without keeping anything of it."""
    return sha256(password_hash.encode()).hexdigest()[:16]


def apply(connection: Connection, changes: Iterable[Change], ground: Ground, hashes: Mapping[str, str]) -> list[Change]:
    """Raises KeyError for a newcomer without a hash: the record has changed since the plan."""
    done = []
    for change in changes:
        if not change.moves:
            continue
        after = dict(change.after)
        role, scope = Role(after["role"]), after["scope"] or None
        if change.before is None:
            hashed = hashes[change.key]
            accounts.add(
                connection,
                login=change.key,
                name=after["name"],
                password_hash=hashed,
                role=role,
                scope_unit=scope,
                at=ground.at,
            )
            after["mark"] = mark(hashed)
        else:
            accounts.change(connection, change.key, name=after["name"], role=role, scope_unit=scope)
        done.append(change._replace(after=after))
    return done


def revert(
    connection: Connection, _: Import, change: ImportChange, before: Mapping[str, str] | None, after: Mapping[str, str]
) -> str:
    """Removes an account nobody has used, or gives back name, role and area; else the reason."""
    known = accounts.by_login(connection, change.key)
    if known is None or known.id is None:
        return CHANGED_SINCE
    now = {"name": known.name, "role": known.role, "scope": known.scope_unit or ""}
    if any(now[field] != after.get(field, "") for field in FIELDS):
        return CHANGED_SINCE
    if before is None:
        return USED if mark(known.password_hash) != after["mark"] else accounts.remove(connection, known.id)
    accounts.change(
        connection, change.key, name=before["name"], role=Role(before["role"]), scope_unit=before["scope"] or None
    )
    return ""


USED = N_("Its owner has set a password already; disable it under “Accounts” instead.")
