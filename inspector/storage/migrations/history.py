"""What alembic does: it knows the revisions and runs those that a record lacks."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from inspector.storage.engine import for_writing, is_sqlite


def upgrade_engine(engine: Engine) -> None:
    with for_writing(engine).connect() as connection:
        if is_sqlite(engine):
            _upgrade_sqlite(connection)
        else:
            with connection.begin():
                _run(connection)


def revisions() -> list[str]:
    """Newest first."""
    return [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()]


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


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
