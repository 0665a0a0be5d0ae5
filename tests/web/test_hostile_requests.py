"""Requests nobody sends by mistake: each is refused in the 4xx range, and the next reader is served."""

import json
import time
from typing import Any

import pytest
from litestar import Litestar, Request, post
from litestar.testing import TestClient

from inspector.web import errors
from inspector.web.security import DEEPEST_JSON, read_json
from tests.web.conftest import World

FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"content-type": "application/json"}
MULTIPART = {"content-type": "multipart/form-data; boundary=x"}
PART = b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\n'

BODIES: list[tuple[str, bytes, dict[str, str], int]] = [
    ("bad UTF-8 in a form", b"login=%ff%fe&password=x", FORM, 400),
    ("raw bytes in a form", b"login=\xff\xfe", FORM, 400),
    ("a null character", b"login=a%00b&password=x", FORM, 400),
    ("ten thousand fields", b"&".join(b"a%d=1" % n for n in range(10_000)), FORM, 400),
    ("a body of 2 MB", b"login=" + b"a" * 2_000_000, FORM, 413),
    ("a form as JSON", b'{"login": "a"}', JSON, 415),
    ("a form as text", b"login=a", {"content-type": "text/plain"}, 415),
    ("a form without a type", b"login=a", {}, 415),
    ("a broken type", b"login=a", {"content-type": ";;;=\x7f"}, 415),
    ("multipart without a boundary", b"--x--", {"content-type": "multipart/form-data"}, 400),
    ("multipart cut off", PART + b"a", MULTIPART, 400),
    ("multipart with bad UTF-8", PART + b"\xff\xfe\r\n--x--\r\n", MULTIPART, 400),
    ("multipart with 5,000 parts", (PART + b"a\r\n") * 5_000 + b"--x--\r\n", MULTIPART, 400),
    ("a length that is no number", b"login=a", FORM | {"content-length": "many"}, 400),
]


@pytest.mark.parametrize(("what", "body", "headers", "status"), BODIES, ids=[body[0] for body in BODIES])
def test_a_hostile_form_is_refused(world: World, what: str, body: bytes, headers: dict[str, str], status: int) -> None:
    visitor = world.visitor()
    answer = visitor.post("/sign-in", content=body, headers=headers)
    assert answer.status_code == status
    assert visitor.get("/sign-in").status_code == 200


@pytest.mark.parametrize(
    "login", ["' or 1=1 --", "a" * 1_000_000, "\r\nset-cookie: x=1", "\x1b[31m", "<script>", "🧨" * 70]
)
def test_a_hostile_login_is_only_a_wrong_login(world: World, login: str) -> None:
    answer = world.visitor().post("/sign-in", data={"login": login[:900_000], "password": "x"})
    assert answer.status_code == 401
    assert "<script>" not in answer.text.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize(
    "path",
    [
        "/static/x/../../settings.py",
        "/static/x/..%2f..%2f..%2fsettings.py",
        "/static/x/%2e%2e/%2e%2e/app.py",
        "/static/x//etc/passwd",
        "/static/x/vendor/VENDORED.md",
        "/static/x/css%00/base.css",
        "/.git/config",
        "/schema",
        "/schema/openapi.json",
        "/inspector.sqlite3",
        "/%ff%fe",
        "/" + "a" * 50_000,
    ],
)
def test_what_is_no_page_of_ours_is_not_found(world: World, path: str) -> None:
    assert world.visitor().get(path).status_code == 404


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "PROPFIND", "HEAD"])
def test_other_methods_are_not_taken(world: World, method: str) -> None:
    assert world.visitor().request(method, "/sign-in").status_code == 405


@pytest.mark.parametrize("cookie", ["\x7f" * 40, "a" * 60_000, "é" * 40, "../../../etc/passwd/of/something", '"; drop'])
def test_a_hostile_cookie_is_nobody(world: World, cookie: str) -> None:
    answer = world.visitor().get("/", headers={b"cookie": f"inspector={cookie}; locale={cookie}".encode()})
    assert answer.headers.get("location") == "/sign-in"


@pytest.mark.parametrize("header", ["accept-language", "hx-source", "hx-request", "if-none-match", "accept", "host"])
def test_hostile_headers_do_no_harm(world: World, header: str) -> None:
    for value in (b"\xff" * 50, b"," * 9_000, b"zh" * 5_000, b"*"):
        assert world.visitor().get("/sign-in", headers={header.encode(): value}).status_code < 500


@post("/operations", opt={"public": True}, status_code=200)
async def operations(request: Request[Any, Any, Any]) -> dict[str, Any]:
    return {"read": await read_json(request)}


JSON_BODIES: list[tuple[str, bytes, int]] = [
    ("3,000 lists deep", b"[" * 3_000 + b"]" * 3_000, 400),
    ("one level too deep", b"[" * (DEEPEST_JSON + 1) + b"]" * (DEEPEST_JSON + 1), 400),
    ("100,000 objects deep", b'{"a":' * 100_000, 400),
    ("bad UTF-8", b'{"a": "\xff\xfe"}', 400),
    ("a lone surrogate", rb'{"a": "\ud800"}', 400),
    ("a null character", rb'{"a": "\u0000"}', 400),
    ("not a number", b'{"a": NaN}', 400),
    ("a number of 10,000 digits", b"9" * 10_000, 400),
    ("a name twice", b'{"a": 1, "a": 2}', 400),
    ("half an object", b'{"a": ', 400),
    ("nothing", b"", 400),
    ("2 MB", b'"' + b"a" * 2_000_000 + b'"', 413),
]


@pytest.mark.parametrize(("what", "body", "status"), JSON_BODIES, ids=[body[0] for body in JSON_BODIES])
def test_hostile_json_is_refused_in_words(what: str, body: bytes, status: int) -> None:
    app = Litestar([operations], exception_handlers=errors.handlers, openapi_config=None, logging_config=None)
    with TestClient(app) as client:
        began = time.process_time()
        answer = client.post("/operations", content=body, headers=JSON)
        assert answer.status_code == status and time.process_time() - began < 1
        assert set(answer.json()["error"]) == {"status", "message", "next_step", "number", "account"}


def test_json_up_to_the_limit_is_read() -> None:
    deep: Any = "]]]] \\u0000 {{{{"
    for _ in range(DEEPEST_JSON):
        deep = [deep]
    app = Litestar([operations], exception_handlers=errors.handlers, openapi_config=None, logging_config=None)
    with TestClient(app) as client:
        assert client.post("/operations", content=json.dumps(deep), headers=JSON).json() == {"read": deep}
        assert (
            client.post("/operations", content=b"{}", headers=FORM | {"accept": "application/json"}).status_code == 415
        )
