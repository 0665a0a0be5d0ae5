"""Lines, fields and judge forms of a checklist in words, as an author checks them."""

from collections.abc import Callable, Mapping
from typing import Any

from inspector.checklist.edition import Edition
from inspector.checklist.fields import Field, sign
from inspector.checklist.items import Item
from inspector.checklist.judge_numbers import Banded, Count, PerHead, Ratio, Trend
from inspector.checklist.judge_parts import KOfN, Seen, ShareOfRows
from inspector.checklist.judges import ByChoice, ByDate, YesOrNo
from inspector.checklist.values import Amount, Due, Line, Term
from inspector.i18n import N_, current_locale, gettext

FORCES = {"hard": N_("Binding"), "step": N_("Binding step"), "soft": N_("Encouraged")}
TERMS = {
    "dated": N_("By a date"),
    "yearly": N_("Every year"),
    "termly": N_("Every term"),
    "weekly": N_("Every week"),
    "standing": N_("At all times"),
    "undated": N_("No date given"),
}
TYPES = {
    "select_one": N_("One of"),
    "select_multiple": N_("Any of"),
    "integer": N_("Whole number"),
    "decimal": N_("Number"),
    "date": N_("Date"),
    "text": N_("Words"),
    "document": N_("Document with title, number and date"),
    "roll_up": N_("Put together from the units below"),
}
ROLL_UPS = {
    "share_met": N_("share of units that meet it"),
    "share_earned": N_("mean share earned"),
    "pooled": N_("all parts over all wholes"),
    "mean": N_("mean of the units"),
    "worst": N_("the worst unit"),
}
PARTS = {"title": N_("title"), "number": N_("number"), "date": N_("date")}
STEPS = {"more": N_("More than before"), "less": N_("Less than before"), "not_less": N_("Not less than before")}
Words = Mapping[str, Any]


def say(message: str, **parts: object) -> str:
    return gettext(message) % parts


def joined(words: list[str]) -> str:
    return ("；" if current_locale().startswith("zh") else "; ").join(words)


def kind_label(edition: Edition, kind: str) -> str:
    found = edition.checklist.kinds.get(kind)
    return found.label if found else kind


def term_words(term: Term) -> str:
    text = N_("%(days)s calendar days") if term.kind == "calendar" else N_("%(days)s working days")
    return say(text, days=term.days)


def amount_words(edition: Edition, amount: Amount) -> str:
    number, _, _ = amount.text.partition(" ")
    if not amount.times:
        return f"{number}{sign(amount.unit)}"
    name = amount.times.removeprefix("setting.")
    known = edition.checklist.settings if amount.times.startswith("setting.") else edition.checklist.facts
    label = known[name].label if name in known else name
    return label if amount.number == 1 else f"{number} × {label}"


def line_words(edition: Edition, at_least: Line | None, at_most: Line | None) -> list[str]:
    """One text for each key a line varies with: 不低于7000元且不低于5 × 生均标准."""
    found: list[str] = []
    for line, words in ((at_least, N_("at least %(amount)s")), (at_most, N_("at most %(amount)s"))):
        for key, amounts in (line or {}).items():
            bound = [say(words, amount=amount_words(edition, amount)) for amount in amounts]
            text = gettext(" and ").join(bound) or gettext("no line")
            found.append(text if key == "always" else f"{key_words(edition, key)}：{text}")
    return found


def key_words(edition: Edition, key: str) -> str:
    """A place, a stage, a choice of an earlier question, or the rest."""
    if key == "others":
        return gettext("All others")
    for one in edition.checklist.dimensions.values():
        if key in one:
            return one[key]
    labels = (item.ask.choices[key].label for item in edition.items.values() if key in item.ask.choices)
    return next(labels, key)


def due_words(due: Due | None) -> list[str]:
    found = []
    for place, day in (due or {}).items():
        text = gettext("at all times") if day == "standing" else say(N_("by %(date)s"), date=day)
        found.append(text if place == "always" else f"{gettext('All others') if place == 'others' else place}：{text}")
    return found


def field_words(edition: Edition, field: Field) -> str:
    """Type, unit of measure, plausible range and line of a question or column."""
    parts = [gettext(TYPES[field.type])]
    if field.options:
        parts[0] += f"（{'、'.join(one.label for one in field.options.values())}）"
    if field.unit:
        parts.append(sign(field.unit))
    if field.plausible:
        parts.append(say(N_("plausible %(range)s"), range=field.plausible.text.replace("..", "–")))
    parts += line_words(edition, field.at_least, field.at_most)
    if field.force == "soft":
        parts.append(gettext("only a suggestion"))
    return " · ".join(parts)


