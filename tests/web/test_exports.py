"""Taking the data of a round out: the files hold what the record holds, of one's own area, and harm nobody."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from inspector.fieldwork.operations import Level, Operation
from inspector.sheets.delimited import plain
from inspector.storage import inspections, operations
from inspector.storage.instants import now
from inspector.web.exports.tables import KINDS
from tests.web.conftest import World
from tests.web.museum_round import ROUND, invite, museum_world, release

EXPORTS = f"/rounds/{ROUND}/exports"
Row = dict[str, str]


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with museum_world(tmp_path / "data") as world:
        yield world


def content(world: World, name: str, login: str = "evaluator.city") -> bytes:
    answer = world.signed_in(login).get(f"{EXPORTS}/{name}")
    assert answer.status_code == 200
    assert int(answer.headers["content-length"]) == len(answer.content)
    return answer.content


def of_csv(world: World, kind: str, login: str = "evaluator.city") -> list[Row]:
    text = content(world, f"{kind}/csv", login).decode("utf-8-sig")
    _, ids, *rows = csv.reader(StringIO(text, newline=""))
    return [dict(zip(ids, map(plain, row), strict=True)) for row in rows]


def of_xlsx(world: World, kind: str, login: str = "evaluator.city") -> list[Row]:
    book = CalamineWorkbook.from_filelike(BytesIO(content(world, f"{kind}/xlsx", login)))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    place = next(at for at, row in enumerate(rows) if row[0] in ("unit_id", "number", "table"))
    return [dict(zip(map(str, rows[place]), map(str, row), strict=True)) for row in rows[place + 1 :]]


def enter(world: World, unit: str, field: str, value: str | None, raw: str, level: Level = Level.team) -> None:
    lines = world.store.read_now(lambda connection: inspections.of_round(connection, ROUND))
    line = next(line for line in lines if line.unit_id == unit)
    who = world.account_id("inspector.city")
    head = world.store.read_now(lambda c: operations.heads(c, line.city_id, line.id, level)).get(field)
    base = head.operation if head else None
    key = f"{level}-{unit}-{field}".replace("/", "-")
    operation = Operation(key, line.id, level, field, base, value, raw, who, "d", 1, None)
    world.store.write_now(lambda connection: operations.receive(connection, [operation], now()))


def heads(world: World) -> set[tuple[str, str, str, str]]:
    """Unit, level, address and value of every current answer, straight from the record."""
    found = set()
    lines = world.store.read_now(lambda connection: inspections.of_round(connection, ROUND))
    for line in lines:
        for level in Level:
            held = world.store.read_now(lambda c, at=line, on=level: operations.heads(c, at.city_id, at.id, on))  # type: ignore[misc]
            found |= {(line.unit_id, str(level), path, head.value or "") for path, head in held.items()}
    return found


@pytest.mark.parametrize("read", [of_csv, of_xlsx])
def test_long_answers_read_back_are_the_heads_of_the_record(museums: World, read) -> None:  # type: ignore[no-untyped-def]
    enter(museums, "m1", "toilet/note", "=HYPERLINK(1)", "=HYPERLINK(1)")
    enter(museums, "m2", "removed_item/value", "+5", "+5")
    lines = museums.store.read_now(lambda connection: inspections.of_round(connection, ROUND))
    own = next(line.id for line in lines if line.unit_id == "m1")
    invite(museums, own)
    enter(museums, "m1", "toilet/value", "locked", "locked", Level.self)
    assert {row["level"] for row in read(museums, "answers")} == {"team"}  # a draft belongs to its unit
    release(museums, own)
    rows = read(museums, "answers")
    assert {(row["unit_id"], row["level"], row["field"], row["value"]) for row in rows} == heads(museums)
    assert len(rows) == len(heads(museums)) > 5


def test_hostile_texts_are_no_formulas_in_csv(museums: World) -> None:
    for place, text in enumerate(["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "＝1+1"]):
        enter(museums, ("m1", "m2", "m3")[place % 3], ("guide/note", "toilet/note")[place // 3], text, text)
    raw = content(museums, "answers/csv").decode("utf-8-sig")
    cells = [cell for row in csv.reader(StringIO(raw, newline="")) for cell in row]
    assert sum("1+1" in cell or "SUM" in cell or cell.endswith("=1") for cell in cells) >= 12  # value and shown
    assert not [cell for cell in cells if cell.lstrip()[:1] in tuple("=+@＝＋＠") and cell]
    assert {"=1+1", "＝1+1", "\t=1"} <= {row["value"] for row in of_csv(museums, "answers")}


def test_wide_answers_have_the_same_columns_for_every_area(museums: World) -> None:
    enter(museums, "m2", "removed_item/value", "7", "7")
    city, south = (of_csv(museums, "answers-wide", login) for login in ("evaluator.city", "evaluator.south"))
    assert list(city[0]) == list(south[0])
    assert {row["unit_id"] for row in south} < {row["unit_id"] for row in city}
    assert [row["_others"] for row in city if row["unit_id"] == "m2"] == ["removed_item/value=7"]


def test_lines_add_up_to_the_score_in_the_file(museums: World) -> None:
    scores = {row["unit_id"]: row for row in of_csv(museums, "scores")}
    assert (scores["south"]["score"], scores["north"]["score"]) == ("66.00", "37.50")
    lines = of_csv(museums, "score-lines")
    for unit, row in scores.items():
        if row["score"]:
            cents = sum(round(float(line["earned"]) * 100) for line in lines if line["unit_id"] == unit)
            assert cents == round(float(row["score"]) * 100)


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_both_kinds_of_file_hold_the_same_rows(museums: World, kind: str) -> None:
    first, second = of_csv(museums, kind), of_xlsx(museums, kind)
    assert first and [row.keys() for row in first] == [row.keys() for row in second]
    for one, other in zip(first, second, strict=True):
        assert {name: _same(text) for name, text in one.items()} == {name: _same(text) for name, text in other.items()}


def _same(text: str) -> str:
    """A number as a number, whatever a spreadsheet made of it."""
    try:
        return f"{float(text):.6f}"
    except ValueError:
        return text


def test_every_column_of_every_file_is_in_the_dictionary(museums: World) -> None:
    told = {(row["table"], row["column"]) for row in of_csv(museums, "dictionary")}
    for kind in KINDS[:-1]:
        columns = of_csv(museums, kind.name)[0]
        assert {(kind.name.replace("-", "_"), name) for name in columns} <= told
    book = CalamineWorkbook.from_filelike(BytesIO(content(museums, "units/xlsx")))
    assert book.sheet_names == ["督导对象", "数据字典"]


def test_an_area_gets_its_own_units_only(museums: World) -> None:
    mine = {"south", "m1"}
    for kind in KINDS[:-1]:
        units = {row["unit_id"] for row in of_csv(museums, kind.name, "clerk.south")}
        assert units and not units & {"north", "city", "m2", "m3"} - mine, kind.name


def test_facts_come_with_source_date_and_status(museums: World) -> None:
    rows = of_csv(museums, "facts")
    assert rows and all(row["as_of"] and row["status"] and row["fact_title"] for row in rows)


@pytest.mark.parametrize("login", ["clerk.city", "evaluator.city", "administrator.city"])
def test_the_page_offers_every_file(museums: World, login: str) -> None:
    page = museums.signed_in(login).get(EXPORTS).text
    assert all(f'href="{EXPORTS}/{kind.name}/{ending}"' in page for kind in KINDS for ending in ("csv", "xlsx"))
    assert f'href="{EXPORTS}"' in museums.signed_in(login).get(f"/rounds/{ROUND}").text


def test_inspectors_take_nothing_out(museums: World) -> None:
    client = museums.signed_in("inspector.city")
    assert [client.get(path).status_code for path in (EXPORTS, f"{EXPORTS}/units/csv")] == [403, 403]
    assert f'href="{EXPORTS}"' not in client.get(f"/rounds/{ROUND}").text


@pytest.mark.parametrize("path", ["none/csv", "units/pdf", "../units/csv"])
def test_what_there_is_not_is_a_clear_page(museums: World, path: str) -> None:
    assert museums.signed_in("clerk.city").get(f"{EXPORTS}/{path}").status_code == 404
    assert museums.signed_in("clerk.city").get("/rounds/none/exports").status_code == 404
