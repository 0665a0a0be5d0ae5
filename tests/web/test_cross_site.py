"""A request that may change something comes from our own pages or is refused, signed in or not."""

import pytest

from inspector.web.security import CONTENT_POLICY
from tests.web.application import HOST
from tests.web.conftest import World

REFUSED = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": HOST},
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": f"{HOST}.evil.example"},
    {"origin": "http://testserver.local:8080"},
    {"origin": "http:" + "//[broken"},
    {"origin": ""},
    {},
]
HEARD = [
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"origin": HOST},
    {"origin": "https://testserver.local"},
]


@pytest.mark.parametrize("headers", REFUSED)
def test_a_foreign_post_is_refused_and_changes_nothing(world: World, headers: dict[str, str]) -> None:
    client = world.signed_in("clerk.east")
    del client.headers["origin"]
    answer = client.post("/sign-out", data={"x": "1"}, headers=headers)
    assert answer.status_code == 403 and "其他网站" in answer.text
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("headers", HEARD)
def test_our_own_post_is_heard(world: World, headers: dict[str, str]) -> None:
    client = world.signed_in("clerk.east")
    del client.headers["origin"]
    assert client.post("/sign-out", data={}, headers=headers).status_code == 303


def test_every_answer_carries_the_headers(world: World) -> None:
    client = world.signed_in("administrator.east")
    for answer in (client.get("/"), client.get("/nothing"), client.get("/static/0/none.css"), client.put("/")):
        assert answer.headers["content-security-policy"] == CONTENT_POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_the_policy_allows_nothing_by_default_and_nothing_unsafe() -> None:
    assert CONTENT_POLICY.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in CONTENT_POLICY
    assert "unsafe" not in CONTENT_POLICY and "*" not in CONTENT_POLICY and "data:" not in CONTENT_POLICY
