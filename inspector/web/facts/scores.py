"""Results that follow from a unit's facts, computed anew in the open rounds that see them."""

from datetime import date

from sqlalchemy import Connection

from inspector.storage import inspections, results, rounds, surveys
from inspector.storage.tables import Round


def rescore_unit(connection: Connection, city_id: str, unit_id: str, since: date, *, at: int) -> int:
    """The unit, what lies below it and sees its facts, and what rolls up from it; to be run in the writer.

    Rounds whose 数据时点 lies before `since`, and those that pinned their facts, do not see the change.
    """
    count = 0
    for round_ in rounds.of_city(connection, city_id):
        if round_.state == "open" and round_.facts_through is None and round_.data_date >= since:
            count += _rescore(connection, round_, unit_id, at)
    return count


def _rescore(connection: Connection, round_: Round, unit_id: str, at: int) -> int:
    found = surveys.survey(connection, round_)
    if unit_id not in found.subjects:
        return 0
    affected = {unit_id} | {one.id for one in found.subjects[unit_id].above.values()}
    affected |= {one.id for one in found.below(unit_id)}
    lines = [one for one in inspections.of_round(connection, round_.id) if one.unit_id in affected]
    results.put(connection, [surveys.stored(round_, one, found, at=at) for one in lines])
    return len(lines)
