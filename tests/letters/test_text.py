"""The text policy: nothing is lost without a warning that names what and where."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.letters.text import BREAK, TextWarning, clean, with_breaks


def names(text: str) -> list[tuple[str, int]]:
    return [(warning.name, warning.count) for warning in clean(text, "甲校", "fact")[1]]


@pytest.mark.parametrize(
    ("text", "kept", "warned"),
    [
        ("安全&环保", "安全&环保", []),
        ("甲<乙>", "甲<乙>", []),
        ("</w:t></w:r><w:r><w:t>注入", "</w:t></w:r><w:r><w:t>注入", []),
        ("{{ 7*7 }} {d.x} «y» {% if %}", "{{ 7*7 }} {d.x} «y» {% if %}", []),
        ("甲\x00乙\x07丙\x7f\x80", "甲乙丙", [("control characters removed", 4)]),
        ("甲\ud800乙", "甲乙", [("halves of surrogate pairs removed", 1)]),
        ("甲\r\n乙\n丙\r丁\u2028戊", "甲\n乙\n丙\n丁\n戊", []),
        ("甲\u202e乙\u2067丙", "甲乙丙", [("direction controls removed", 2)]),
        ("甲\u200b乙\ufeff丙\u2060", "甲乙丙", [("zero-width characters removed", 3)]),
        ("甲\ufffe乙\U0001ffff", "甲乙", [("non-characters removed", 2)]),
        ("甲\t乙", "甲 乙", []),
        ("e\u0301", "\u00e9", []),
        ("\uf900", "\u8c48", [("compatibility ideographs unified", 1)]),
        ("督导😀", "督导😀", []),
    ],
)
def test_each_kind_of_hostile_text(text: str, kept: str, warned: list[tuple[str, int]]) -> None:
    assert clean(text, "甲校", "fact")[0] == kept
    assert names(text) == warned


def test_a_warning_names_record_field_kind_and_number() -> None:
    (warning,) = clean("甲\x00", "甲校", "problems[0].fact")[1]
    assert warning == TextWarning("甲校", "problems[0].fact", "control characters removed", 1)
    assert str(warning) == "甲校: problems[0].fact: control characters removed (1)"


def test_20000_characters_are_kept_and_what_is_beyond_is_cut_with_a_warning() -> None:
    assert clean("督" * 20_000, "甲校", "fact") == ("督" * 20_000, ())
    text, (warning,) = clean("督" * 20_001, "甲校", "fact")
    assert (len(text), warning.name, warning.count) == (20_000, "cut off after 20000 characters", 1)


@settings(max_examples=200)
@given(st.text(st.characters(codec=None), max_size=40))
def test_what_is_left_is_valid_xml_and_cleaning_again_changes_nothing(text: str) -> None:
    kept, _ = clean(text, "甲校", "fact")
    assert all(char == "\n" or char >= " " for char in kept)
    assert not any(unicodedata.category(char) in ("Cs", "Cc") for char in kept.replace("\n", ""))
    assert clean(kept, "甲校", "fact") == (kept, ())


@settings(max_examples=200)
@given(st.text(st.characters(codec=None), max_size=40))
def test_characters_that_are_missing_were_counted(text: str) -> None:
    kept, warnings = clean(text, "甲校", "fact")
    removed = sum(warning.count for warning in warnings if warning.name.endswith("removed"))
    blanks = sum(char in " \t\n\r\x85\u2028\u2029" for char in text)
    assert len(unicodedata.normalize("NFD", text)) - len(unicodedata.normalize("NFD", kept)) <= removed + blanks


def test_long_latin_runs_get_places_to_break_and_lose_nothing() -> None:
    run = "https://example.test/" + "a" * 100
    broken = with_breaks(f"见{run}。", 56)
    assert broken.replace(BREAK, "") == f"见{run}。"
    assert max(len(part) for part in broken.split(BREAK)) <= 56
    assert with_breaks("见" + "a" * 56, 56) == "见" + "a" * 56
