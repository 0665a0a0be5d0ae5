"""Reports of a district and a city, the annex of ranks and the records of a visit: what they print."""

import pytest
from msgspec.structs import replace

from inspector.letters.blocks import Block, Chart, Heading, Note, Paragraph, Table, Title, Variant
from inspector.letters.check import broken
from inspector.letters.drafting import draft, render
from inspector.letters.kinds import Paper, kind_of
from tests.letters.reading import opened, paragraphs, whole
from tests.letters.samples import CITY, OCCASION, VARIANTS, reference
from tests.letters.samples_reports import (
    ANNEX,
    ANNEX_WITH_HEAT,
    DISTRICT,
    NOTHING_FOUND,
    PIXEL,
    RECORDS,
    REPORTS,
    TALK,
    UNSIGNED,
    WORK,
)

EVERYTHING = (*REPORTS, *RECORDS)


def blocks(paper: Paper) -> tuple[Block, ...]:
    return draft(paper).letter.blocks


def texts(paper: Paper) -> list[str]:
    """Everything said outside tables and charts."""
    return [one.text for one in blocks(paper) if isinstance(one, Heading | Paragraph | Note)]


def table(paper: Paper, caption: str) -> list[list[str]]:
    """The first of this caption."""
    found = next(one for one in blocks(paper) if isinstance(one, Table) and one.caption == caption)
    return [[cell.text for cell in row] for row in found.rows]


def charts(paper: Paper) -> dict[str, Chart]:
    return {one.title: one for one in blocks(paper) if isinstance(one, Chart)}


@pytest.mark.parametrize("paper", EVERYTHING, ids=lambda paper: kind_of(paper).name)
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_paper_keeps_to_the_standard_and_opens_elsewhere(paper: Paper, variant: Variant) -> None:
    data = render(paper, reference(variant))
    assert broken(data) == []
    assert opened(data).core_properties.author == OCCASION.office


@pytest.mark.parametrize("paper", REPORTS, ids=lambda paper: kind_of(paper).name)
def test_a_report_says_whose_scheme_it_is(paper: Paper) -> None:
    assert OCCASION.scheme_note in "".join(texts(paper))


def test_only_what_everybody_may_read_says_that_small_numbers_are_left_out() -> None:
    for paper in EVERYTHING:
        said = any("学生不足5人的，不列具体数字" in one for one in texts(paper))
        assert said == kind_of(paper).published, paper
    assert not kind_of(ANNEX).published and not kind_of(WORK).published


def test_a_district_report_tells_the_three_coverages_apart() -> None:
    assert (
        "计划对甲县及其所属单位提出的任务，列入本次督导事项的占85.00%（任务覆盖率）。甲县本级应核查的观测点已有结论的占92.50%"
        "（核查完成率）。辖区内列入督导的单位8个，实地督导6个（实地督导覆盖面）。三项含义不同，不互相代替。"
        in texts(DISTRICT)
    )


def test_findings_stand_under_their_lead_office_and_soft_clauses_and_doubts_apart() -> None:
    said = texts(DISTRICT)
    at = said.index("县教育局（1项）")
    assert said[at + 1] == (
        "第二实验小学在校残疾学生7人，未建成资源教室。（依据：《实施方案》三、（四）及重点任务分解表第22项；"
        "配合单位：县财政局、县残联）"
    )
    assert said[at + 2] == "县财政局（1项）"
    assert said.index("无法核实的事项") < said.index("工作建议") < said.index("计划没有写明的事项")
    assert "计划未写明建成的标准（《实施方案》三、（四））。" in said


def test_whom_nobody_visited_and_what_nobody_checked_is_listed() -> None:
    assert table(DISTRICT, "")[:3] == [
        ["1", "未实地督导的单位", "第五小学"],
        ["2", "未实地督导的单位", "第六小学"],
        ["3", "未核查的观测点", "联席会议每年次数"],
    ]


def test_the_comparison_prints_both_shares_and_what_cannot_be_compared() -> None:
    assert table(DISTRICT, "一级指标得分率比较") == [["学位供给", "70.0%", "75.0%", "+5.0"]]
    said = texts(DISTRICT)
    assert "上次督导为2024年特殊教育专项督导，截至日期2024年10月31日。" in said
    assert "上次未达到、本次已达到的观测点1项：资源教室。" in said
    assert "本次新列入的观测点1项，上次没有，不作比较：无障碍厕所。" in said
    assert not any("与上次督导比较" in one for one in texts(replace(DISTRICT, comparison=None)))


