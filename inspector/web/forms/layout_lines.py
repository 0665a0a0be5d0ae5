"""The line of a question as it stands beside it: figures, date and what they vary with, in a reader's words."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from inspector.checklist.edition import Edition
from inspector.checklist.items import Item
from inspector.checklist.values import Amount, Line
from inspector.checklist.wording import day
from inspector.i18n import N_, gettext
from inspector.scoring.occurrences import Occurrence

AT_LEAST, AT_MOST = N_("at least %(amount)s"), N_("at most %(amount)s")
NOTHING_ASKED = N_("nothing asked")
UNITS = {"yuan": "元", "mm": "毫米", "m": "米"}


def amount_text(edition: Edition, amount: Amount) -> str:
    """`10 x base_standard` as the fact's label times 10, `7000 yuan` as 7000元."""
    if not amount.times:
        number, _, unit = amount.text.partition(" ")
        return number + UNITS.get(unit, unit)
    fact = edition.checklist.facts.get(amount.times)
    setting = edition.checklist.settings.get(amount.times.removeprefix("setting."))
    label = fact.label if fact else setting.label if setting else amount.times
    factor = amount.text.partition(" x ")[0] if " x " in amount.text else ""
    return f"{label} × {factor}" if factor else label


def line_text(edition: Edition, at_least: Line | None, at_most: Line | None, varies: Sequence[str] = ()) -> str:
    """Both bounds as one text; empty where nothing binds."""
    parts = []
    for line, words in ((at_least, AT_LEAST), (at_most, AT_MOST)):
        for amounts in _binding(line, varies):
            amount = gettext(" and ").join(amount_text(edition, one) for one in amounts)
            if amount:
                parts.append(gettext(words) % {"amount": amount})
    return gettext(", ").join(dict.fromkeys(parts))


class LineView(Struct, frozen=True):
    """What is asked where the earlier question was answered with `when`; `label` is that answer's."""

    when: str
    label: str
    text: str


def lines_by(
    edition: Edition, by: str | None, at_least: Line | None, at_most: Line | None, varies: Sequence[str] = ()
) -> tuple[LineView, ...]:
    """A line for each answer of the question `by`; none where they are all the same."""
    asked = edition.items[by].ask.fields.get("value") if by else None
    choices = asked.options if asked else {}
    known = {key: line_text(edition, at_least, at_most, (key, *varies)) for key in choices}
    lines = [line for line in (at_least, at_most) if line]
    if not any(key in line for line in lines for key in choices):
        return ()
    nothing = gettext(NOTHING_ASKED)
    return tuple(LineView(key, one.label, known[key] or nothing) for key, one in choices.items())


def joined(lines: Iterable[LineView]) -> str:
    """All of them in one text, as they stand on paper."""
    words = gettext("%(case)s: %(line)s")
    return gettext("; ").join(words % {"case": one.label, "line": one.text} for one in lines)


def _binding(line: Line | None, varies: Sequence[str]) -> Iterable[tuple[Amount, ...]]:
    """The amounts for this unit; for a line that varies with an answer, all there are."""
    if not line:
        return ()
    for key in (*varies, "always"):
        if key in line:
            return (line[key],)
    rest = [amounts for key, amounts in line.items() if key != "others"]
    return (line["others"],) if "others" in line and not varies else rest


def item_line(edition: Edition, item: Item, place: str, times: Sequence[Occurrence]) -> str:
    """What the item asks for as a whole: its bound and its date."""
    judge = item.judge
    varies = (place,) if place else ()
    parts = []
    bounds = [getattr(judge, name, None) for name in ("at_least", "at_most")]
    if all(bound is None or isinstance(bound, dict) for bound in bounds):
        by = lines_by(edition, getattr(judge, "by", None), bounds[0], bounds[1], varies)
        parts.append(joined(by) or line_text(edition, bounds[0], bounds[1], varies))
    elif isinstance(bounds[0], Amount):
        parts.append(gettext(AT_LEAST) % {"amount": amount_text(edition, bounds[0])})
    for column in item.ask.columns.values():
        bound = line_text(edition, column.at_least, column.at_most, varies)
        if bound:
            parts.append(f"{column.label} {bound}")
    dues = dict.fromkeys(time.due for time in times if time.due)
    if dues:
        parts.append(gettext("due %(days)s") % {"days": "、".join(day(one) for one in dues)})
    return gettext("; ").join(part for part in parts if part)
