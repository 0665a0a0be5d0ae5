"""YAML with places, every scalar as text."""

import pytest

from inspector.checklist.problems import Broken, Code, Coded
from inspector.checklist.reader import LARGEST, Source, read_text


def test_nothing_is_guessed_from_how_a_scalar_looks() -> None:
    text = "ratio: 1:3\nold: 010\nanswer: no\nempty:\nday: 2025-06-30\nsum: 1_000\nfloat: 1e3\ntilde: ~\nkey no: x\n"
    assert read_text("f", text).data == {
        "ratio": "1:3",
        "old": "010",
        "answer": "no",
        "empty": "",
        "day": "2025-06-30",
        "sum": "1_000",
        "float": "1e3",
        "tilde": "~",
        "key no": "x",
    }


def test_places_are_those_of_an_editor() -> None:
    source = read_text("f", "a: 1\nb:\n  - c: 2\n    d: [x,\n        y]\n")
    assert source.place(("b", 0, "d", 1)) == (5, 9)
    assert source.place(("b", 0, "c")) == (3, 5)
    assert source.place(("b", 0, "nowhere")) == (3, 5)


def codes(text: str) -> list[tuple[Coded, int]]:
    try:
        found: Source | Broken = read_text("f", text)
    except Broken as broken:
        found = broken
    return [(one.code, one.line) for one in found.problems]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", Code.DUPLICATE_KEY, 3),
        ("a: 1\nb: {c: 1, c: 2}\n", Code.DUPLICATE_KEY, 2),
        ("a: 1\nb: &x 2\n", Code.ANCHOR, 2),
        ("a: 1\nb: *x\n", Code.ANCHOR, 2),
        ("a: 1\n&k b: 2\n", Code.ANCHOR, 2),
        ("a: 1\nb: !!int 2\n", Code.TAG, 2),
        ("a: 1\n? [b]\n: 2\n", Code.YAML_SYNTAX, 2),
        ("a: 1\nb: \x07\n", Code.YAML_SYNTAX, 2),
        ("a: 1\n---\nb: 2\n", Code.YAML_SYNTAX, 2),
        ("a: 1\n\tb: 2\n", Code.YAML_SYNTAX, 2),
        ("a: \ud800\n", Code.NOT_UTF8, 1),
        ("# nothing\n", Code.EMPTY_FILE, 1),
        ("a: 1\napplies_when: !answer.x\n", Code.QUOTE_IT, 2),
        ("a: 1\napplies_when: 'x' == answer.x\n", Code.QUOTE_IT, 2),
        ("a: " + "[" * 60 + "]" * 60, Code.TOO_DEEP, 1),
        ("a: " + "x" * LARGEST, Code.TOO_DEEP, 0),
    ],
)
def test_every_mistake_of_form_has_its_line(text: str, code: Code, line: int) -> None:
    assert codes(text) == [(code, line)]


def test_mistakes_of_form_that_leave_the_file_readable_are_told_together() -> None:
    assert [code for code, _ in codes("a: &x 1\na: 2\nb: !y 3\n")] == [Code.ANCHOR, Code.DUPLICATE_KEY, Code.TAG]


def test_of_a_key_that_stands_twice_the_first_holds() -> None:
    assert read_text("f", "a: 1\na: 2\n").data == {"a": "1"}
