"""Drafts of letters: the form, the preview, and what has to be settled first."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec.structs import replace

from inspector.i18n import N_
from inspector.letters.kinds import Paper
from inspector.letters.papers.kind import Kind
from inspector.storage import operations, uploads
from inspector.storage.instants import now
from inspector.storage.letter_problems import LifeProblem
from inspector.storage.tables import Letter, Office, Role, Round
from inspector.web.districts.survey import OpenedRound, open_unit
from inspector.web.evidence.awaited import AWAITED
from inspector.web.form_input import read_form
from inspector.web.letters.asking import Pick, labels, problems_of
from inspector.web.letters.cautions import cautions
from inspector.web.letters.correcting import as_before, corrected, model, naming
from inspector.web.letters.counted import counted
from inspector.web.letters.drafts import Sheet, keep_draft, sheet_of
from inspector.web.letters.earlier import chosen, offered
from inspector.web.letters.known import known_of
from inspector.web.letters.sender import switched
from inspector.web.letters.stationery import VARIANT_NAMES, desk_of
from inspector.web.letters.wish import KIND_NAMES, Wish, faults, first_wish, kinds_for, once_of, paper_of, read_wish
from inspector.web.letters.words import in_words
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, conflict
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

CLERKS = [Role.clerk]


class PreviewPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    unit_name: Annotated[str, "whom the letter is about"]
    wish: Annotated[Wish, "what is typed into the form"]
    kind: Annotated[Kind, "what the paper asks for"]
    problems: Annotated[tuple[Pick, ...], "the problems it can be about"]
    missing: Annotated[tuple[str, ...], "what the preview waits for"]
    sheet: Annotated[Sheet | None, "the paper; None while something in the form is wrong or nothing was seen yet"]
    empty: Annotated[bool, "whether nobody has been there yet"]
    disputed: Annotated[tuple[tuple[str, str], ...], "units with entries that differ: name, path of the form"]
    path: Annotated[str, "this page"]
    make_path: Annotated[str, "where the form is sent to make the draft"]
    letters_path: Annotated[str, "letters of the unit"]
    kind_names: Annotated[Mapping[str, str], "message ids by kind"]
    variant_names: Annotated[Mapping[Any, str], "message ids by kind of head"]
    offices: Annotated[tuple[Office, ...], "offices to choose from"]
    switched: Annotated[bool, "whether another office was chosen, so that its fields were filled in anew"]
    earlier: Annotated[Mapping[str, str], "titles of earlier rounds to compare with, by id"]
    cautions: Annotated[tuple[str, ...], "what to look at before the paper goes out"]


def letters_path(round_id: str, unit: str = "") -> str:
    base = f"/rounds/{quote(round_id, safe='')}/letters"
    return f"{base}?{urlencode({'unit': unit})}" if unit else base


def may_see_letters(request: Request[Any, Any, Any], opened: OpenedRound, unit: str) -> bool:
    """An inspector sees the letters of the units that are theirs to inspect; others those of their area."""
    account, line = account_of(request), opened.inspections.get(unit)
    return account.role is not Role.inspector or (line is not None and line.inspector_id == account.account_id)


@get("/rounds/{round_id:str}/letters/new", roles=CLERKS)
async def preview_letter(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    """The form and the paper it would give, made anew with every change."""
    values = {name: request.query_params.get(name, "") for name in request.query_params}
    opened, wish = await _wish(request, round_id, values, typed="office" in values)
    return await _preview(request, opened, wish, 200)


@post("/rounds/{round_id:str}/letters", roles=CLERKS, status_code=200)
async def make_letter(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    form = await read_form(request)
    values = {name: form.text(name) for name in form.values}
    opened, wish = await _wish(request, round_id, values, typed=True)
    desk = await desk_of(store_of(request), opened.round.city_id, wish.office, wish.variant)
    if wish.errors or desk.faults or _nobody_there(opened, wish.unit):
        return await _preview(request, opened, wish, 422)
    if await disputed(request, opened, wish.unit):
        return await _preview(request, opened, wish, 409)
    await all_files_here(request, opened, wish.unit)
    paper = await _paper(request, opened, wish)
    by = account_of(request).account_id
    try:
        letter_id = await keep_draft(store_of(request), opened, wish, paper, by=by, at=now())
    except LifeProblem as problem:
        raise conflict(in_words(problem)) from problem
    return redirect(request, f"/letters/{letter_id}")


async def _wish(
    request: Request[Any, Any, Any], round_id: str, values: Mapping[str, str], *, typed: bool
) -> tuple[OpenedRound, Wish]:
    kind, unit = values.get("kind", ""), values.get("unit", "")
    opened = await open_unit(request, round_id, unit)
    if kind not in kinds_for(opened.survey, unit):
        raise Refused(400, N_("There is no such letter for this unit."))
    day = today(request)
    city = opened.round.city_id
    known = await store_of(request).read(lambda connection: known_of(connection, city, opened.round.id, unit))
    first = await opened.build(lambda _: first_wish(opened, unit, kind, day, known))
    before = next(iter(await offered(request, opened, kind)), "")
    first = replace(first, corrects=values.get("corrects", ""), earlier=before, once=once_of(values))
    if first.corrects and not typed:
        return opened, as_before(first, await _corrected(request, opened, first))
    if not typed and (like := values.get("like")):
        old = await store_of(request).read(lambda c: model(c, like, opened.round.id, unit, kind))
        return opened, as_before(first, old)
    return opened, read_wish(values, first, known) if typed else first


async def _corrected(request: Request[Any, Any, Any], opened: OpenedRound, wish: Wish) -> Letter:
    return await store_of(request).read(lambda c: corrected(c, wish.corrects, opened.round.id, wish.unit, wish.kind))


async def _preview(request: Request[Any, Any, Any], opened: OpenedRound, wish: Wish, status: int) -> Response[str]:
    empty = _nobody_there(opened, wish.unit)
    desk = await desk_of(store_of(request), opened.round.city_id, wish.office, wish.variant)
    wrong = {**faults(wish), **desk.faults}
    if desk.faults:
        wish = replace(wish, errors={**(wish.errors or {}), **desk.faults})
    ready = not empty and not wrong
    paper = await _paper(request, opened, wish) if ready else None
    sheet = sheet_of(paper, wish.variant, desk.wording, mark=desk.mark, round_id=opened.round.id) if paper else None
    base = f"/rounds/{quote(opened.round.id, safe='')}/letters"
    context = PreviewPage(
        round=opened.round,
        unit_name=opened.survey.subjects[wish.unit].name,
        wish=wish,
        kind=wish.about,
        problems=await problems_of(opened, wish),
        missing=labels(wish, wrong),
        sheet=sheet,
        empty=empty,
        disputed=await disputed(request, opened, wish.unit),
        path=f"{base}/new",
        make_path=base,
        letters_path=letters_path(opened.round.id, wish.unit),
        kind_names=KIND_NAMES,
        variant_names=VARIANT_NAMES,
        offices=desk.offices,
        switched=switched(request.query_params, wish.office),
        earlier=await offered(request, opened, wish.kind),
        cautions=await opened.build(lambda survey: cautions(survey, wish)) if ready else (),
    )
    return page(
        request, "papers/new.html", context, fragment="papers/_preview.html", status=status, demo=opened.round.demo
    )


async def all_files_here(request: Request[Any, Any, Any], opened: OpenedRound, unit: str) -> None:
    """No letter about an inspection whose evidence is still on a device."""
    units = _units(opened, unit)
    if await store_of(request).read(lambda c: uploads.awaited_of_units(c, opened.round.id, units)):
        raise conflict(AWAITED)


def _nobody_there(opened: OpenedRound, unit: str) -> bool:
    return not any(opened.survey.cells.get(name) for name in _units(opened, unit))


async def disputed(request: Request[Any, Any, Any], opened: OpenedRound, unit: str) -> tuple[tuple[str, str], ...]:
    found = await store_of(request).read(lambda connection: operations.disputed(connection, opened.round.id))
    names = opened.survey.subjects
    return tuple((names[one].name, f"/inspections/{found[one]}") for one in _units(opened, unit) if one in found)


def _units(opened: OpenedRound, unit: str) -> tuple[str, ...]:
    """Whom a letter about the unit speaks of."""
    return unit, *(one.id for one in opened.survey.below(unit))


async def _paper(request: Request[Any, Any, Any], opened: OpenedRound, wish: Wish) -> Paper:
    day, before = today(request), await chosen(request, opened, wish)
    found = await counted(request, opened, wish)
    paper = await opened.build(lambda survey: paper_of(opened, survey, wish, day, before, found))
    return naming(paper, await _corrected(request, opened, wish)) if wish.corrects else paper


handlers: list[HTTPRouteHandler] = [preview_letter, make_letter]
