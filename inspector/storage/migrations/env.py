"""Alembic's entry: runs on the connection that `upgrade` hands over, inside its transaction."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel.sql.sqltypes import AutoString

from inspector.storage import tables  # noqa: F401  (registers the tables)
from inspector.storage.columns import CivilDate, Instant, metadata_of_record


def _render(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """History names plain column types: it must still run when our own classes have moved."""
    if kind != "type":
        return False
    if isinstance(item, Instant):
        return "sa.BigInteger()"
    if isinstance(item, CivilDate):
        return "sa.Date()"
    if isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata_of_record,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
    render_item=_render,
)
context.run_migrations()
