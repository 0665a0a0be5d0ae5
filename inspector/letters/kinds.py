"""All kinds of papers, by name and by the type of their data."""

from inspector.letters.papers import (
    accountability,
    city_report,
    closure_slip,
    district_report,
    interview_record,
    measure_circular,
    measure_proposal,
    notice,
    opinion,
    preliminary_opinion,
    rank_annex,
    recheck_opinion,
    rectification_notice,
    rectification_report,
    service_receipt,
    situation_circular,
    talk_notice,
    talk_record,
    urging,
    work_record,
)
from inspector.letters.papers.accountability import Accountability
from inspector.letters.papers.city_report import CityReport
from inspector.letters.papers.closure_slip import ClosureSlip
from inspector.letters.papers.district_report import DistrictReport
from inspector.letters.papers.interview_record import InterviewRecord
from inspector.letters.papers.kind import Kind
from inspector.letters.papers.measure_circular import MeasureCircular
from inspector.letters.papers.measure_proposal import MeasureProposal
from inspector.letters.papers.notice import Notice
from inspector.letters.papers.opinion import Opinion
from inspector.letters.papers.preliminary_opinion import PreliminaryOpinion
from inspector.letters.papers.rank_annex import RankAnnex
from inspector.letters.papers.recheck_opinion import RecheckOpinion
from inspector.letters.papers.rectification_notice import RectificationNotice
from inspector.letters.papers.rectification_report import RectificationReport
from inspector.letters.papers.service_receipt import ServiceReceipt
from inspector.letters.papers.situation_circular import SituationCircular
from inspector.letters.papers.talk_notice import TalkNotice
from inspector.letters.papers.talk_record import TalkRecord
from inspector.letters.papers.urging import Urging
from inspector.letters.papers.work_record import WorkRecord

Paper = (
    Notice
    | WorkRecord
    | InterviewRecord
    | RectificationNotice
    | PreliminaryOpinion
    | Opinion
    | Accountability
    | Urging
    | RecheckOpinion
    | ClosureSlip
    | TalkNotice
    | TalkRecord
    | MeasureProposal
    | MeasureCircular
    | SituationCircular
    | DistrictReport
    | CityReport
    | RankAnnex
    | RectificationReport
    | ServiceReceipt
)
_MODULES = (
    notice,
    work_record,
    interview_record,
    rectification_notice,
    preliminary_opinion,
    opinion,
    accountability,
    urging,
    recheck_opinion,
    closure_slip,
    talk_notice,
    talk_record,
    measure_proposal,
    measure_circular,
    situation_circular,
    district_report,
    city_report,
    rank_annex,
    rectification_report,
    service_receipt,
)
"""In the order of a supervision."""

KINDS: dict[str, Kind] = {one.KIND.name: one.KIND for one in _MODULES}
_BY_TYPE = {kind.paper: kind for kind in KINDS.values()}


def kind_of(paper: Paper) -> Kind:
    return _BY_TYPE[type(paper)]


def subject(paper: Paper) -> str:
    """The unit, district or city that a paper is about."""
    return kind_of(paper).about(paper)
