"""Invented papers for the tests of letters."""

from datetime import date
from functools import cache

from msgspec.structs import replace

from inspector.letters.blocks import Variant
from inspector.letters.drafting import default_reference
from inspector.letters.kinds import Paper
from inspector.letters.papers.accountability import Accountability, Entry, ScoreItem, ScoreSection
from inspector.letters.papers.city_report import CityReport, CommonProblem, DistrictResult, OfficeLoad
from inspector.letters.papers.heat import HeatRow
from inspector.letters.papers.notice import Material, Matter, Notice, NoticeGroup, NoticeStep, Visited
from inspector.letters.papers.opinion import Opinion
from inspector.letters.papers.preliminary_opinion import PreliminaryOpinion
from inspector.letters.papers.shared import Evaluation, Occasion, Problem, Suggestion
from inspector.letters.reference import Reference

OCCASION = Occasion(
    office="某市人民政府教育督导委员会办公室",
    round_title="2025年特殊教育专项督导",
    plan="《某市特殊教育发展提升实施方案》",
    legal_basis="《教育督导条例》第十一条",
    visit=(date(2025, 11, 3), date(2025, 11, 5)),
    facts_as_of=date(2025, 9, 1),
    as_of=date(2025, 10, 31),
    recorded=date(2025, 11, 20),
    issued=date(2025, 11, 20),
    copies=("市政府办公室", "市教育局", "市财政局"),
    printer="某市人民政府教育督导委员会办公室",
    printed=date(2025, 11, 20),
    demo=True,
)
INTERVAL = Evaluation("92.50%", 12, 3, ("71.25", "78.75"), "", "得分区间跨越两个等次", 2, 1, 2, 1, 1)
OPINION = Opinion(
    OCCASION,
    "第二实验小学",
    INTERVAL,
    (
        Problem(
            "第二实验小学在校残疾学生7人，未建成资源教室。",
            "《实施方案》三、（四）及重点任务分解表第22项",
            "建成资源教室并配齐基本设备",
            "自收到本意见书之日起90日内",
            date(2026, 2, 20),
            ("县教育局",),
            ("县财政局", "县残联"),
            "计划未写明建成的标准，本项按有固定场所和设备认定。",
        ),
    ),
    ("2025年春季学期使用记录未能提供。",),
    (Suggestion("设备台账宜按学期更新", "《实施方案》三、（五）"),),
    heard_on=date(2025, 11, 18),
    report_by=date(2026, 3, 1),
)
HEARING = PreliminaryOpinion(
    replace(OCCASION, issued=None, seal=False),
    OPINION.unit,
    INTERVAL,
    OPINION.problems,
    OPINION.unverifiable,
    OPINION.suggestions,
    date(2025, 11, 30),
    OCCASION.office,
)
ACCOUNTABILITY = Accountability(
    OCCASION,
    "甲县",
    INTERVAL,
    (
        *(
            Entry(
                lead, unit, "未建成资源教室。", "三、（四）", "建成资源教室", "90日内", date(2026, 2, 20), ("县残联",)
            )
            for lead, unit in (("县教育局", "一小"), ("县财政局", "甲县"), ("县教育局", "二小"))
        ),
        Entry("县教育局", "一小", "可以改进。", "三、（六）", "改进", "", kind="suggestion"),
    ),
    (
        ScoreSection(
            "学位供给", "20.00", "15.00", "5.00", (ScoreItem("资源教室", "20.00", "15.00", "5.00", "部分达到"),)
        ),
    ),
    ("100.00", "75.00", "25.00"),
    ("注：期限为自然日。",),
    "甲县人民政府",
)
SECTIONS = ("学位供给", "送教上门", "经费保障", "教师队伍", "无障碍", "课程教学", "康复衔接", "组织领导")
CITY = CityReport(
    OCCASION,
    "某市",
    "某市人民政府",
    ("优秀", "良好", "合格", "不合格"),
    (
        DistrictResult("甲县", Evaluation("100.00%", 20, 1, ("88.00",), "良好")),
        DistrictResult("乙区", Evaluation("98.00%", 21, 0, ("95.00",), "优秀")),
        DistrictResult("丙市", Evaluation("70.00%", 9, 2, ("50.00", "80.00"))),
    ),
    SECTIONS,
    tuple(HeatRow(name, tuple(("80.00%", 2) for _ in SECTIONS)) for name in ("甲县", "乙区", "丙市")),
    (CommonProblem("应建资源教室的学校未全部建成", "三、（四）", 2, 3, ("市教育局",)),),
    (Suggestion("开展专题指导"),),
    offices=(OfficeLoad("市教育局", 4, 2), OfficeLoad("市残联", 1, 1)),
)
NOTICE = Notice(
    OCCASION,
    "甲县",
    "县区",
    (Matter("学位供给", ("资源教室", "特教学校")), Matter("送教上门", ("全年课时",))),
    (NoticeGroup("李督学", ("王督学", "赵督学"), "第一组"), NoticeGroup("钱督学", ("孙督学", "周督学"), "第二组")),
    (Material("县区", "预算批复", "生均公用经费"), Material("普通学校", "送教记录", "全年课时")),
    (
        NoticeStep("实地督导", "2025年11月3日至2025年11月5日", "《某省教育督导规定》第二十条"),
        NoticeStep("自评", "2025年10月1日"),
    ),
    (Visited("第一小学", date(2025, 11, 3)), Visited("第二小学")),
    True,
    date(2025, 10, 20),
    "甲县人民政府",
)
PAPERS: tuple[Paper, ...] = (OPINION, HEARING, ACCOUNTABILITY, CITY, NOTICE)
VARIANTS: tuple[Variant, ...] = ("red", "letter", "plain", "preprinted")


@cache
def reference(variant: Variant = "letter") -> Reference:
    return default_reference(variant)
