"""What people type into the seven field types, and what is kept of it."""

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.checklist.fields import TYPES, Field, FieldProblem, parse, typed

TEMPLATES = Path(__file__).parents[2] / "templates" / "fields"


def field(type_: str, **more: Any) -> Field:
    return Field.model_validate({"type": type_, **more})


YUAN = field("decimal", unit="yuan", plausible="0..500000000")
PUPILS = field("integer", unit="pupil")
DAY = field("date", **{"or": {"not_yet": "尚未建成"}})
MANY = field("select_multiple", choices={"rail": "扶手", "bell": "铃", "hook": "钩"})


@pytest.mark.parametrize(
    ("asked", "raw", "kept"),
    [
        (PUPILS, "１２６１", "1261"),
        (PUPILS, " 1,261 人 ", "1261"),
        (PUPILS, "007", "7"),
        (PUPILS, "-0", "0"),
        (PUPILS, "5.0", None),
        (PUPILS, "-5", None),
        (PUPILS, "5人半", None),
        (PUPILS, "l2", None),
        (PUPILS, "1e3", None),
        (PUPILS, "1:3", None),
        (PUPILS, "٣", None),  # another script's digits are no digits here
        (PUPILS, "1" * 16, None),
        (YUAN, "1,840,999元", "1840999"),
        (YUAN, "７０００．５０", "7000.5"),
        (YUAN, "0.000001", "0.000001"),
        (YUAN, "0.0000001", None),
        (YUAN, "1,5", None),  # a decimal comma is not guessed at
        (YUAN, "18,40,999", None),
        (YUAN, "184万", None),
        (YUAN, "500000001", None),
        (YUAN, "-1", None),
        (DAY, "2025年6月30日", "2025-06-30"),
        (DAY, "２０２５/6/30", "2025-06-30"),
        (DAY, "2025.06.30", "2025-06-30"),
        (DAY, "2205-01-01", None),
        (DAY, "1949-09-30", None),
        (DAY, "2025-02-29", None),
        (DAY, "昨天", None),
        (DAY, "not_yet", "not_yet"),
        (field("select_one"), "yes", "yes"),
        (field("select_one"), "maybe", None),
        (MANY, "hook, rail", "rail,hook"),
        (MANY, "-", "-"),
        (MANY, "rail,bolt", None),
        (field("text"), "字" * 2000, "字" * 2000),
        (field("text"), "字" * 10000, None),
        (field("text"), "一\r\n二", "一\n二"),
        (field("document"), "《实施方案》", "《实施方案》"),
        (PUPILS, "", ""),
    ],
)
def test_what_is_kept_of_an_input(asked: Field, raw: str, kept: str | None) -> None:
    found = parse(asked, raw)
    assert isinstance(found, FieldProblem) if kept is None else found == kept


def test_ten_thousands_are_named_as_such() -> None:
    found = parse(YUAN, "184.0999万元")
    assert isinstance(found, FieldProblem) and "万" in found.message and found.params["unit"] == "元"


def test_the_date_of_a_document_is_a_date() -> None:
    assert parse(field("document"), "2025年3月1日", "date") == "2025-03-01"
    assert isinstance(parse(field("document"), "三月", "date"), FieldProblem)


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        (PUPILS, "1261", 1261),
        (YUAN, "7000.5", Fraction(14001, 2)),
        (DAY, "2025-06-30", dt.date(2025, 6, 30)),
        (DAY, "not_yet", "not_yet"),
        (MANY, "rail,hook", ("rail", "hook")),
        (MANY, "-", ()),
        (field("text"), "字", "字"),
        (field("select_one"), "yes", "yes"),
    ],
)
def test_a_canonical_text_has_one_typed_value(asked: Field, text: str, value: object) -> None:
    assert typed(asked, text) == value


@settings(max_examples=150)
@given(st.sampled_from([PUPILS, YUAN, DAY, MANY, field("text"), field("select_one")]), st.text(max_size=40))
def test_a_canonical_text_reads_back_as_itself(asked: Field, raw: str) -> None:
    found = parse(asked, raw)
    if isinstance(found, str) and found:
        assert parse(asked, found) == found
        typed(asked, found)


@pytest.mark.parametrize("kind", TYPES)
def test_every_field_type_has_its_template(kind: str) -> None:
    assert (TEMPLATES / f"{kind}.html").is_file() or not TEMPLATES.is_dir()
