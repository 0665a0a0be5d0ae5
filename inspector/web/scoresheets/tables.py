"""From a round that was opened to the score sheet of one of its units."""

from typing import Any

from litestar import Request
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.casework.score_table import ScoreTable, score_table
from inspector.fieldwork.operations import Level
from inspector.fieldwork.states import State
from inspector.i18n import N_, gettext
from inspector.scoring.survey import Survey
from inspector.sheets.score_book import Heading
from inspector.storage import self_evaluations, surveys
from inspector.storage.tables import Round
from inspector.web.districts.items import why_text
from inspector.web.districts.survey import OpenedRound
from inspector.web.pages import civil_date_text
from inspector.web.scoresheets.rules import rule_text
from inspector.web.sessions import store_of


class Sheet(Struct, frozen=True):
    """The table, and what stands above it; `provisional` while the inspection is not confirmed."""

    table: ScoreTable
    heading: Heading
    provisional: bool


async def own_survey(request: Request[Any, Any, Any], opened: OpenedRound) -> Survey:
    """The round with what the units say of themselves, once released: facts, tree and scheme are the same."""
    cells = await store_of(request).read(lambda c: own_cells(c, opened.round), heavy=True)
    return replace(opened.survey, cells=cells, _results={}, _below={})


def own_cells(connection: Connection, round_: Round) -> dict[str, dict[str, str]]:
    """The answers of released self-evaluations, by unit."""
    released = self_evaluations.released(connection, round_.id)
    cells = surveys.cells_at(connection, round_, Level.self)
    return {unit: answers for unit, answers in cells.items() if unit in released}


async def sheet_of(request: Request[Any, Any, Any], opened: OpenedRound, unit: str) -> Sheet:
    own = await own_survey(request, opened)
    return await opened.build(lambda survey: _sheet(opened, survey, own, unit))


def _sheet(opened: OpenedRound, survey: Survey, own: Survey, unit: str) -> Sheet:
    line, table = opened.inspections.get(unit), table_of(survey, unit, own)
    provisional = line is None or line.state is not State.confirmed
    return Sheet(table, heading(opened.round, table, line.visit_date if line else None, provisional), provisional)


def table_of(survey: Survey, unit: str, own: Survey | None) -> ScoreTable:
    """The table with its words in the reader's language."""
    results = survey.results(unit)
    rules = {one.item.id: rule_text(survey.edition, survey.scheme, one.item) for one in results}
    whys = {one.item.id: why_text(survey, one) for one in results if one.why}
    return score_table(survey, unit, own, rules, whys)


def heading(round_: Round, table: ScoreTable, visit: Any, provisional: bool) -> Heading:
    scheme = table.survey.scheme
    owner = "" if scheme.owner in scheme.title else f"（{scheme.owner}）"
    about = (
        (gettext("Round"), round_.title),
        (gettext("Inspected unit"), table.name),
        (gettext("Scoring scheme"), f"{scheme.title}{owner}"),
        (gettext("Date of the visit"), civil_date_text(visit)),
        (gettext("Facts as of"), civil_date_text(round_.data_date)),
        (gettext("Cut-off date"), civil_date_text(round_.cutoff)),
    )
    marks = ["演示数据"] if round_.demo else []
    marks += [gettext(N_("provisional: not confirmed yet"))] if provisional else []
    return Heading(about, "　".join(marks))
