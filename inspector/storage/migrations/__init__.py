"""The history of the tables, run by alembic from code, so that an installed wheel can upgrade itself."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from inspector.storage.engine import for_writing, is_sqlite
from inspector.storage.store import Store


class NewerRecordError(RuntimeError):
    """The record was written by a later release than this one."""


def upgrade(store: Store) -> None:
    """Bring the tables to this release's state; killed half way, the next run starts from the old state.

    Raises NewerRecordError when the record knows a revision this release does not.
    """
    upgrade_engine(store.engine)


def upgrade_engine(engine: Engine) -> None:
    if revision(engine) == newest():
        return
    with for_writing(engine).connect() as connection:
        if is_sqlite(engine):
            _upgrade_sqlite(connection)
        else:
            with connection.begin():
                _run(connection)


def revision(engine: Engine) -> str | None:
    """Where the record stands; None for an empty database. Raises NewerRecordError for an unknown one."""
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found not in {script.revision for script in _scripts().walk_revisions()}:
        raise NewerRecordError(
            f"the record is at revision {found}, which this release does not know: install a newer one"
        )
    return found


def newest() -> str | None:
    return _scripts().get_current_head()


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(alembic_config())


def _run(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _upgrade_sqlite(connection: Connection) -> None:
    """SQLite changes a table by copying it: foreign keys rest meanwhile and are checked before the commit."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        with connection.begin():
            _run(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(
                    f"the upgrade would leave {len(broken)} rows without what they refer to: {broken[:3]}"
                )
    finally:
        driver.execute("PRAGMA foreign_keys = ON")
