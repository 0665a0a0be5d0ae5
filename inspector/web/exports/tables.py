"""The tables that leave a round, by kind, for the units of an area; rows are read as they are written."""

from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.casework.extract_answers import Held, long_answers, wide_answers
from inspector.casework.extract_scores import Surveys, finding_list, level_surveys, score_lines, scores
from inspector.casework.extract_units import fact_list, unit_list
from inspector.casework.extracts import Extract, dictionary
from inspector.casework.score_table import ScoreTable
from inspector.checklist.cells import in_visit
from inspector.fieldwork.operations import Level
from inspector.fieldwork.states import State
from inspector.i18n import N_, gettext
from inspector.scoring.survey import Survey
from inspector.storage import exports, facts, inspections, rounds, self_evaluations
from inspector.storage.instants import moment
from inspector.storage.tables import Round
from inspector.web.rounds.progress import STATE_NAMES
from inspector.web.scoresheets.tables import own_cells, table_of


class Source(Struct, frozen=True):
    """A round on one connection, and the units that may leave it, in the order of its tree."""

    connection: Connection
    round: Round
    survey: Survey
    units: tuple[str, ...]
    zone: ZoneInfo

    def held(self) -> Iterator[Held]:
        """The answers; the record of a visit is none."""
        seen = frozenset(self.units)
        released = self_evaluations.released(self.connection, self.round.id)
        for unit, level, path, value, raw, received in exports.heads(self.connection, self.round):
            if unit in seen and not in_visit(path) and (level == Level.team.value or unit in released):
                at = f"{moment(received, self.zone):%Y-%m-%d %H:%M:%S}" if received is not None else ""
                yield Held(unit, level, path, value, raw, at)

    def levels(self) -> Surveys:
        cells = own_cells(self.connection, self.round)
        own = replace(self.survey, cells=cells, _results={}, _below={})
        return level_surveys(self.survey, own, self.units)


class Kind(Struct, frozen=True):
    """`name` stands in addresses and on the command line; `words` say what the table holds."""

    name: str
    title: str
    words: str
    make: Callable[[Source], Extract]


def _units(source: Source) -> Extract:
    lines = inspections.of_round(source.connection, source.round.id)
    standing = [line for line in lines if line.state is not State.void]
    told = {line.unit_id: (gettext(STATE_NAMES[line.state]), line.visit_date) for line in standing}
    seen = frozenset(source.units)
    tree = [unit for unit in rounds.units_of(source.connection, source.round.id) if unit.id in seen]
    return unit_list(source.survey.edition, source.survey.subjects, tree, told)


def _facts(source: Source) -> Extract:
    round_ = source.round
    current = facts.current(source.connection, round_.city_id, round_.data_date, through=round_.facts_through)
    known = (fact for unit in source.units for fact in current.get(unit, ()))
    return fact_list(source.survey.edition, source.survey.subjects, known)


def _table(survey: Survey, unit: str) -> ScoreTable:
    return table_of(survey, unit, None)


KINDS: tuple[Kind, ...] = (
    Kind("units", N_("Units"), N_("units of the round with the state of their inspection"), _units),
    Kind("facts", N_("Facts"), N_("facts as of the date of the round, with source and status"), _facts),
    Kind(
        "answers",
        N_("Answers, long"),
        N_("one row an answer, of the team and of the units themselves; retired questions too"),
        lambda source: long_answers(source.survey.edition, source.survey.subjects, source.held()),
    ),
    Kind(
        "answers-wide",
        N_("Answers, wide"),
        N_("one row a unit, one column a question; columns are the same for every area and day"),
        lambda source: wide_answers(source.survey.edition, source.survey.subjects, source.held()),
    ),
    Kind(
        "scores",
        N_("Scores"),
        N_("score, interval, coverage and grade of each unit"),
        lambda source: scores(source.levels(), source.units),
    ),
    Kind(
        "score-lines",
        N_("Score lines"),
        N_("every line of every score with the reason; the lines of a unit add up to its score"),
        lambda source: score_lines(source.levels(), source.units, _table),
    ),
    Kind(
        "findings",
        N_("List of problems and responsibilities"),
        N_("problems, suggestions and what could not be proven, with clause, office and deadline"),
        lambda source: finding_list(source.survey, source.units),
    ),
    Kind(
        "dictionary",
        N_("Data dictionary"),
        N_("every column of these tables: name, meaning, type, unit, choices, clause"),
        lambda source: dictionary(kind.make(source) for kind in KINDS[:-1]),
    ),
)
BY_NAME = {kind.name: kind for kind in KINDS}
