"""Competition ranking on exact scores, with who does not take part and why (scoring 10, 15)."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

from msgspec import Struct, field

from inspector.checklist.models import RankRule

Bar = Literal["nothing_applicable", "coverage", "section_coverage", "manual_not_applicable", "not_visited"]
MOST_DIGITS = 12


class Entry(Struct, frozen=True):
    """One unit to be ranked; scores in millionths of a point, `high` above `low` while something is open."""

    unit: str
    low: int | None
    high: int | None
    coverage: Fraction
    sections: Mapping[str, Fraction | None] = field(default_factory=dict)
    manual: Fraction = Fraction(0)
    problems: int = 0
    grade: int = 0


class Place(Struct, frozen=True):
    """Rank 1 + the number strictly better; `best`..`worst` as far as what is open leaves it open.

    A unit that is `barred` takes no place; `detail` is the section, if one is meant."""

    entry: Entry
    rank: int | None = None
    best: int | None = None
    worst: int | None = None
    barred: Bar | None = None
    detail: str = ""


def rank(entries: Sequence[Entry], rule: RankRule) -> list[Place]:
    """Ranked units by place (equal places by unit id, for print only), then the barred ones."""
    bars = {entry.unit: _bar(entry, rule) for entry in entries}
    taking = [entry for entry in entries if bars[entry.unit][0] is None]
    places = [
        Place(
            entry,
            1 + sum(_key(other, rule) > _key(entry, rule) for other in taking),
            1 + sum((other.low or 0) > (entry.high or 0) for other in taking),
            sum((other.high or 0) >= (entry.low or 0) for other in taking),
        )
        for entry in taking
    ]
    left = [
        Place(entry, barred=bars[entry.unit][0], detail=bars[entry.unit][1]) for entry in entries if bars[entry.unit][0]
    ]
    return sorted(places, key=lambda one: (one.rank or 0, one.entry.unit)) + sorted(
        left, key=lambda one: one.entry.unit
    )


def _key(entry: Entry, rule: RankRule) -> tuple[int | Fraction, ...]:
    ties: dict[str, int | Fraction] = {"problems": -entry.problems, "coverage": entry.coverage}
    first = (-entry.grade, entry.low or 0) if rule.by == "grade" else (entry.low or 0,)
    return (*first, *(ties[name] for name in rule.tie_break))


def _bar(entry: Entry, rule: RankRule) -> tuple[Bar | None, str]:
    if entry.low is None:
        return "nothing_applicable", ""
    if entry.coverage < rule.coverage.number:
        return "coverage", ""
    for section, covered in entry.sections.items():
        if covered is not None and covered < rule.section_coverage.number:
            return "section_coverage", section
    if entry.manual > rule.manual_not_applicable.number:
        return "manual_not_applicable", ""
    return None, ""


def half_up(value: Fraction, digits: int = 2) -> str:
    """Half-up as officials check by hand (scoring 15)."""
    units = (abs(value.numerator) * 10**digits * 2 + value.denominator) // (value.denominator * 2)
    whole, rest = divmod(units, 10**digits)
    text = f"{whole}.{rest:0{digits}d}" if digits else str(whole)
    return f"-{text}" if value < 0 and units else text


def printed_apart(values: Sequence[Fraction], digits: int = 2) -> list[str]:
    """Each value half-up; those that differ but would print alike show further digits."""
    texts = [half_up(value, digits) for value in values]
    while digits < MOST_DIGITS:
        clash = {text for text in texts if len({v for v, t in zip(values, texts, strict=True) if t == text}) > 1}
        if not clash:
            break
        digits += 1
        texts = [half_up(v, digits) if t in clash else t for v, t in zip(values, texts, strict=True)]
    return texts


def printed_parts(parts: Sequence[Fraction], digits: int = 2) -> list[str]:
    """Parts rounded by largest remainder, so that the printed parts add up to the printed sum (scoring 12)."""
    scale = 10**digits
    target = int(half_up(sum(parts, Fraction(0)) * scale, 0))
    floors = [(part * scale).__floor__() for part in parts]
    order = sorted(range(len(parts)), key=lambda i: (floors[i] - parts[i] * scale, i))
    for index in order[: max(0, target - sum(floors))]:
        floors[index] += 1
    return [half_up(Fraction(units, scale), digits) for units in floors]
