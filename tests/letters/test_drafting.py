"""The three papers: what they print, what they never print, and that hostile data does no harm."""

import random
import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from lxml import etree
from msgspec import Struct
from msgspec.structs import asdict, replace

from inspector.letters.blocks import Heading, Imprint, Origin, Paragraph, Signature, Table, Title, Variant
from inspector.letters.check import broken
from inspector.letters.drafting import DEMO, RefusedText, draft, render
from inspector.letters.kinds import Paper
from inspector.letters.letterhead import Office, build
from inspector.letters.papers.opinion import Opinion
from inspector.letters.papers.shared import Evaluation
from inspector.letters.reference import compile_reference
from tests.letters.reading import margins, opened, paragraphs, whole
from tests.letters.samples import (
    ACCOUNTABILITY,
    CITY,
    HEARING,
    OCCASION,
    OPINION,
    PAPERS,
    VARIANTS,
    reference,
)

HOSTILE = [
    "安全&环保",
    "甲<乙>",
    "</w:t></w:r></w:p><w:p><w:r><w:t>注入</w:t></w:r></w:p><w:p><w:r><w:t>",
    "{{ 7*7 }}{d.x}«y»{% raw %}",
    "# 假标题",
    "一、假标题",
    "|signature|",
    "甲\x00\x0b乙",
    "甲\ud800乙",
    "第一段\n# 第二段\r\n第三段",
    "甲\u202e乙\u200b丙",
    "督导😀𠮷",
    "]]>--><!--",
    "https://example.test/" + "a" * 200,
    "督" * 20_000,
]


def document(data: bytes) -> etree._Element:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return etree.fromstring(archive.read("word/document.xml"))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: type(paper).__name__)
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_paper_keeps_to_the_standard_and_opens_elsewhere(paper: Paper, variant: Variant) -> None:
    data = render(paper, reference(variant))
    assert broken(data) == []
    assert opened(data).core_properties.author == OCCASION.office
    assert opened(data).core_properties.title == "".join(
        "".join((*block.pieces, block.subtitle))
        for block in draft(paper, variant).letter.blocks
        if isinstance(block, Title)
    )


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: type(paper).__name__)
def test_the_same_paper_gives_the_same_bytes_also_after_other_papers(paper: Paper) -> None:
    before = render(paper, reference())
    others = [render(other, reference()) for other in random.Random(1).sample(PAPERS, len(PAPERS))]
    assert render(rebuilt(paper, random.Random(7)), reference()) == before
    assert len(set(others)) == len(PAPERS)


def rebuilt(value: Any, shuffle: random.Random) -> Any:
    """An equal paper made anew, its fields given in another order."""
    if isinstance(value, tuple):
        return tuple(rebuilt(each, shuffle) for each in value)
    if isinstance(value, Struct):
        given = {name: rebuilt(each, shuffle) for name, each in asdict(value).items()}
        names = list(given)
        shuffle.shuffle(names)
        return type(value)(**{name: given[name] for name in names})
    return value


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text_and_what_is_lost_is_named(text: str) -> None:
    problem = replace(OPINION.problems[0], fact=text, action=text)
    paper = replace(OPINION, problems=(problem,), suggestions=(), unverifiable=())
    calm = replace(paper, problems=(replace(problem, fact="甲", action="甲"),))
    data, warnings = render(paper, reference()), draft(paper).warnings
    shown = whole(data).replace("\u200b", "").replace("\n", "")
    removed = sum(warning.count for warning in warnings) // 2
    kept = [char for char in text if char >= " " and char not in "\ud800\u202e\u200b"]
    assert "".join(kept) in shown
    assert len(text) - len(kept) - sum(char in "\r\n" for char in text) == removed
    assert all(warning.field.startswith("opinion.problems[0].") for warning in warnings)
    styles = [element.get(next(iter(element.attrib))) for element in document(data).iter("{*}pStyle")]
    expected = [
        element.get(next(iter(element.attrib))) for element in document(render(calm, reference())).iter("{*}pStyle")
    ]
    assert set(styles) == set(expected)
    assert [rule.rule for rule in broken(data)] == []


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_in_names_and_tables_does_no_harm(text: str) -> None:
    entry = replace(ACCOUNTABILITY.entries[0], unit=text, lead=text, text=text, term=text)
    occasion = replace(OCCASION, office=text or "某", copies=(text,), printer=text, contact=text, number="")
    paper = replace(ACCOUNTABILITY, district=text, addressee=text, entries=(entry,), occasion=occasion)
    data = render(paper, reference("red"), mark=text[:20])
    assert opened(data).tables
    assert len(document(data).findall(".//{*}tbl")) == 3  # problems, score tree, imprint


