"""The columns of a file: which table, what its rows are, and what each column means; remembered for the next file."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import Connection

from inspector.checklist.edition import Edition
from inspector.checklist.fields import FieldProblem, parse
from inspector.i18n import N_, gettext
from inspector.sheets.columns import Target, guess, guess_target, remembered_as, targets
from inspector.sheets.reading import Unreadable
from inspector.storage import imports, rounds, units
from inspector.storage.imports import ImportStateError
from inspector.storage.intake import ORIGIN
from inspector.storage.tables import Import
from inspector.web.form_input import FormInput, read_form
from inspector.web.imports.access import TAKING, TARGETS, import_in_scope, targets_for
from inspector.web.imports.files import Outline, unpacked
from inspector.web.imports.looking import look_at
from inspector.web.imports.words import say
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, conflict
from inspector.web.rounds.draft import DAY, problem_words
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of
from inspector.web.units.tree import editions_for

DATED = ("units", "facts")
MOVED = N_("This file was taken over meanwhile.")


class Choice(Struct, frozen=True):
    """What is chosen above the columns."""

    place: int
    target: str
    edition: Edition | None


class ColumnView(Struct, frozen=True):
    place: int
    title: str
    samples: tuple[str, ...]
    field: str


class ColumnsPage(PageContext, frozen=True):
    row: Annotated[Import, "the import"]
    outlines: Annotated[tuple[Outline, ...], "the tables of the file"]
    choice: Annotated[Choice, "table, target and edition chosen"]
    target: Annotated[Target, "what a row can hold"]
    targets: Annotated[dict[str, str], "what the reader may take over"]
    editions: Annotated[tuple[Edition, ...], "editions to choose from"]
    columns: Annotated[tuple[ColumnView, ...], "columns of the table with what they are taken for"]
    day: Annotated[str, "valid from or as of, as typed; empty where none is asked"]
    errors: Annotated[Mapping[str, str], "what is wrong, by field"]
    earlier: Annotated[tuple[Import, ...], "times the very same file was taken over before"]


@get("/imports/{import_id:str}/columns", roles=TAKING)
async def columns_form(request: Request[Any, Any, Any], import_id: FromPath[str]) -> Response[str]:
    row = await _open(request, import_id)
    given = request.query_params
    choice = await _choice(request, row, {name: given.get(name, "") for name in ("place", "target", "edition")})
    kept = json.loads(row.mapping) if (choice.place, choice.target) == (row.place, row.target) else {}
    mapping = {int(place): name for place, name in kept.items()} or await _guessed(request, row, choice)
    day = row.day if row.day and choice.target == row.target else await _usual_day(request, row, choice)
    return await _page(request, row, choice, mapping, day.isoformat() if day else "", {})


@post("/imports/{import_id:str}/columns", roles=TAKING, status_code=200)
async def settle_columns(request: Request[Any, Any, Any], import_id: FromPath[str]) -> Response[str]:
    """Reads the rows as the columns say, and shows what they would change; nothing is taken over yet."""
    row, form = await _open(request, import_id), await read_form(request)
    choice = await _choice(request, row, {name: form.text(name, 64) for name in ("place", "target", "edition")})
    outline, target = unpacked(row.outline)[choice.place], targets(choice.edition)[choice.target]
    mapping = {n: name for n in range(len(outline.columns)) if (name := form.text(f"field-{n}", 200))}
    errors, day = _faults(target, mapping, form, today(request))
    if not errors:
        values = {"place": choice.place, "target": choice.target, "day": day, "mapping": json.dumps(mapping)}
        values["edition_digest"] = choice.edition.digest if choice.edition else None
        error = await _previewed(request, row, values)
        if not error:
            titles = {remembered_as(outline.columns[n]): mapping.get(n, "") for n in range(len(outline.columns))}
            await store_of(request).write(lambda c: imports.remember(c, row.city_id, choice.target, titles))
            return redirect(request, f"/imports/{row.id}")
        errors[""] = error
    return await _page(request, row, choice, mapping, form.text("day", 100), errors)


async def _previewed(request: Request[Any, Any, Any], row: Import, values: dict[str, Any]) -> str:
    """Stores the columns with a fresh report; words when the file cannot be read any more."""
    try:
        look = await look_at(request, row.model_copy(update=values))
    except Unreadable as unreadable:
        return say(unreadable.message, unreadable.params)
    settled = values | {"state": "previewed", "report": look.report}
    try:
        await store_of(request).write(lambda c: imports.prepare(c, row.id, **settled))
    except ImportStateError as error:
        raise conflict(MOVED) from error
    return ""


def _faults(
    target: Target, mapping: Mapping[int, str], form: FormInput, latest: date
) -> tuple[dict[str, str], date | None]:
    errors: dict[str, str] = {}
    first: dict[str, int] = {}
    for place, name in mapping.items():
        if name not in target.fields:
            errors[f"field-{place}"] = gettext("Choose one of the list.")
        elif first.setdefault(name, place) != place:
            errors[f"field-{place}"] = gettext("Another column is taken for this already.")
    missing = [gettext(one.label) for name, one in target.fields.items() if one.required and name not in first]
    if missing:
        errors[""] = gettext("No column says: {fields}. Choose it below.").format(fields="、".join(missing))
    if target.name not in DATED:
        return errors, None
    taken = parse(DAY, form.text("day", 100))
    if isinstance(taken, FieldProblem) or not taken:
        errors["day"] = problem_words(taken) if isinstance(taken, FieldProblem) else gettext("Give this date.")
        return errors, None
    day = date.fromisoformat(taken)
    if target.name == "facts" and day > latest:
        errors["day"] = gettext("This day has not come yet.")
    return errors, day


async def _open(request: Request[Any, Any, Any], import_id: str) -> Import:
    row = await import_in_scope(request, import_id)
    if row.state not in imports.BEFORE_TAKING:
        raise conflict(MOVED)
    return row


async def _choice(request: Request[Any, Any, Any], row: Import, given: Mapping[str, str]) -> Choice:
    """As asked for, as kept, or as it seems: the first table in sight, what its titles look like, the city's plan."""
    outlines, allowed = unpacked(row.outline), targets_for(account_of(request), row.city_id)
    usual = row.place if row.target else next((n for n, one in enumerate(outlines) if not one.hidden), 0)
    wish = given["place"]
    place = int(wish) if wish.isascii() and wish.isdecimal() and len(wish) < 6 else usual
    if place >= len(outlines):
        raise Refused(400)
    found = await _editions(request, row)
    wanted = given["edition"] or row.edition_digest or ""
    named = next((one for one in found if one.digest == wanted), None)
    edition = named or _fitting(found, outlines[place])
    kept = row.target if place == row.place else ""
    target = given["target"] or kept
    if not target:
        target = guess_target(outlines[place].table, _allowed(edition, allowed)) or allowed[0]
    if target not in allowed:
        raise Refused(400)
    return Choice(place, target, edition)


