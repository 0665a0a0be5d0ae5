"""The world of the form tests, with its units invited by a link each; `east_school` has people of its own.

school.reporter, school.head   of east_school, made through their links
"""

from dataclasses import dataclass, field
from datetime import date
from html import unescape
from re import findall
from typing import Any

import pytest
from httpx import Client, Response

from inspector.fieldwork.operations import Level
from inspector.fieldwork.self_evaluation import SelfState
from inspector.storage import self_evaluations
from inspector.storage.operations import heads
from tests.web.conftest import World
from tests.web.forms.conftest import operation, surveyed_folder, world, yuncheng

__all__ = ["surveyed_folder", "world", "yuncheng"]

LATER = "2099-12-31"
PEOPLES_PASSWORD = "three green hills in autumn"
SCHOOL = "/self-evaluations/r-east_school"


def links(client: Client, *inspections: str, roles: str = "both", due: str = LATER) -> Response:
    sent = {"inspection": list(inspections), "roles": roles, "due": due}
    return client.post("/rounds/r/self-evaluations/links", data=sent)


def addresses(page: str) -> list[str]:
    """Paths of the links on a sheet, in its order."""
    return findall(r'src="(/invitations/[\w-]+)/code"', unescape(page))


def join(client: Client, path: str, login: str, **changed: str) -> Response:
    sent = {"login": login, "name": "李四", "new": PEOPLES_PASSWORD, "again": PEOPLES_PASSWORD} | changed
    return client.post(path, data=sent)


@dataclass
class People:
    """The two people of a unit, each with a browser, and what the reporter's device knows."""

    reporter: Client
    head: Client
    path: str = SCHOOL
    bases: dict[str, str] = field(default_factory=dict)

    def send(self, *operations: dict[str, Any], client: Client | None = None) -> Response:
        return (client or self.reporter).post(f"{self.path}/operations", json={"operations": operations, "mark": ""})

    def enter(self, field_path: str, raw: str) -> dict[str, Any]:
        reply = self.send(operation(field_path, raw, base=self.bases.get(field_path)))
        assert reply.status_code == 200, reply.text
        told: dict[str, Any] = reply.json()
        if told["results"][0]["head"]:
            self.bases[field_path] = told["results"][0]["head"]
        return told

    def step(self, step: str, client: Client | None = None, **more: str) -> Response:
        return (client or self.head).post(f"{self.path}/approval", data={"step": step} | more)

    def approve(self) -> Response:
        return self.step("approve", stays_open="1")


@pytest.fixture
def people(world: World) -> People:
    sheet = links(world.signed_in("administrator.city"), "r-east_school")
    reporter_path, head_path = addresses(sheet.text)
    reporter, head = world.visitor(), world.visitor()
    assert join(reporter, reporter_path, "school.reporter").status_code == 303
    assert join(head, head_path, "school.head").status_code == 303
    return People(reporter, head)


def state(world: World, inspection: str = "r-east_school") -> SelfState | None:
    found = world.store.read_now(lambda connection: self_evaluations.line(connection, inspection))
    assert found is not None
    return found.state


def said(world: World, level: Level, inspection: str = "r-east_school") -> dict[str, tuple[str | None, str | None]]:
    """What the cells of one level say, and as it was typed."""
    found = world.store.read_now(lambda connection: heads(connection, "shi", inspection, level))
    return {path: (head.value, head.raw) for path, head in found.items()}


def set_due(world: World, inspection: str, due: date) -> None:
    world.store.write_now(lambda c: self_evaluations.invite(c, [inspection], due=due, account_id=None, at=1))
