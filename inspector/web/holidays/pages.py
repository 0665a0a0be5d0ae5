"""The table of days that all terms are counted with: looked at by all, kept by an administrator of the city."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct, field
from sqlalchemy import Connection

from inspector.i18n import N_, gettext
from inspector.storage import accounts, holidays
from inspector.storage.holidays import KINDS, Said
from inspector.storage.instants import now
from inspector.storage.tables import Holiday, HolidayYear, Role
from inspector.web.form_input import FormInput, read_form
from inspector.web.holidays.access import ROLES, Chosen, chosen_city, city_to_change
from inspector.web.holidays.months import KIND_NAMES, Month, months_of
from inspector.web.pages import MenuEntry, PageContext, page
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

FIRST_YEAR, LAST_YEAR = 2004, 2099
LONGEST_NAME, LONGEST_SOURCE = 40, 200
EMPTY = {"day": "", "kind": "off", "name": "", "source": ""}


NO_SOURCE = N_("Say who announced the days of this year, with number and day; without a source nobody can check them.")


class HolidaysPage(PageContext, frozen=True):
    chosen: Annotated[Chosen, "whose table it is and whether the reader changes it"]
    year: Annotated[int, "the year shown"]
    on: Annotated[date, "the day of today"]
    known: Annotated[bool, "whether the year's days are known"]
    declared: Annotated[HolidayYear | None, "the office's word that the year is complete"]
    missing: Annotated[tuple[int, ...], "years without a table: this one, the next"]
    months: Annotated[tuple[Month, ...], "the months of the year"]
    own: Annotated[tuple[Holiday, ...], "what the city says itself of days of the year"]
    people: Annotated[Mapping[int, str], "names by account id"]
    kind_names: Annotated[Mapping[str, str], "message ids by kind of day"]
    typed: Annotated[Mapping[str, str], "the form of one day as typed"]
    errors: Annotated[Mapping[str, str], "what is wrong, by field"]


class TypedDay(Struct, frozen=True):
    """One day as typed, with what is wrong by field."""

    texts: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    errors: Mapping[str, str] = field(default_factory=dict)


@get("/holidays", unit_roles=True)
async def holiday_table(request: Request[Any, Any, Any]) -> Response[str]:
    chosen = await chosen_city(request, request.query_params.get("city", ""))
    return await _page(request, chosen, year_of(request.query_params.get("year", ""), today(request)), TypedDay())


@post("/holidays", roles=ROLES, status_code=200)
async def change_days(request: Request[Any, Any, Any]) -> Response[str]:
    """One day said or taken back, or a year declared complete or not."""
    form = await read_form(request)
    chosen = await city_to_change(request, form.text("city", 64))
    year, step = year_of(form.text("year", 10), today(request)), form.text("step", 20)
    typed = read_declared(form) if step == "declare" else read_day(form)
    if step in ("say", "declare") and typed.errors:
        return await _page(request, chosen, year, typed, status=422)
    by, at, city = account_of(request).account_id, now(), chosen.city.id

    def job(connection: Connection) -> None:
        if step == "say":
            said = Said(date.fromisoformat(typed.texts["day"]), *(typed.texts[name] for name in list(EMPTY)[1:]))
            holidays.say(connection, city, [said], by=by, at=at)
        elif step == "take_back" and "day" not in typed.errors:
            holidays.take_back(connection, city, date.fromisoformat(typed.texts["day"]), by=by, at=at)
        elif step == "declare":
            holidays.declare(connection, city, year, typed.texts["declared"], by=by, at=at)
        elif step == "undeclare":
            holidays.undeclare(connection, city, year)

    await store_of(request).write(job)
    if step == "say":
        year = date.fromisoformat(typed.texts["day"]).year
    return redirect(request, table_path(city, year))


def table_path(city: str, year: int) -> str:
    return "/holidays?" + urlencode({"city": city, "year": year})


def year_of(text: str, on: date) -> int:
    """The year typed, else that of today."""
    known = text.isascii() and text.isdecimal() and len(text) == len("2026")
    return int(text) if known and FIRST_YEAR <= int(text) <= LAST_YEAR else on.year


def read_day(form: FormInput) -> TypedDay:
    texts = {name: form.text(name, 2000) for name in EMPTY}
    errors = {}
    if day_of(texts["day"]) is None:
        errors["day"] = gettext("Choose a day.")
    if texts["kind"] not in KINDS:
        errors["kind"] = gettext("Choose one of the list.")
    for name, longest in (("name", LONGEST_NAME), ("source", LONGEST_SOURCE)):
        if len(texts[name]) > longest:
            errors[name] = gettext("Too long.")
    if not texts["source"]:
        errors["source"] = gettext("This must be filled in.")
    return TypedDay(texts, errors)


def read_declared(form: FormInput) -> TypedDay:
    """The source of a whole year."""
    source = form.text("source", 2000)
    wrong = N_("Too long.") if len(source) > LONGEST_SOURCE else NO_SOURCE if not source else ""
    return TypedDay(EMPTY | {"declared": source}, {"declared": gettext(wrong)} if wrong else {})


def day_of(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if len(text) == len("2026-01-01") and FIRST_YEAR <= day.year <= LAST_YEAR else None


async def _page(
    request: Request[Any, Any, Any], chosen: Chosen, year: int, typed: TypedDay, *, status: int = 200
) -> Response[str]:
    on, city = today(request), chosen.city.id

    def query(connection: Connection) -> HolidaysPage:
        days = holidays.days_of(connection, city)
        own = {one.day: one for one in holidays.own_days(connection, city) if one.day.year == year}
        declared = next((one for one in holidays.complete_years(connection, city) if one.year == year), None)
        return HolidaysPage(
            chosen=chosen,
            year=year,
            on=on,
            known=year in days.years,
            declared=declared,
            missing=holidays.missing_years(days, on),
            months=months_of(year, days, own),
            own=tuple(own.values()),
            people=accounts.named(connection, [one.made_by for one in own.values() if one.made_by]),
            kind_names=KIND_NAMES,
            typed=typed.texts,
            errors=typed.errors,
        )

    return page(request, "holidays/holidays.html", await store_of(request).read(query), status=status)


menu = [MenuEntry("/holidays", N_("Holidays"), frozenset({Role.administrator}))]
handlers: list[HTTPRouteHandler] = [holiday_table, change_days]
