"""Where the numbers of the page are written as a letter, which reports on one round and one place."""

from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import Connection

from inspector.storage import rounds
from inspector.storage.ledger import Filter
from inspector.storage.units import UnitAt
from inspector.web.letters.counted import KIND
from inspector.web.letters.offers import new_path


class ReportForm(Struct, frozen=True):
    """The form of a report, about whom and which round it is."""

    unit_name: str
    round_title: str
    path: str


def report_forms(connection: Connection, wanted: Filter, cities: Iterable[str]) -> tuple[ReportForm, ...]:
    """Of the round asked for or of each that was opened, about the district asked for or all of the reader's area."""
    found = []
    for round_ in (one for city in cities for one in rounds.of_city(connection, city)):
        if round_.state != "draft" and wanted.round in ("", round_.id):
            place = _place(rounds.units_of(connection, round_.id), wanted)
            if place:
                found.append(ReportForm(place.name, round_.title, new_path(round_.id, place.id, KIND)))
    return tuple(found)


def _place(tree: list[UnitAt], wanted: Filter) -> UnitAt | None:
    """None where the round has no such place, or nobody below it."""
    seen = {one.id: one for one in tree if wanted.units is None or one.id in wanted.units}
    above = [seen[key] for key in dict.fromkeys(one.parent_id for one in tree) if key in seen]
    if wanted.district:
        return next((one for one in above if one.id == wanted.district), None)
    return next((one for one in above if one.parent_id not in seen), None)
