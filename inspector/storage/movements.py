"""Facts recorded with everything that follows: results computed anew, what moved kept to be read later, and the
findings of confirmed inspections taken over anew."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from inspector.casework.moved import Moved, moved, written
from inspector.fieldwork.states import State
from inspector.scoring.survey import Survey
from inspector.storage import facts, inspections, results, rounds, surveys, taking_over
from inspector.storage.facts import NewFact
from inspector.storage.rows import add, many, table
from inspector.storage.tables import Movement, Round

M = table(Movement).c


def record_facts(
    connection: Connection, city_id: str, new: Sequence[NewFact], *, at: int, account_id: int | None
) -> list[Moved]:
    """Appends facts and scores anew what they touch in the open rounds that see them; to be run in the writer.

    Confirmed inspections too: their answers stand, what follows from the facts does not. Rounds whose 数据时点
    lies before all of these facts, and those that pinned theirs, do not see the change.
    """
    if not new:
        return []
    since = min(one.as_of for one in new)
    seeing = [
        one
        for one in rounds.of_city(connection, city_id)
        if one.state == "open" and one.facts_through is None and one.data_date >= since
    ]
    before = [(round_, surveys.survey(connection, round_)) for round_ in seeing]
    facts.record(connection, city_id, new, at=at, account_id=account_id)
    last = facts.last_arrival(connection, city_id)
    cause = (last - len(new) + 1, last)
    changed = {one.unit_id for one in new}
    return [
        one for round_, stood in before for one in _followed(connection, round_, stood, changed, cause, account_id, at)
    ]


def _followed(
    connection: Connection,
    round_: Round,
    before: Survey,
    changed: Iterable[str],
    cause: tuple[int, int],
    account_id: int | None,
    at: int,
) -> list[Moved]:
    """One round scored anew, with what moved in it stored."""
    touched = affected(before, changed)
    if not touched:
        return []
    after = surveys.refreshed(connection, round_, before, touched)
    lines = [one for one in inspections.of_round(connection, round_.id) if one.unit_id in touched]
    results.put(connection, [surveys.stored(round_, one, after, at=at) for one in lines])
    found = moved(before, after, touched)
    add(connection, *(_movement(round_.id, one, cause, account_id, at) for one in found))
    vouched = {one.unit_id for one in lines if one.state is State.confirmed}
    for one in found:
        if one.unit in vouched:
            taking_over.take_over(connection, round_, after, one.unit, by=account_id, at=at)
    return found


def affected(survey: Survey, changed: Iterable[str]) -> set[str]:
    """Units whose results can follow from facts of these: they, what sees their facts, what rolls up from them."""
    found: set[str] = set()
    for unit in changed:
        if unit in survey.subjects:
            found |= {unit, *(one.id for one in survey.below(unit))}
            found |= {one.id for one in survey.subjects[unit].above.values()}
    return found


def _movement(round_id: str, one: Moved, cause: tuple[int, int], account_id: int | None, at: int) -> Movement:
    return Movement(
        round_id=round_id,
        unit_id=one.unit,
        arrival_first=cause[0],
        arrival_last=cause[1],
        moves=written(one),
        account_id=account_id,
        moved_at=at,
    )


def of_unit(connection: Connection, round_id: str, unit_id: str) -> list[Movement]:
    """Latest first."""
    query = select(table(Movement)).where(M.round_id == round_id, M.unit_id == unit_id)
    return many(connection, Movement, query.order_by(M.arrival_first.desc()))


def of_arrival(connection: Connection, round_id: str, arrival: int) -> list[Movement]:
    """What facts that came in together moved in a round."""
    query = select(table(Movement)).where(M.round_id == round_id, M.arrival_first == arrival)
    return many(connection, Movement, query.order_by(M.unit_id))
