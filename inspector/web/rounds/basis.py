"""Kind, legal basis, approval number and publication of a round: what may still change while it is open."""

from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from inspector.i18n import N_, gettext
from inspector.storage import rounds
from inspector.storage.rounds import RoundStateError
from inspector.storage.tables import Role, Round
from inspector.web.checklists.words import say
from inspector.web.form_input import read_form
from inspector.web.pages import PageContext, page
from inspector.web.refusals import conflict
from inspector.web.rounds.access import round_to_set_up
from inspector.web.rounds.draft import PUBLICATIONS, SUPERVISIONS, TEXTS
from inspector.web.security import redirect
from inspector.web.sessions import store_of

ROLES = [Role.administrator, Role.evaluator]
CLOSED = N_("This round is closed: what it was stands still.")
FIELDS = ("supervision", "legal_basis", "approval_number", "publication")


class BasisPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    typed: Annotated[Mapping[str, str], "as typed, or as stored"]
    errors: Annotated[Mapping[str, str], "what is wrong, by field"]
    supervisions: Annotated[Mapping[str, str], "names by kind"]
    publications: Annotated[Mapping[str, str], "names by kind"]
    seen: Annotated[str, "what stood there when the form was loaded"]


@get("/rounds/{round_id:str}/basis", roles=ROLES)
async def basis_page(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    round_ = await _changeable(request, round_id)
    return _page(request, round_, {name: getattr(round_, name) for name in FIELDS}, {})


@post("/rounds/{round_id:str}/basis", roles=ROLES, status_code=200)
async def change_basis(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    round_ = await _changeable(request, round_id)
    form = await read_form(request)
    typed = {name: form.text(name, 2000) for name in FIELDS}
    if round_.state != "draft":
        typed["supervision"] = round_.supervision
    errors = _faults(typed)
    if not errors and form.text("seen", 4000) != state_of(round_):
        errors[""] = gettext("Somebody else has changed this meanwhile. Look again.")
    if errors:
        return _page(request, round_, typed, errors)
    try:
        await store_of(request).write(lambda connection: rounds.change_basis(connection, round_.id, **typed))
    except RoundStateError as error:
        raise conflict(CLOSED) from error
    return redirect(request, f"/rounds/{round_.id}")


def _faults(typed: Mapping[str, str]) -> dict[str, str]:
    errors = {}
    for name, known in (("supervision", SUPERVISIONS), ("publication", PUBLICATIONS)):
        if typed[name] not in known:
            errors[name] = gettext("Choose one of the list.")
    for name in ("legal_basis", "approval_number"):
        if len(typed[name]) > TEXTS[name]:
            words = N_("Too long: %(length)s characters, at most %(most)s.")
            errors[name] = say(words, length=len(typed[name]), most=TEXTS[name])
    return errors


def state_of(round_: Round) -> str:
    return "|".join(getattr(round_, name) for name in FIELDS)


async def _changeable(request: Request[Any, Any, Any], round_id: str) -> Round:
    round_ = await round_to_set_up(request, round_id)
    if round_.state == "closed":
        raise conflict(CLOSED)
    return round_


def _page(
    request: Request[Any, Any, Any], round_: Round, typed: Mapping[str, str], errors: Mapping[str, str]
) -> Response[str]:
    context = BasisPage(round_, typed, errors, SUPERVISIONS, PUBLICATIONS, state_of(round_))
    return page(request, "rounds/basis.html", context, status=422 if errors else 200, demo=round_.demo)


handlers: list[HTTPRouteHandler] = [basis_page, change_basis]
