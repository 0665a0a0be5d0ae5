"""Letters: drafts of a round or unit, preview before and after they are made, the Word file."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from inspector.i18n import N_
from inspector.letters.kinds import Paper
from inspector.storage import accounts, blobs, letters, operations, rounds, uploads
from inspector.storage.instants import now
from inspector.storage.tables import Letter, Role, Round
from inspector.web.districts.items import unit_path
from inspector.web.districts.survey import OpenedRound, open_round, open_unit
from inspector.web.evidence.awaited import AWAITED
from inspector.web.form_input import read_form
from inspector.web.letters.drafts import WORD, Sheet, attachment, keep_draft, sheet_of, thawed
from inspector.web.letters.earlier import chosen, offered
from inspector.web.letters.wish import KIND_NAMES, VARIANT_NAMES, Wish, first_wish, kinds_for, paper_of, read_wish
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, conflict, not_found
from inspector.web.rounds.draft import PUBLICATIONS
from inspector.web.scope import must_cover, today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, require, store_of

CLERKS = require(Role.clerk)


@dataclass(frozen=True)
class Listed:
    letter: Letter
    unit_name: str
    path: str


@dataclass(frozen=True)
class Choice:
    """A letter that could be made: of what kind, about whom, where its form is."""

    kind: str
    unit_name: str
    path: str


@dataclass(frozen=True)
class LettersPage(PageContext):
    round: Annotated[Round, "the round"]
    unit_name: Annotated[str, "the unit whose letters these are, empty for the whole round"]
    unit_path: Annotated[str, "that unit's page"]
    letters: Annotated[tuple[Listed, ...], "drafts, the newest first"]
    choices: Annotated[tuple[Choice, ...], "what the clerk can make here"]
    kind_names: Annotated[Mapping[str, str], "message ids by kind"]


@dataclass(frozen=True)
class PreviewPage(PageContext):
    round: Annotated[Round, "the round"]
    unit_name: Annotated[str, "whom the letter is about"]
    wish: Annotated[Wish, "what is typed into the form"]
    sheet: Annotated[Sheet | None, "the paper; None while something in the form is wrong or nothing was seen yet"]
    empty: Annotated[bool, "whether nobody has been there yet"]
    disputed: Annotated[tuple[tuple[str, str], ...], "units with entries that differ: name, path of the form"]
    path: Annotated[str, "this page"]
    make_path: Annotated[str, "where the form is sent to make the draft"]
    letters_path: Annotated[str, "letters of the unit"]
    kind_names: Annotated[Mapping[str, str], "message ids by kind"]
    variant_names: Annotated[Mapping[str, str], "message ids by kind of head"]
    earlier: Annotated[Mapping[str, str], "titles of earlier rounds to compare with, by id"]
    publications: Annotated[Mapping[str, str], "message ids of what a report shows"]


@dataclass(frozen=True)
class LetterPage(PageContext):
    letter: Annotated[Letter, "the draft as kept"]
    round: Annotated[Round, "the round it belongs to"]
    maker: Annotated[str, "who made it"]
    sheet: Annotated[Sheet, "the paper from its frozen data"]
    letters_path: Annotated[str, "letters of the unit"]
    kind_names: Annotated[Mapping[str, str], "message ids by kind"]


def letters_path(round_id: str, unit: str = "") -> str:
    base = f"/rounds/{quote(round_id, safe='')}/letters"
    return f"{base}?{urlencode({'unit': unit})}" if unit else base


@get("/rounds/{round_id:str}/letters")
async def list_letters(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    unit = request.query_params.get("unit", "")
    opened = await (open_unit(request, round_id, unit) if unit else open_round(request, round_id))
    rows = await store_of(request).read(lambda c: letters.of_round(c, round_id, unit or None))
    seen = [row for row in rows if opened.covers(row.unit_id) and may_see_letters(request, opened, row.unit_id)]
    names = opened.survey.subjects
    context = LettersPage(
        round=opened.round,
        unit_name=names[unit].name if unit else "",
        unit_path=unit_path(round_id, unit) if unit else "",
        letters=tuple(Listed(row, names[row.unit_id].name, f"/letters/{row.id}") for row in seen),
        choices=tuple(_choices(opened, unit)) if account_of(request).role is Role.clerk else (),
        kind_names=KIND_NAMES,
    )
    return page(request, "papers/letters.html", context, demo=opened.round.demo)


def _choices(opened: OpenedRound, unit: str) -> list[Choice]:
    """For one unit all its kinds; for a round the lists and the report."""
    survey = opened.survey
    units = [unit] if unit else [name for name in survey.subjects if opened.covers(name) and survey.below(name)]
    return [
        Choice(kind, survey.subjects[name].name, _new_path(opened.round.id, name, kind))
        for name in units
        for kind in kinds_for(survey, name)
        if unit or kind != "opinion"
    ]


def _new_path(round_id: str, unit: str, kind: str) -> str:
    return f"/rounds/{quote(round_id, safe='')}/letters/new?{urlencode({'kind': kind, 'unit': unit})}"


def may_see_letters(request: Request[Any, Any, Any], opened: OpenedRound, unit: str) -> bool:
    """An inspector sees the letters of the units that are theirs to inspect; others those of their area."""
    account, line = account_of(request), opened.inspections.get(unit)
    return account.role is not Role.inspector or (line is not None and line.inspector_id == account.account_id)


@get("/rounds/{round_id:str}/letters/new", guards=[CLERKS])
async def preview_letter(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    """The form and the paper it would give, made anew with every change."""
    values = {name: request.query_params.get(name, "") for name in request.query_params}
    opened, wish = await _wish(request, round_id, values, typed="office" in values)
    return await _preview(request, opened, wish, 200)


@post("/rounds/{round_id:str}/letters", guards=[CLERKS], status_code=200)
async def make_letter(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    form = await read_form(request)
    values = {name: form.text(name) for name in form.values}
    opened, wish = await _wish(request, round_id, values, typed=True)
    if wish.errors or _nobody_there(opened, wish.unit):
        return await _preview(request, opened, wish, 422)
    if await _disputed(request, opened, wish.unit):
        return await _preview(request, opened, wish, 409)
    await _all_files_here(request, opened, wish.unit)
    paper = await _paper(request, opened, wish)
    by = account_of(request).account_id
    letter_id = await keep_draft(store_of(request), opened, wish, paper, by=by, at=now())
    return redirect(request, f"/letters/{letter_id}")


async def _wish(
    request: Request[Any, Any, Any], round_id: str, values: Mapping[str, str], *, typed: bool
) -> tuple[OpenedRound, Wish]:
    kind, unit = values.get("kind", ""), values.get("unit", "")
    opened = await open_unit(request, round_id, unit)
    if kind not in kinds_for(opened.survey, unit):
        raise Refused(400, N_("There is no such letter for this unit."))
    first = first_wish(opened, unit, kind, today(request))
    first = replace(first, earlier=next(iter(await offered(request, opened, kind)), ""))
    return opened, read_wish(values, first) if typed else first


async def _preview(request: Request[Any, Any, Any], opened: OpenedRound, wish: Wish, status: int) -> Response[str]:
    empty = _nobody_there(opened, wish.unit)
    ready = not empty and not wish.errors
    sheet = sheet_of(await _paper(request, opened, wish), wish.variant) if ready else None
    base = f"/rounds/{quote(opened.round.id, safe='')}/letters"
    context = PreviewPage(
        round=opened.round,
        unit_name=opened.survey.subjects[wish.unit].name,
        wish=wish,
        sheet=sheet,
        empty=empty,
        disputed=await _disputed(request, opened, wish.unit),
        path=f"{base}/new",
        make_path=base,
        letters_path=letters_path(opened.round.id, wish.unit),
        kind_names=KIND_NAMES,
        variant_names=VARIANT_NAMES,
        earlier=await offered(request, opened, wish.kind),
        publications=PUBLICATIONS,
    )
    return page(
        request, "papers/new.html", context, fragment="papers/_sheet.html", status=status, demo=opened.round.demo
    )


async def _all_files_here(request: Request[Any, Any, Any], opened: OpenedRound, unit: str) -> None:
    """No letter about an inspection whose evidence is still on a device."""
    units = _units(opened, unit)
    if await store_of(request).read(lambda c: uploads.awaited_of_units(c, opened.round.id, units)):
        raise conflict(AWAITED)


def _nobody_there(opened: OpenedRound, unit: str) -> bool:
    return not any(opened.survey.cells.get(name) for name in _units(opened, unit))


async def _disputed(request: Request[Any, Any, Any], opened: OpenedRound, unit: str) -> tuple[tuple[str, str], ...]:
    found = await store_of(request).read(lambda connection: operations.disputed(connection, opened.round.id))
    names = opened.survey.subjects
    return tuple((names[one].name, f"/inspections/{found[one]}") for one in _units(opened, unit) if one in found)


def _units(opened: OpenedRound, unit: str) -> tuple[str, ...]:
    """Whom a letter about the unit speaks of."""
    return unit, *(one.id for one in opened.survey.below(unit))


async def _paper(request: Request[Any, Any, Any], opened: OpenedRound, wish: Wish) -> Paper:
    day, before = today(request), await chosen(request, opened, wish)
    return await opened.build(lambda survey: paper_of(opened, survey, wish, day, before))


@get("/letters/{letter_id:str}")
async def show_letter(request: Request[Any, Any, Any], letter_id: FromPath[str]) -> Response[str]:
    letter, round_ = await _letter(request, letter_id)
    paper, variant = thawed(letter)
    maker = letter.created_by
    names = await store_of(request).read(lambda c: accounts.named(c, [maker] if maker else []))
    context = LetterPage(
        letter=letter,
        round=round_,
        maker=names.get(maker or 0, ""),
        sheet=sheet_of(paper, variant),
        letters_path=letters_path(round_.id, letter.unit_id),
        kind_names=KIND_NAMES,
    )
    return page(request, "papers/letter.html", context, demo=round_.demo)


@get("/letters/{letter_id:str}/file")
async def letter_file(request: Request[Any, Any, Any], letter_id: FromPath[str]) -> Response[bytes]:
    """The frozen bytes, never made anew."""
    letter, _ = await _letter(request, letter_id)
    store = store_of(request)
    blob = await store.read(lambda connection: blobs.by_digest(connection, letter.blob_sha256))
    if blob is None:
        raise not_found()
    content = await asyncio.to_thread(blobs.read, store.blob_folder, blob.sha256)
    return Response(content, media_type=WORD, headers={"content-disposition": attachment(blob.name)})


async def _letter(request: Request[Any, Any, Any], letter_id: str) -> tuple[Letter, Round]:
    """404 for a letter that does not exist or is about a unit the account may not see letters of, alike."""
    store = store_of(request)
    letter = await store.read(lambda connection: letters.by_id(connection, letter_id))
    if letter is None:
        raise not_found()
    await must_cover(request, letter.unit_id)
    round_ = await store.read(lambda connection: rounds.by_id(connection, letter.round_id))
    assert round_ is not None
    if account_of(request).role is Role.inspector:
        opened = await open_round(request, letter.round_id)
        if not may_see_letters(request, opened, letter.unit_id):
            raise not_found()
    return letter, round_


handlers: list[HTTPRouteHandler] = [list_letters, preview_letter, make_letter, show_letter, letter_file]
