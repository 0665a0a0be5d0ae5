"""What a clerk wants of a letter: read from the form, filled in where the round knows it, made into a paper."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

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
from inspector.letters.composition_city import city_report
from inspector.letters.kinds import KINDS, Paper
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
    """As typed; `errors` says by field what is wrong with it. Dates are ISO texts or empty."""

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
    ranks: bool = True
    variant: Variant = "letter"
    errors: Mapping[str, str] | None = None

    def day(self, name: str) -> date | None:
        text = str(getattr(self, name))
        return date.fromisoformat(text) if text else None


def kinds_for(survey: Survey, unit: str) -> tuple[str, ...]:
    """An opinion for whoever has a form, a list of responsibilities above schools, the report for the whole tree."""
    subject, found = survey.subjects[unit], []
    if survey.edition.form(subject.kind, survey.selection):
        found.append("opinion")
    if survey.below(unit):
        found.append("accountability" if subject.above else "city_report")
    return tuple(found)


def first_wish(opened: OpenedRound, unit: str, kind: str, today: date) -> Wish:
    """What the form shows before anybody typed."""
    survey, place = opened.survey, kind in ("accountability", "city_report")
    return Wish(
        kind,
        unit,
        office=office_of(survey),
        legal_basis=opened.round.legal_basis or LEGAL_BASIS,
        addressee=government_of(survey.subjects[unit].name) if place else "",
        notice=today.isoformat(),
        variant="red" if kind == "city_report" else "letter",
    )


def read_wish(values: Mapping[str, str], first: Wish) -> Wish:
    """The form over what it showed at first; what was typed stays, with what is wrong beside it."""
    texts = {name: values.get(name, getattr(first, name)).strip() for name in ("office", "legal_basis", "addressee")}
    days = {name: values.get(name, "").strip() for name in DATES}
    variant = values.get("variant", first.variant)
    errors = {
        **{name: gettext("Too long.") for name, text in texts.items() if len(text) > LONGEST_NAME},
        **{name: gettext("This must be filled in.") for name in ("office", "legal_basis") if not texts[name]},
        **{name: gettext("Choose a day.") for name, text in days.items() if text and not is_day(text)},
    }
    heard = "heard" in values
    if heard and not days["heard_on"]:
        errors["heard_on"] = gettext("On which day was the unit heard?")
    if variant not in get_args(Variant):
        errors["variant"] = gettext("There is no such head.")
    return replace(first, **texts, **days, heard=heard, ranks="ranks" in values, variant=variant, errors=errors)  # type: ignore[arg-type]


def is_day(text: str) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10 and 2000 <= day.year <= 2099


def paper_of(opened: OpenedRound, survey: Survey, wish: Wish, today: date) -> Paper:
    """The paper as the round stands now; the wish must be free of errors."""
    at = occasion(survey, _circumstances(opened, survey, wish, today))
    notice = wish.day("notice")
    if wish.kind == "opinion":
        answers = {"reply_by": wish.day("reply_by"), "report_by": wish.day("report_by")}
        return opinion(survey, wish.unit, at, heard=wish.heard, notice=notice, **answers)
    if wish.kind == "accountability":
        return accountability(survey, wish.unit, at, notice=notice, addressee=wish.addressee)
    open_ = opened.unconfirmed > 0
    return city_report(survey, wish.unit, at, provisional=open_, with_ranks=wish.ranks, addressee=wish.addressee)


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
