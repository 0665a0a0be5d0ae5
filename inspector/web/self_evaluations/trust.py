"""自评可信度 in words: of one inspection for its review, of a district with its units."""

from collections.abc import Iterable
from fractions import Fraction

from msgspec import Struct

from inspector.casework.credibility import Credibility, Pooled, of_unit, pooled
from inspector.checklist.wording import number
from inspector.scoring.results import MILLION
from inspector.scoring.survey import Survey


class CredibilityRow(Struct, frozen=True):
    name: str
    found: Credibility
    share: str
    gap: str


class DistrictCredibility(Struct, frozen=True):
    pooled: Pooled
    share: str
    gap: str
    rows: tuple[CredibilityRow, ...]


def row_of(name: str, found: Credibility) -> CredibilityRow:
    ends = None if found.gap is None else (Fraction(found.gap[0], MILLION), Fraction(found.gap[1], MILLION))
    return CredibilityRow(name, found, percent_text(found.share), gap_text(ends))


def district_credibility(own: Survey, team: Survey, units: Iterable[str]) -> DistrictCredibility | None:
    """None where no unit has anything to compare."""
    rows = [row_of(team.subjects[unit].name, of_unit(own, team, unit)) for unit in units]
    rows = [row for row in rows if row.found.compared]
    if not rows:
        return None
    whole = pooled(row.found for row in rows)
    return DistrictCredibility(whole, percent_text(whole.share), gap_text(whole.gap), tuple(rows))


def percent_text(share: Fraction | None) -> str:
    """To a tenth of a percent, never up to all of them."""
    if share is None:
        return "—"
    tenths = share.numerator * 1000 // share.denominator
    return f"{number(Fraction(tenths, 10))}%"


def gap_text(ends: tuple[Fraction, Fraction] | None) -> str:
    """With its sign: +3.5, or an interval while something is open."""
    if ends is None:
        return ""
    texts = [_signed(end) for end in ends]
    return texts[0] if texts[0] == texts[1] else f"{texts[0]} … {texts[1]}"


def _signed(value: Fraction) -> str:
    hundredths = round(value * 100)
    text = number(Fraction(abs(hundredths), 100))
    return f"+{text}" if hundredths > 0 else f"−{text}" if hundredths < 0 else "0"
