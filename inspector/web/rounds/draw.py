"""The draw of a sample: the seed first, then the quotas, then the list; with its protocol to print and replay."""

import csv
import io
from collections.abc import Mapping
from secrets import token_hex
from typing import Annotated, Any
from unicodedata import normalize

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct

from inspector.fieldwork.draw import DrawError, check_seed
from inspector.fieldwork.draw_protocol import Protocol, from_text, to_text
from inspector.i18n import N_, gettext
from inspector.storage import accounts, draws
from inspector.storage.draws import DrawStateError
from inspector.storage.instants import now
from inspector.storage.tables import Complaint, Draw, Role, Round
from inspector.storage.units import UnitAt
from inspector.web.form_input import read_form
from inspector.web.pages import PageContext, page
from inspector.web.refusals import conflict, not_found
from inspector.web.rounds.access import round_in_scope, round_to_set_up, sets_up
from inspector.web.rounds.sampling import BY, Frame, QuotaRow, frame_of, protocol_of, quota_rows
from inspector.web.scope import units_in_scope
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

ROLES = [Role.administrator, Role.evaluator]
CLOSED = N_("This round is closed: its sample stands still.")
FIXED = N_("Somebody else has gone on with this draw meanwhile. Load the page again.")
LONGEST_TEXT = 500
HEADS = ("stratum", "stratum_name", "unit", "name", "key", "drawn")


class DrawnGroup(Struct, frozen=True):
    """One stratum of a draw that was made, with the units the reader may see."""

    name: str
    units: int
    quota: str
    at_least: int
    drawn: tuple[tuple[str, str], ...]


class Made(Struct, frozen=True):
    draw: Draw
    by: str
    groups: tuple[DrawnGroup, ...]
    drawn: int
    whole: int
    digest: str
    same_frame: Annotated[bool, "whether the round's units are still those it was made from"]


class DrawPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    made: Annotated[Made | None, "the draw that holds"]
    waiting: Annotated[Draw | None, "a draw whose seed is fixed and whose quotas are still to be set"]
    older: Annotated[tuple[Draw, ...], "draws that another one replaced"]
    kinds: Annotated[Mapping[str, str], "kinds of units that can be drawn"]
    by: Annotated[Mapping[str, str], "ways to make strata"]
    chosen: Annotated[tuple[frozenset[str], frozenset[str]], "kinds and ways ticked"]
    rows: Annotated[tuple[QuotaRow, ...], "strata with their quotas as typed"]
    shown_faults: Annotated[bool, "whether the quotas were sent"]
    complaints: Annotated[tuple[tuple[str, str, str], ...], "unit id, name and note of visits for a complaint"]
    addable: Annotated[tuple[UnitAt, ...], "units that a complaint can add"]
    may_set_up: Annotated[bool, "whether the reader draws"]
    whole_city: Annotated[bool, "whether the reader may have the whole protocol"]
    errors: Annotated[Mapping[str, str], "what is wrong, by field"]
    typed: Annotated[Mapping[str, str], "what was typed"]


