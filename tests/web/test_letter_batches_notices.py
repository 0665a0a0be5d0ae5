"""Rectification notices for a round: each tells all problems of its unit, with the unit's own inspector and day."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.batch_world import ORDER, PATH, WISH, begin, kept, lines, settled
from tests.web.conftest import World
from tests.web.museum_round import museum_world

NOTICE = {"report_by": "2026-12-31", "report_to": WISH["office"], "notice": ""}


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with museum_world(tmp_path / "data") as world:
        yield world


def test_units_with_problems_get_a_notice_of_all_of_them_and_the_others_are_named(museums: World) -> None:
    clerk = museums.signed_in("clerk.city")
    form = clerk.get(f"{PATH}?kind=rectification_notice").text
    assert 'name="report_by"' in form and 'name="inspector"' not in form and 'name="found_on"' not in form
    path = begin(clerk, kind="rectification_notice", **NOTICE)
    assert (settled(museums, path).step, settled(museums, path).state) == ("check", "stopped")
    failed = [line.unit_id for line in lines(museums, path) if line.reason]
    assert failed == ["m2"] and "请至少选择一个问题" in clerk.get(path).text  # all that was asked there is in order
    clerk.post(path, data={"act": "leave-out"})
    assert settled(museums, path).state == "done"
    of_unit = {row.unit_id: clerk.get(f"/letters/{row.id}").text for row in kept(museums)}
    assert set(of_unit) == {"south", "m1", "n1", "north", "m3"}
    assert "讲解只有其中一种" in of_unit["m1"] and "卫生间上锁或堆物" in of_unit["m1"]
    assert "甲 inspector.city" in of_unit["m1"]
    clerk.post(f"{path}/issue", data=ORDER)
    assert settled(museums, path).state == "done"
    assert {row.number for row in kept(museums)} == {f"东教督〔2026〕{serial}号" for serial in range(12, 17)}


def test_what_is_the_same_for_all_is_asked_before_a_batch_begins(museums: World) -> None:
    clerk = museums.signed_in("clerk.city")
    answer = clerk.post(PATH, data=WISH | NOTICE | {"kind": "rectification_notice", "report_by": ""})
    assert answer.status_code == 422 and 'id="wish-report_by-error"' in answer.text and kept(museums) == []