def test_charts_say_in_words_what_they_show() -> None:
    found = charts(DISTRICT)
    shares = found["一级指标得分率"]
    assert shares.categories == ("学位供给", "送教上门")
    assert [(one.name, one.values) for one in shares.series] == [("上次", ("70.0", "")), ("本次", ("75.0", "60.0"))]
    assert shares.alternative == "甲县一级指标得分率：学位供给75.0%（上次70.0%），送教上门60.0%—80.0%。"
    results = found["观测点核查结果"]
    assert dict(zip(results.categories, results.series[0].values, strict=True)) == {
        "达到": "12",
        "部分达到": "2",
        "未达到": "3",
        "未到期": "1",
        "不适用": "2",
        "无法核实": "1",
        "未核查": "1",
    }


def test_a_report_without_anything_found_reads_as_one() -> None:
    said = texts(NOTHING_FOUND)
    assert "截至2025年10月31日，本次核查的事项未发现需要限期整改的问题。" in said
    assert "本次共核查观测点达到0项、未达到0项，核查完成率0.00%。" in said
    for heading in ("工作建议", "无法核实的事项", "计划没有写明的事项", "未实地督导和未核查的情况", "与上次督导比较"):
        assert heading not in said
    assert "实地督导覆盖面" not in "".join(said) and not charts(NOTHING_FOUND)


def test_a_city_report_has_no_places_unless_they_are_published() -> None:
    assert "位次" not in "".join(texts(CITY))
    open_ = replace(CITY, ranks=ANNEX.ranks, unranked=ANNEX.unranked)
    assert "位次表" in [piece for one in blocks(open_) if hasattr(one, "names") for piece in one.names]
    assert table(open_, "不参加排名名单") == [["丙市", "核查完成率70.00%，低于80.00%"]]


def test_a_city_report_of_met_and_not_met_prints_no_grade_and_no_share() -> None:
    plain = replace(CITY, grades=(), sections=(), heat=())
    printed = "".join(texts(plain)) + "".join("".join(row) for row in table(plain, "各督导对象评价结果"))
    assert not any(word in printed for word in ("优秀", "良好", "暂不评定", "得分率"))
    assert list(charts(plain)) == ["各督导对象达到和未达到的观测点"]
    assert list(charts(CITY)) == ["各等次督导对象数", "各督导对象达到和未达到的观测点"]


def test_responsible_offices_are_counted() -> None:
    assert table(CITY, "责任单位") == [["1", "市教育局", "4", "2"], ["2", "市残联", "1", "1"]]


def test_the_annex_bears_its_own_marking_and_prints_intervals() -> None:
    [title] = [one for one in blocks(replace(ANNEX, marking="内部资料　注意保存")) if isinstance(one, Title)]
    assert title.subtitle == "（内部资料　注意保存）"
    assert table(ANNEX, "")[:2] == [
        ["1", "乙区", "优秀", "95.00", "1", "98.00%"],
        ["2", "甲县", "—", "71.25—78.75", "2—3", "100.00%"],
    ]
    assert "一级指标得分率表" not in whole(render(ANNEX, reference()))
    assert "一级指标得分率表" in whole(render(ANNEX_WITH_HEAT, reference()))


def test_an_annex_without_a_rule_of_ranking_says_so() -> None:
    assert "本次督导的评分办法没有规定排名，没有位次可列。" in texts(replace(ANNEX, ranks=(), unranked=()))


def test_a_work_record_prints_what_was_entered_and_its_signatures() -> None:
    lines = paragraphs(render(WORK, reference("plain")))
    for words in (
        "查看资源教室一间。",
        "设备清单与实物相符。",
        "教务主任，10:00，会议室，访谈人：李督学。",
        "组长 李督学　2025年11月3日11:20",
        "签名时内容校验码：0123456789abcdef",
        "校长 演示乙拒绝签名。原因：不同意第二点。见证人：副校长演示丙。",
    ):
        assert any(words in line for line in lines), words
    rows = [[cell.text for cell in row.cells] for row in opened(render(WORK, reference("plain"))).tables[1].rows]
    assert rows[2:] == [["学位供给", "8", "10"], ["送教上门", "5", "5"], ["合计（佐证材料6件）", "13", "15"]]


def test_a_drawn_signature_is_a_picture_with_words_for_who_cannot_see_it() -> None:
    document = opened(render(WORK, reference("plain")))
    [picture] = document.inline_shapes
    assert document.part.related_parts[picture._inline.graphic.graphicData.pic.blipFill.blip.embed].blob == PIXEL
    assert picture._inline.docPr.get("descr") == "组长 李督学的签名"
    assert len(opened(render(TALK, reference("plain"))).inline_shapes) == 0


def test_what_nobody_signed_leaves_lines_to_sign_by_hand() -> None:
    said = whole(render(UNSIGNED, reference("plain")))
    assert "督导组组长签名：" in said and "拒绝签名的，注明原因：" in said and "没有列入本次督导的观测点。" in said


def test_a_talk_that_was_changed_after_signing_says_so() -> None:
    said = whole(render(TALK, reference("plain")))
    assert "签名后内容有改动" in said and "签名图像尚未送达。" in said and "答：七名。" in said
