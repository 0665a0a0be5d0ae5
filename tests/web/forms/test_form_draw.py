"""The sample of a question drawn from the unit's roster: taken over when its seed gives it, kept for ever."""

import json
from html import unescape
from typing import Any

import pytest
from httpx import Client

from inspector.fieldwork.draw_protocol import differences, from_text
from inspector.fieldwork.roster_draw import drawn, to_text
from inspector.storage import rosters
from inspector.storage.rosters import Entry
from tests.web.conftest import World
from tests.web.forms.conftest import Device

PAGE = "/inspections/r-east_school"
HEAD = "home_lessons@2025"
ROSTER = tuple(f"K{number:02}" for number in range(1, 9))
SEED = "2025-06-30"


@pytest.fixture
def roster(world: World) -> tuple[str, ...]:
    """Eight codes where the facts say four pupils."""
    put(world, *ROSTER)
    return ROSTER


def put(world: World, *codes: str) -> None:
    entries = [Entry("east_school", "home_taught", code) for code in codes]
    world.store.write_now(lambda connection: rosters.add(connection, "shi", entries))


def page(client: Client, path: str = PAGE) -> str:
    reply = client.get(path)
    assert reply.status_code == 200
    return unescape(reply.text)


def draw_text(seed: str = SEED, count: int = 5, **other: Any) -> str:
    made = json.loads(to_text(drawn(seed, "home_taught", ROSTER, count)))
    return json.dumps(made | other)


def outcome(told: dict[str, Any]) -> tuple[str, str]:
    return told["results"][0]["outcome"], told["results"][0].get("reason", "")


def test_without_a_roster_the_codes_stay_free(device: Device) -> None:
    html = page(device.client)
    assert "data-draw-now" not in html and f'data-sample="{HEAD}"' in html


def test_the_roster_stands_on_the_page_beside_the_number_that_differs(device: Device, roster: tuple[str, ...]) -> None:
    html = page(device.client)
    assert 'data-frame="K01 K02 K03 K04 K05 K06 K07 K08"' in html
    assert "名册上有8个编号，基础数据填的是4" in html


def test_a_draw_that_its_seed_gives_is_taken_over_and_makes_its_rows(device: Device, roster: tuple[str, ...]) -> None:
    assert outcome(device.enter(f"{HEAD}/draw", draw_text())) == ("applied", "")
    codes = drawn(SEED, "home_taught", ROSTER, 5).codes
    html = page(device.client)
    for code in codes:
        assert f'<tr data-row="{code}">' in html
    assert f"名册8个编号中抽取5个，种子“{SEED}”，抽中的依次为：{' '.join(codes)}。" in html


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (draw_text(codes=["K01", "K02", "K03", "K04", "K05"]), "draw_differs"),
        (draw_text(of="special_pupils"), "draw_differs"),
        (draw_text(count=3), "draw_few"),
        ("", "draw_differs"),
        ("K01 K02", "draw_differs"),
    ],
)
def test_another_list_than_the_seed_gives_is_refused_in_words(
    device: Device, roster: tuple[str, ...], sent: str, reason: str
) -> None:
    told = device.enter(f"{HEAD}/draw", sent)
    assert outcome(told) == ("refused", reason)
    assert told["results"][0]["message"].startswith("抽样结果未采用")


def test_drawing_again_needs_a_reason_and_keeps_the_first(device: Device, roster: tuple[str, ...]) -> None:
    device.enter(f"{HEAD}/draw", draw_text())
    assert outcome(device.enter(f"{HEAD}/draw", draw_text("另一个"))) == ("refused", "draw_again")
    first = json.loads(draw_text())
    old = {name: first[name] for name in ("seed", "frame_digest", "codes")} | {"reason": "K03已转学"}
    assert outcome(device.enter(f"{HEAD}/draw", draw_text("另一个", replaced=[old])))[0] == "applied"
    record = page(device.client, f"{PAGE}/record")
    assert "种子“另一个”" in record and f"此前以种子“{SEED}”抽取" in record and "重抽理由：K03已转学" in record
    history = page(device.client, f"{PAGE}/history/home_lessons")
    assert history.count("名册8个编号中抽取5个") == 2


def test_a_roster_changed_since_is_a_warning_and_the_draw_stands(
    world: World, device: Device, roster: tuple[str, ...]
) -> None:
    device.enter(f"{HEAD}/draw", draw_text())
    put(world, "K99")
    assert "抽样之后名册有变动：当时8个编号，现在9个" in page(device.client)


def test_the_protocol_is_replayed_without_a_difference(device: Device, roster: tuple[str, ...]) -> None:
    device.enter(f"{HEAD}/draw", draw_text())
    reply = device.client.get(f"{PAGE}/draws/{HEAD}")
    assert reply.status_code == 200
    found = from_text(reply.text)
    assert differences(found) == [] and found.drawn == drawn(SEED, "home_taught", ROSTER, 5).codes
    assert device.client.get(f"{PAGE}/draws/home_visits").status_code == 404


def test_a_drawn_child_without_an_answer_is_named_before_submitting(device: Device, roster: tuple[str, ...]) -> None:
    first, *others = drawn(SEED, "home_taught", ROSTER, 5).codes
    device.enter(f"{HEAD}/draw", draw_text())
    device.enter(f"{HEAD}/{first}/lessons", "120")
    device.enter(f"{HEAD}/K77/lessons", "120")
    html = page(device.client, f"{PAGE}/submit")
    assert f"已抽中但还没有填写：{' '.join(others)}。" in html and "填写了但没有抽中：K77。" in html


def test_two_draws_of_one_sample_are_settled_by_a_person(world: World, device: Device, roster: tuple[str, ...]) -> None:
    device.enter(f"{HEAD}/draw", draw_text())
    other = Device(world.signed_in("inspector.east"))
    assert outcome(other.enter(f"{HEAD}/draw", draw_text("另一个")))[0] == "conflict"
    chosen = other.enter(f"{HEAD}/draw", to_text(drawn("另一个", "home_taught", ROSTER, 5)))
    assert outcome(chosen)[0] == "applied"
