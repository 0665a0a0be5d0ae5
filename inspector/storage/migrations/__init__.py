"""The history of the tables, run from code, so that an installed wheel can upgrade itself.

alembic is loaded only for a record that does not stand at `NEWEST`: most starts need none of it.
"""

from sqlalchemy import Engine, inspect

from inspector.storage.store import Store

NEWEST = "0022_versions_by_unit"
"""The last revision of `versions/`; whoever adds one there names it here."""


class NewerRecordError(RuntimeError):
    """The record was written by a later release than this one."""


def upgrade(store: Store) -> None:
    """Bring the tables to this release's state; killed half way, the next run starts from the old state.

    Raises NewerRecordError when the record knows a revision this release does not.
    """
    if revision(store.engine) != NEWEST:
        from inspector.storage.migrations.history import upgrade_engine

        upgrade_engine(store.engine)


def revision(engine: Engine) -> str | None:
    """Where the record stands; None for an empty database. Raises NewerRecordError for an unknown one."""
    found = _stamped(engine)
    if found not in (None, NEWEST):
        from inspector.storage.migrations.history import revisions

        if found not in revisions():
            raise NewerRecordError(
                f"the record is at revision {found}, which this release does not know: install a newer one"
            )
    return found


def _stamped(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none()
        return found
