"""What a clerk wants of a letter: read from the form, filled in where the round knows it, made into a paper."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

from inspector.i18n import N_, gettext
from inspector.letters.blocks import Variant
from inspector.letters.composition import (
    LEGAL_BASIS,
    Circumstances,
    accountability,
    government_of,
    occasion,
    office_of,
    opinion,
)
from inspector.letters.composition_city import city_report, rank_annex
from inspector.letters.composition_report import Earlier, district_report
from inspector.letters.kinds import KINDS, Paper
from inspector.letters.papers.rank_annex import INTERNAL
from inspector.letters.papers.shared import Occasion
from inspector.letters.publication import Publication
from inspector.scoring.survey import Survey
from inspector.web.districts.survey import OpenedRound

KIND_NAMES = {kind.name: kind.label for kind in KINDS.values()}
VARIANT_NAMES: dict[str, str] = {
    "letter": N_("Letter head"),
    "red": N_("Red head"),
    "plain": N_("Plain"),
    "preprinted": N_("Pre-printed paper"),
}
LONGEST_NAME = 100
DATES = ("heard_on", "notice", "reply_by", "report_by")


@dataclass(frozen=True)
class Wish:
    """As typed; `errors` says by field what is wrong with it. Dates are ISO texts or empty.

    `earlier` is the round that a report compares with, if any.
    """

    kind: str
    unit: str
    office: str = ""
    legal_basis: str = ""
    addressee: str = ""
    heard: bool = False
    heard_on: str = ""
    notice: str = ""
    reply_by: str = ""
    report_by: str = ""
    publication: str = "met_only"
    earlier: str = ""
    marking: str = INTERNAL
    variant: Variant = "letter"
    errors: Mapping[str, str] | None = None

    def day(self, name: str) -> date | None:
        text = str(getattr(self, name))
        return date.fromisoformat(text) if text else None


def kinds_for(survey: Survey, unit: str) -> tuple[str, ...]:
    """An opinion for whoever has a form; above schools a report with a list of problems or the annex of ranks."""
    subject, found = survey.subjects[unit], []
    if survey.edition.form(subject.kind, survey.selection):
        found.append("opinion")
    if survey.below(unit):
        found += ["accountability", "district_report"] if subject.above else ["city_report", "rank_annex"]
    return tuple(found)


def first_wish(opened: OpenedRound, unit: str, kind: str, today: date) -> Wish:
    """What the form shows before anybody typed."""
    survey, upward = opened.survey, kind in ("city_report", "district_report")
    subject = survey.subjects[unit]
    above = next(iter(subject.above.values()), subject)
    governed = {"accountability": subject, "city_report": subject, "district_report": above}.get(kind)
    return Wish(
        kind,
        unit,
        office=office_of(survey),
        legal_basis=opened.round.legal_basis or LEGAL_BASIS,
        addressee=government_of(governed.name) if governed else "",
        notice=today.isoformat(),
        publication=opened.round.publication,
        variant="red" if upward else "plain" if kind == "rank_annex" else "letter",
    )


def read_wish(values: Mapping[str, str], first: Wish) -> Wish:
    """The form over what it showed at first; what was typed stays, with what is wrong beside it."""
    names = ("office", "legal_basis", "addressee", "marking")
    texts = {name: values.get(name, getattr(first, name)).strip() for name in names}
    chosen = {name: values.get(name, getattr(first, name)) for name in ("publication", "earlier")}
    days = {name: values.get(name, "").strip() for name in DATES}
    variant = values.get("variant", first.variant)
    errors = {
        **{name: gettext("Too long.") for name, text in texts.items() if len(text) > LONGEST_NAME},
        **{
            name: gettext("This must be filled in.") for name in ("office", "legal_basis", "marking") if not texts[name]
        },
        **{name: gettext("Choose a day.") for name, text in days.items() if text and not is_day(text)},
    }
    heard = "heard" in values
    if heard and not days["heard_on"]:
        errors["heard_on"] = gettext("On which day was the unit heard?")
    if variant not in get_args(Variant):
        errors["variant"] = gettext("There is no such head.")
    if chosen["publication"] not in get_args(Publication):
        errors["publication"] = gettext("Choose one of the list.")
    return replace(first, **texts, **days, **chosen, heard=heard, variant=variant, errors=errors)  # type: ignore[arg-type]


def is_day(text: str) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10 and 2000 <= day.year <= 2099


def paper_of(opened: OpenedRound, survey: Survey, wish: Wish, today: date, before: Earlier | None = None) -> Paper:
    """The paper as the round stands now; the wish must be free of errors."""
    at = occasion(survey, _circumstances(opened, survey, wish, today))
    notice = wish.day("notice")
    if wish.kind == "opinion":
        answers = {"reply_by": wish.day("reply_by"), "report_by": wish.day("report_by")}
        return opinion(survey, wish.unit, at, heard=wish.heard, notice=notice, **answers)
    if wish.kind == "accountability":
        return accountability(survey, wish.unit, at, notice=notice, addressee=wish.addressee)
    return report_of(survey, at, wish, before, provisional=opened.unconfirmed > 0)


def report_of(survey: Survey, at: Occasion, wish: Wish, before: Earlier | None, *, provisional: bool) -> Paper:
    """A report of a district or city, or the annex with what the city's report does not publish."""
    shown: Publication = wish.publication  # type: ignore[assignment]
    if wish.kind == "rank_annex":
        with_heat = shown == "met_only"
        return rank_annex(survey, wish.unit, at, provisional=provisional, marking=wish.marking, with_heat=with_heat)
    how: dict[str, Any] = {"publication": shown, "provisional": provisional, "addressee": wish.addressee}
    if wish.kind == "district_report":
        return district_report(survey, wish.unit, at, before=before, **how)
    return city_report(survey, wish.unit, at, **how)


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
