"""Invented papers that follow a visit."""

from datetime import date, datetime
from typing import Any

from msgspec.structs import asdict, replace

from inspector.letters.kinds import Paper
from inspector.letters.papers.closure_slip import Closed, ClosureSlip
from inspector.letters.papers.measure_circular import MeasureCircular
from inspector.letters.papers.measure_proposal import MeasureProposal
from inspector.letters.papers.recheck_opinion import Rechecked, RecheckOpinion
from inspector.letters.papers.rectification_notice import RectificationNotice
from inspector.letters.papers.rectification_report import MonthProgress, Progress, RectificationReport, Returned
from inspector.letters.papers.service_receipt import ServiceReceipt
from inspector.letters.papers.shared import Problem
from inspector.letters.papers.situation_circular import Named, SituationCircular
from inspector.letters.papers.talk_notice import TalkNotice
from inspector.letters.papers.talk_record import TalkRecord
from inspector.letters.papers.urging import Urged, Urging
from tests.letters.samples import OCCASION, OPINION

SCHOOL, COUNTY = OPINION.unit, "甲县"
OFFICE, COMMITTEE = OCCASION.office, "某市人民政府教育督导委员会"
ROOM = OPINION.problems[0]
LESSONS = Problem(
    "抽查送教学生5名，1名全年课时未达120课时（编号K03），最少的为78课时。",
    "《实施方案》二、（三）",
    "补足课时并按周留存签字记录",
    "自收到本通知书之日起60日内",
    date(2026, 1, 19),
    ("县教育局",),
)
AT = replace(OCCASION, contact="联系人：张某，电话：0000-0000000")


def of(made: Any, problem: Problem, **more: object) -> Any:
    return made(**{**asdict(problem), **more})


