"""The papers that follow a visit: what they print, and how they are built from a round."""

from datetime import date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from inspector.letters.blocks import Variant
from inspector.letters.check import broken
from inspector.letters.drafting import DEMO, draft, render
from inspector.letters.kinds import KINDS, Paper, kind_of
from inspector.letters.papers.asked import Field, Misfit, value_of, values_of
from inspector.letters.papers.terms import moment_text
from inspector.letters.papers.urging import days_late
from tests.letters.reading import margins, opened, paragraphs, whole
from tests.letters.samples import VARIANTS, reference
from tests.letters.samples_followup import (
    CLOSURE,
    FOLLOW_UPS,
    LESSONS,
    MEASURE,
    OFFICE,
    PROPOSAL,
    RECEIPT,
    RECHECK,
    RECTIFICATION,
    ROOM,
    SITUATION,
    TALK_NOTICE,
    TALK_RECORD,
    URGING,
)
from tests.letters.test_drafting import HOSTILE


def named(paper: Paper) -> str:
    return kind_of(paper).name


def lines(paper: Paper, variant: Variant = "letter") -> list[str]:
    return paragraphs(render(paper, reference(variant)))


@pytest.mark.parametrize("paper", FOLLOW_UPS, ids=named)
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_paper_keeps_to_the_standard_and_shows_that_it_is_a_demo(paper: Paper, variant: Variant) -> None:
    data = render(paper, reference(variant))
    assert broken(data) == []
    assert DEMO in margins(data)


@pytest.mark.parametrize("paper", FOLLOW_UPS, ids=named)
def test_every_text_that_was_typed_is_printed(paper: Any) -> None:
    """Each text of the paper's own fields, and each date; codes of choices are printed in words."""
    shown = whole(render(paper, reference())).replace("\n", "")
    for asked in kind_of(paper).asks:
        value = getattr(paper, asked.name, None)
        texts = value if isinstance(value, tuple) else (value,)
        for text in texts:
            if isinstance(text, datetime):
                text = moment_text(text)
            elif isinstance(text, date):
                text = f"{text.year}年{text.month}月{text.day}日"
            if text and not str(text).isascii():
                assert str(text).rstrip("。").replace("\n", "") in shown, asked.name


@pytest.mark.parametrize("paper", FOLLOW_UPS, ids=named)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_changes_no_block(paper: Any, text: str) -> None:
    asked = [one for one in kind_of(paper).asks if one.type in ("text", "long") and one.name != "contact"]
    hostile = replace(paper, **{one.name: text for one in asked})
    calm = replace(paper, **{one.name: "甲" for one in asked})
    kinds = [type(block) for block in draft(calm).letter.blocks]
    assert [type(block) for block in draft(hostile).letter.blocks] == kinds
    assert broken(render(hostile, reference())) == []


def test_what_is_optional_may_be_left_out() -> None:
    for paper in FOLLOW_UPS:
        kind = kind_of(paper)
        empty: dict[str, Any] = {"lines": (), "date": None, "moment": None}
        left = {one.name: empty.get(one.type, "") for one in kind.asks if not one.needed and one.name != "contact"}
        bare: Any = replace(paper, **{name: value for name, value in left.items() if hasattr(paper, name)})
        assert broken(render(bare, reference())) == [], kind.name


def test_a_rectification_notice_says_what_is_wrong_what_to_do_until_when_and_whom_to_report_to() -> None:
    found = lines(RECTIFICATION)
    assert found[0] == "〔　　　〕　　号" or "整改通知书" in "".join(found[:3])
    at = found.index(f"2.{LESSONS.fact}")
    assert found[at + 1 : at + 3] == [
        "依据：《实施方案》二、（三）。",
        "整改要求：补足课时并按周留存签字记录。整改期限：自收到本通知书之日起60日内（2026年1月19日前）。责任单位：县教育局。",
    ]
    assert f"于2026年2月28日前将整改情况和证明材料书面报{OFFICE}（期限由督导机构自定）" in "".join(found)
    one_day = "".join(lines(replace(RECTIFICATION, due_by=date(2026, 1, 31), term_source="《某省教育督导规定》第九条")))
    assert "整改期限：2026年1月31日前。" in one_day and "90日内" not in one_day
    assert "（期限依据：《某省教育督导规定》第九条）" in one_day


