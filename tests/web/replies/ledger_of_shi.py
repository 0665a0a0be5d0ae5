"""Findings at schools of both districts of 海州市, written straight into the record."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, insert

from inspector.fieldwork.states import Role
from inspector.storage import editions, rounds
from inspector.storage.rows import table
from inspector.storage.tables import Edition, Finding, Scheme
from tests.sheets.ledger_world import finding
from tests.storage.world import AT, BODY, EDITION, SCHEME, SCHEME_BODY, draft
from tests.web.conftest import World, add_account

DUE = date(2030, 12, 31)


def of_shi(number: int, **more: Any) -> dict[str, Any]:
    """Of 东城第一小学, whom a letter told."""
    known = {
        "office": "教育局",
        "city_id": "shi",
        "unit_id": "east_school",
        "unit_name": "东城第一小学",
        "district_id": "east",
        "due": DUE,
    }
    return finding(number, **(known | more))


def of_west(number: int, **more: Any) -> dict[str, Any]:
    west = {"unit_id": "west_school", "unit_name": "西城第一小学", "district_id": "west"}
    return of_shi(number, **(west | more))


def settle_ledger(world: World, *rows: dict[str, Any]) -> None:
    def job(connection: Connection) -> None:
        edition = Edition(digest=EDITION, checklist_id="p", version="1", title="t", body=BODY, stored_at=AT)
        editions.store(connection, edition)
        scheme = Scheme(edition_digest=EDITION, digest=SCHEME, name="points", body=SCHEME_BODY, stored_at=AT)
        editions.store_scheme(connection, scheme)
        rounds.add(connection, draft("r1").model_copy(update={"city_id": "shi"}))
        connection.execute(insert(table(Finding)), list(rows))
        add_account(connection, "clerk.city", Role.clerk, "shi", "x")

    world.store.write_now(job)
