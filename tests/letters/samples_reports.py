"""Invented reports, the annex of ranks and the records of a visit."""

from base64 import b64decode
from datetime import date

from msgspec.structs import replace

from inspector.letters.papers.accountability import ScoreItem, ScoreSection
from inspector.letters.papers.comparison import Comparison, ItemChanges, SectionShares
from inspector.letters.papers.district_report import Covered, DistrictReport, Doubt, OfficeProblems, SectionShare
from inspector.letters.papers.interview_record import InterviewRecord
from inspector.letters.papers.rank_annex import Rank, RankAnnex, Unranked
from inspector.letters.papers.shared import Evaluation, Suggestion
from inspector.letters.papers.signed import SignedBy
from inspector.letters.papers.work_record import Looked, Served, WorkRecord
from tests.letters.samples import CITY, INTERVAL, OCCASION, OPINION

PIXEL = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg==")
"""A PNG of one point."""
DISTRICT = DistrictReport(
    OCCASION,
    "甲县",
    "某市人民政府",
    INTERVAL,
    Covered("85.00%", 6, 8),
    (
        OfficeProblems("县教育局", OPINION.problems),
        OfficeProblems("县财政局", (replace(OPINION.problems[0], fact="甲县生均公用经费未达到标准。"),)),
    ),
    (Suggestion("设备台账宜按学期更新", "《实施方案》三、（五）"),),
    (Doubt("计划未写明建成的标准", "《实施方案》三、（四）"),),
    ("2025年春季学期使用记录未能提供。",),
    ("第五小学", "第六小学"),
    ("联席会议每年次数",),
    (SectionShare("学位供给", "75.0%", "75.0"), SectionShare("送教上门", "60.0%—80.0%", "60.0")),
    (
        ScoreSection(
            "学位供给", "20.00", "15.00", "5.00", (ScoreItem("资源教室", "20.00", "15.00", "5.00", "部分达到"),)
        ),
    ),
    ("100.00", "75.00", "25.00"),
    Comparison(
        "2024年特殊教育专项督导",
        date(2024, 10, 31),
        (SectionShares("学位供给", "70.0%", "75.0%", "+5.0", "70.0"),),
        (ItemChanges("上次未达到、本次已达到的观测点", ("资源教室",)),),
        ("本次新列入的观测点1项，上次没有，不作比较：无障碍厕所",),
    ),
)
NOTHING_FOUND = DistrictReport(OCCASION, "乙区", "某市人民政府", Evaluation("0.00%", 0, 0), Covered("", 0, 0))
ANNEX = RankAnnex(
    OCCASION,
    "某市",
    ranks=(
        Rank(1, "乙区", ("95.00",), "98.00%", (1, 1), "优秀"),
        Rank(2, "甲县", ("71.25", "78.75"), "100.00%", (2, 3)),
    ),
    unranked=(Unranked("丙市", "核查完成率70.00%，低于80.00%"),),
    provisional=True,
)
ANNEX_WITH_HEAT = replace(ANNEX, sections=CITY.sections, heat=CITY.heat)
RECORD_OCCASION = replace(OCCASION, issued=None, copies=(), printer="", printed=None, seal=False)
WORK = WorkRecord(
    RECORD_OCCASION,
    "第二实验小学",
    "2025年11月3日",
    "09:00至11:30",
    "东校区",
    (Served("2025年特殊教育专项督导", "《教育督导条例》第十一条，教督〔2025〕1号", 6),),
    ("李督学", "王督学"),
    ("校长 演示乙",),
    (
        Looked("2025年特殊教育专项督导", "学位供给", 8, 10),
        Looked("2025年特殊教育专项督导", "送教上门", 5, 5),
    ),
    "资源教室使用记录复印件3页。",
    "查看资源教室一间。\n设备清单与实物相符。",
    "口头反馈三点意见。",
    "",
    ("教务主任，10:00，会议室，访谈人：李督学",),
    (SignedBy("组长", "李督学", "2025年11月3日11:20", drawing=PIXEL, digest="0123456789abcdef"),),
    (SignedBy("校长", "演示乙", refused="不同意第二点", witness="副校长演示丙"),),
)
UNSIGNED = replace(WORK, team=(), unit_side=(), looked=(), materials="", observed="", told="", talks=())
TALK = InterviewRecord(
    RECORD_OCCASION,
    "第二实验小学",
    1,
    "教务主任",
    "2025年11月3日 10:00",
    "会议室",
    "李督学",
    "问：本学期有几名随班就读学生？\n答：七名。",
    (SignedBy("教务主任", "演示丁", "2025年11月3日10:40", digest="fedcba9876543210", changed=True),),
)
REPORTS = (
    DISTRICT,
    NOTHING_FOUND,
    CITY,
    replace(CITY, grades=(), sections=(), heat=()),
    ANNEX,
    ANNEX_WITH_HEAT,
)
RECORDS = (WORK, UNSIGNED, TALK)