def test_days_late_are_counted_from_the_day_after_the_last_day() -> None:
    room, lessons = URGING.problems
    # 2026-02-20 to 2026-03-02: 8 days left in February and 2 in March; 2026-02-25: 3 and 2
    assert [days_late(one, date(2026, 3, 2)) for one in (room, lessons)] == [10, 5]
    assert days_late(room, date(2026, 2, 20)) == 0 == days_late(room, None)
    found = "".join(lines(URGING))
    assert "原定期限：2026年2月20日前，截至2026年3月2日已逾期10日。目前进展：房间已腾出，设备尚未采购。" in found
    assert "关于督办第二实验小学整改事项的通知" in found and "关于督办第二实验小学整改事项的函" in "".join(
        lines(replace(URGING, form="letter"))
    )
    assert "以下2个问题整改不到位" in "".join(lines(replace(URGING, reason="weak")))


def test_an_urging_for_lateness_needs_something_late_and_a_later_day() -> None:
    kind = KINDS["urging"]
    typed = {"counted_on": date(2026, 3, 2), "reason": "late"}
    one = {"was_due": date(2026, 3, 2), "new_due": date(2026, 3, 2), "progress": ""}
    assert set(kind.check(typed, {"k": one})) == {"was_due:k", "new_due:k"}
    assert set(kind.check(typed | {"reason": "weak"}, {"k": one})) == {"new_due:k"}
    late = one | {"was_due": date(2026, 3, 1)}
    assert kind.check(typed, {"k": late}) == {}


def test_a_talk_has_time_place_people_matter_and_papers_to_bring() -> None:
    found = lines(TALK_NOTICE)
    for line in (
        "时间：2026年4月20日9时30分。",
        "地点：某市教育局三楼会议室。",
        "参加人员：甲县人民政府分管负责人、县教育局主要负责人。",
        "1.整改方案。",
        "2.经费安排文件。",
    ):
        assert line in found
    tables = opened(render(TALK_RECORD, reference("plain"))).tables
    assert [row.cells[1].text for row in tables[0].rows][1:4] == [
        "2026年4月20日15时",
        "某市教育局三楼会议室",
        "教育督导委员会办公室主任",
    ]
    assert [row.cells[0].text for row in tables[1].rows] == ["签名人", "约谈人", "被约谈人", "记录人"]


def test_a_circular_names_the_units_once_each_with_all_their_problems() -> None:
    found = lines(SITUATION)
    assert "本次通报2个单位的问题3项。" in found
    first, second = found.index("（一）第二实验小学"), found.index("（二）第一小学")
    assert [line[0] for line in found[first + 1 : second]] == ["1", "2"]
    assert found[second + 1].startswith(f"1.{LESSONS.fact}")
    calm = lines(replace(SITUATION, problems=()))
    assert any("未发现需要通报的问题" in line for line in calm)


def test_a_decision_names_its_five_things_and_the_remedies() -> None:
    found = "".join(lines(MEASURE))
    for said in (
        ROOM.fact,
        "经两次督办，甲县仍未完成整改。",
        "《教育督导问责办法》有关规定。",
        "经某市人民政府教育督导委员会副主任钱某批准，决定对甲县予以督导通报。本决定自2026年6月1日起生效。",
        "自收到本决定之日起30日内向某市人民政府教育督导委员会书面申请复核",
        "自收到复核决定之日起15日内向某省人民政府教育督导委员会书面提出申诉",
        "不停止本决定的执行",
    ):
        assert said in found, said
    proposed = "".join(lines(PROPOSAL))
    assert "以上建议不是问责决定。" in proposed and "30日" not in proposed