def test_strict_drafting_refuses_what_would_be_changed() -> None:
    with pytest.raises(RefusedText) as caught:
        draft(replace(OPINION, unit="甲\u202e校"), strict=True)
    assert str(caught.value).endswith("opinion.unit: direction controls removed (1)")
    assert draft(OPINION, strict=True).warnings == ()


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: type(paper).__name__)
@pytest.mark.parametrize("variant", VARIANTS)
def test_demo_data_is_labelled_on_every_page_and_real_data_is_not(paper: Paper, variant: Variant) -> None:
    data = render(paper, reference(variant))
    pages = 3 if variant == "letter" else 2
    assert margins(data).count(DEMO) >= pages
    real = replace(paper, occasion=replace(OCCASION, demo=False))
    assert "演示" not in margins(render(real, reference(variant))) + whole(render(real, reference(variant)))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: type(paper).__name__)
def test_every_paper_says_whose_scheme_it_is_and_leaves_the_number_open(paper: Paper) -> None:
    data = render(paper, reference("red"))
    assert OCCASION.scheme_note in whole(data)
    assert paragraphs(data)[1].replace("　", "") == "〔〕号"
    numbered = replace(paper, occasion=replace(OCCASION, number="某教督〔2025〕7号"))
    assert paragraphs(render(numbered, reference("red")))[1] == "某教督〔2025〕7号"


def test_a_unit_that_was_not_heard_gets_a_draft_that_asks_for_its_answer() -> None:
    assert "（征求意见稿）" in paragraphs(render(HEARING, reference()))
    assert "请于2025年11月30日前书面提出陈述和申辩" in whole(render(HEARING, reference()))
    heard = whole(render(OPINION, reference()))
    assert (
        "征求意见稿" not in heard
        and "经于2025年11月18日听取你单位意见" in heard
        and "于2026年3月1日前书面报告整改情况" in heard
    )


def test_an_opinion_prints_each_problem_with_fact_basis_action_term_offices_and_doubt() -> None:
    lines = paragraphs(render(OPINION, reference()))
    at = lines.index("1.第二实验小学在校残疾学生7人，未建成资源教室。")
    assert lines[at + 1 : at + 4] == [
        "依据：《实施方案》三、（四）及重点任务分解表第22项。",
        "整改要求：建成资源教室并配齐基本设备。整改期限：自收到本意见书之日起90日内（2026年2月20日前）。"
        "责任单位：县教育局（配合单位：县财政局、县残联）。",
        "说明：计划未写明建成的标准，本项按有固定场所和设备认定。",
    ]
    assert "1.设备台账宜按学期更新。（参见《实施方案》三、（五））" in lines


def test_the_three_dates_are_printed_apart() -> None:
    assert (
        "督导日期为2025年11月3日至2025年11月5日，数据时点为2025年9月1日，"
        "各项任务是否到期、是否逾期按截至日期2025年10月31日认定。" in paragraphs(render(OPINION, reference()))
    )


@pytest.mark.parametrize(
    ("evaluation", "printed"),
    [
        (
            INTERVAL := OPINION.evaluation,
            "得分区间为71.25—78.75分（两端分别为未核查事项全部未达到和全部达到时的得分），等次暂不评定，原因：得分区间跨越两个等次。",
        ),
        (Evaluation("100.00%", 20, 0, ("95.00",), "优秀"), "得分为95.00分，等次为优秀。"),
        (Evaluation("100.00%", 20, 0, grade="达标"), "本次督导按达标方式评价，结论为达标。"),
    ],
)
def test_score_interval_and_grade(evaluation: Evaluation, printed: str) -> None:
    assert printed in paragraphs(render(replace(OPINION, evaluation=evaluation), reference()))


def test_counts_by_result_never_merge_and_leave_out_what_did_not_occur() -> None:
    assert (
        "本次共核查观测点达到12项、部分达到2项、未达到3项、未到期1项、不适用2项、无法核实1项、未核查1项，核查完成率92.50%。"
        in paragraphs(render(OPINION, reference()))
    )
    clean = replace(OPINION, evaluation=Evaluation("100.00%", 20, 0))
    assert "本次共核查观测点达到20项、未达到0项，核查完成率100.00%。" in paragraphs(render(clean, reference()))


def test_responsibilities_are_grouped_by_lead_office_with_running_numbers() -> None:
    table = opened(render(ACCOUNTABILITY, reference())).tables[0]
    first = [row.cells[0].text for row in table.rows]
    assert first == ["序号", "牵头单位：县教育局（2项）", "1", "2", "牵头单位：县财政局（1项）", "3"]
    assert [cell.text for cell in table.rows[3].cells] == [
        "2",
        "二小",
        "未建成资源教室。",
        "三、（四）",
        "县教育局\n配合：县残联",
        "建成资源教室",
        "90日内（2026年2月20日前）",
    ]


