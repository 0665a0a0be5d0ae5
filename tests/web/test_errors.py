"""Error pages: plain words, the next step, a fragment for htmx, JSON for JSON; nothing of our insides."""

from typing import Any

import pytest
from litestar import Litestar, Request, get
from litestar.exceptions import HTTPException
from litestar.params import FromPath

from inspector.i18n import gettext, using_locale
from inspector.web.app import create_app, state_of
from inspector.web.errors import WORDS
from inspector.web.families import FAMILIES
from tests.web.conftest import PASSWORD, World

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@get("/fail/{status:int}", public=True)
async def fail(request: Request[Any, Any, Any], status: FromPath[int]) -> str:
    raise HTTPException(status_code=status, detail="secret inside of the framework")


@get("/crash", public=True)
async def crash(request: Request[Any, Any, Any]) -> str:
    raise ZeroDivisionError("a secret path")


class Failing:
    handlers = [fail, crash]


_MADE: list[Litestar] = []


@pytest.fixture
def failing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The world is served by an application that has these pages too, made once."""
    if not _MADE:
        monkeypatch.setattr("inspector.web.app.FAMILIES", [*FAMILIES, Failing])
        _MADE.append(create_app(world.store, world.settings, freeze=False))
    world.server.app = _MADE[0]
    world.server.app.state.clear()
    world.server.app.state.update(state_of(world.store, world.settings))


@pytest.mark.parametrize("status", sorted(set(WORDS) - {401}))
def test_each_says_what_happened_and_what_to_do(failing: None, world: World, status: int) -> None:
    answer = world.visitor().get(f"/fail/{status}")
    assert answer.status_code == status and "secret" not in answer.text
    with using_locale("zh_CN"):
        assert all(gettext(words) in answer.text for words in WORDS[status])


def test_htmx_gets_the_fragment_that_the_page_includes(failing: None, world: World) -> None:
    visitor = world.visitor()
    part, whole = visitor.get("/fail/409", headers=PART).text, visitor.get("/fail/409").text
    assert "<html" not in part and part in whole


def test_a_request_for_json_gets_json(failing: None, world: World) -> None:
    answer = world.visitor().get("/fail/413", headers={"accept": "application/json"})
    assert answer.json()["error"]["status"] == 413


def test_a_crash_shows_a_number_that_the_log_explains(
    failing: None, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    answer = world.visitor().get("/crash")
    logged = caplog.records[-1].getMessage()
    number = logged.split()[1]
    assert answer.status_code == 500 and number in answer.text
    assert "secret" not in answer.text and "ZeroDivisionError" not in answer.text


def test_a_record_out_of_reach_is_503_with_a_time_to_come_back(world: World) -> None:
    visitor = world.visitor()
    world.store.close()
    answer = visitor.post("/sign-in", data={"login": "clerk.east", "password": PASSWORD})
    assert answer.status_code == 503 and answer.headers["retry-after"] == "30"


def test_a_method_not_taken_names_those_that_are(world: World) -> None:
    answer = world.visitor().delete("/sign-in")
    assert answer.status_code == 405 and "GET" in answer.headers["allow"]
