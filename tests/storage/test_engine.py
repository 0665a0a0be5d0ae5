"""What the record promises rests on these settings, on every connection."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError, StatementError

from inspector.settings import Settings
from inspector.storage import instants
from inspector.storage.engine import open_engine
from inspector.storage.rows import table
from inspector.storage.store import Store
from inspector.storage.tables import Edition, Session, UnitVersion


@pytest.mark.parametrize(
    ("pragma", "expected"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10000)],
)
def test_every_connection_is_set_up_alike(store: Store, pragma: str, expected: object) -> None:
    def ask(connection: Connection) -> object:
        return connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one()

    with store.engine.connect() as first, store.engine.connect() as second:  # two at once: the pool opens anew
        assert ask(first) == ask(second) == store.write_now(ask) == expected


def test_a_database_in_memory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="needs a file"):
        open_engine("sqlite://")


def test_a_row_without_what_it_refers_to_is_refused(store: Store) -> None:
    row = {"token_hash": "h", "account_id": 7, "created_at": 1, "seen_at": 1, "expires_at": 2}
    with pytest.raises(IntegrityError):
        store.write_now(lambda connection: connection.execute(insert(table(Session)).values(row)).close())


@pytest.mark.parametrize("moment", [datetime(2025, 1, 1, tzinfo=UTC), 1.5, "2025-01-01", True])
def test_only_an_int_is_an_instant(store: Store, moment: object) -> None:
    row = {
        "digest": "d",
        "checklist_id": "c",
        "version": "1",
        "title": "t",
        "body": "{}",
        "stored_at": moment,
    }
    with pytest.raises(StatementError, match="instant"):
        store.write_now(lambda connection: connection.execute(insert(table(Edition)).values(row)).close())


def test_a_datetime_is_no_civil_date(store: Store) -> None:
    row: dict[str, Any] = {
        "city_id": "c",
        "unit_id": "u",
        "name": "n",
        "kind": "city",
        "stages": "",
        "position": 0,
    }
    row |= {"valid_from": datetime(2025, 1, 1, tzinfo=UTC)}
    with pytest.raises(StatementError, match="civil date"):
        store.write_now(lambda connection: connection.execute(insert(table(UnitVersion)).values(row)).close())


def test_the_same_instant_is_the_next_day_in_shanghai() -> None:
    """2025-08-31 16:00 UTC is midnight at +8 hours."""
    instant = instants.from_moment(datetime(2025, 8, 31, 16, tzinfo=UTC))
    assert instant == 1_756_656_000_000_000
    assert instants.civil_date(instant, Settings().zone) == date(2025, 9, 1)
    assert instants.civil_date(instant - 1, Settings().zone) == date(2025, 8, 31)
    with pytest.raises(ValueError, match="no time zone"):
        instants.from_moment(datetime(2025, 8, 31))  # noqa: DTZ001 (the case itself)
