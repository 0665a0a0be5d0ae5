"""The accountability report of what the filters leave, each number a way into the ledger."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import partial
from typing import IO, Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream
from msgspec import Struct
from sqlalchemy import Connection

from inspector.casework.accountability import OWN, AccountabilityReport, Figures, Month, Offender, report
from inspector.checklist.wording import number, percent
from inspector.i18n import gettext
from inspector.sheets.accountability_book import write_report
from inspector.storage import accountability, ledger_lines
from inspector.storage.store import Store
from inspector.storage.tables import Role
from inspector.web.accountability.letters import ReportForm, report_forms
from inspector.web.findings.asked import KINDS, Asked, asked
from inspector.web.findings.pages import Choices, choices_of
from inspector.web.findings.words import KIND_NAMES
from inspector.web.pages import PageContext, page
from inspector.web.rounds.access import cities_of
from inspector.web.scope import today
from inspector.web.sending import WORKBOOK, sent
from inspector.web.sessions import account_of, store_of

READERS = [Role.inspector, Role.evaluator, Role.clerk, Role.administrator]
MONTHS, CLAUSES, OFFENDERS = 24, 30, 50
"""How many are shown on the page; the workbook has all."""
WHOLE = Fraction(1)


class Row(Struct, frozen=True):
    """`address` is the query part of its list in the ledger, None where the ledger has no such filter."""

    name: str
    figures: Figures
    address: Mapping[str, str] | None
    rate: str
    days: str


class AccountabilityPage(PageContext, frozen=True):
    asked: Annotated[Asked, "filters as asked for"]
    choices: Annotated[Choices, "what the filters offer"]
    kinds: Annotated[tuple[str, ...], "kinds in order"]
    kind_names: Annotated[Mapping[str, str], "message ids by kind"]
    on: Annotated[date, "the day of today"]
    whole: Annotated[Row, "all that the filters leave"]
    districts: Annotated[tuple[Row, ...], "by district"]
    offices: Annotated[tuple[Row, ...], "by lead office"]
    clauses: Annotated[tuple[Row, ...], "by clause, those with the most first"]
    more_clauses: Annotated[int, "how many further ones there are"]
    months: Annotated[tuple[Month, ...], "the last ones, the latest last"]
    most: Annotated[int, "the largest number of a month, for the bars"]
    offenders: Annotated[tuple[Offender, ...], "units with findings that came back"]
    more_offenders: Annotated[int, "how many further ones there are"]
    forms: Annotated[tuple[ReportForm, ...], "where it is written as a letter, for a clerk"]


@get("/accountability", roles=READERS)
async def accountability_page(request: Request[Any, Any, Any]) -> Response[str]:
    wish, on, account = await asked(request), today(request), account_of(request)
    writes = account.role is Role.clerk

    def query(connection: Connection) -> tuple[AccountabilityReport, Choices, bool, tuple[ReportForm, ...]]:
        found = report(accountability.cases(connection, wish.filter, on), on)
        cities = cities_of(connection, account)
        choices, demo = choices_of(connection, cities, wish, on), ledger_lines.demo(connection, wish.filter, on)
        return found, choices, demo, report_forms(connection, wish.filter, cities) if writes else ()

    found, choices, demo, forms = await store_of(request).read(query, heavy=True)
    context = AccountabilityPage(
        asked=wish,
        choices=choices,
        kinds=KINDS,
        kind_names=KIND_NAMES,
        on=on,
        whole=_row("", found.whole, {}),
        districts=tuple(
            _row(choices.districts.get(name, name) or gettext("City level"), one, {"district": name} if name else None)
            for name, one in found.districts
        ),
        offices=tuple(
            _row(gettext("The units themselves"), one, None) if name == OWN else _row(name, one, {"office": name})
            for name, one in found.offices
        ),
        clauses=tuple(_row(name, one, None) for name, one in found.clauses[:CLAUSES]),
        more_clauses=max(len(found.clauses) - CLAUSES, 0),
        months=found.months[-MONTHS:],
        most=max((max(one.told, one.closed, one.running) for one in found.months[-MONTHS:]), default=1) or 1,
        offenders=found.offenders[:OFFENDERS],
        more_offenders=max(len(found.offenders) - OFFENDERS, 0),
        forms=forms,
    )
    return page(request, "accountability/accountability.html", context, demo=demo)


def _row(name: str, one: Figures, address: Mapping[str, str] | None) -> Row:
    rate = "—" if one.rate is None else percent(one.rate, WHOLE)
    return Row(name, one, address, rate, "—" if one.days is None else number(one.days, 1))


@get("/accountability/sheet", roles=READERS)
async def accountability_sheet(request: Request[Any, Any, Any]) -> Stream:
    wish, on, account = await asked(request), today(request), account_of(request)
    cities = await store_of(request).read(lambda c: cities_of(c, account))
    job = partial(_write, store_of(request), wish, cities, on, request.app.state.settings.demo)
    return await sent(job, f"整改情况统计-{on.isoformat()}", "xlsx", WORKBOOK)


def _write(store: Store, wish: Asked, cities: list[str], on: date, demo: bool, file: IO[bytes]) -> None:
    def job(connection: Connection) -> None:
        found = report(accountability.cases(connection, wish.filter, on), on)
        names = choices_of(connection, cities, wish, on).districts
        mark = "演示数据" if demo or ledger_lines.demo(connection, wish.filter, on) else ""
        about = "　".join(
            filter(None, (f"统计截至{on.isoformat()}", names.get(wish.filter.district), wish.filter.office))
        )
        write_report(file, found, names, about, mark)

    store.read_now(job)


handlers: list[HTTPRouteHandler] = [accountability_page, accountability_sheet]