RECTIFICATION = RectificationNotice(
    AT,
    SCHOOL,
    (ROOM, LESSONS),
    found_on=date(2025, 11, 4),
    inspector="李督学、王督学",
    report_by=date(2026, 2, 28),
    report_to=OFFICE,
    demand="整改期间请保留工作记录，供复查使用。",
)
URGING = Urging(
    AT,
    SCHOOL,
    (
        of(Urged, ROOM, was_due=date(2026, 2, 20), new_due=date(2026, 4, 10), progress="房间已腾出，设备尚未采购"),
        of(Urged, LESSONS, was_due=date(2026, 2, 25), new_due=date(2026, 4, 10)),
    ),
    addressee="甲县人民政府",
    after="《第二实验小学整改通知书》",
    counted_on=date(2026, 3, 2),
    report_by=date(2026, 4, 15),
    report_to=OFFICE,
    term_source="《某省教育督导规定》第二十条",
)
TALK_NOTICE = TalkNotice(
    AT,
    COUNTY,
    (ROOM,),
    addressee="甲县人民政府",
    matter="甲县资源教室建设整改逾期的情况、原因和下一步安排。",
    held_at=datetime.fromisoformat("2026-04-20T09:30"),
    place="某市教育局三楼会议室",
    host="教育督导委员会办公室主任",
    attending=("甲县人民政府分管负责人", "县教育局主要负责人"),
    bring=("整改方案", "经费安排文件"),
)
TALK_RECORD = TalkRecord(
    AT,
    COUNTY,
    held_at=datetime.fromisoformat("2026-04-20T15:00"),
    place="某市教育局三楼会议室",
    host="教育督导委员会办公室主任",
    recorder="赵某",
    present=("甲县人民政府分管负责人", "县教育局主要负责人"),
    matter="资源教室建设整改逾期。",
    statement="设备采购流标，工期推后。\n县财政已安排专项经费。",
    demands="2026年5月底前建成并投入使用。",
    commitments="按期完成，每半月报告一次进展。",
)
SITUATION = SituationCircular(
    AT,
    COUNTY,
    (of(Named, ROOM, unit=SCHOOL), of(Named, LESSONS, unit="第一小学"), of(Named, LESSONS, unit=SCHOOL)),
    addressee="各县（市、区）人民政府，市直有关单位",
    overview="本次共核查观测点达到12项、未达到3项，核查完成率92.50%。",
    practice="建立了送教上门台账。",
    demand="各单位要对照通报的问题举一反三，认真自查。",
    report_by=date(2026, 4, 30),
    report_to=OFFICE,
)
MEASURE = MeasureCircular(
    AT,
    COUNTY,
    (ROOM,),
    addressee="各县（市、区）人民政府",
    committee=COMMITTEE,
    facts="经两次督办，甲县仍未完成整改。",
    heard="甲县于2026年5月8日书面陈述，称设备采购流标。经核实，流标后三个月未重新招标。",
    grounds="《教育督导问责办法》有关规定。",
    measure="督导通报",
    effective_on=date(2026, 6, 1),
    approver_post="副主任",
    approved_by="钱某",
    report_by=date(2026, 7, 1),
    report_to=OFFICE,
    appeal_to="某省人民政府教育督导委员会",
)
PROPOSAL = MeasureProposal(
    AT,
    COUNTY,
    (ROOM,),
    addressee=COMMITTEE,
    whom=COUNTY,
    facts="经两次督办，甲县仍未完成整改。",
    heard="甲县于2026年5月8日书面陈述，称设备采购流标。",
    grounds="《教育督导问责办法》有关规定。",
    measure="督导通报",
    reasons="逾期时间长，经督办仍未整改。",
)
RECHECK = RecheckOpinion(
    AT,
    SCHOOL,
    (
        of(Rechecked, ROOM, seen="资源教室已建成，设备到位", outcome="closed"),
        of(Rechecked, LESSONS, seen="课时已补足，3周的记录没有签字", outcome="partly"),
        of(Rechecked, LESSONS, seen="未补足课时", outcome="open"),
    ),
    checked_on=date(2026, 5, 12),
    team=("李督学", "王督学"),
    new_due=date(2026, 6, 12),
    report_to=OFFICE,
)
CLOSURE = ClosureSlip(
    AT,
    SCHOOL,
    (of(Closed, ROOM, measure="建成60平方米资源教室，配备设备32件", proof="验收单、设备清单、照片"),),
    verified_by=("李督学", "王督学"),
    way="实地核查",
    closed_on=date(2026, 5, 12),
)
RECEIPT = ServiceReceipt(
    AT,
    SCHOOL,
    addressee=SCHOOL,
    paper_title="《第二实验小学整改通知书》",
    way="直接送达",
)
RECTIFIED = RectificationReport(
    OCCASION,
    "某市",
    "某市人民政府",
    date(2026, 3, 10),
    Progress("某市", 8, 4, 1, 3, "42.86%", "30"),
    1,
    (Progress("甲县", 6, 3, 1, 3, "50.00%", "30"), Progress("乙区", 2, 1, 0, 0, "0.00%")),
    (Progress("市教育局", 7, 3, 1, 3, "50.00%", "30"), Progress("督导对象自身", 1, 1, 0, 0, "0.00%")),
    (MonthProgress("2026年1月", 6, 1), MonthProgress("2026年2月", 1, 1), MonthProgress("2026年3月", 0, 1)),
    (Returned("第二实验小学", 2, 2, "6、9"),),
    "对逾期的问题逐项督办。\n对反复出现的问题开展专项核查。",
)
NOTHING_TO_RECTIFY = RectificationReport(OCCASION, "乙区", "乙区人民政府", date(2026, 3, 10), Progress("乙区"))
FOLLOW_UPS: list[Paper] = [
    RECTIFICATION,
    URGING,
    TALK_NOTICE,
    TALK_RECORD,
    SITUATION,
    MEASURE,
    PROPOSAL,
    RECHECK,
    CLOSURE,
    RECEIPT,
    RECTIFIED,
    NOTHING_TO_RECTIFY,
]