def judge_words(edition: Edition, item: Item) -> list[str]:
    """How the answer is judged; empty for what is only recorded."""
    judge = item.judge
    if judge is None:
        return []
    for kind, words in _JUDGES:
        if isinstance(judge, kind):
            return words(edition, item, judge)
    return [judge.form]


def _choice(edition: Edition, item: Item, judge: ByChoice) -> list[str]:
    found = []
    for choice in item.ask.choices.values():
        short = choice.note == "needed"
        verdict = N_("met, with a shortcoming to be named") if short else N_("met")
        if not choice.met:
            verdict = N_("partly met, what is missing to be named") if short else N_("not met")
        found.append(f"{choice.label} → {gettext(verdict)}")
    return found


def _yes_no(edition: Edition, item: Item, judge: YesOrNo) -> list[str]:
    return [gettext("Met when the answer is yes") if judge.want == "yes" else gettext("Met when the answer is no")]


def _date(edition: Edition, item: Item, judge: ByDate) -> list[str]:
    found = [gettext("Met when done by its date; a thing not done is not due before the date and not met after it")]
    if judge.grace and judge.grace.days:
        found.append(say(N_("%(days)s of grace"), days=term_words(judge.grace)))
    return found


def _count(edition: Edition, item: Item, judge: Count) -> list[str]:
    lines = line_words(edition, judge.at_least, judge.at_most)
    rows = N_("Every row must meet its line") if judge.combine == "every_row" else N_("The sum of the rows counts")
    return [*([gettext(rows)] if item.ask.rows or judge.combine == "sum" else []), *lines]


def _ratio(edition: Edition, item: Item, judge: Ratio) -> list[str]:
    lines = line_words(edition, judge.at_least, judge.at_most)
    part, whole = (_name(edition, item, name) for name in (judge.part, judge.whole))
    if item.rolls_up:
        return lines
    return [f"{part} ÷ {whole}", *lines]


def _per_head(edition: Edition, item: Item, judge: PerHead) -> list[str]:
    rows = N_("Every row must meet its line") if judge.combine == "every_row" else N_("All rows together count")
    amount, heads = (_name(edition, item, name) for name in (judge.amount, judge.heads))
    return [f"{amount} ÷ {heads}", gettext(rows), *line_words(edition, judge.at_least, None)]


def _name(edition: Edition, item: Item, name: str) -> str:
    if name in item.ask.columns:
        return item.ask.columns[name].label or name
    fact = edition.checklist.facts.get(name)
    return fact.label if fact else item.ask.question or name


def _trend(edition: Edition, item: Item, judge: Trend) -> list[str]:
    found = [gettext(STEPS[judge.want])]
    if judge.enough:
        found.append(say(N_("enough from %(amount)s on"), amount=amount_words(edition, judge.enough)))
    return found


def _k_of_n(edition: Edition, item: Item, judge: KOfN) -> list[str]:
    labels = item.ask.asked.labels
    if judge.at_least == "all":
        found = [gettext("All of them must hold")]
    else:
        found = [say(N_("At least %(amount)s of them must hold"), amount=amount_words(edition, judge.at_least))]
    if judge.must:
        found.append(say(N_("in any case: %(names)s"), names="、".join(labels.get(key, key) for key in judge.must)))
    return found


def _share(edition: Edition, item: Item, judge: ShareOfRows) -> list[str]:
    return [say(N_("Rows that meet every line: at least %(amount)s"), amount=judge.at_least.text)]


def _seen(edition: Edition, item: Item, judge: Seen) -> list[str]:
    found = [say(N_("Seen, with %(parts)s"), parts="、".join(gettext(PARTS[part]) for part in judge.need))]
    return [*found, *([gettext("dates in the order of the rows")] if judge.in_order else [])]


def _banded(edition: Edition, item: Item, judge: Banded) -> list[str]:
    bands = sorted(judge.bands.values(), key=lambda band: band.from_to.low)
    met = {True: N_("met"), False: N_("not met")}
    return [f"{one.from_to.text.replace('..', '–')} {one.label} → {gettext(met[one.met])}" for one in bands]


_JUDGES: tuple[tuple[type[Any], Callable[[Edition, Item, Any], list[str]]], ...] = (
    (ByChoice, _choice),
    (YesOrNo, _yes_no),
    (ByDate, _date),
    (Count, _count),
    (Ratio, _ratio),
    (PerHead, _per_head),
    (Trend, _trend),
    (KOfN, _k_of_n),
    (ShareOfRows, _share),
    (Seen, _seen),
    (Banded, _banded),
)
