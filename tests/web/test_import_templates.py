"""Templates are filled with what is known; handed in unchanged they change nothing."""

from datetime import date

import pytest

from inspector.storage import facts, rosters
from inspector.storage.facts import NewFact
from inspector.storage.rosters import Entry
from tests.web.conftest import World
from tests.web.field_round import store_yuncheng
from tests.web.taking_over import book, counts, looked_at, read, take_over
from tests.web.test_import_take import UNITS

KNOWN = (
    NewFact("east_school", "disabled_pupils", date(2025, 3, 1), "12"),
    NewFact("east_school", "senior_stage", date(2025, 3, 1), "no"),
    NewFact("east_special", "ownership", date(2025, 3, 1), "public"),
    NewFact("west", "special_pupils", date(2025, 8, 31), "140"),
)


@pytest.fixture(autouse=True)
def filled(world: World) -> None:
    store_yuncheng(world)
    world.store.write_now(lambda c: facts.record(c, "shi", KNOWN, at=1, account_id=None))
    world.store.write_now(lambda c: rosters.add(c, "shi", [Entry("east_school", "home_taught", "K01")]))


@pytest.mark.parametrize(("target", "rows"), [("units", 6), ("facts", 6), ("accounts", 8), ("pupils", 1)])
def test_a_template_handed_in_unchanged_changes_nothing(world: World, target: str, rows: int) -> None:
    client = world.signed_in("administrator.city")
    content = client.get(f"/imports/templates/{target}?city=shi&day=2025-09-01").content
    assert len(read(content)) == rows + 1
    path = looked_at(client, content, day="2025-09-01")
    assert counts(world, path) == {"same": len(KNOWN) if target == "facts" else rows}


def test_a_figure_filled_in_is_the_only_change(world: World) -> None:
    client = world.signed_in("administrator.city")
    lines = read(client.get("/imports/templates/facts?city=shi&day=2025-09-01").content)
    place = lines[0].index("送教上门学生数")
    changed = [list(line) for line in lines]
    next(line for line in changed if line[0] == "东城第一小学")[place] = 3
    path = take_over(client, book(*changed), day="2025-09-01")  # type: ignore[arg-type]
    assert counts(world, path) == {"new": 1, "same": len(KNOWN)}
    assert "送教上门学生数" in client.get(path).text


def test_the_second_sheet_says_what_belongs_where(world: World) -> None:
    content = world.signed_in("administrator.city").get("/imports/templates/units?city=shi").content
    explained = {row[0]: row[2] for row in read(content, 1)[1:]}
    assert [title for title, needed in explained.items() if needed] == list(explained)[:2]


def test_the_problems_of_a_file_can_be_sent_back(world: World) -> None:
    client = world.signed_in("administrator.city")
    path = looked_at(client, UNITS, day="2020-01-01")
    problems, changes = (read(client.get(f"{path}/problems").content, sheet) for sheet in (0, 1))
    assert len(problems) == 1 and [row[3] for row in changes[1:] if row[0] == "变更"] == ["东城第一小学"]
