"""督导核查记录 on A4: answers, results and findings with signature lines; or the blank form on paper."""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.casework.findings import Finding, findings
from inspector.storage.inspections import InspectionLine
from inspector.storage.tables import Round
from inspector.web.forms.filling import fact_values
from inspector.web.forms.layout import form_of
from inspector.web.forms.layout_items import SectionView
from inspector.web.forms.pages import Standing, standing, writable
from inspector.web.forms.words import hidden, score_text
from inspector.web.operations.live import Live
from inspector.web.operations.receiving import cover
from inspector.web.pages import PageContext, page
from inspector.web.reviews.answers import ReviewSection, sections
from inspector.web.sessions import store_of


class RecordPage(PageContext, frozen=True):
    line: Annotated[InspectionLine, "the inspection"]
    round: Annotated[Round, "its round, with approval number and dates"]
    sections: Annotated[tuple[ReviewSection, ...], "all answers"]
    problems: Annotated[tuple[Finding, ...], "problems"]
    others: Annotated[tuple[Finding, ...], "suggestions and what could not be proven"]
    score: Annotated[str, "the score in words"]


class BlankPage(PageContext, frozen=True):
    line: Annotated[InspectionLine, "the inspection"]
    round: Annotated[Round, "its round"]
    sections: Annotated[tuple[SectionView, ...], "the questions that may be asked here"]
    facts: Annotated[dict[str, str], "given facts by key"]
    asked: Annotated[frozenset[str], "items that apply, or may yet"]
    quick: Annotated[bool, "whether the reader may enter what was written on it"]


@get("/inspections/{inspection:str}/record")
async def record(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    await cover(request, inspection)

    def query(connection: Connection) -> Standing:
        return standing(connection, request, inspection)

    found = await store_of(request).read(query)
    if request.query_params.get("blank"):
        return page(request, "records/blank.html", _blank(found, writable(request, found.line)), demo=found.line.demo)
    live = found.live
    told = findings(live.ground.edition, live.subject, live.ground.survey.terms, list(live.results.values()))
    context = RecordPage(
        found.line,
        live.ground.round,
        sections(live),
        tuple(one for one in told if one.kind == "problem"),
        tuple(one for one in told if one.kind != "problem"),
        score_text(live),
    )
    return page(request, "records/record.html", context, demo=found.line.demo)


def _blank(found: Standing, quick: bool) -> BlankPage:
    live: Live = found.live
    form = form_of(live)
    waiting = {
        name
        for name, one in live.results.items()
        if not one.item.rolls_up and (not hidden(one) or one.why.startswith(("answer.", "result.")))
    }
    facts = fact_values(live, form)
    return BlankPage(found.line, live.ground.round, form.sections, facts, frozenset(waiting), quick)


handlers: list[HTTPRouteHandler] = [record]
