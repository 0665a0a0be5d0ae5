"""The museum round with confirmed inspections, and what stands in its ledger."""

from collections.abc import Sequence

from httpx import Client, Response

from inspector.fieldwork.states import Action, Role
from inspector.storage import findings, inspections
from inspector.storage.instants import now
from inspector.storage.tables import Finding
from tests.web.conftest import World
from tests.web.museum_round import ROUND


def submitted(world: World, unit: str) -> str:
    """The path of an inspection that waits for its review."""
    name, by = f"{ROUND}-{unit}", world.account_id("inspector.city")
    act = {"account_id": by, "role": Role.inspector, "at": now()}
    world.store.write_now(lambda c: inspections.act(c, name, Action.submit, **act))  # type: ignore[arg-type]
    return f"/inspections/{name}"


def confirmed(world: World, *units: str) -> Client:
    """Confirmed by the evaluator on the page, who is given back."""
    evaluator = world.signed_in("evaluator.city")
    for unit in units:
        answer = evaluator.post(f"{submitted(world, unit)}/review", data={"step": "confirm"})
        assert answer.status_code == 303, answer.text
    return evaluator


def ledger(world: World, *units: str) -> list[Finding]:
    return world.store.read_now(lambda c: [row for unit in units for row in findings.of_unit(c, unit)])


def one(world: World, unit: str, item: str) -> Finding:
    return next(row for row in ledger(world, unit) if row.item_id == item)


def step(client: Client, row: Finding, name: str, **typed: str) -> Response:
    return client.post(f"/ledger/{row.id}/steps", data={"step": name, "seen": str(row.version), **typed})


def numbers(rows: Sequence[Finding]) -> list[int]:
    return [row.number for row in rows]
