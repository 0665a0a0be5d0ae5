"""All kinds of papers, by name and by the type of their data."""

from inspector.letters.papers import accountability, city_report, notice, opinion
from inspector.letters.papers.accountability import Accountability
from inspector.letters.papers.city_report import CityReport
from inspector.letters.papers.kind import Kind
from inspector.letters.papers.notice import Notice
from inspector.letters.papers.opinion import Opinion

Paper = Opinion | Accountability | CityReport | Notice
KINDS: dict[str, Kind] = {one.KIND.name: one.KIND for one in (notice, opinion, accountability, city_report)}
_BY_TYPE = {kind.paper: kind for kind in KINDS.values()}


def kind_of(paper: Paper) -> Kind:
    return _BY_TYPE[type(paper)]


def subject(paper: Paper) -> str:
    """The unit, district or city that a paper is about."""
    return kind_of(paper).about(paper)
