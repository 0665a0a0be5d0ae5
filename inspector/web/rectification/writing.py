"""One text of a unit: typed and kept, given to the head, sent. Nothing typed is lost, whatever happens meanwhile."""

from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.types import ASGIApp
from msgspec import Struct, field
from sqlalchemy import Connection

from inspector.casework.finding_life import FindingState, FindingStep, finding_steps
from inspector.fieldwork.states import Role
from inspector.i18n import N_, gettext
from inspector.storage import accounts, proofs, writings
from inspector.storage.finding_problems import FindingProblem
from inspector.storage.instants import now
from inspector.storage.statement_problems import StatementProblem
from inspector.storage.tables import Proof, Writing
from inspector.storage.writings import WritingChangedError
from inspector.web.evidence.files import LARGEST_FILE
from inspector.web.form_input import FormInput, read_form
from inspector.web.pages import PageContext, page
from inspector.web.rectification.access import UNIT, Place, place_of
from inspector.web.rectification.kept_files import MOST_PROOFS, keep_all
from inspector.web.rectification.sending import FIELD_OF, Unsendable, send
from inspector.web.rectification.uploading import drop
from inspector.web.rectification.words import FIELDS, WRITING_HINTS, WRITING_NAMES, left_words
from inspector.web.refusals import Refused
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sending import our_answer
from inspector.web.sessions import account_of, store_of

LONGEST = 5000
LARGEST_FORM = 3 * LARGEST_FILE
ASKED: Mapping[str, tuple[str, ...]] = {
    "plan": ("measure", "person", "planned"),
    "ask_time": ("note", "due"),
}
"""Fields of a kind of writing; all others have a text alone."""
DROP = "drop:"
NO_FILES = frozenset({"plan"})
OVER = N_("This step is not open any more. What was written stays here until you throw it away.")


class Tried(Struct, frozen=True):
    """What was typed and could not be kept or sent; `error` is of the whole, `errors` by field."""

    typed: Mapping[str, str] | None = None
    error: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    other: Writing | None = None
    status: int = 200


class WritingPage(PageContext, frozen=True):
    place: Annotated[Place, "what the text is about"]
    kind: Annotated[str, "kind of writing"]
    title: Annotated[str, "its name, a message id"]
    hint: Annotated[str, "what it is for, a message id"]
    asked: Annotated[tuple[str, ...], "names of its fields"]
    typed: Annotated[Mapping[str, str], "what stands in the fields"]
    row: Annotated[Writing | None, "what is kept, or None"]
    writer: Annotated[str, "who saved it last, or empty"]
    other: Annotated[Mapping[str, str] | None, "what somebody else wrote meanwhile"]
    files: Annotated[tuple[Proof, ...], "files that go with it"]
    takes_files: Annotated[bool, "whether files may be added"]
    most_files: Annotated[int, "how many at most"]
    head: Annotated[bool, "whether the reader is the head of the unit"]
    has_head: Annotated[bool, "whether the unit has a head who can sign in"]
    over: Annotated[str, "why it cannot be sent any more, or empty"]
    left: Annotated[str, "how much time there is, in words, or empty"]
    error: Annotated[str, "what is wrong with the whole, or empty"]
    errors: Annotated[Mapping[str, str], "what is wrong, by field"]


@get("/rectification/writing/{key:str}", roles=UNIT)
async def writing_page(request: Request[Any, Any, Any], key: FromPath[str]) -> Response[str]:
    return await _page(request, await place_of(request, key), Tried())


async def _page(request: Request[Any, Any, Any], place: Place, tried: Tried) -> Response[str]:
    unit, key = place.unit_id, str(place.key)

    def read(connection: Connection) -> tuple[Writing | None, str, list[Proof], bool]:
        row = writings.of_key(connection, unit, key)
        who = accounts.named(connection, [row.written_by]) if row else {}
        files = proofs.unsent(connection, unit, key)
        return row, next(iter(who.values()), ""), files, writings.has_head(connection, unit)

    row, who, files, has_head = await store_of(request).read(read)
    kind, finding = place.key.kind, place.finding
    kept = writings.typed(row) if row else _begun(place)
    context = WritingPage(
        place,
        kind,
        WRITING_NAMES[kind],
        WRITING_HINTS[kind],
        ASKED.get(kind, ("note",)),
        dict.fromkeys(ASKED.get(kind, ("note",)), "") | kept | dict(tried.typed or {}),
        row,
        who,
        writings.typed(tried.other) if tried.other else None,
        tuple(files),
        kind not in NO_FILES,
        MOST_PROOFS,
        account_of(request).role is Role.head,
        has_head,
        _over(place),
        left_words(finding.state, finding.due, today(request)) if finding and not place.letter else "",
        tried.error,
        tried.errors,
    )
    return page(request, "rectification/writing.html", context, status=tried.status, demo=place.demo)


