"""What a clerk wants of a letter: read from the form, filled in where the round knows it, made into a paper."""

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args
from uuid import uuid4

from msgspec import Struct, field
from msgspec.structs import replace

from inspector.casework.accountability import AccountabilityReport
from inspector.casework.deadlines import Days
from inspector.casework.remedies import Accepted
from inspector.i18n import N_, gettext
from inspector.letters.blocks import Variant
from inspector.letters.composition import (
    LEGAL_BASIS,
    Circumstances,
    accountability,
    occasion,
    office_of,
    opinion,
    preliminary_opinion,
)
from inspector.letters.composition_city import city_report, rank_annex
from inspector.letters.composition_followup import Answers, committee_of, follow_up, problems_for, usual
from inspector.letters.composition_rectification import rectification_report
from inspector.letters.composition_report import Earlier, district_report
from inspector.letters.kinds import KINDS, Paper
from inspector.letters.papers.asked import Field, values_of
from inspector.letters.papers.kind import Kind
from inspector.letters.papers.opinion import heeding
from inspector.letters.papers.rank_annex import INTERNAL
from inspector.letters.papers.shared import Occasion
from inspector.scoring.survey import Survey
from inspector.web.districts.survey import OpenedRound
from inspector.web.letters.known import NOTHING_KNOWN, Known, filled_in
from inspector.web.letters.sender import (
    NO_OFFICE,
    Sender,
    chosen_office,
    read_contact,
    read_sender,
    sender_of,
    usual_office,
)
from inspector.web.letters.sender import (
    known as known_office,
)
from inspector.web.rechecks.papers import Prefilled

KIND_NAMES = {kind.name: kind.label for kind in KINDS.values()}
LONGEST_NAME = 100
LONGEST_ONCE = 64
REPORTS = frozenset({"district_report", "city_report", "rank_annex"})
PICK = "pick"
"""The check box of a problem is named pick:<key>, a field of it <field>:<key>."""


class Wish(Struct, frozen=True):
    """As typed; `errors` says by name of the input what is wrong with it.

    `typed` is by field of the kind, `chosen` by key of a problem and then by field; `offered` are the keys of the
    problems that can be chosen; `sender` is what the office brings,
    `earlier` the round that a report compares with, if any; `days` is what terms are counted with,
    `accepted` what an opinion takes over of the unit's statement. `once` names the
    sheet of the form that was opened: sent twice with the same in it, it makes one letter.
    """

    kind: str
    unit: str
    office: str = ""
    legal_basis: str = ""
    corrects: str = ""
    earlier: str = ""
    variant: Variant = "letter"
    sender: Sender = NO_OFFICE
    typed: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    offered: tuple[str, ...] = ()
    errors: Mapping[str, str] | None = None
    days: Days = field(default_factory=Days)
    accepted: tuple[Accepted, ...] = ()
    once: str = ""

    @property
    def about(self) -> Kind:
        return KINDS[self.kind]


def kinds_for(survey: Survey, unit: str) -> tuple[str, ...]:
    """In the order of a supervision: what follows a visit for whoever has a form, lists and reports above schools."""
    subject = survey.subjects[unit]
    found = {"service_receipt"}
    if survey.edition.asks(subject.kind, subject.name, survey.selection):
        found |= {kind.name for kind in KINDS.values() if kind.step not in ("before", "reports", "records")}
        found.discard("accountability")
    if survey.below(unit):
        found |= {"situation_circular", "rectification_report"}
        found |= {"accountability", "district_report"} if subject.above else {"city_report", "rank_annex"}
    return tuple(kind for kind in KINDS if kind in found)


def first_wish(opened: OpenedRound, unit: str, kind: str, today: date, known: Known = NOTHING_KNOWN) -> Wish:
    """What the form shows before anybody typed: of the unit's own problems all are chosen, where nothing is asked
    about each."""
    survey, about = opened.survey, KINDS[kind]
    office = committee_of(survey) if about.by_committee else usual_office(known.offices, office_of(survey))
    wish = Wish(
        kind,
        unit,
        office=office,
        legal_basis=opened.round.legal_basis or LEGAL_BASIS,
        variant=about.head,
        sender=sender_of(known.offices, office),
        days=known.days,
        accepted=known.accepted.get(unit, ()),
    )
    at = occasion(survey, _circumstances(opened, survey, wish, today))
    offered = tuple(problems_for(about, survey, unit))
    own = () if about.each or about.from_below else offered
    again = known.rechecked.get(kind, Prefilled())
    typed = usual(about, survey, unit, at) | filled_in(about, opened, unit, known, today) | dict(again.typed)
    typed |= _contact(about, known, office) | _report(about, opened)
    chosen = {key: dict[str, str]() for key in own} | {
        key: dict(again.chosen[item]) for key in offered if (item := key.split(":")[1]) in again.chosen
    }
    return replace(wish, typed=typed, chosen=chosen, offered=offered)


def _contact(about: Kind, known: Known, office: str) -> dict[str, str]:
    found = known_office(known.offices, office)
    asked = any(one.name == "contact" for one in about.asks)
    return {"contact": found.contact} if found and found.contact and asked else {}


def _report(about: Kind, opened: OpenedRound) -> dict[str, str]:
    known = {"publication": opened.round.publication, "marking": INTERNAL}
    return {one.name: known[one.name] for one in about.asks if one.name in known}


