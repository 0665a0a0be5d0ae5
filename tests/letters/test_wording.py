"""Text templates: what they may say, and that values never become blocks."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from inspector.letters.blocks import (
    Addressee,
    AttachmentNote,
    AttachmentStart,
    Block,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Signature,
    Title,
)
from inspector.letters.drafting import draft
from inspector.letters.lines import chinese
from inspector.letters.papers.opinion import Opinion
from inspector.letters.wording import Wording, WordingProblem
from tests.letters.samples import OPINION

SIGNATURE = Signature("某局", None, False)


def blocks(folder: Path, text: str, **values: object) -> tuple[Block, ...]:
    (folder / "trial.txt").write_text(text, encoding="utf-8")
    return Wording(folder).blocks("trial", values, {"signature": SIGNATURE})


def problem(folder: Path, text: str, **values: object) -> WordingProblem:
    with pytest.raises(WordingProblem) as caught:
        blocks(folder, text, **values)
    return caught.value


def test_each_kind_of_line_becomes_its_block(tmp_path: Path) -> None:
    text = """# 关于|某校的|意见书
## （征求意见稿）
主送：某校
一、评价
（一）总体
1.第一
（1）细目
正文。
附件：甲表
附件：乙表
|signature|
附注：联系人
---
附件页：甲表
附件页（横）：乙表
注：说明
"""
    assert blocks(tmp_path, text) == (
        Title(("关于", "某校的", "意见书"), "（征求意见稿）"),
        Addressee("某校"),
        Heading(1, "一、", "评价"),
        Heading(2, "（一）", "总体"),
        Heading(3, "1.", "第一"),
        Heading(4, "（1）", "细目"),
        Paragraph("正文。"),
        AttachmentNote(("甲表", "乙表")),
        SIGNATURE,
        Note("联系人", "end"),
        PageBreak(),
        AttachmentStart(1, Title(("甲表",))),
        AttachmentStart(2, Title(("乙表",)), True),
        Note("注：说明"),
    )


def test_headings_are_counted_anew_so_that_a_left_out_one_leaves_no_gap(tmp_path: Path) -> None:
    text = "# 题\n一、甲\n1.a\n1.b\n{% if no %}一、乙\n{% endif %}一、丙\n1.c\n"
    found = [block.mark for block in blocks(tmp_path, text, no=False) if isinstance(block, Heading)]
    assert found == ["一、", "1.", "2.", "二、", "1."]
    assert [chinese(number) for number in (1, 10, 11, 20, 99)] == ["一", "十", "十一", "二十", "九十九"]


def test_a_single_attachment_is_not_numbered(tmp_path: Path) -> None:
    assert blocks(tmp_path, "# 题\n附件页：甲表\n")[1] == AttachmentStart(0, Title(("甲表",)))


@pytest.mark.parametrize(
    "value",
    [
        "# 假题",
        "一、假标题",
        "|signature|",
        "---",
        "主送：他人",
        "附件：假",
        "{{ 7*7 }}",
        "{% include 'x' %}",
        "\ue0000\ue001",
    ],
)
def test_a_value_that_looks_like_a_mark_stays_text(tmp_path: Path, value: str) -> None:
    assert blocks(tmp_path, "# 题\n{{ value }}\n", value=value)[1:] == (Paragraph(value),)


@settings(max_examples=60)
@given(st.text(st.sampled_from("#一、|{}%-主送：附件\n\ue000\ue0010 <&"), min_size=1, max_size=30))
def test_values_never_change_the_kinds_of_blocks(value: str) -> None:
    calm, hostile = (draft(with_facts(text)).letter.blocks for text in ("甲", value))
    assert [type(block) for block in hostile] == [type(block) for block in calm]


def with_facts(text: str) -> Opinion:
    problem = replace(OPINION.problems[0], fact=f"甲{text}", basis=text, action=text, term=text)
    return replace(OPINION, problems=(problem,), unit=f"甲{text}", unverifiable=(text,))


def test_newlines_of_a_value_stay_inside_its_block(tmp_path: Path) -> None:
    assert blocks(tmp_path, "# 题\n前{{ value }}后\n", value="甲\n# 乙")[1:] == (Paragraph("前甲\n# 乙后"),)


def test_a_missing_field_is_named_with_template_and_line(tmp_path: Path) -> None:
    found = problem(tmp_path, "# 题\n正文。\n{{ absent }}\n")
    assert (found.template, found.line) == ("trial.txt", 3) and "absent" in found.what
    found = problem(tmp_path, "# 题\n{{ unit.absent }}\n", unit={"name": "甲"})
    assert (found.line, "absent" in found.what) == (2, True)


@pytest.mark.parametrize(
    "expression",
    [
        "{{ value.__class__ }}",
        "{{ value.upper() }}",
        "{{ rows.__len__() }}",
        "{{ rows['__class__'] }}",
        "{{ [].__class__.__mro__ }}",
        "{{ rows }}",
        "{{ value.format(value) }}",
        "{{ unit.items() }}",
    ],
)
def test_nothing_but_plain_data_is_reached(tmp_path: Path, expression: str) -> None:
    assert problem(tmp_path, f"# 题\n{expression}\n", value="甲", rows=[1], unit={"name": "甲"}).line == 2


@pytest.mark.parametrize(
    "text",
    [
        "# 题\n{% include '../secret.txt' %}\n",
        "# 题\n{% include name %}\n",
        "# 题\n{% macro m() %}x{% endmacro %}\n",
        "# 题\n{% set x %}# y{% endset %}\n",
        "# 题\n{% import 'trial.txt' as t %}\n",
        "# 题\n{% if %}\n",
        "# 题\n\ue000\n",
    ],
)
def test_what_a_template_may_not_do_is_found_when_the_folder_is_read(tmp_path: Path, text: str) -> None:
    (tmp_path.parent / "secret.txt").write_text("geheim", encoding="utf-8")
    (tmp_path / "trial.txt").write_text(text, encoding="utf-8")
    with pytest.raises(WordingProblem) as caught:
        Wording(tmp_path)
    assert (caught.value.template, caught.value.line) == ("trial.txt", 2)


def test_an_unknown_block_and_a_missing_title_are_problems(tmp_path: Path) -> None:
    assert "|nonsense|" in problem(tmp_path, "# 题\n|nonsense|\n").what
    assert "title" in problem(tmp_path, "正文。\n").what
    assert "must follow the title" in problem(tmp_path, "## （稿）\n# 题\n").what


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("改了", "改了。"),
        ("改了。", "改了。"),
        ("行吗？", "行吗？"),
        ("改为“已拨付”", "改为“已拨付”。"),
        ("原话是：“已拨付。”", "原话是：“已拨付。”"),
        ("已拨付。（见附件）", "已拨付。（见附件）"),
    ],
)
def test_a_sentence_ends_with_one_full_stop(tmp_path: Path, text: str, printed: str) -> None:
    """GB/T 15834: a quotation that is a part of the sentence has it behind it, a whole one has its own."""
    assert blocks(tmp_path, "# 题\n{{ said | sentence }}\n", said=text)[1:] == (Paragraph(printed),)
