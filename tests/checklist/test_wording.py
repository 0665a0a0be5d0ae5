"""Sentences hold names only; figures print as officials check them."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.checklist.wording import WordingError, apart, fill, names_of, number, percent, printed


def test_names_of_a_wording() -> None:
    assert names_of("{{ unit.name }}有{{ part }}人，{{ unit.name }}。") == ["unit.name", "part", "unit.name"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{% if part %}有{% endif %}", "logic"),
        ("{{ part + 1 }}", "logic"),
        ("{{ part | upper }}", "logic"),
        ("{{ part() }}", "logic"),
        ("{{ a.b.c }}", "logic"),
        ("{{ unit['name'] }}", "logic"),
        ("{{ part }", "syntax"),
        ("{{ }}", "syntax"),
    ],
)
def test_logic_is_refused(text: str, kind: str) -> None:
    with pytest.raises(WordingError) as caught:
        names_of(text)
    assert caught.value.kind == kind


def test_a_value_is_never_read_as_a_template() -> None:
    assert fill("{{ unit.name }}。", {"unit": {"name": "{{ 7 * 7 }}<b>"}}) == "{{ 7 * 7 }}<b>。"


def test_one_yuan_short_never_prints_like_its_line() -> None:
    # 1,840,999 / 263 = 6,999.99619...
    short = Fraction(1_840_999, 263)
    assert number(short) == "7000"
    assert apart(short, Fraction(7000)) == "6999.996"
    assert printed({"value": short, "line": Fraction(7000)}) == {"value": "6999.996", "line": "7000"}


def test_a_share_short_of_its_line_shows_a_further_digit() -> None:
    assert percent(Fraction(2909, 3000), Fraction(97, 100)) == "96.97%"
    assert percent(Fraction(96_999, 100_000), Fraction(97, 100)) == "96.999%"
    assert percent(Fraction(3, 4)) == "75.00%"


def test_days_and_missing_values_print_plainly() -> None:
    assert printed({"due": dt.date(2025, 6, 30), "note": None, "part": 3}) == {
        "due": "2025年6月30日",
        "note": "",
        "part": "3",
    }


@settings(max_examples=150)
@given(st.integers(0, 10**9), st.integers(1, 10**4), st.integers(0, 10**5))
def test_what_differs_prints_apart(numerator: int, denominator: int, line: int) -> None:
    value = Fraction(numerator, denominator)
    assert (apart(value, Fraction(line)) == number(Fraction(line))) == (value == line)
