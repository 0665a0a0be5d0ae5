"""What moved at a unit, in words: from and to, with the facts that moved it."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.casework.moved import Moved, Ranked, Scored, Stood, read
from inspector.checklist import wording
from inspector.checklist.edition import Edition
from inspector.i18n import N_, gettext
from inspector.scoring.rank import printed_apart
from inspector.scoring.results import IN_SUM, MILLION
from inspector.storage import accounts, facts, movements, rounds, surveys
from inspector.storage.inspections import InspectionLine
from inspector.storage.instants import civil_date
from inspector.storage.tables import Movement, Round
from inspector.storage.units import UnitAt
from inspector.web.checklists.words import say
from inspector.web.facts.access import Reader
from inspector.web.facts.settled import fact_label, with_unit

MOST_CAUSES, MOST_LATEST = 8, 3


class MoveLine(Struct, frozen=True):
    """One item: states by their keys; what it earns as per cent, where it counted before and after."""

    title: str
    before: str
    after: str
    earned: tuple[str, str] | None
    figures: Annotated[bool, "only the figures of the judgement changed"]


class MoveView(Struct, frozen=True):
    unit: str
    unit_name: str
    round: str
    round_title: str
    causes: Annotated[tuple[str, ...], "the facts that came in, as printed"]
    who: str
    at: int
    lines: tuple[MoveLine, ...]
    changes: Annotated[tuple[tuple[str, str, str], ...], "score, check coverage, grade, rank: name, from, to"]


def of_unit(connection: Connection, round_: Round, unit_id: str, reader: Reader) -> tuple[MoveView, ...]:
    """What moved at a unit of a round, latest first."""
    return views(connection, round_, movements.of_unit(connection, round_.id, unit_id), reader)


def latest(connection: Connection, city_id: str, unit_id: str, reader: Reader) -> tuple[MoveView, ...]:
    """The last few at a unit, over all rounds of its city."""
    found = [
        one for round_ in rounds.of_city(connection, city_id) for one in of_unit(connection, round_, unit_id, reader)
    ]
    return tuple(sorted(found, key=lambda one: -one.at)[:MOST_LATEST])


def since_visit(
    connection: Connection, round_: Round, line: InspectionLine, zone: ZoneInfo, reader: Reader
) -> tuple[MoveView, ...]:
    """What facts moved from the day of the visit on, or after the inspection was submitted."""

    def later(at: int) -> bool:
        visited = line.visit_date is not None and civil_date(at, zone) >= line.visit_date
        return visited or (line.submitted_at is not None and at >= line.submitted_at)

    return tuple(one for one in of_unit(connection, round_, line.unit_id, reader) if later(one.at))


def of_arrival(connection: Connection, round_: Round, arrival: int, reader: Reader) -> tuple[MoveView, ...]:
    """What facts that came in together moved, in the order of the round's tree, inside the reader's area."""
    stored = {one.unit_id: one for one in movements.of_arrival(connection, round_.id, arrival)}
    tree = rounds.units_of(connection, round_.id) if stored else []
    inside = [stored[unit.id] for unit in tree if unit.id in stored and reader.covers(unit.id)]
    return views(connection, round_, inside, reader)


def views(connection: Connection, round_: Round, stored: Sequence[Movement], reader: Reader) -> tuple[MoveView, ...]:
    """As far as the reader may see them: without places for whom they are not meant."""
    if not stored:
        return ()
    edition = surveys.edition(connection, round_.edition_digest)
    tree = {unit.id: unit for unit in rounds.units_of(connection, round_.id)}
    people = accounts.named(connection, [one.account_id for one in stored if one.account_id is not None])
    ranks = reader.ranks(round_)
    made = (
        _view(edition, round_, tree, one, _causes(connection, round_, edition, tree, one), people, ranks)
        for one in stored
    )
    return tuple(one for one in made if one.lines or one.changes)


def _causes(
    connection: Connection, round_: Round, edition: Edition, tree: dict[str, UnitAt], one: Movement
) -> tuple[str, ...]:
    """The facts of the unit itself, above it or below it; none for a place that only others moved."""
    said = facts.arrived(connection, round_.city_id, one.arrival_first, one.arrival_last)
    near = [each for each in said if one.unit_id in _line(tree, each.unit) or each.unit in _line(tree, one.unit_id)]
    shown = near[:MOST_CAUSES]
    ids, through = {each.unit for each in shown}, one.arrival_first - 1
    known = facts.of_units(connection, round_.city_id, ids, round_.data_date, through=through)
    before = {(each.unit_id, each.fact, each.dimension): each.value for each in known}
    words = N_("%(unit)s, %(fact)s: %(before)s → %(after)s")
    told = [
        say(
            words,
            unit=tree[each.unit].name if each.unit in tree else each.unit,
            fact=fact_label(edition, each.fact, each.dimension),
            before=_figure(edition, each.fact, before.get(each.key)),
            after=_figure(edition, each.fact, each.value),
        )
        for each in shown
    ]
    left = len(near) - len(shown)
    return (*told, *([say(N_("and %(count)s more"), count=left)] if left else ()))


def _figure(edition: Edition, fact: str, value: str | None) -> str:
    return gettext("unknown") if value is None else with_unit(edition, fact, value)


def _line(tree: dict[str, UnitAt], unit_id: str) -> list[str]:
    """The unit and those above it."""
    found: list[str] = []
    while unit_id in tree:
        found.append(unit_id)
        unit_id = tree[unit_id].parent_id or ""
    return found


def _view(
    edition: Edition,
    round_: Round,
    tree: dict[str, UnitAt],
    stored: Movement,
    causes: tuple[str, ...],
    people: dict[int, str],
    ranks: bool,
) -> MoveView:
    one = read(stored.moves)
    lines = tuple(
        MoveLine(
            edition.items[each.item].title,
            each.before.state,
            each.after.state,
            _earned(each.before, each.after),
            each.figures,
        )
        for each in one.items
    )
    name = tree[stored.unit_id].name if stored.unit_id in tree else stored.unit_id
    who = people.get(stored.account_id or 0, "")
    changes = tuple(_changes(one if ranks else replace(one, rank=None)))
    return MoveView(stored.unit_id, name, round_.id, round_.title, causes, who, stored.moved_at, lines, changes)


def _earned(before: Stood, after: Stood) -> tuple[str, str] | None:
    if before[1:3] == after[1:3] or not {before.state, after.state} <= IN_SUM:
        return None
    return _share(before), _share(after)


def _share(one: Stood) -> str:
    low, high = Fraction(one.low, MILLION), Fraction(one.high, MILLION)
    if low == high:
        return wording.percent(low, Fraction(1))
    return f"{wording.percent(low)}–{wording.percent(high)}"


def _changes(one: Moved) -> Iterable[tuple[str, str, str]]:
    if one.score:
        before, after = one.score
        if before[:2] != after[:2]:
            yield gettext("Score"), *_scores(before, after)
        if before.grade != after.grade:
            yield gettext("Grade"), before.grade, after.grade
        if before.coverage != after.coverage:
            coverage = [wording.percent(Fraction(each.coverage, MILLION), Fraction(1)) for each in one.score]
            yield gettext("Check coverage"), coverage[0], coverage[1]
    if one.rank:
        yield gettext("Rank"), _place(one.rank[0]), _place(one.rank[1])


def _scores(before: Scored, after: Scored) -> tuple[str, str]:
    """As printed; ends that differ never print alike."""
    ends = [Fraction(end, MILLION) for one in (before, after) for end in one[:2] if end is not None]
    texts = dict(zip(ends, printed_apart(ends), strict=True))

    def words(one: Scored) -> str:
        if one.low is None or one.high is None:
            return gettext("not scored")
        low, high = texts[Fraction(one.low, MILLION)], texts[Fraction(one.high, MILLION)]
        return low if low == high else f"{low}–{high}"

    return words(before), words(after)


def _place(one: Ranked | None) -> str:
    if one is None or one.rank is None:
        return gettext("no place")
    if one.best == one.worst:
        return str(one.rank)
    return f"{one.rank}（{one.best}–{one.worst}）"
