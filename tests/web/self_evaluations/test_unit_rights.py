"""People of a unit open their own self-evaluation and nothing else: every route of the application is tried."""

from re import findall
from typing import Any

import pytest
from litestar.routes import HTTPRoute

from inspector.fieldwork.states import Role
from tests.web.conftest import World
from tests.web.self_evaluations.conftest import SCHOOL, People, addresses, join, links

OPEN_TO_UNITS = {
    "/",
    "/account/password",
    "/account/calendar",
    "/account/email",
    "/devices",
    "/devices/hello",
    "/devices/{owner:str}/{device:str}/forget",
    "/devices/{owner:str}/{device:str}/keep",
    "/devices/{owner:str}/{device:str}/name",
    "/received/{letter_id:str}/file",
    "/rectification",
    "/rectification/letters/{letter:str}",
    "/rectification/writing/{key:str}",
    "/rectification/writing/{key:str}/draft",
    "/rectification/writing/{key:str}/uploads",
    "/rectification/writing/{key:str}/uploads/{upload:str}",
    "/rectification/writing/{key:str}/uploads/{upload:str}/file",
    "/rectification/{finding:str}",
    "/rectification/{finding:str}/proofs/{digest:str}",
    "/holidays",
    "/holidays/terms",
    "/self-evaluations/{inspection:str}",
    "/self-evaluations/{inspection:str}/approval",
    "/self-evaluations/{inspection:str}/definition",
    "/self-evaluations/{inspection:str}/evidence",
    "/self-evaluations/{inspection:str}/evidence/{digest:str}",
    "/self-evaluations/{inspection:str}/operations",
    "/self-evaluations/{inspection:str}/record",
    "/self-evaluations/{inspection:str}/uploads",
    "/self-evaluations/{inspection:str}/uploads/{upload:str}",
    "/self-evaluations/{inspection:str}/uploads/{upload:str}/drop",
    "/self-evaluations/{inspection:str}/workbook",
    "/self-evaluations/{inspection:str}/workbook/download",
    "/statements/{statement:str}/proofs/{digest:str}",
}
REAL = {
    "{round_id:str}": "r",
    "{inspection:str}": "r-east_school",
    "{unit_id:str}": "east_school",
    "{unit:str}": "east_school",
    "{item:str}": "pupils_refused",
    "{number:int}": "1",
}


def handlers(world: World) -> list[tuple[str, str, Any]]:
    routes = [route for route in world.app.routes if isinstance(route, HTTPRoute)]
    return [
        (route.path, method, handler)
        for route in routes
        for handler in route.route_handlers
        for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"})
    ]


def names_them(handler: Any) -> bool:
    return bool(handler.opt.get("unit_roles") or {Role.reporter, Role.head} & set(handler.opt.get("roles", ())))


def test_no_route_opens_to_units_unless_it_is_listed_here(world: World) -> None:
    opened = {path for path, _, handler in handlers(world) if names_them(handler)}
    assert {path.replace("{inspection}", "{inspection:str}") for path in opened} == OPEN_TO_UNITS


@pytest.mark.parametrize("who", ["reporter", "head"])
def test_every_other_route_is_refused_to_them(world: World, people: People, who: str) -> None:
    client = people.reporter if who == "reporter" else people.head
    tried = 0
    for path, method, handler in handlers(world):
        if handler.opt.get("public") or names_them(handler):
            continue
        address = path
        for name, value in REAL.items():
            address = address.replace(name, value)
        answer = client.request(method, address)
        assert answer.status_code == 403, f"{method} {path}: {answer.status_code}"
        tried += 1
    assert tried > 50


@pytest.mark.parametrize("who", ["reporter", "head"])
def test_their_menu_has_their_start_page_and_their_findings_alone(people: People, who: str) -> None:
    page = (people.reporter if who == "reporter" else people.head).get("/").text
    menu = page.partition('<nav class="menu"')[2].partition("</nav>")[0]
    assert findall(r'href="(.*?)"', menu) == ["/", "/rectification"]
    assert SCHOOL in page


def test_another_units_self_evaluation_is_not_there_for_them(world: World, people: People) -> None:
    links(world.signed_in("administrator.city"), "r-west_school", "r-east_special", "r-east")
    for unit in ("west_school", "east_special", "east", "nobody"):
        for below in ("", "/approval", "/record", "/workbook", "/workbook/download", "/evidence/abc"):
            assert people.head.get(f"/self-evaluations/r-{unit}{below}").status_code == 404
        reply = people.head.post(f"/self-evaluations/r-{unit}/operations", json={"operations": []})
        assert reply.status_code == 404


def test_a_districts_people_do_not_see_their_schools(world: World, people: People) -> None:
    """The people of `east` have its own self-evaluation; the schools below belong to themselves."""
    sheet = links(world.signed_in("administrator.city"), "r-east", roles="head")
    head = world.visitor()
    join(head, addresses(sheet.text)[0], "east.head")
    assert head.get("/self-evaluations/r-east").status_code == 200
    assert head.get(SCHOOL).status_code == 404


def test_the_office_reads_it_only_once_it_is_handed_in(world: World, people: People) -> None:
    evaluator, inspector = world.signed_in("evaluator.east"), world.signed_in("inspector.east")
    people.enter("pupils_refused/value", "0")
    assert evaluator.get(SCHOOL).status_code == 409
    people.approve()
    assert evaluator.get(SCHOOL).status_code == 200
    assert inspector.get(SCHOOL).status_code == 409
    people.step("release", evaluator)
    assert inspector.get(SCHOOL).status_code == 200
    assert world.signed_in("inspector.west").get(SCHOOL).status_code == 404


def test_nobody_of_the_office_enters_for_the_unit(world: World, people: People) -> None:
    for role in set(Role) - {Role.reporter, Role.head}:
        reply = world.signed_in(f"{role}.east").post(f"{SCHOOL}/operations", json={"operations": []})
        assert reply.status_code == 403


def test_an_administrator_gives_no_account_of_a_unit_by_hand(world: World) -> None:
    typed = {"login": "made.by.hand", "name": "某人", "role": "head", "scope": "east"}
    assert world.signed_in("administrator.city").post("/accounts", data=typed).status_code == 422
