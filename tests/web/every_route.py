"""What tables of rights are laid over: the routes of page families, and a city that is none of theirs."""

from datetime import date

from sqlalchemy import Connection

from inspector.storage import units
from inspector.storage.instants import now
from inspector.storage.tables import UnitVersion
from inspector.web.families import FAMILIES


def routes_of(modules: tuple[str, ...]) -> list[str]:
    """`GET /path` of each route of the families whose modules begin like this."""
    return [
        f"{method} {path}"
        for family in FAMILIES
        if getattr(family, "__name__", "").startswith(modules)
        for handler in family.handlers
        for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"})
        for path in handler.paths
    ]


def another_city(connection: Connection) -> None:
    day = date(2000, 1, 1)
    version = UnitVersion(
        city_id="else", unit_id="else", valid_from=day, parent_id=None, name="西江市", kind="city", position=1
    )
    units.add(connection, version, now())
