"""The small written values: amounts, lines, ranges, terms and dates."""

from fractions import Fraction
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from inspector.checklist.values import AmountText, DateText, Due, Id, Line, RangeText, TermText, YesNo


def read(kind: Any, text: object) -> Any:
    return TypeAdapter(kind).validate_python(text)


@pytest.mark.parametrize(
    ("text", "number", "times", "unit"),
    [
        ("5", Fraction(5), "", ""),
        ("97%", Fraction(97, 100), "", ""),
        ("1/3", Fraction(1, 3), "", ""),
        ("2.5%", Fraction(1, 40), "", ""),
        ("7000 yuan", Fraction(7000), "", "yuan"),
        ("10 x base_standard", Fraction(10), "base_standard", ""),
        ("base_standard", Fraction(1), "base_standard", ""),
        ("setting.meetings", Fraction(1), "setting.meetings", ""),
    ],
)
def test_an_amount(text: str, number: Fraction, times: str, unit: str) -> None:
    found = read(AmountText, text)
    assert (found.number, found.times, found.unit) == (number, times, unit)


@pytest.mark.parametrize(
    "text", ["", "-5", ">= 5", "1:3", "5 %", "1/0", "x", "5 x", "5 yuan a year", "五", "1,5", "1/3/5"]
)
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(ValidationError):
        read(AmountText, text)


def test_ten_times_a_base_is_known_when_the_base_is() -> None:
    amount = read(AmountText, "10 x base")
    assert amount.value({"base": Fraction(1150)}) == 11500
    assert amount.value({}) is None


def test_a_line_is_one_amount_several_or_varying() -> None:
    assert [a.number for a in read(Line, "5")["always"]] == [5]
    assert [a.text for a in read(Line, ["5 x base", "7000 yuan"])["always"]] == ["5 x base", "7000 yuan"]
    varying = read(Line, {"new": "900 mm", "older": "none"})
    assert varying["new"][0].number == 900 and varying["older"] == ()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (RangeText, "800..0"),
        (RangeText, "0-800"),
        (TermText, "90 days"),
        (TermText, "3 months"),
        (DateText, "2025-6-30"),
        (DateText, "2025-02-29"),
        (DateText, "20250630"),
        (Due, {"香洲区": "soon"}),
        (Id, "Room"),
        (Id, "5_rooms"),
        (Id, "room-built"),
        (YesNo, "true"),
        (YesNo, "1"),
    ],
)
def test_what_is_refused(kind: Any, text: object) -> None:
    with pytest.raises(ValidationError):
        read(kind, text)


def test_what_is_taken() -> None:
    assert read(TermText, "10 working days").kind == "working"
    assert read(RangeText, "-5..0.5").high == Fraction(1, 2)
    assert read(YesNo, "no") is False
    assert read(Due, "2025-12-31").keys() == {"always"}
