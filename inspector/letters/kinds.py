"""All kinds of papers, by name and by the type of their data."""

from inspector.letters.papers import (
    accountability,
    city_report,
    district_report,
    interview_record,
    notice,
    opinion,
    rank_annex,
    work_record,
)
from inspector.letters.papers.accountability import Accountability
from inspector.letters.papers.city_report import CityReport
from inspector.letters.papers.district_report import DistrictReport
from inspector.letters.papers.interview_record import InterviewRecord
from inspector.letters.papers.kind import Kind
from inspector.letters.papers.notice import Notice
from inspector.letters.papers.opinion import Opinion
from inspector.letters.papers.rank_annex import RankAnnex
from inspector.letters.papers.work_record import WorkRecord

Paper = Notice | WorkRecord | InterviewRecord | Opinion | Accountability | DistrictReport | CityReport | RankAnnex
_MODULES = (
    notice,
    work_record,
    interview_record,
    opinion,
    accountability,
    district_report,
    city_report,
    rank_annex,
)
KINDS: dict[str, Kind] = {one.KIND.name: one.KIND for one in _MODULES}
_BY_TYPE = {kind.paper: kind for kind in KINDS.values()}


def kind_of(paper: Paper) -> Kind:
    return _BY_TYPE[type(paper)]


def subject(paper: Paper) -> str:
    """The unit, district or city that a paper is about."""
    return kind_of(paper).about(paper)