def _begun(place: Place) -> dict[str, str]:
    """A plan goes on from the one that stands."""
    row = place.finding
    return {"measure": row.measure, "person": row.person} if row and place.key.step is FindingStep.plan else {}


def _over(place: Place) -> str:
    row, step = place.finding, place.key.step
    if step is None:
        return gettext(OVER) if place.letter and place.letter.state == "withdrawn" else ""
    open_now = row is not None and step in finding_steps(FindingState(row.state), Role.head)
    return "" if open_now else gettext(OVER)


@post(
    "/rectification/writing/{key:str}",
    roles=UNIT,
    status_code=200,
    request_max_body_size=LARGEST_FORM,
)
async def write(request: Request[Any, Any, Any], key: FromPath[str]) -> Response[str]:
    """Keeps what was typed, whatever becomes of the rest; then what the pressed button says."""
    place, form = await place_of(request, key), await read_form(request)
    typed, act = _typed(place, form), form.text("act", 80)
    if act == "throw_away":
        await _throw_away(request, place)
        return redirect(request, place.back)
    try:
        row = await _save(request, place, typed, form)
        await keep_all(request, place, form)
    except WritingChangedError as changed:
        return await _page(request, place, Tried(typed, gettext(writings.CHANGED), other=changed.current, status=409))
    except Refused as refused:
        if refused.status_code not in (409, 413, 422):
            raise
        return await _page(request, place, Tried(typed, errors={"file": gettext(refused.message)}, status=422))
    if act.startswith(DROP):
        await drop(request, place, act.removeprefix(DROP))
    if act in ("ready", "take_back"):
        return await _hand_over(request, place, row, act == "ready")
    if act == "send":
        return await _send(request, place, row, typed, form.text("about", 10))
    return redirect(request, place.path)


def _typed(place: Place, form: FormInput) -> dict[str, str]:
    return {name: form.text(name, LONGEST) for name in ASKED.get(place.key.kind, ("note",))}


async def _save(request: Request[Any, Any, Any], place: Place, typed: Mapping[str, str], form: FormInput) -> Writing:
    seen, by, at = form.text("seen", 10), account_of(request).account_id, now()
    if not seen.isdecimal():
        raise Refused(400)
    unit, key = place.unit_id, str(place.key)
    return await store_of(request).write(
        lambda connection: writings.save(connection, unit, key, typed, seen=int(seen), by=by, at=at)
    )


async def _throw_away(request: Request[Any, Any, Any], place: Place) -> None:
    def job(connection: Connection) -> None:
        row = writings.of_key(connection, place.unit_id, str(place.key))
        if row is not None:
            writings.throw_away(connection, row)
        for one in proofs.unsent(connection, place.unit_id, str(place.key)):
            proofs.remove(connection, one.id)

    await store_of(request).write(job)


async def _hand_over(request: Request[Any, Any, Any], place: Place, row: Writing, ready: bool) -> Response[str]:
    at = now() if ready else None
    await store_of(request).write(lambda connection: writings.hand_over(connection, row, at))
    return redirect(request, place.back if ready else place.path)


async def _send(
    request: Request[Any, Any, Any], place: Place, row: Writing, typed: dict[str, str], about: str
) -> Response[str]:
    """`about` is the version of the finding that the page had shown."""
    try:
        await send(request, place, row, typed, today(request), int(about) if about.isdecimal() else None)
    except Unsendable as why:
        return await _page(request, place, Tried(error=gettext(why.message), status=why.status))
    except FindingProblem as problem:
        where = FIELD_OF.get(problem.obstacle, "")
        return await _page(request, place, _failed(where, problem.message))
    except StatementProblem as problem:
        return await _page(request, place, _failed(FIELDS.get(problem.obstacle, ""), problem.message))
    except WritingChangedError as changed:
        tried = Tried(typed, gettext(writings.CHANGED), other=changed.current, status=409)
        return await _page(request, place, tried)
    return redirect(request, place.back)


def _failed(where: str, message: str) -> Tried:
    words = gettext(message)
    return Tried(errors={where: words}, status=422) if where else Tried(error=words, status=409)


@post("/rectification/writing/{key:str}/draft", roles=UNIT, status_code=200)
async def keep_draft(request: Request[Any, Any, Any], key: FromPath[str]) -> ASGIApp:
    """What a page sends while somebody types: kept, with the version to type on from."""
    place, form = await place_of(request, key), await read_form(request)
    try:
        row = await _save(request, place, _typed(place, form), form)
    except WritingChangedError:
        told: dict[str, Any] = {"message": gettext(writings.CHANGED)}
        return our_answer("operations", told, 409)
    return our_answer("operations", {"version": row.version})


handlers: list[HTTPRouteHandler] = [writing_page, write, keep_draft]
