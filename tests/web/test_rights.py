"""Every route asks who is there unless it says that it is public; roles and areas are kept."""

import asyncio
from typing import Any

import pytest
from litestar import Request, get
from litestar.exceptions import ImproperlyConfiguredException
from litestar.params import FromPath
from litestar.routes import HTTPRoute

from inspector.storage.tables import Role
from inspector.storage.units import UnitAt
from inspector.web.app import create_app
from inspector.web.families import FAMILIES
from inspector.web.routes import PageRoute
from inspector.web.scope import must_cover, unit_in_scope, units_in_scope
from tests.web.conftest import World

PUBLIC = {
    "/sign-in",
    "/service-worker.js",
    "/manifest.webmanifest",
    "/offline/{locale:str}",
    "/devices/farewell",
    "/rescue",
    "/rescue/offline/{locale:str}",
    "/sign-out",
    "/language",
    "/calendar/{name:str}",
    "/invitations/{token:str}",
    "/static/{named:str}/{path:path}",
}


def test_only_these_routes_open_without_an_account(world: World) -> None:
    routes = [route for route in world.app.routes if isinstance(route, HTTPRoute)]
    named = {
        route.path_format if "{" not in route.path else route.path
        for route in routes
        for handler in route.route_handlers
        if handler.opt.get("public")
    }
    assert named == PUBLIC


def test_every_handler_can_be_read_and_is_async(world: World) -> None:
    routes = [route for route in world.app.routes if isinstance(route, PageRoute)]
    assert len(routes) == len(world.app.routes) > 0
    for route in routes:
        route.read(world.app)
    handlers = [handler for route in routes for handler in route.route_handlers]
    assert [str(handler) for handler in handlers if not asyncio.iscoroutinefunction(handler.fn)] == []


@get("/mistyped", rolse=[Role.administrator])
async def mistyped() -> str:
    return ""


def test_a_route_that_says_what_nobody_reads_is_refused_at_the_start(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Mistyped:
        handlers = [mistyped]

    monkeypatch.setattr("inspector.web.app.FAMILIES", [*FAMILIES, Mistyped])
    with pytest.raises(ImproperlyConfiguredException, match=r"mistyped: nobody reads rolse"):
        create_app(world.store, world.settings, freeze=False)


@pytest.mark.parametrize("path", ["/", "/patterns", "/account/password"])
def test_a_visitor_is_led_to_the_sign_in_page(world: World, path: str) -> None:
    visitor = world.visitor()
    assert visitor.get(path).headers["location"].startswith("/sign-in")
    part = visitor.get(path, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert part.headers["hx-redirect"] == "/sign-in"
    assert visitor.get(path, headers={"accept": "application/json"}).status_code == 401


@pytest.mark.parametrize("role", list(Role))
def test_the_pattern_page_is_for_administrators(world: World, role: Role) -> None:
    client = world.signed_in(f"{role}.west")
    expected = 200 if role is Role.administrator else 403
    assert client.get("/patterns").status_code == expected
    assert ('href="/patterns"' in client.get("/").text) == (role is Role.administrator)


@get("/probe/{unit_id:str}")
async def probe(request: Request[Any, Any, Any], unit_id: FromPath[str]) -> str:
    await must_cover(request, unit_id)
    unit: UnitAt = await unit_in_scope(request, unit_id)
    area = await units_in_scope(request)
    return f"{unit.name} {sorted(area) if area is not None else 'everything'}"


class Probe:
    handlers = [probe]


@pytest.fixture
def probed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The world is served by an application of its own that has one more route."""
    monkeypatch.setattr("inspector.web.app.FAMILIES", [*FAMILIES, Probe])
    world.server.app = create_app(world.store, world.settings, freeze=False)


def test_an_area_is_the_subtree_of_its_unit(probed: None, world: World) -> None:
    client = world.signed_in("inspector.east")
    assert client.get("/probe/east_school").text == "东城第一小学 ['east', 'east_school', 'east_special']"
    assert world.signed_in("administrator.city").get("/probe/shi").text == "海州市 everything"


def test_a_foreign_unit_and_an_unknown_one_look_the_same(probed: None, world: World) -> None:
    client = world.signed_in("inspector.east")
    answers = [client.get(f"/probe/{unit}") for unit in ("west_school", "west", "shi", "no_such_unit")]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert (
        len(
            {
                answer.text.replace("/probe/" + path, "")
                for answer, path in zip(answers, ("west_school", "west", "shi", "no_such_unit"), strict=True)
            }
        )
        == 1
    )
    assert "西城" not in answers[0].text