def test_the_score_tree_prints_sums() -> None:
    table = opened(render(ACCOUNTABILITY, reference())).tables[2]
    assert [[cell.text for cell in row.cells] for row in table.rows][1:] == [
        ["学位供给", "资源教室", "20.00", "15.00", "5.00", "部分达到"],
        ["学位供给", "小计", "20.00", "15.00", "5.00", ""],
        ["合计", "", "100.00", "75.00", "25.00", ""],
    ]


def test_a_city_report_keeps_administrative_order() -> None:
    data = render(CITY, reference())
    tables = opened(data).tables
    assert [row.cells[0].text for row in tables[0].rows] == ["督导对象", "甲县", "乙区", "丙市"]
    assert tables[0].rows[3].cells[1].text == "暂不评定"
    assert "3个督导对象中，优秀1个、良好1个、暂不评定1个。" in whole(data)
    assert not any("位次" in line for line in paragraphs(data))


def test_a_wide_heat_table_gets_a_turned_page_and_a_narrow_one_does_not() -> None:
    def turned(paper: Paper) -> list[str]:
        return [str(section.orientation) for section in opened(render(paper, reference())).sections]

    assert turned(CITY) == ["PORTRAIT (0)", "LANDSCAPE (1)", "PORTRAIT (0)"]
    narrow = replace(
        CITY, sections=CITY.sections[:3], heat=tuple(replace(row, cells=row.cells[:3]) for row in CITY.heat)
    )
    assert turned(narrow) == ["PORTRAIT (0)"]


def test_a_letter_of_1000_rows_keeps_every_row() -> None:
    entries = tuple(replace(ACCOUNTABILITY.entries[0], unit=f"第{number}小学") for number in range(1000))
    data = render(replace(ACCOUNTABILITY, entries=entries), reference())
    rows = document(data).findall(".//{*}tbl")[0].findall("{*}tr")
    assert len(rows) == 1002  # head, one lead office, 1000 entries
    assert broken(data) == []


def test_an_undated_paper_leaves_room_and_the_year_may_turn() -> None:
    blocks = draft(
        replace(OPINION, occasion=replace(OCCASION, issued=date(2025, 12, 31), number="某〔2026〕1号"))
    ).letter
    assert Signature(OCCASION.office, date(2025, 12, 31), True) in blocks.blocks
    assert Imprint(OCCASION.copies, OCCASION.printer, OCCASION.printed) in blocks.blocks
    assert "年　　月　　日" in paragraphs(render(HEARING, reference()))


def test_papers_without_problems_say_so() -> None:
    paper: Opinion = replace(OPINION, problems=(), suggestions=(), unverifiable=())
    assert "截至2025年10月31日，本次核查的事项未发现需要限期整改的问题。" in paragraphs(render(paper, reference()))


def test_the_shipped_files_take_the_office_as_mark_and_an_offices_own_file_keeps_its_mark() -> None:
    assert paragraphs(render(OPINION, reference("red")))[0] == f"{OCCASION.office}文件"
    assert OCCASION.office in margins(render(OPINION, reference("letter")))
    own = compile_reference(build(Office("乙局", "乙市教育局"), "red"))
    assert paragraphs(render(OPINION, own))[0] == "乙市教育局文件"
    assert paragraphs(render(OPINION, own, mark="丙局文件"))[0] == "丙局文件"


def test_a_sentence_carries_where_it_comes_from_and_prints_none_of_it() -> None:
    origin = Origin("school-2", "room_built", ("r22",))
    problem = replace(OPINION.problems[0], origin=origin)
    paper = replace(OPINION, problems=(problem, *OPINION.problems[1:]))
    blocks = draft(paper).letter.blocks
    told = [block.text for block in blocks if isinstance(block, Heading | Paragraph) and origin in block.origins]
    assert [text[:3] for text in told] == [problem.fact[:3], "依据：", "整改要", "说明："] and told[0] == problem.fact
    others = [block for block in blocks if isinstance(block, Heading | Paragraph) and origin not in block.origins]
    assert problem.fact not in "".join(block.text for block in others)
    assert render(paper, reference()) == render(OPINION, reference())


def test_a_line_of_the_list_carries_where_it_comes_from() -> None:
    origin = Origin("school-2", "room_built")
    paper = replace(ACCOUNTABILITY, entries=(replace(ACCOUNTABILITY.entries[0], origin=origin),))
    cells = [
        cell
        for block in draft(paper).letter.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
        if cell.origins
    ]
    assert [(cell.text, cell.origins) for cell in cells] == [(ACCOUNTABILITY.entries[0].text, (origin,))]
