"""Facts of one unit in one round: what counts there, who vouches, what is missing, and the change of it in place."""

from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.casework.base_lines import base_lines
from inspector.checklist.edition import Edition
from inspector.i18n import N_
from inspector.storage import facts, movements, rounds, surveys
from inspector.storage.instants import now
from inspector.storage.tables import Round
from inspector.storage.units import UnitAt
from inspector.web.checklists.words import say
from inspector.web.facts.access import enters, reader_of, unit_of_round
from inspector.web.facts.bases import BaseTable, base_tables
from inspector.web.facts.entering import ENTERING, Entered, all_typed, entered
from inspector.web.facts.found import found_in
from inspector.web.facts.moves import MoveView, of_arrival
from inspector.web.facts.rows import STATUSES, FactRow, chosen, round_rows
from inspector.web.form_input import FormInput, read_form
from inspector.web.pages import PageContext, civil_date_text, page
from inspector.web.refusals import conflict
from inspector.web.rounds.access import sets_up
from inspector.web.rounds.progress import ROUND_STATES
from inspector.web.rounds.settings import SettingView, setting_views
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of


class RoundFactsPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    unit: Annotated[UnitAt, "the unit, as the round's tree has it"]
    kind: Annotated[str, "its kind as the checklist names it"]
    rows: Annotated[tuple[FactRow, ...], "declared facts, those first that are missing and needed"]
    missing: Annotated[int, "figures that items of the round need and nobody has given"]
    open: Annotated[int, "contradictions of the unit that nobody has settled"]
    bases: Annotated[tuple[BaseTable, ...], "lines in multiples of a fact, reckoned out"]
    settings: Annotated[tuple[SettingView, ...], "what the plan leaves open, as set"]
    moved: Annotated[tuple[MoveView, ...], "what the figures just saved moved"]
    saved: Annotated[bool, "whether figures were just saved"]
    may_enter: Annotated[bool, "whether the reader enters facts here"]
    may_set: Annotated[bool, "whether the reader may change the round's settings now"]
    on: Annotated[str, "as-of date as typed"]
    typed: Annotated[Mapping[str, str], "what was typed, by name of the input"]
    errors: Annotated[dict[str, str], "what is wrong, by field"]
    statuses: Annotated[dict[str, str], "names by status"]
    states: Annotated[dict[str, str], "names by state of a round"]


@get("/rounds/{round_id:str}/units/{unit_id:str}/facts")
async def round_facts(
    request: Request[Any, Any, Any], round_id: FromPath[str], unit_id: FromPath[str]
) -> Response[str]:
    round_, unit = await unit_of_round(request, round_id, unit_id)
    return await _page(request, round_, unit, _arrival(request))


def _arrival(request: Request[Any, Any, Any]) -> int | None:
    """The arrival number that a redirect after saving names."""
    text = request.query_params.get("saved", "")
    return int(text) if text.isdecimal() and len(text) < 16 else None


@post("/rounds/{round_id:str}/units/{unit_id:str}/facts", roles=ENTERING, status_code=200)
async def enter_round_facts(
    request: Request[Any, Any, Any], round_id: FromPath[str], unit_id: FromPath[str]
) -> Response[str]:
    """As on the unit's own page; a figure after the round's 数据时点 would not count here and is refused."""
    round_, unit = await unit_of_round(request, round_id, unit_id)
    if not enters(request, round_):
        raise conflict(N_("This round is closed: its facts stand still."))
    form = await read_form(request)
    found = await _entered(request, form, round_, unit)
    if found.errors:
        return await _page(request, round_, unit, None, form, found)
    account, at = account_of(request).account_id, now()

    def job(connection: Connection) -> int:
        movements.record_facts(connection, unit.city_id, found.new, at=at, account_id=account)
        return facts.last_arrival(connection, unit.city_id) - len(found.new) + 1

    arrival = await store_of(request).write(job) if found.new else 0
    return redirect(request, f"/rounds/{round_.id}/units/{unit.id}/facts?saved={arrival}")


async def _entered(request: Request[Any, Any, Any], form: FormInput, round_: Round, unit: UnitAt) -> Entered:
    def query(connection: Connection) -> tuple[FactRow, ...]:
        return round_rows(connection, unit, surveys.edition(connection, round_.edition_digest), round_)

    rows = await store_of(request).read(query)
    found = entered(form, unit, rows, today(request))
    if (found.new or found.errors) and found.day > round_.data_date and "as_of" not in found.errors:
        words = N_("This round counts figures up to %(day)s; enter later ones on the unit's own page.")
        found.errors["as_of"] = say(words, day=civil_date_text(round_.data_date))
    return found


async def _page(
    request: Request[Any, Any, Any],
    round_: Round,
    unit: UnitAt,
    arrival: int | None,
    form: FormInput | None = None,
    found: Entered | None = None,
) -> Response[str]:
    reader, may = await reader_of(request), enters(request, round_)
    may_set = round_.state == "draft" and sets_up(account_of(request), round_.city_id)
    on = form.text("as_of", 100) if form else min(round_.data_date, today(request)).isoformat()
    errors = found.errors if found else {}

    def query(connection: Connection) -> RoundFactsPage:
        edition = surveys.edition(connection, round_.edition_digest)
        rows = round_rows(connection, unit, edition, round_)
        return RoundFactsPage(
            round=round_,
            unit=unit,
            kind=edition.checklist.kinds[unit.kind].label,
            rows=rows,
            missing=sum(bool(cell.missing and row.needed) for row in rows for cell in row.cells),
            open=sum(one.settlement is None for one in found_in(connection, round_, edition, unit.id)),
            bases=_bases(connection, round_, unit, edition),
            settings=setting_views(edition, round_),
            moved=of_arrival(connection, round_, arrival, reader) if arrival else (),
            saved=arrival is not None,
            may_enter=may,
            may_set=may_set,
            on=on,
            typed=all_typed(form) if form else {},
            errors=errors,
            statuses=STATUSES,
            states=ROUND_STATES,
        )

    context = await store_of(request).read(query, heavy=True)
    return page(request, "facts/round.html", context, status=422 if errors else 200, demo=round_.demo)


def _bases(connection: Connection, round_: Round, unit: UnitAt, edition: Edition) -> tuple[BaseTable, ...]:
    tree = rounds.units_of(connection, round_.id)
    subject = surveys.subjects(edition, tree, surveys.known_facts(connection, round_))[unit.id]
    terms = surveys.terms(round_)
    return base_tables(edition, base_lines(edition, subject, terms, chosen(edition, round_)))


handlers: list[HTTPRouteHandler] = [round_facts, enter_round_facts]
