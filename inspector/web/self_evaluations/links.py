"""Links and QR codes by which units come in: made, printed by district with cut marks, renewed, revoked."""

import io
import secrets
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

import segno
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import Connection

from inspector.checklist.fields import FieldProblem, parse
from inspector.fieldwork.states import Role
from inspector.i18n import gettext
from inspector.settings import Settings
from inspector.storage import invitations, self_evaluations
from inspector.storage.instants import from_moment, now
from inspector.storage.tables import Round
from inspector.web.form_input import read_form
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, conflict, not_found
from inspector.web.rounds.access import round_in_scope
from inspector.web.rounds.draft import DAY
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.self_evaluations.joining import LONGEST_TOKEN
from inspector.web.self_evaluations.lists import MOST_AT_ONCE, ROLES, Row, list_page, rows_of
from inspector.web.sessions import account_of, store_of

CHOICES = {"reporter": (Role.reporter,), "head": (Role.head,), "both": (Role.reporter, Role.head), "none": ()}


class NewLink(Struct, frozen=True):
    """Shown this once: the record keeps only the hash of its token."""

    unit: str
    group: str
    role: Role
    address: str
    path: str


class LinksPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    groups: Annotated[tuple[tuple[str, tuple[NewLink, ...]], ...], "links by district, in the order of its units"]
    due: Annotated[date, "day after which the links open nothing"]


@post("/rounds/{round_id:str}/self-evaluations/links", roles=ROLES, status_code=200)
async def make_links(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    """New links for the chosen units, shown on the answer and nowhere else; older ones open nothing any more."""
    round_ = await round_in_scope(request, round_id)
    if round_.state != "open":
        raise conflict(gettext("This round is not open."))
    form = await read_form(request)
    chosen, roles = set(form.all("inspection")[:MOST_AT_ONCE]), CHOICES.get(form.text("roles", 20))
    rows = {row.line.inspection_id: row for row in await rows_of(request, round_)}
    if not chosen <= rows.keys() or roles is None:
        raise not_found()
    picked = [row for key, row in rows.items() if key in chosen and not row.done]
    if not picked:
        return await list_page(request, round_, {}, gettext("Tick the units first."))
    if form.has("revoke"):
        return await _revoked(request, round_, picked, roles)
    day = parse(DAY, form.text("due", 40))
    if isinstance(day, FieldProblem) or not day or date.fromisoformat(day) < today(request):
        return await list_page(request, round_, {}, gettext("Give a day that is not past, such as 2026-03-31."))
    due = date.fromisoformat(day)
    made = await _made(request, picked, roles, due)
    if not roles:  # the units have their accounts already: they are only asked, or given another day
        return redirect(request, f"/rounds/{round_.id}/self-evaluations")
    return page(request, "self_evaluations/links.html", LinksPage(round_, made, due), demo=round_.demo)


async def _made(
    request: Request[Any, Any, Any], picked: list[Row], roles: tuple[Role, ...], due: date
) -> tuple[tuple[str, tuple[NewLink, ...]], ...]:
    settings: Settings = request.app.state.settings
    ends = from_moment(datetime.combine(due + timedelta(days=1), time(), settings.zone))
    account, at = account_of(request).account_id, now()
    tokens = [(row, role, secrets.token_urlsafe(24)) for row in picked for role in roles]

    def job(connection: Connection) -> None:
        ids = [row.line.inspection_id for row in picked]
        self_evaluations.invite(connection, ids, due=due, account_id=account, at=at)
        for row, role, token in tokens:
            name = row.line.inspection_id
            invitations.renew(connection, name, role, token, account_id=account, at=at, expires_at=ends)

    await store_of(request).write(job)
    groups: dict[str, list[NewLink]] = {}
    for row, role, token in tokens:
        path = f"/invitations/{token}"
        link = NewLink(row.line.unit_name, row.group, role, own_address(request) + path, path)
        groups.setdefault(row.group, []).append(link)
    return tuple((name, tuple(links)) for name, links in groups.items())


async def _revoked(
    request: Request[Any, Any, Any], round_: Round, picked: list[Row], roles: tuple[Role, ...]
) -> Response[str]:
    at = now()

    def job(connection: Connection) -> None:
        for row in picked:
            for role in roles:
                invitations.revoke(connection, row.line.inspection_id, role, at=at)

    await store_of(request).write(job)
    return redirect(request, f"/rounds/{round_.id}/self-evaluations")


def own_address(request: Request[Any, Any, Any]) -> str:
    """Scheme and host as the reader's browser reached us; https wherever cookies are for https only."""
    settings: Settings = request.app.state.settings
    found = urlsplit(str(request.base_url))
    return f"{'https' if settings.cookies_secure else found.scheme}://{found.netloc}"


@get("/invitations/{token:str}/code", roles=ROLES)
async def qr_code(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[bytes]:
    """The link as a QR code. It says no more than its address does, so the record is not asked."""
    if len(token) > LONGEST_TOKEN or not token.isascii() or not token.replace("-", "").replace("_", "").isalnum():
        raise Refused(404)
    target = io.BytesIO()
    code = segno.make(f"{own_address(request)}/invitations/{token}", error="m", micro=False)
    code.save(target, kind="svg", scale=4, border=2, xmldecl=False)
    return Response(target.getvalue(), media_type="image/svg+xml")


handlers: list[HTTPRouteHandler] = [make_links, qr_code]
