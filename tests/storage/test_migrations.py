"""The history makes exactly the tables the code names, from empty and again, and refuses a later record."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from inspector.settings import Settings
from inspector.storage import tables
from inspector.storage.columns import metadata_of_record
from inspector.storage.engine import open_engine
from inspector.storage.migrations import NEWEST, NewerRecordError, revision, upgrade
from inspector.storage.migrations.history import revisions
from inspector.storage.store import Store, open_store


def test_autogenerate_finds_nothing_to_add(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata_of_record) == []


def test_every_table_class_has_a_table(store: Store) -> None:
    names = {getattr(tables, name).__tablename__ for name in tables.__all__ if name != "Role"}
    assert names == set(metadata_of_record.tables)
    with store.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars()
        assert names <= set(found)


def test_upgrading_twice_changes_nothing(store: Store) -> None:
    before = revision(store.engine)
    upgrade(store)
    assert revision(store.engine) == before == NEWEST == revisions()[0]


def test_an_empty_database_has_no_revision(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    assert revision(engine) is None
    engine.dispose()


def test_a_record_of_a_later_release_is_refused_in_words(tmp_path: Path) -> None:
    with open_store(Settings(data_folder=tmp_path)) as store:
        upgrade(store)
        store.write_now(lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'").close())
        with pytest.raises(NewerRecordError, match="9999"):
            upgrade(store)


def test_a_failing_upgrade_leaves_the_record_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "inspector.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE round (foreign_matter TEXT)")
    with open_store(Settings(data_folder=tmp_path)) as store:
        with pytest.raises(Exception, match="round"):
            upgrade(store)
        assert revision(store.engine) is None
        with store.engine.connect() as connection:
            left = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars()
            assert set(left) == {"round"}
