"""Tables that leave the record: nothing is left out, columns stand still, lines add up, everything is explained."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from msgspec.structs import replace

from inspector.casework.extract_answers import OTHERS, Held, long_answers, wide_answers
from inspector.casework.extract_scores import finding_list, level_surveys, score_lines, scores
from inspector.casework.extracts import Extract, Value, dictionary, number
from inspector.casework.score_table import ScoreTable, score_table
from inspector.checklist.edition import Edition
from inspector.scoring.survey import Survey
from tests.scoring.rounds import YUNCHENG, ZHUHAI, edition
from tests.web.museum_round import survey

AT = "2026-03-01 09:00:00"


def held(found: Survey, level: str = "team") -> Iterator[Held]:
    for unit, cells in found.cells.items():
        for path, text in sorted(cells.items()):
            yield Held(unit, level, path, text, text, AT)


def rows(extract: Extract) -> list[dict[str, Value]]:
    names = [column.id for column in extract.columns]
    return [dict(zip(names, row, strict=True)) for row in extract.rows]


def table(found: Survey, unit: str) -> ScoreTable:
    return score_table(found, unit, None, {}, {})


def test_long_answers_are_the_heads_one_row_each() -> None:
    found = survey()
    given = rows(long_answers(found.edition, found.subjects, held(found)))
    assert [(row["unit_id"], row["field"], row["value"]) for row in given] == [
        (one.unit_id, one.path, one.value) for one in held(found)
    ]


def test_a_choice_a_number_and_a_state_are_shown_in_words_as_well() -> None:
    found = survey()
    cells = [
        Held("m1", "team", "guide/value", "part", "part", AT),
        Held("south", "self", "braille_books/value", "120", "１２０ 册", AT),
        Held("m1", "team", "toilet/state", "unverifiable", None, AT),
        Held("m1", "team", "toilet/evidence/photo-1", "0" * 64, None, AT),
    ]
    by_field = {str(row["field"]): row for row in rows(long_answers(found.edition, found.subjects, cells))}
    assert by_field["guide/value"]["shown"] == found.edition.items["guide"].ask.choices["part"].label
    books = by_field["braille_books/value"]
    assert (books["number"], books["raw"], books["level"]) == (120, "１２０ 册", "self")
    assert by_field["toilet/state"]["shown"] == "无法核实" and by_field["toilet/state"]["number"] is None
    assert by_field["toilet/evidence/photo-1"]["column"] == "evidence/photo-1"


def test_retired_and_unknown_questions_stay() -> None:
    found = survey()
    items = {name: tuple(_retired(item, "guide") for item in part) for name, part in found.edition.sections.items()}
    read = replace(found.edition, sections=items)
    cells = [
        Held("m1", "team", "guide/value", "part", "part", AT),
        Held("m1", "team", "removed_item/value", "7", "7", AT),
    ]
    long = rows(long_answers(read, found.subjects, cells))
    assert [(row["item"], row["retired"]) for row in long] == [("guide", "是"), ("removed_item", "是")]
    wide = wide_answers(read, found.subjects, cells)
    [row] = rows(wide)
    assert row["guide/value"] == "part" and row[OTHERS] == "removed_item/value=7"
    assert any("（已停用）" in column.title for column in wide.columns)


def _retired(item, name: str):  # type: ignore[no-untyped-def]
    return item.model_copy(update={"retired": "已停用"}) if item.id == name else item


@pytest.mark.parametrize("folder", [YUNCHENG, ZHUHAI], ids=lambda folder: folder.name)
def test_wide_columns_follow_from_the_edition_alone(folder) -> None:  # type: ignore[no-untyped-def]
    read: Edition = edition(folder)
    extract = wide_answers(read, {}, [])
    ids = [column.id for column in extract.columns]
    assert len(set(ids)) == len(ids) < 16_384
    asked = {f"{item.id}/{name}" for item in read.items.values() for name in item.ask.fields}
    documents = {
        f"{item.id}/{name}"
        for item in read.items.values()
        for name, field in item.ask.fields.items()
        if field.type == "document"
    }
    assert asked - documents <= set(ids) and {f"{one}_title" for one in documents} <= set(ids)


def test_wide_rows_have_one_value_a_column_whatever_was_answered() -> None:
    found = survey()
    extract = wide_answers(found.edition, found.subjects, held(found))
    width = len(extract.columns)
    given = list(extract.rows)
    assert given and {len(row) for row in given} == {width}
    assert [row[0] for row in given] == [unit for unit in found.cells if found.cells[unit]]


def test_several_rows_of_one_column_are_joined_with_their_keys() -> None:
    read = edition(YUNCHENG)
    found = survey()
    cells = [
        Held("m1", "team", "home_lessons@2024/K01/lessons", "78", "78", AT),
        Held("m1", "team", "home_lessons@2024/K02/lessons", "120", "120", AT),
    ]
    [row] = rows(wide_answers(read, found.subjects, cells))
    assert row["home_lessons/lessons"] == "2024/K01：78；2024/K02：120"


def test_the_lines_of_a_unit_add_up_to_its_printed_score() -> None:
    found = survey()
    units = list(found.subjects)
    lines = rows(score_lines([("team", found)], units, table))
    totals = {str(row["unit_id"]): row for row in rows(scores([("team", found)], units))}
    assert totals["south"]["score"] == Decimal("66.00") and totals["north"]["score"] == Decimal("37.50")
    for unit, total in totals.items():
        own = [line for line in lines if line["unit_id"] == unit]
        if total["score"] is not None:
            assert sum(_number(line["earned"]) for line in own) == total["score"]
            assert sum(_number(line["points"]) for line in own) == 100
            for line in own:
                assert line["points"] == _number(line["earned"]) + _number(line["lost"]) + _number(line["open"])


def _number(value: Value) -> Decimal:
    assert isinstance(value, Decimal)
    return value


def test_the_units_own_scores_stand_beside_only_where_there_are_any() -> None:
    found = survey()
    empty = replace(found, cells={}, _results={}, _below={})
    assert [level for level, _ in level_surveys(found, empty, ["m1"])] == ["team"]
    assert [level for level, _ in level_surveys(found, found, ["m1"])] == ["team", "self"]


def test_each_finding_is_listed_once_and_only_of_the_area() -> None:
    found = survey()
    everything = rows(finding_list(found, list(found.subjects)))
    assert [row["number"] for row in everything] == list(range(1, len(everything) + 1))
    keys = [(row["unit_id"], row["item"], row["occurrence"], row["sentence"]) for row in everything]
    assert everything and len(set(keys)) == len(keys)
    south = {"south", *(one.id for one in found.below("south"))}
    of_south = rows(finding_list(found, [unit for unit in found.subjects if unit in south]))
    assert {row["unit_id"] for row in of_south} <= south
    assert {row["sentence"] for row in of_south} == {row["sentence"] for row in everything if row["unit_id"] in south}
    [alone] = {row["unit_id"] for row in rows(finding_list(found, ["south"]))}
    assert alone == "south"


def test_the_dictionary_explains_every_column_in_order() -> None:
    found = survey()
    extracts = [
        long_answers(found.edition, found.subjects, []),
        wide_answers(found.edition, found.subjects, []),
        scores([], []),
        score_lines([], [], table),
        finding_list(found, []),
    ]
    told = rows(dictionary(extracts))
    assert [(row["table"], row["column"]) for row in told] == [
        (one.id, column.id) for one in extracts for column in one.columns
    ]
    assert all(row["title"] and row["type"] for row in told)
    guide = next(row for row in told if row["column"] == "guide/value")
    assert "part=" in str(guide["choices"]) and guide["clause"] and guide["type"] == "选项"


@pytest.mark.parametrize(
    ("text", "value"), [("12", 12), ("-3.5", Decimal("-3.5")), ("not_yet", None), ("", None), (None, None)]
)
def test_only_canonical_numbers_are_numbers(text: str | None, value: object) -> None:
    assert number(text) == value
