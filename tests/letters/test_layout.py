"""Layout laws of GB/T 9704: the title's lines, name and date, turned lines."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.letters.layout import (
    attachment_note,
    copies,
    date_text,
    signature,
    title_lines,
    width,
    wrapped_lines,
)

TITLE = st.text(st.sampled_from("关于对某市特殊教育督导意见书的、《》2025第"), min_size=1, max_size=90)


def has_no_waist(widths: list[int]) -> bool:
    top = widths.index(max(widths))
    return widths[: top + 1] == sorted(widths[: top + 1]) and widths[top:] == sorted(widths[top:], reverse=True)


@settings(max_examples=120)
@given(TITLE)
def test_a_title_loses_nothing_and_keeps_to_20_characters_as_trapezium_or_rhombus(text: str) -> None:
    lines = title_lines((text,))
    widths = [width(line) for line in lines]
    assert "".join(lines) == text
    assert max(widths) <= 40
    assert has_no_waist(widths)


@settings(max_examples=60)
@given(st.lists(st.text(st.sampled_from("某市特殊教育督导意见书的"), min_size=1, max_size=10), min_size=2, max_size=8))
def test_a_title_breaks_only_between_its_pieces_when_shape_allows(pieces: list[str]) -> None:
    lines = title_lines(tuple(pieces))
    assert "".join(lines) == "".join(pieces)
    assert has_no_waist([width(line) for line in lines])


def test_a_title_of_60_characters_breaks_by_sense() -> None:
    pieces = (
        "关于",
        "某某县第二实验小学和某某县特殊教育学校",
        "2025年特殊教育发展提升行动计划",
        "落实情况",
        "专项督导的",
        "督导意见书",
    )
    lines = title_lines(pieces)
    assert lines == (
        "关于",
        "某某县第二实验小学和某某县特殊教育学校",
        "2025年特殊教育发展提升行动计划",
        "落实情况专项督导的督导意见书",
    )
    assert max(map(width, lines)) <= 38  # 19 characters, as digits may be wider than half a character


def test_twenty_characters_stay_on_one_line_and_twenty_one_do_not() -> None:
    assert len(title_lines(("督" * 20,))) == 1
    assert len(title_lines(("督" * 21,))) == 2


def test_a_title_with_digits_keeps_a_character_free() -> None:
    # 2025 takes two characters by count, more in fonts whose digits are wider than half
    assert len(title_lines(("2025" + "督" * 18,))) == 2
    assert len(title_lines(("2025" + "督" * 17,))) == 1


@pytest.mark.parametrize(
    ("day", "printed"),
    [(date(2025, 12, 31), "2025年12月31日"), (date(2026, 1, 1), "2026年1月1日"), (date(2026, 3, 5), "2026年3月5日")],
)
def test_dates_have_the_full_year_and_no_leading_zero(day: date, printed: str) -> None:
    assert date_text(day) == printed


def test_with_a_seal_the_date_stands_4_characters_in_and_the_name_over_its_middle() -> None:
    # 2026年4月2日 = 4 + 2 + 1 + 2 + 1 + 2 = 12 halves; 某县教育局 = 10; middle of both: 8 + 6 = 9 + 5
    place = signature("某县教育局", date(2026, 4, 2), seal=True)
    assert (place.names, place.date_right) == ((("某县教育局", 9.0),), 8.0)


def test_without_a_seal_the_name_stands_2_characters_in_and_the_date_2_behind_its_first() -> None:
    # name 24 halves, 4 from the right: starts 28 from the right; the date of 12 starts 24 from it: right 12
    place = signature("某某县教育督导委员会办公", date(2026, 4, 2), seal=False)
    assert (place.names, place.date_right) == ((("某某县教育督导委员会办公", 4),), 12)


def test_without_a_seal_a_date_longer_than_the_name_moves_the_name() -> None:
    # the date of 12 halves 4 from the right starts at 16; the name of 6 starts 4 before it: 20 - 6 = 14
    place = signature("教育局", date(2026, 4, 2), seal=False)
    assert (place.names, place.date_right) == ((("教育局", 14),), 4)


@settings(max_examples=100)
@given(
    st.text(st.sampled_from("某市人民政府教育督导委员会办公室A1"), min_size=1, max_size=60), st.dates(), st.booleans()
)
def test_name_and_date_never_leave_the_type_area_and_the_name_keeps_its_letters(
    name: str, day: date, seal: bool
) -> None:
    place = signature(name, day, seal)
    assert "".join(text for text, _ in place.names) == name
    for text, right in (*place.names, (place.date, place.date_right)):
        assert right >= 0 and right + width(text) <= 56
    assert place.date_right >= (8 if seal else 4)


def test_a_single_attachment_has_no_number_and_no_full_stop() -> None:
    (line,) = attachment_note(("问题清单。",))
    assert (line.text, line.start, line.turned) == ("附件：问题清单", 4, 10)


def test_attachments_align_their_names_also_from_the_tenth_on() -> None:
    lines = attachment_note(tuple(f"名称{number}" for number in range(1, 21)))
    assert (lines[0].text, lines[0].start, lines[0].turned) == ("附件：1.名称1", 4, 12)
    assert (lines[1].text, lines[1].start, lines[1].turned) == ("2.名称2", 10, 12)
    assert (lines[19].text, lines[19].start, lines[19].turned) == ("20.名称20", 10, 13)


def test_copies_end_with_a_full_stop_and_their_lines_are_counted() -> None:
    text = copies(tuple("市教育局" for _ in range(30)))
    assert text.startswith("抄送：市教育局，") and text.endswith("市教育局。")
    # 30 names of 8 halves, 29 commas and a stop of 2: 300 halves in lines of 44: 7
    assert wrapped_lines(text[3:], 44) == 7


def test_width_counts_half_characters_and_takes_ambiguous_marks_as_full() -> None:
    assert [width(text) for text in ("2026年", "“甲”", "a—b", "甲\u0301")] == [6, 6, 4, 2]