def _allowed(edition: Edition | None, allowed: tuple[str, ...]) -> dict[str, Target]:
    return {name: target for name, target in targets(edition).items() if name in allowed}


def _fitting(found: tuple[Edition, ...], outline: Outline) -> Edition | None:
    """The edition whose city the table names; else the first, which fits the record best."""
    texts = {cell for row in outline.samples for cell in row}
    return next((one for one in found if one.plan.city in texts), found[0] if found else None)


async def _editions(request: Request[Any, Any, Any], row: Import) -> tuple[Edition, ...]:
    found = await store_of(request).read(lambda c: editions_for(c, row.city_id or ""), heavy=True)
    return tuple(found)


async def _guessed(request: Request[Any, Any, Any], row: Import, choice: Choice) -> dict[int, str]:
    remembered = await store_of(request).read(lambda c: imports.remembered(c, row.city_id, choice.target))
    target = targets(choice.edition)[choice.target]
    return guess(unpacked(row.outline)[choice.place].table, target, remembered)


async def _usual_day(request: Request[Any, Any, Any], row: Import, choice: Choice) -> date | None:
    """Units: today, or long ago while there are none. Facts: 数据时点 of the newest open round, else the plan's end."""
    on = today(request)
    if choice.target not in DATED:
        return None
    if row.city_id is None:
        return ORIGIN
    city = row.city_id
    until = min(choice.edition.plan.period.to, on) if choice.edition else on

    def query(connection: Connection) -> date:
        if choice.target == "units":
            return on if len(units.tree(connection, city, on)) > 1 else ORIGIN
        found = rounds.of_city(connection, city)
        return next((min(one.data_date, on) for one in found if one.state == "open"), until)

    return await store_of(request).read(query)


async def _page(
    request: Request[Any, Any, Any],
    row: Import,
    choice: Choice,
    mapping: Mapping[int, str],
    day: str,
    errors: Mapping[str, str],
) -> Response[str]:
    outlines = unpacked(row.outline)
    outline = outlines[choice.place]
    columns = tuple(
        ColumnView(n, title, outline.values(n), mapping.get(n, "")) for n, title in enumerate(outline.columns)
    )
    allowed = targets_for(account_of(request), row.city_id)
    earlier = await store_of(request).read(lambda c: imports.taken_before(c, row.city_id, row.file_sha256))
    context = ColumnsPage(
        row,
        outlines,
        choice,
        targets(choice.edition)[choice.target],
        {name: TARGETS[name] for name in allowed},
        await _editions(request, row),
        columns,
        day if choice.target in DATED else "",
        errors,
        tuple(earlier),
    )
    return page(request, "imports/columns.html", context, status=422 if errors else 200)


handlers: list[HTTPRouteHandler] = [columns_form, settle_columns]
