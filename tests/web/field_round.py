"""The tiny world of `conftest` with the Yuncheng checklist stored and a round in it, for tests of those pages."""

import json
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from inspector.checklist.edition import Edition, digest, scheme_body
from inspector.settings import checklists_root
from inspector.storage import inspections, intake, rounds
from inspector.storage.inspections import InspectionLine
from inspector.storage.instants import now
from inspector.storage.tables import Round
from inspector.web.rounds.pages import opened
from tests.editions import edition_in
from tests.web.conftest import World

PERIOD = (date(2024, 9, 1), date(2025, 8, 31))
CUTOFF = date(2025, 10, 31)


@cache
def yuncheng() -> Edition:
    return edition_in(checklists_root() / "yuncheng_2023")


def store_yuncheng(world: World) -> Edition:
    world.store.write_now(lambda connection: intake.store_edition(connection, yuncheng(), at=now()))
    return yuncheng()


def round_of(**changed: Any) -> Round:
    edition = yuncheng()
    selection = json.dumps([item.id for item in edition.items.values()])
    values: dict[str, Any] = {
        "id": "spring",
        "city_id": "shi",
        "title": "海州市专项督导",
        "supervision": "special",
        "edition_digest": edition.digest,
        "scheme_digest": digest(scheme_body(edition.schemes["points"])),
        "selection": selection,
        "selection_digest": sha256(selection.encode()).hexdigest(),
        "period_from": PERIOD[0],
        "period_to": PERIOD[1],
        "data_date": PERIOD[1],
        "cutoff": CUTOFF,
        "created_at": now(),
    }
    return Round(**values | changed)


def draft_round(world: World, **changed: Any) -> Round:
    store_yuncheng(world)
    row = round_of(**changed)

    def job(connection: Connection) -> None:
        rounds.add(connection, row)
        rounds.freeze_units(connection, row.id)

    world.store.write_now(job)
    return row


def open_round(world: World, **changed: Any) -> Round:
    """A round over the whole city, with an inspection for each unit that has something to answer."""
    row = draft_round(world, **changed)
    world.store.write_now(lambda connection: opened(connection, row, now()))
    return row


def line_of(world: World, unit_id: str, round_id: str = "spring") -> InspectionLine:
    lines = world.store.read_now(lambda connection: inspections.of_round(connection, round_id))
    return next(line for line in lines if line.unit_id == unit_id)


def give(world: World, unit_id: str, login: str, visit: date | None = None) -> str:
    """Assigns the unit's inspection to a person; its id."""
    line, account_id = line_of(world, unit_id), world.account_id(login)

    def job(connection: Connection) -> None:
        inspections.reassign(connection, line.id, account_id)
        inspections.set_visit_date(connection, line.id, visit)

    world.store.write_now(job)
    return line.id