def read_wish(values: Mapping[str, str], first: Wish, known: Known = NOTHING_KNOWN) -> Wish:
    """The form over what it showed at first; what was typed stays, with what is wrong beside it."""
    about, office = first.about, chosen_office(values, first.office)
    chosen = [name.partition(":")[2] for name in values if name.startswith(f"{PICK}:")]
    variant = values.get("variant", first.variant)
    wish = replace(
        first,
        office=office,
        sender=read_sender(values, known.offices, office),
        legal_basis=values.get("legal_basis", first.legal_basis).strip(),
        earlier=values.get("earlier", first.earlier),
        variant=variant,
        typed={one.name: _typed(one, values, first.typed) for one in about.asks},
        chosen={key: {one.name: values.get(f"{one.name}:{key}", "").strip() for one in about.each} for key in chosen},
    )
    if "contact" in wish.typed:
        contact = read_contact(wish.typed["contact"], values, known.offices, office)
        wish = replace(wish, typed={**wish.typed, "contact": contact})
    return replace(wish, errors=faults(wish) | _unsettled(wish, known))


def _unsettled(wish: Wish, known: Known) -> dict[str, str]:
    """A slip that the ledger could not follow would say that a problem is gone which the ledger holds as open."""
    if wish.kind != "closure_slip" or not {key.split(":")[1] for key in wish.chosen} & known.unsettled:
        return {}
    return {"problems": gettext("A problem that is not verified yet is not struck off: record its re-check first.")}


def once_of(values: Mapping[str, str]) -> str:
    """The name of the sheet that was sent, or of a new one."""
    return values.get("once", "")[:LONGEST_ONCE] or uuid4().hex


def _typed(asked: Field, values: Mapping[str, str], first: Mapping[str, str]) -> str:
    """A check box that is not ticked is not sent."""
    return values.get(asked.name, "" if asked.type == "flag" else first.get(asked.name, "")).strip()


def faults(wish: Wish) -> dict[str, str]:
    """By name of the input, in the order of the form."""
    about = wish.about
    texts = {"office": wish.office, "legal_basis": wish.legal_basis}
    found = {name: N_("Too long.") for name, text in texts.items() if len(text) > LONGEST_NAME}
    found |= {name: N_("This must be filled in.") for name, text in texts.items() if not text}
    values, wrong = values_of(about.asks, wish.typed)
    found |= wrong | wish.sender.faults()
    chosen = {}
    if wish.variant not in get_args(Variant):
        found["variant"] = N_("There is no such head.")
    if about.needs_problems and not wish.chosen:
        found["problems"] = N_("Choose at least one problem.")
    if not set(wish.chosen) <= set(wish.offered):
        found["problems"] = N_("A chosen problem is not on record any more: look at the list again.")
    for key, typed in wish.chosen.items():
        chosen[key], wrong = values_of(about.each, typed)
        found |= {f"{name}:{key}": what for name, what in wrong.items()}
    found = found or about.check(values, chosen)
    return {name: gettext(what) for name, what in found.items()}


def is_day(text: str) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10 and 2000 <= day.year <= 2099


def paper_of(
    opened: OpenedRound,
    survey: Survey,
    wish: Wish,
    today: date,
    before: Earlier | None = None,
    counted: AccountabilityReport | None = None,
) -> Paper:
    """The paper as the round stands now; the wish must be free of errors. `counted`: for a report on rectification."""
    about = wish.about
    at = occasion(survey, _circumstances(opened, survey, wish, today))
    at = wish.sender.on(at, wish.variant)
    values = values_of(about.asks, wish.typed)[0]
    at = replace(at, contact=str(values.pop("contact", "")))
    given: Any = values
    if wish.kind == "opinion":
        return heeding(opinion(survey, wish.unit, at, days=wish.days, **given), wish.accepted)
    if wish.kind == "preliminary_opinion":
        return preliminary_opinion(survey, wish.unit, at, **given)
    if wish.kind == "accountability":
        return accountability(survey, wish.unit, at, days=wish.days, **given)
    if counted is not None:
        return rectification_report(survey, wish.unit, at, counted, today, **given)
    if wish.kind in REPORTS:
        return report_of(survey, at, wish, given, before, provisional=opened.unconfirmed > 0)
    chosen = {key: values_of(about.each, typed)[0] for key, typed in wish.chosen.items()}
    return follow_up(about, survey, wish.unit, at, Answers(wish.days, values, chosen))


def report_of(
    survey: Survey, at: Occasion, wish: Wish, given: dict[str, Any], before: Earlier | None, *, provisional: bool
) -> Paper:
    """A report of a district or city, or the annex with what the city's report does not publish."""
    if wish.kind == "rank_annex":
        with_heat = given.pop("publication") == "met_only"
        return rank_annex(survey, wish.unit, at, provisional=provisional, with_heat=with_heat, **given)
    if wish.kind == "district_report":
        return district_report(survey, wish.unit, at, before=before, provisional=provisional, **given)
    return city_report(survey, wish.unit, at, provisional=provisional, **given)


def _circumstances(opened: OpenedRound, survey: Survey, wish: Wish, today: date) -> Circumstances:
    units = [wish.unit, *(one.id for one in survey.below(wish.unit))]
    lines = [opened.inspections[name] for name in units if name in opened.inspections]
    days = [line.visit_date for line in lines if line.visit_date is not None] or [opened.round.cutoff]
    return Circumstances(
        office=wish.office,
        round_title=opened.round.title,
        legal_basis=wish.legal_basis,
        visit=(min(days), max(days)),
        facts_as_of=opened.round.data_date,
        recorded=today,
        demo=opened.round.demo,
    )
