"""整改情况报告 from what the ledger counts."""

from datetime import date
from fractions import Fraction

from inspector.casework.accountability import OWN, AccountabilityReport, Figures
from inspector.checklist.wording import number, percent
from inspector.letters.composition import government_of
from inspector.letters.papers.rectification_report import MonthProgress, Progress, RectificationReport, Returned
from inspector.letters.papers.shared import Occasion
from inspector.scoring.survey import Survey

MONTHS, NUMBERS = 12, 10
OWN_OFFICE, OWN_CITY = "督导对象自身", "市本级"
WHOLE = Fraction(1)


def rectification_report(
    survey: Survey,
    unit: str,
    at: Occasion,
    found: AccountabilityReport,
    counted_on: date,
    *,
    addressee: str = "",
    demand: str = "",
) -> RectificationReport:
    """`found` counts the findings of this place; a district is not divided into places any further."""
    subject = survey.subjects[unit]
    places = () if subject.above else tuple(_progress(_place(survey, name), one) for name, one in found.districts)
    return RectificationReport(
        occasion=at,
        unit=subject.name,
        addressee=addressee or government_of(subject.name),
        counted_on=counted_on,
        whole=_progress(subject.name, found.whole),
        not_told=found.whole.not_told,
        places=places,
        offices=tuple(_progress(OWN_OFFICE if name == OWN else name, one) for name, one in found.offices),
        months=tuple(
            MonthProgress(f"{one.year}年{one.month}月", one.told, one.closed) for one in found.months[-MONTHS:]
        ),
        again=tuple(
            Returned(one.name, len(one.numbers), one.running, _numbers(one.numbers)) for one in found.offenders
        ),
        demand=demand,
    )


def _place(survey: Survey, district: str) -> str:
    return survey.subjects[district].name if district in survey.subjects else OWN_CITY


def _progress(name: str, one: Figures) -> Progress:
    rate = "—" if one.rate is None else percent(one.rate, WHOLE)
    days = "—" if one.days is None else number(one.days, 1)
    return Progress(name, one.all, one.running, one.overdue, one.closed, rate, days)


def _numbers(found: tuple[int, ...]) -> str:
    shown = "、".join(map(str, found[:NUMBERS]))
    return f"{shown}等" if len(found) > NUMBERS else shown
