"""A whole announcement pasted in: read, shown beside the table as it is, and taken over only without a flaw."""

from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import Connection

from inspector.casework.announcements import MOST_TEXT, Announced, Flaw, Reading, read_announcement
from inspector.casework.deadlines import Days
from inspector.i18n import N_, gettext
from inspector.storage import holidays
from inspector.storage.holidays import Said
from inspector.storage.instants import now
from inspector.web.form_input import FormInput, read_form
from inspector.web.holidays.access import ROLES, Chosen, city_to_change
from inspector.web.holidays.months import KIND_NAMES
from inspector.web.holidays.pages import LONGEST_SOURCE, table_path, year_of
from inspector.web.pages import PageContext, page
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

FLAWS: Mapping[Flaw, str] = {
    Flaw.no_such_day: N_("There is no such day."),
    Flaw.no_word: N_("It does not say whether the day is off (放假) or worked (上班)."),
    Flaw.weekday: N_("The weekday in brackets is not that of the day."),
    Flaw.total: N_("It names another number of days off."),
    Flaw.too_long: N_("More than 31 days in one go, or the last day before the first."),
    Flaw.twice: N_("A day of this line is off in one place and worked in another."),
    Flaw.other_year: N_("The day belongs to another year."),
}


class AnnouncementPage(PageContext, frozen=True):
    chosen: Annotated[Chosen, "whose table it is"]
    year: Annotated[int, "the year of days without one"]
    text: Annotated[str, "the announcement as typed"]
    source: Annotated[str, "who announced it, as typed"]
    complete: Annotated[bool, "whether the year counts as known afterwards"]
    new: Annotated[tuple[Announced, ...], "days that the table has otherwise"]
    same: Annotated[int, "days that the table has like that already"]
    flaws: Annotated[tuple[tuple[int, str, str], ...], "number and text of a line, and what is wrong with it"]
    errors: Annotated[Mapping[str, str], "what is wrong, by field"]
    kind_names: Annotated[Mapping[str, str], "message ids by kind of day"]


@get("/holidays/announcement", roles=ROLES)
async def announcement_form(request: Request[Any, Any, Any]) -> Response[str]:
    chosen = await city_to_change(request, request.query_params.get("city", ""))
    year = year_of(request.query_params.get("year", ""), today(request))
    context = AnnouncementPage(chosen, year, "", "", True, (), 0, (), {}, KIND_NAMES)
    return page(request, "holidays/announcement.html", context)


@post("/holidays/announcement", roles=ROLES, status_code=200)
async def take_announcement(request: Request[Any, Any, Any]) -> Response[str]:
    """Shows what was read; the second click takes it over."""
    form = await read_form(request)
    chosen = await city_to_change(request, form.text("city", 64))
    year, text = year_of(form.text("year", 10), today(request)), form.text("text", MOST_TEXT)
    days = await store_of(request).read(lambda c: holidays.days_of(c, chosen.city.id))
    found = read_announcement(text, year)
    errors = _errors(form, found)
    new = tuple(one for one in found.days if not _known(one, days))
    if form.text("step", 10) == "take" and not errors:
        await _take(request, chosen.city.id, year, new, form)
        return redirect(request, table_path(chosen.city.id, year))
    lines = text.splitlines()
    flaws = tuple((number, lines[number - 1], FLAWS[flaw]) for number, flaw in found.flaws.items())
    same, whole, source = len(found.days) - len(new), form.has("complete"), form.text("source")
    context = AnnouncementPage(chosen, year, text, source, whole, new, same, flaws, errors, KIND_NAMES)
    return page(request, "holidays/announcement.html", context, status=422 if errors else 200)


def _errors(form: FormInput, found: Reading) -> dict[str, str]:
    errors = {}
    if found.flaws:
        errors["text"] = gettext("Lines could not be read. Nothing is taken over before they are put right.")
    elif not found.days:
        errors["text"] = gettext("No day was found in it.")
    if not form.text("source"):
        errors["source"] = gettext("This must be filled in.")
    elif len(form.text("source")) > LONGEST_SOURCE:
        errors["source"] = gettext("Too long.")
    return errors


def _known(one: Announced, days: Days) -> bool:
    return one.day in (days.off if one.kind == "off" else days.worked)


async def _take(
    request: Request[Any, Any, Any], city: str, year: int, new: tuple[Announced, ...], form: FormInput
) -> None:
    source, by, at = form.text("source"), account_of(request).account_id, now()

    def job(connection: Connection) -> None:
        said = [Said(one.day, one.kind, one.name, source) for one in new]
        holidays.say(connection, city, said, by=by, at=at)
        if form.has("complete"):
            holidays.declare(connection, city, year, source, by=by, at=at)

    await store_of(request).write(job)


handlers: list[HTTPRouteHandler] = [announcement_form, take_announcement]
