"""The terms a city sets: how many days for each step, from which event, on whose word."""

from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct, field

from inspector.casework.deadlines import Rule
from inspector.casework.terms import EVENTS, LOCAL_RULES, MOST_DAYS, Event, LocalRule, Term
from inspector.i18n import N_, gettext
from inspector.storage import terms
from inspector.storage.instants import now
from inspector.web.form_input import FormInput, read_form
from inspector.web.holidays.access import ROLES, Chosen, chosen_city, city_to_change
from inspector.web.pages import PageContext, page
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

TERM_NAMES: Mapping[Term, str] = {
    Term.defence: N_("Statement and defence of the unit"),
    Term.opinion: N_("Issue of the opinion"),
    Term.objection: N_("Objection to the opinion"),
    Term.objection_answer: N_("Answer to the objection"),
    Term.report: N_("Report of rectification"),
}
EVENT_NAMES: Mapping[Event, str] = {
    Event.visit_end: N_("end of the visit"),
    Event.preliminary_received: N_("receipt of the preliminary opinion"),
    Event.opinion_issued: N_("issue of the opinion"),
    Event.opinion_received: N_("receipt of the opinion"),
    Event.notice_received: N_("receipt of the paper"),
    Event.objection_received: N_("receipt of the objection"),
    Event.measure_received: N_("receipt of the decision"),
    Event.letter_issued: N_("issue of the paper"),
    Event.rectification_end: N_("end of the rectification"),
}
KIND_NAMES = {"calendar": N_("calendar days"), "working": N_("working days")}
LONGEST_SOURCE = 200


class TermRow(Struct, frozen=True):
    """One term of the form, as typed or as kept; days empty: not set."""

    term: Term
    days: str = ""
    kind: str = "calendar"
    event: str = ""
    source: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


class TermsPage(PageContext, frozen=True):
    chosen: Annotated[Chosen, "whose terms they are and whether the reader changes them"]
    rows: Annotated[tuple[TermRow, ...], "all terms"]
    offered: Annotated[str, "name of the local rule the form was filled with, or empty"]
    rules: Annotated[Mapping[str, LocalRule], "local rules to choose from"]
    term_names: Annotated[Mapping[Term, str], "message ids by term"]
    event_names: Annotated[Mapping[Event, str], "message ids by event"]
    kind_names: Annotated[Mapping[str, str], "message ids by kind of days"]
    events: Annotated[Mapping[Term, tuple[Event, ...]], "from which events a term may run"]


@get("/holidays/terms", unit_roles=True)
async def show_terms(request: Request[Any, Any, Any]) -> Response[str]:
    """`rule` in the address fills the form with a local rule, to be looked at and saved."""
    chosen = await chosen_city(request, request.query_params.get("city", ""))
    kept = await store_of(request).read(lambda c: terms.of_city(c, chosen.city.id))
    rule = LOCAL_RULES.get(request.query_params.get("rule", "")) if chosen.may_change else None
    shown = kept | dict(rule.terms) if rule else kept
    return _page(request, chosen, tuple(_row(term, shown.get(term)) for term in Term), rule.name if rule else "")


@post("/holidays/terms", roles=ROLES, status_code=200)
async def save_terms(request: Request[Any, Any, Any]) -> Response[str]:
    form = await read_form(request)
    chosen = await city_to_change(request, form.text("city", 64))
    rows = tuple(_read(term, form) for term in Term)
    if any(row.errors for row in rows):
        return _page(request, chosen, rows, "", status=422)
    rules = {row.term: _rule(row) for row in rows if row.days}
    by, at, city = account_of(request).account_id, now(), chosen.city.id
    await store_of(request).write(lambda connection: terms.save(connection, city, rules, by=by, at=at))
    return redirect(request, f"/holidays/terms?city={city}")


def _row(term: Term, rule: Rule | None) -> TermRow:
    if rule is None:
        return TermRow(term, event=EVENTS[term][0])
    return TermRow(term, str(rule.days), rule.kind, rule.event, rule.source)


def _read(term: Term, form: FormInput) -> TermRow:
    days, kind, event, source = (form.text(f"{term}-{part}", 2000) for part in ("days", "kind", "event", "source"))
    errors = {}
    if days and not (days.isascii() and days.isdecimal() and len(days) < 4 and 1 <= int(days) <= MOST_DAYS):
        errors["days"] = gettext("A whole number of days from 1 to %(most)s, or nothing.") % {"most": MOST_DAYS}
    if days and (kind not in KIND_NAMES or event not in EVENTS[term]):
        errors["event"] = gettext("Choose one of the list.")
    if len(source) > LONGEST_SOURCE:
        errors["source"] = gettext("Too long.")
    return TermRow(term, days, kind, event, source, errors)


def _rule(row: TermRow) -> Rule:
    return Rule(int(row.days), "working" if row.kind == "working" else "calendar", row.event, row.source)


def _page(
    request: Request[Any, Any, Any], chosen: Chosen, rows: tuple[TermRow, ...], offered: str, *, status: int = 200
) -> Response[str]:
    names = (TERM_NAMES, EVENT_NAMES, KIND_NAMES)
    context = TermsPage(chosen, rows, offered, LOCAL_RULES, *names, EVENTS)
    return page(request, "holidays/terms.html", context, status=status)


handlers: list[HTTPRouteHandler] = [show_terms, save_terms]