def test_a_recheck_tells_closed_partly_and_open_apart() -> None:
    found = lines(RECHECK)
    assert "本次复查问题3项，其中已完成整改1项、部分完成整改1项、未完成整改1项。" in found
    assert [line for line in found if line.startswith("复查结论")] == [
        "复查结论：已完成整改，同意销号。",
        "复查结论：部分完成整改，不予销号，继续整改。",
        "复查结论：未完成整改，不予销号，继续整改。",
    ]
    assert any("对尚未完成整改的2项问题，请你单位于2026年6月12日前完成整改" in line for line in found)
    done = replace(RECHECK, problems=RECHECK.problems[:1])
    assert "复查的问题均已完成整改" in "".join(lines(done))
    kind, left = KINDS["recheck_opinion"], {"k": {"outcome": "open"}}
    assert set(kind.check({"new_due": None, "checked_on": date(2026, 5, 12)}, left)) == {"new_due"}
    assert kind.check({"new_due": None, "checked_on": date(2026, 5, 12)}, {"k": {"outcome": "closed"}}) == {}


def test_slips_are_tables_to_be_signed_and_have_no_imprint() -> None:
    closed = opened(render(CLOSURE, reference("plain"))).tables
    assert [cell.text for cell in closed[0].rows[1].cells] == [
        "1",
        ROOM.fact,
        ROOM.basis,
        "建成60平方米资源教室，配备设备32件",
        "验收单、设备清单、照片",
    ]
    receipt = opened(render(RECEIPT, reference("plain"))).tables
    rows = {row.cells[0].text: row.cells[1].text.strip("　\n") for row in receipt[0].rows}
    assert rows["送达文书"] == "《第二实验小学整改通知书》" and rows["收件人（签名）"] == ""
    assert "抄送" not in whole(render(CLOSURE, reference("plain"))) + whole(render(RECEIPT, reference("plain")))


def test_only_statutory_kinds_get_a_red_head_and_a_number_of_the_document_office() -> None:
    heads = {kind.name: kind.head for kind in KINDS.values()}
    assert {name for name, head in heads.items() if head == "red"} >= {
        "notice",
        "urging",
        "talk_notice",
        "situation_circular",
        "measure_circular",
    }
    letters = {"opinion", "preliminary_opinion", "recheck_opinion", "measure_proposal", "rectification_notice"}
    assert {heads[name] for name in letters} == {"letter"}
    assert {heads[name] for name in ("talk_record", "closure_slip", "service_receipt")} == {"plain"}
    assert all(KINDS[name].own_series for name in ("talk_record", "closure_slip", "service_receipt"))


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("text", " 甲 ", "甲"),
        ("lines", "甲\r\n\n 乙 ", ("甲", "乙")),
        ("date", "2026-02-28", date(2026, 2, 28)),
        ("date", "", None),
        ("moment", "2026-04-20T09:30", datetime.fromisoformat("2026-04-20T09:30")),
        ("choice", "a", "a"),
        ("flag", "yes", True),
        ("flag", "", False),
    ],
)
def test_what_was_typed_becomes_a_value(kind: Any, typed: str, value: object) -> None:
    assert value_of(Field("x", "X", kind, options=(("a", "A"),)), typed) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("text", "长" * 201),
        ("long", "长" * 4001),
        ("date", "2026-02-30"),
        ("date", "20260228"),
        ("date", "1999-12-31"),
        ("moment", "2026-04-20"),
        ("moment", "2026-04-20T09:30+08:00"),
        ("moment", "soon"),
        ("choice", "b"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_guessed(kind: Any, typed: str) -> None:
    asked = Field("x", "X", kind, options=(("a", "A"),))
    with pytest.raises(Misfit):
        value_of(asked, typed)
    assert set(values_of((asked,), {"x": typed})[1]) == {"x"}


def test_what_is_needed_must_be_there() -> None:
    assert values_of((Field("x", "X", needed=True),), {}) == ({}, {"x": "This must be filled in."})


def test_each_kind_asks_only_for_what_its_paper_holds() -> None:
    """`contact` goes to the occasion, `notice` and `publication` to the composition."""
    for kind in KINDS.values():
        own = set(kind.paper.__struct_fields__)
        assert {one.name for one in kind.asks} - own <= {"contact", "notice", "publication"}, kind.name
        if kind.entry is not None:
            assert "problems" in own
            assert {one.name for one in kind.each} <= set(kind.entry.__struct_fields__), kind.name
