"""From the record to the numbers: a round's edition, tree, facts and answers as a survey, and its results stored."""

import json
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache

from sqlalchemy import Connection

from inspector.checklist.cells import in_visit
from inspector.checklist.edition import Edition, restore, restore_scheme
from inspector.checklist.models import Scheme
from inspector.fieldwork.operations import Level
from inspector.scoring.results import MILLION, pack
from inspector.scoring.results import Result as Scored
from inspector.scoring.subjects import Facts, Subject, Terms, place_of
from inspector.scoring.survey import Survey
from inspector.storage import editions, facts, inspections, results, rounds
from inspector.storage.inspections import InspectionLine
from inspector.storage.raw import Cursor
from inspector.storage.results import ResultRow
from inspector.storage.tables import Round
from inspector.storage.units import UnitAt

ROUND_HEADS = """
SELECT i.unit_id, h.field, h.value FROM head h JOIN inspection i ON i.id = h.inspection_id
WHERE i.round_id = ? AND h.city_id = ? AND h.level = ? AND h.value IS NOT NULL AND i.state <> 'void'
"""

Score = tuple[int | None, int | None, Fraction, str]
"""Low and high in millionths of a point, check coverage, grade."""


@lru_cache(maxsize=32)
def _restored(digest: str, body: str) -> Edition:
    return restore(body)


def edition(connection: Connection, digest: str) -> Edition:
    """A stored edition, read once a process; a server keeps what its database holds, whatever the folders say."""
    stored = editions.by_digest(connection, digest)
    if stored is None:
        raise KeyError(digest)
    return _restored(digest, stored.body)


def scheme(connection: Connection, round_: Round) -> Scheme:
    """The round's scheme; without one, plain 达标."""
    if round_.scheme_digest is None:
        return Scheme(title="达标", mode="lines")
    stored = editions.scheme_by_digest(connection, round_.edition_digest, round_.scheme_digest)
    assert stored is not None
    return restore_scheme(stored.body)


def terms(round_: Round) -> Terms:
    """截至日期, the period and the settings of a round."""
    return Terms(round_.cutoff, round_.period_from, round_.period_to, json.loads(round_.settings))


def subjects(found: Edition, tree: Iterable[UnitAt], known: Mapping[str, Facts]) -> dict[str, Subject]:
    """The units of a round's frozen tree with their facts and the line above them."""
    by_id = {unit.id: unit for unit in tree}
    made: dict[str, Subject] = {}

    def build(unit: UnitAt) -> Subject:
        if unit.id not in made:
            above: dict[str, Subject] = {}
            named = [(unit.name, unit.code or "")]
            parent = by_id.get(unit.parent_id or "")
            while parent is not None:
                above.setdefault(parent.kind, build(parent))
                named.append((parent.name, parent.code or ""))
                parent = by_id.get(parent.parent_id or "")
            place = place_of(iter(named), found.plan.places)
            made[unit.id] = Subject(unit.id, unit.name, unit.kind, known.get(unit.id, {}), above, place)
        return made[unit.id]

    return {unit.id: build(unit) for unit in by_id.values()}


def known_facts(connection: Connection, round_: Round) -> dict[str, Facts]:
    known: dict[str, Facts] = {}
    current = facts.current(connection, round_.city_id, round_.data_date, through=round_.facts_through)
    for unit, found in current.items():
        by_name: dict[str, dict[str, str]] = {}
        for fact in found:
            if fact.value is not None:
                by_name.setdefault(fact.fact, {})[fact.dimension] = fact.value
        known[unit] = by_name
    return known


def survey(connection: Connection, round_: Round, level: Level = Level.team) -> Survey:
    """The whole round as it stands now: every unit of its tree, the answers of one level."""
    found = edition(connection, round_.edition_digest)
    tree = subjects(found, rounds.units_of(connection, round_.id), known_facts(connection, round_))
    selection = frozenset(json.loads(round_.selection))
    cells = cells_at(connection, round_, level)
    return Survey(found, scheme(connection, round_), terms(round_), tree, cells, selection or None)


def cells_at(connection: Connection, round_: Round, level: Level) -> dict[str, dict[str, str]]:
    """The current answers of a round at one level, by unit."""
    cells: dict[str, dict[str, str]] = {}
    for unit, path, value in Cursor(connection).rows(ROUND_HEADS, (round_.id, round_.city_id, level.value)):
        if not in_visit(path):
            cells.setdefault(unit, {})[path] = value
    return cells


def refreshed(connection: Connection, round_: Round, found: Survey, touched: Collection[str]) -> Survey:
    """The same answers on the facts as they stand now, which can have changed the results of `touched` units only."""
    tree = subjects(found.edition, rounds.units_of(connection, round_.id), known_facts(connection, round_))
    return found.refreshed(tree, touched)


def row(
    round_id: str,
    inspection_id: str,
    subject: Subject,
    found: Iterable[Scored],
    score: Score,
    *,
    at: int,
) -> ResultRow:
    """The cache row of one inspection: packed results and score."""
    low, high, coverage, grade = score
    parent = next(iter(subject.above.values()), None)
    return ResultRow(
        inspection_id=inspection_id,
        round_id=round_id,
        unit_id=subject.id,
        kind=subject.kind,
        parent_id=parent.id if parent else None,
        score_low=low,
        score_high=high,
        coverage=int(coverage * MILLION),
        grade=grade,
        vector=pack(list(found)),
        computed_at=at,
    )


def stored(round_: Round, line: InspectionLine, found: Survey, *, at: int) -> ResultRow:
    """The cache row of an inspection as a survey of its round has it."""
    subject, numbers = found.subjects[line.unit_id], found.inspected(line.unit_id)
    score = (numbers.low_micro, numbers.high_micro, numbers.coverage, numbers.grade)
    return row(round_.id, line.id, subject, found.results(subject.id), score, at=at)


def rescore(connection: Connection, round_id: str, *, at: int) -> int:
    """Drop and rebuild all results of a round; the number of inspections scored. To be run in the writer."""
    round_ = rounds.by_id(connection, round_id)
    if round_ is None:
        raise KeyError(round_id)
    found = survey(connection, round_)
    results.drop(connection, round_id)
    lines = [line for line in inspections.of_round(connection, round_id) if line.unit_id in found.subjects]
    results.put(connection, [stored(round_, one, found, at=at) for one in lines])
    return len(lines)
