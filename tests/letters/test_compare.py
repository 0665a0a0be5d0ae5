"""Differences between two texts of a letter: nothing lost on either side, and each named for what it is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.letters.compare import Change, UnreadableLetter, changed, compare, texts_of
from inspector.letters.drafting import default_reference, render
from tests.letters.samples import OPINION

TEXTS = st.lists(st.text("甲乙丙丁", min_size=1, max_size=6), max_size=8)


@given(before=TEXTS, after=TEXTS)
def test_every_paragraph_of_both_sides_stands_there_once_in_order(before: list[str], after: list[str]) -> None:
    found = compare(before, after)
    assert [one.before for one in found if one.kind != "added"] == before
    assert [one.after for one in found if one.kind != "removed"] == after
    assert all(one.before == one.after for one in found if one.kind == "same")


@given(texts=TEXTS)
def test_a_text_does_not_differ_from_itself(texts: list[str]) -> None:
    assert changed(texts, texts) == []


def test_a_changed_sentence_is_one_change_beside_what_came_and_went() -> None:
    before = ["标题", "请于2026年3月1日前书面报告整改情况。", "联系人：张某", "某办公室"]
    after = ["标题", "另附清单一份。", "请于2026年4月1日前书面报告整改情况。", "某办公室"]
    assert changed(before, after) == [
        Change("added", "", "另附清单一份。"),
        Change("changed", before[1], after[2]),
        Change("removed", "联系人：张某", ""),
    ]


def test_the_text_of_a_word_file_is_read_as_printed() -> None:
    paper = OPINION
    reference = default_reference("letter")
    other = replace(paper, unit="另一单位")
    texts = texts_of(render(paper, reference))
    assert f"{paper.unit}：" in texts
    moved = changed(texts, texts_of(render(other, reference)))
    assert [(one.kind, one.after) for one in moved] == [
        ("changed", "2025年特殊教育专项督导另一单位督导意见书"),
        ("changed", "另一单位："),
    ]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7", b"\x00" * 100])
def test_what_is_no_word_file_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(UnreadableLetter):
        texts_of(content)
