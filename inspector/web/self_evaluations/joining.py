"""A unit comes in by its link: an account of its own, once, and straight on to its form."""

from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from inspector.fieldwork.operations import Level
from inspector.i18n import N_, gettext
from inspector.storage import accounts, invitations
from inspector.storage.instants import now
from inspector.storage.invitations import OpenInvitation
from inspector.web import passwords
from inspector.web.accounts import person_faults
from inspector.web.form_input import read_form
from inspector.web.operations.live import path_of
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused
from inspector.web.security import redirect
from inspector.web.sessions import begin_session, presented_token, store_of
from inspector.web.signin import password_problem

LONGEST_TOKEN = 100
CLOSED = N_(
    "This link opens nothing any more: it was used, renewed, or its day is over. Ask your district for a new one."
)


class JoinPage(PageContext, frozen=True):
    path: Annotated[str, "address of the link"]
    invitation: Annotated[OpenInvitation, "unit, round and role that it is for"]
    typed: Annotated[Mapping[str, str], "what was typed: login, name"]
    errors: Annotated[dict[str, str], "what is wrong, by field: login, name, new, again"]


@get("/invitations/{token:str}", public=True)
async def join_form(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    return await _page(request, token, await _opened(request, token), {"login": "", "name": ""}, {})


@post("/invitations/{token:str}", public=True, status_code=200)
async def join(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
    """The role is the link's: nobody makes himself head of a unit with the reporter's link."""
    invitation = await _opened(request, token)
    form = await read_form(request)
    typed = {"login": form.text("login", 200), "name": form.text("name", 200)}
    new = form.secret("new")
    errors = person_faults(typed)
    if problem := password_problem(new, typed["login"]):
        errors["new"] = problem
    if form.secret("again") != new:
        errors["again"] = gettext("The two entries differ.")
    if errors:
        return await _page(request, token, invitation, typed, errors)
    password_hash, at = await passwords.hash_apart(new), now()

    def job(connection: Connection) -> int | None:
        person = {"login": typed["login"], "name": typed["name"], "password_hash": password_hash}
        rights = {"role": invitation.role, "scope_unit": invitation.unit_id}
        account = accounts.add(connection, **person, **rights, at=at)  # type: ignore[arg-type]
        if not invitations.use(connection, token, account_id=account, at=at):
            raise Refused(410, CLOSED)  # somebody used it a moment ago: the account is not kept either
        return account

    try:
        account = await store_of(request).write(job)
    except IntegrityError:
        return await _page(request, token, invitation, typed, {"login": gettext("This login is taken.")})
    assert account is not None
    response = redirect(request, path_of(invitation.inspection_id, Level.self))
    await begin_session(request, response, account, old=presented_token(request))
    return response


async def _opened(request: Request[Any, Any, Any], token: str) -> OpenInvitation:
    at = now()
    known = 20 <= len(token) <= LONGEST_TOKEN and token.isascii()
    found = await store_of(request).read(lambda c: invitations.opened(c, token, at)) if known else None
    if found is None:
        raise Refused(410, CLOSED)
    return found


async def _page(
    request: Request[Any, Any, Any],
    token: str,
    invitation: OpenInvitation,
    typed: Mapping[str, str],
    errors: dict[str, str],
) -> Response[str]:
    context = JoinPage(f"/invitations/{token}", invitation, typed, errors)
    status = 422 if errors else 200
    return page(request, "self_evaluations/join.html", context, status=status, demo=invitation.demo)


handlers: list[HTTPRouteHandler] = [join_form, join]
