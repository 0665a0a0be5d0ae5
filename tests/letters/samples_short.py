"""An invented paper of every kind, as short as an office writes one: one finding, one copy, no more.

They go through the shipped wording; in heads that leave fewer lines than it takes, through an office's own, brief one
(`samples_brief`).
"""

from datetime import date, datetime

from msgspec.structs import replace

from inspector.letters.kinds import Paper
from inspector.letters.papers.accountability import Accountability, Entry
from inspector.letters.papers.city_report import CityReport, DistrictResult
from inspector.letters.papers.closure_slip import Closed, ClosureSlip
from inspector.letters.papers.district_report import Covered, DistrictReport, OfficeProblems
from inspector.letters.papers.interview_record import InterviewRecord
from inspector.letters.papers.measure_circular import MeasureCircular
from inspector.letters.papers.measure_proposal import MeasureProposal
from inspector.letters.papers.notice import Matter, Notice
from inspector.letters.papers.opinion import Opinion
from inspector.letters.papers.preliminary_opinion import PreliminaryOpinion
from inspector.letters.papers.rank_annex import Rank, RankAnnex
from inspector.letters.papers.recheck_opinion import Rechecked, RecheckOpinion
from inspector.letters.papers.rectification_notice import RectificationNotice
from inspector.letters.papers.rectification_report import Progress, RectificationReport
from inspector.letters.papers.service_receipt import ServiceReceipt
from inspector.letters.papers.shared import Evaluation, Occasion, Problem
from inspector.letters.papers.situation_circular import Named, SituationCircular
from inspector.letters.papers.talk_notice import TalkNotice
from inspector.letters.papers.talk_record import TalkRecord
from inspector.letters.papers.urging import Urged, Urging
from inspector.letters.papers.work_record import Looked, Served, WorkRecord
from tests.letters.samples_followup import of

OFFICE, SCHOOL, COUNTY, CITY = "某市教育督导室", "第二小学", "甲县", "某市"
OCCASION = Occasion(
    office=OFFICE,
    round_title="特教专项督导",
    plan="《特教提升计划》",
    legal_basis="《教育督导条例》",
    visit=(date(2025, 11, 3), date(2025, 11, 3)),
    facts_as_of=date(2025, 9, 1),
    as_of=date(2025, 10, 31),
    recorded=date(2025, 11, 20),
    issued=date(2025, 11, 20),
    scheme_note="本次不评分",
    copies=("市教育局",),
    printer=OFFICE,
    printed=date(2025, 11, 20),
    demo=True,
)
RECORD = replace(OCCASION, issued=None, copies=(), printer="", printed=None, seal=False)
EVALUATION = Evaluation("100.00%", 12, 1)
ROOM = Problem("未建成资源教室。", "计划第三条", "建成资源教室", "", date(2026, 2, 20))
SHORT: tuple[Paper, ...] = (
    Notice(OCCASION, SCHOOL, "学校", (Matter("学位供给", ("资源教室",)),)),
    Opinion(OCCASION, SCHOOL, EVALUATION, (ROOM,), heard_on=date(2025, 11, 18)),
    PreliminaryOpinion(OCCASION, SCHOOL, EVALUATION, (ROOM,), reply_by=date(2025, 11, 30), reply_to=OFFICE),
    Accountability(
        OCCASION,
        COUNTY,
        EVALUATION,
        (Entry("县教育局", SCHOOL, ROOM.fact, ROOM.basis, ROOM.action, "", ROOM.due),),
        addressee="甲县政府",
    ),
    CityReport(OCCASION, CITY, "某市政府", (), (DistrictResult(COUNTY, EVALUATION),)),
    RectificationNotice(OCCASION, SCHOOL, (ROOM,), inspector="李督学", report_by=date(2026, 2, 28), report_to=OFFICE),
    Urging(
        OCCASION,
        SCHOOL,
        (of(Urged, ROOM, was_due=date(2026, 2, 20), new_due=date(2026, 4, 10)),),
        addressee="县教育局",
        counted_on=date(2026, 3, 2),
        report_by=date(2026, 4, 15),
        report_to=OFFICE,
    ),
    TalkNotice(
        OCCASION,
        COUNTY,
        addressee="甲县政府",
        matter="资源教室整改逾期。",
        held_at=datetime.fromisoformat("2026-04-20T09:00"),
        place="市教育局会议室",
        host="督导室主任",
        attending=("分管负责人",),
    ),
    TalkRecord(
        RECORD,
        COUNTY,
        held_at=datetime.fromisoformat("2026-04-20T09:00"),
        place="市教育局会议室",
        host="督导室主任",
        recorder="赵某",
        present=("分管负责人",),
        matter="资源教室整改逾期。",
        statement="设备采购流标。",
        demands="五月底前建成。",
    ),
    SituationCircular(
        OCCASION,
        COUNTY,
        (of(Named, ROOM, unit=SCHOOL),),
        addressee="各县（市、区）政府",
        overview="甲县达到12项、未达到1项。",
        demand="请举一反三，认真自查。",
    ),
    MeasureCircular(
        OCCASION,
        COUNTY,
        (),
        addressee="各县（市、区）政府",
        committee="市教育督导委员会",
        facts="经督办仍未整改。",
        heard="甲县称采购流标。",
        grounds="《教育督导问责办法》。",
        measure="督导通报",
        effective_on=date(2026, 6, 1),
        approver_post="副主任",
        approved_by="钱某",
        appeal_to="省教育督导委员会",
    ),
    MeasureProposal(
        OCCASION,
        COUNTY,
        (),
        addressee="市教育督导委员会",
        whom=COUNTY,
        facts="经督办仍未整改。",
        heard="甲县称采购流标。",
        grounds="《教育督导问责办法》。",
        measure="督导通报",
    ),
    RecheckOpinion(
        OCCASION,
        SCHOOL,
        (of(Rechecked, ROOM, seen="已建成", outcome="closed"),),
        checked_on=date(2026, 5, 12),
        team=("李督学",),
        report_to=OFFICE,
    ),
    ClosureSlip(
        RECORD,
        SCHOOL,
        (of(Closed, ROOM, measure="已建成", proof="验收单"),),
        verified_by=("李督学",),
        way="实地核查",
        closed_on=date(2026, 5, 12),
    ),
    ServiceReceipt(RECORD, SCHOOL, addressee=SCHOOL, paper_title="《整改通知书》", way="直接送达"),
    RectificationReport(OCCASION, COUNTY, "某市政府", date(2026, 3, 10), Progress(COUNTY, 2, 1, 0, 1, "50.00%", "30")),
    DistrictReport(
        OCCASION,
        COUNTY,
        "某市政府",
        EVALUATION,
        Covered("", 1, 1),
        (OfficeProblems("县教育局", (ROOM,)),),
    ),
    RankAnnex(OCCASION, CITY, ranks=(Rank(1, COUNTY, ("95.00",), "100.00%"),)),
    WorkRecord(
        RECORD,
        SCHOOL,
        "2025年11月3日",
        "09:00至11:30",
        "本校",
        (Served("特教专项督导", "《教育督导条例》"),),
        ("李督学",),
        looked=(Looked("特教专项督导", "学位供给", 1, 1),),
    ),
    InterviewRecord(
        RECORD, SCHOOL, 1, "教务主任", "2025年11月3日 10:00", "会议室", "李督学", "问：有几名随班就读学生？\n答：七名。"
    ),
)
