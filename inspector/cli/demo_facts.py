"""Facts of the demo that two sources tell apart, so that a contradiction between tables is seen."""

from sqlalchemy import Connection

from inspector.storage import facts, rounds
from inspector.storage.facts import NewFact
from inspector.storage.instants import now

ROSTER = "残联名册（演示数据）"


def tell_apart(connection: Connection, round_id: str) -> None:
    """One school has three pupils fewer in another table of the same day; what was known keeps counting."""
    round_ = rounds.by_id(connection, round_id)
    assert round_ is not None
    current = facts.current(connection, round_.city_id, round_.data_date)
    for unit in rounds.units_of(connection, round_id):
        pupils = next((one for one in current.get(unit.id, ()) if one.fact == "disabled_pupils"), None)
        if unit.kind == "regular_school" and pupils and pupils.value and int(pupils.value) > 3:
            known = NewFact(unit.id, pupils.fact, pupils.as_of, pupils.value, source=pupils.source)
            other = known._replace(value=str(int(pupils.value) - 3), source=ROSTER)
            facts.record(connection, round_.city_id, [other, known], at=now(), account_id=None)
            return
