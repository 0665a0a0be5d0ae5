"""Results that follow from the facts of many units, computed anew once for all of them."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection

from inspector.storage import inspections, results, rounds, surveys


def rescore_units(connection: Connection, city_id: str, unit_ids: Collection[str], since: date, *, at: int) -> int:
    """As `rescore_unit` for each of them, with one survey a round; to be run in the writer."""
    count = 0
    for round_ in rounds.of_city(connection, city_id):
        if round_.state != "open" or round_.facts_through is not None or round_.data_date < since:
            continue
        found = surveys.survey(connection, round_)
        affected: set[str] = set()
        for unit_id in unit_ids:
            if unit_id in found.subjects:
                above = {one.id for one in found.subjects[unit_id].above.values()}
                affected |= {unit_id} | above | {one.id for one in found.below(unit_id)}
        lines = [one for one in inspections.of_round(connection, round_.id) if one.unit_id in affected]
        results.put(connection, [surveys.stored(round_, one, found, at=at) for one in lines])
        count += len(lines)
    return count