@get("/rounds/{round_id:str}/draw")
async def draw_page(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    round_ = await round_in_scope(request, round_id)
    query = request.query_params
    kinds, by = frozenset(query.getall("kind", [])), frozenset(query.getall("by", []))
    return await _page(request, round_, (kinds, by) if kinds else None, {}, {})


@post("/rounds/{round_id:str}/draw/seed", roles=ROLES, status_code=200)
async def fix_seed(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    """Before anybody sets quotas; without one typed in the server makes one."""
    round_ = await _changeable(request, round_id)
    form = await read_form(request)
    typed = {name: form.text(name, 2000) for name in ("seed", "source", "reason")}
    errors = _seed_faults(typed)
    if await store_of(request).read(lambda c: draws.of_round(c, round_.id)) and not typed["reason"]:
        errors["reason"] = gettext("A draw was made already: say why there is another one.")
    if errors:
        return await _page(request, round_, None, errors, typed)
    seed = normalize("NFKC", typed["seed"]) or token_hex(8)
    source = typed["source"] if typed["seed"] else gettext("made by the system")
    at, by = now(), account_of(request).account_id
    try:
        await store_of(request).write(
            lambda c: draws.fix_seed(c, round_.id, seed, source=source, reason=typed["reason"], at=at, by=by)
        )
    except DrawStateError as error:
        raise conflict(FIXED) from error
    return redirect(request, f"/rounds/{round_.id}/draw")


def _seed_faults(typed: Mapping[str, str]) -> dict[str, str]:
    errors = {name: gettext("Too long.") for name in ("source", "reason") if len(typed[name]) > LONGEST_TEXT}
    if typed["seed"]:
        try:
            check_seed(normalize("NFKC", typed["seed"]))
        except DrawError:
            errors["seed"] = gettext("One line of at most 100 characters.")
        if not typed["source"]:
            errors["source"] = gettext("Say where the seed comes from, so that others can look it up.")
    return errors


@post("/rounds/{round_id:str}/draw", roles=ROLES, status_code=200)
async def make_draw(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    round_ = await _changeable(request, round_id)
    form = await read_form(request)
    kinds, by = frozenset(form.all("kind")), frozenset(form.all("by"))
    typed = {name: form.text(name, 100) for name in form.values}
    frame, waiting = await store_of(request).read(
        lambda c: (frame_of(c, round_), _waiting(draws.of_round(c, round_.id)))
    )
    if waiting is None:
        raise conflict(FIXED)
    framed, names = frame.framed(kinds, by)
    rows = quota_rows(framed, names, typed)
    if not rows or any(row.error for row in rows):
        errors = {"": gettext("Nothing is drawn yet: some quotas need a look.")} if rows else {}
        return await _page(request, round_, (kinds, by), errors, typed)
    made = protocol_of(frame, framed, rows, waiting.seed, {unit.id: unit.name for unit in frame.tree})
    number, at, account = waiting.number, now(), account_of(request).account_id
    try:
        await store_of(request).write(
            lambda connection: draws.finish(connection, round_.id, number, to_text(made), at=at, by=account)
        )
    except DrawStateError as error:
        raise conflict(FIXED) from error
    return redirect(request, f"/rounds/{round_.id}/draw")


@get("/rounds/{round_id:str}/draw/{number:int}/{name:str}")
async def protocol_file(
    request: Request[Any, Any, Any], round_id: FromPath[str], number: FromPath[int], name: FromPath[str]
) -> Response[bytes]:
    """The whole protocol, for accounts whose area is the whole city: it names every unit of the frame."""
    round_ = await round_in_scope(request, round_id)
    found = await store_of(request).read(lambda connection: draws.of_round(connection, round_.id))
    text = next((one.protocol for one in found if one.number == number), None)
    if text is None or name not in ("protocol.json", "protocol.csv") or not _whole_city(request, round_):
        raise not_found()
    kind = "application/json" if name.endswith("json") else "text/csv"
    content = text.encode() if name.endswith("json") else csv_of(from_text(text))
    disposition = {"content-disposition": f'attachment; filename="draw-{number}-{name}"'}
    return Response(content, media_type=f"{kind}; charset=utf-8", headers=disposition)


def csv_of(made: Protocol) -> bytes:
    """One row a unit of the frame, drawn or not; with a mark of UTF-8 for Excel, and no text that it would run."""
    names = {one.id: one.name for one in made.strata}
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(HEADS)
    for stratum, unit, name, key, drawn in made.rows():
        row = (stratum, names.get(stratum, ""), unit, name, key, "yes" if drawn else "no")
        writer.writerow([f"'{text}" if text[:1] in "=+-@\t\r" and text else text for text in row])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _whole_city(request: Request[Any, Any, Any], round_: Round) -> bool:
    return account_of(request).scope_unit in (None, round_.city_id)


async def _changeable(request: Request[Any, Any, Any], round_id: str) -> Round:
    round_ = await round_to_set_up(request, round_id)
    if round_.state == "closed":
        raise conflict(CLOSED)
    return round_


def _waiting(found: list[Draw]) -> Draw | None:
    return next((one for one in found if one.protocol is None), None)


async def _page(
    request: Request[Any, Any, Any],
    round_: Round,
    chosen: tuple[frozenset[str], frozenset[str]] | None,
    errors: Mapping[str, str],
    typed: Mapping[str, str],
) -> Response[str]:
    may = sets_up(account_of(request), round_.city_id) and round_.state != "closed"
    seen = await units_in_scope(request)
    store = store_of(request)
    frame, found = await store.read(lambda c: (frame_of(c, round_), draws.of_round(c, round_.id)))
    added = await store.read(lambda connection: draws.complaints(connection, round_.id))
    holding = next((one for one in found if one.protocol is not None), None)
    people = [one.drawn_by for one in found if one.drawn_by]
    names = await store.read(lambda connection: accounts.named(connection, people))
    kinds = frame.kinds()
    ticked = chosen or (frozenset(kinds), frozenset(BY))
    framed, strata = frame.framed(ticked[0], ticked[1])
    made = _made(holding, frame, seen, names) if holding else None
    by_id = {unit.id: unit for unit in frame.tree}
    sent = any(name.startswith("take-") for name in typed)
    context = DrawPage(
        round_,
        made,
        _waiting(found),
        tuple(one for one in found if one is not holding and one.protocol is not None),
        kinds,
        BY,
        ticked,
        quota_rows(framed, strata, typed) if may else (),
        sent,
        tuple((key, by_id[key].name, one.note) for key, one in added.items() if key in by_id and _seen(seen, key)),
        _addable(frame, holding, added) if may else (),
        may,
        _whole_city(request, round_),
        errors,
        typed,
    )
    status = 422 if errors or (sent and not framed) else 200
    return page(request, "rounds/draw.html", context, status=status, demo=round_.demo)


def _seen(seen: frozenset[str] | None, unit: str) -> bool:
    return seen is None or unit in seen


def _made(row: Draw, frame: Frame, seen: frozenset[str] | None, names: Mapping[int, str]) -> Made:
    found = from_text(row.protocol or "")
    members, drawn = found.members(), set(found.drawn or ())
    groups = []
    for one in found.strata:
        inside = [unit for unit in members.get(one.id, ()) if _seen(seen, unit)]
        picked = tuple((unit, found.names.get(unit, unit)) for unit in found.drawn or () if unit in inside)
        if inside:
            groups.append(DrawnGroup(one.name, len(members[one.id]), one.quota.take, one.quota.at_least, picked))
    here = {unit.id for unit in frame.tree}
    same = all(one.unit in here for one in found.frame)
    whole = len(found.frame)
    return Made(row, names.get(row.drawn_by or 0, "—"), tuple(groups), len(drawn), whole, found.digest or "", same)


def _addable(frame: Frame, holding: Draw | None, added: Mapping[str, Complaint]) -> tuple[UnitAt, ...]:
    """What the sample left out; before any draw nothing is left out."""
    if holding is None:
        return ()
    found = from_text(holding.protocol or "")
    out = {one.unit for one in found.frame} - set(found.drawn or ()) - set(added)
    return tuple(unit for unit in frame.tree if unit.id in out)


handlers: list[HTTPRouteHandler] = [draw_page, fix_seed, make_draw, protocol_file]
