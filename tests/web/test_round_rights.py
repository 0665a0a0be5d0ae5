"""Who sees which round and which part of it; hostile requests are refused, never a fault."""

from datetime import date

import pytest

from inspector.storage import units
from inspector.storage.instants import now
from inspector.storage.tables import Role, UnitVersion
from inspector.web.passwords import nobodys_hash
from tests.web.conftest import World, add_account
from tests.web.field_round import open_round
from tests.web.test_round_set_up import filled


def test_a_district_sees_its_own_units_only(world: World) -> None:
    open_round(world)
    shown = world.signed_in("evaluator.east").get("/rounds/spring").text
    assert 'href="/rounds/spring/districts/east"' in shown
    assert "西城" not in shown and "/assign" not in shown


def test_another_citys_round_looks_like_an_unknown_one(world: World) -> None:
    open_round(world)
    version = UnitVersion(city_id="yuan", unit_id="yuan", valid_from=date(2000, 1, 1), name="远州市", kind="city")
    world.store.write_now(lambda connection: units.add(connection, version, now()))
    world.store.write_now(lambda c: add_account(c, "evaluator.yuan", Role.evaluator, "yuan", nobodys_hash()))
    client = world.signed_in("evaluator.yuan")
    for method, path in (
        ("GET", "/rounds/{}"),
        ("GET", "/rounds/{}/edit"),
        ("GET", "/rounds/{}/assign"),
        ("POST", "/rounds/{}/open"),
        ("POST", "/rounds/{}/close"),
    ):
        answers = [
            client.request(method, path.format(name), data={} if method == "POST" else None)
            for name in ("spring", "nothing")
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].text.replace("spring", "nothing") == answers[1].text
    assert "海州市专项督导" not in client.get("/rounds").text


@pytest.mark.parametrize(
    "path", ["/rounds/%00", "/rounds/" + "a" * 3_000, "/rounds/../x", "/rounds/%ff", "/rounds/'--"]
)
def test_a_hostile_address_is_not_found(world: World, path: str) -> None:
    assert world.signed_in("administrator.city").get(path).status_code == 404


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"round_id": ""}, 400),
        ({"round_id": "../../x"}, 400),
        ({"round_id": "a" * 65}, 400),
        ({"edition": "nothing"}, 404),
        ({"city": "east"}, 404),
        ({"city": "nowhere"}, 404),
        ({"legal_basis": "长" * 2_001}, 400),
        ({"title": ["甲", "乙"]}, 303),
        ({"units": ["east_school"] * 900}, 303),
        ({"units": ["' or 1=1 --"]}, 422),
        ({"scheme": "0" * 64}, 422),
        ({"cutoff": "-0001-01-01"}, 422),
        ({"setting-nothing": "x"}, 303),
    ],
)
def test_a_hostile_set_up_is_refused_in_the_400s(world: World, changed: dict[str, object], status: int) -> None:
    open_round(world)
    client = world.signed_in("administrator.city")
    assert client.post("/rounds", data=filled() | changed).status_code == status
    assert client.get("/rounds").status_code == 200
