"""Conditions are CEL with names of the checklist, checked when the folder is read."""

import pytest

from inspector.checklist.conditions import ConditionError, Language, compared_texts, holds, names_in

LANGUAGE = Language({"unit.pupils": "int", "unit.classes": "int", "unit.place": "text", "answer.room": "text"})
KNOWN: dict[str, int | str | bool] = {
    "unit.pupils": 5,
    "unit.classes": 0,
    "unit.place": "香洲区",
    "answer.room": "in_use",
}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("unit.pupils >= 5", True),
        ("unit.pupils > 5", False),
        ('unit.place in ["香洲区", "金湾区"]', True),
        ('!(answer.room == "none")', True),
        ('unit.pupils >= 5 && answer.room != "in_use"', False),
        ("unit.pupils * 2 == 10", True),
        ('unit.place == "unit.classes"', False),  # a name inside a text is text
        ("unit.pupils / unit.classes > 1", None),  # nothing to divide by: unknown, neither yes nor no
        ("unit.pupils + 9223372036854775807 > 0", None),
    ],
)
def test_a_condition_holds_or_does_not_or_cannot_be_known(text: str, result: bool | None) -> None:
    assert holds(LANGUAGE.compile(text), LANGUAGE.activation(KNOWN)) is result


@pytest.mark.parametrize(
    ("text", "kind", "detail"),
    [
        ("unit.pupil >= 5", "name", "unit.pupil"),
        ("pupils >= 5", "name", "pupils"),
        ('unit.pupils == "5"', "type", "no matching overload"),
        ("unit.pupils + 1", "type", ""),
        ("unit.pupils >=", "syntax", "column"),
        ("unit.pupils >= 5 and unit.classes > 0", "syntax", ""),
        ("", "syntax", ""),
    ],
)
def test_what_cannot_be_compiled_says_why(text: str, kind: str, detail: str) -> None:
    with pytest.raises(ConditionError) as caught:
        LANGUAGE.compile(text)
    assert caught.value.kind == kind and detail in caught.value.detail


def test_names_and_the_texts_they_are_compared_with() -> None:
    text = 'unit.pupils > 0 && answer.room in ["a", \'b\'] || unit.place != "c.d"'
    assert names_in(text) == ("unit.pupils", "answer.room", "unit.place")
    assert list(compared_texts(text)) == [("answer.room", "a"), ("answer.room", "b"), ("unit.place", "c.d")]
