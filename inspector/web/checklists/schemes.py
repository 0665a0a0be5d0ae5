"""A scheme as the browser shows it: weights, credit, grades and floor items, all the office's own."""

from fractions import Fraction
from typing import Annotated

from msgspec import Struct

from inspector.checklist.edition import Edition
from inspector.checklist.models import Credit, Scheme
from inspector.checklist.values import Amount
from inspector.i18n import N_, gettext
from inspector.web.checklists.words import kind_label, say, term_words

MODES = {"points": N_("Points"), "lines": N_("Met or not met (达标)")}
MODELS = {
    "default": N_("Weights inside each group"),
    "flat": N_("All items together, weighted"),
    "flat_unweighted": N_("All items together, each the same"),
    "absolute": N_("All or nothing"),
}
UNCHECKED = {"interval": N_("What was not checked widens the result"), "drop": N_("What was not checked is left out")}


class WeightedItem(Struct, frozen=True):
    id: str
    title: str
    weight: str
    credit: str


class WeightedSection(Struct, frozen=True):
    title: str
    weight: str
    items: tuple[WeightedItem, ...]


class SchemeView(Struct, frozen=True):
    scheme: Scheme
    mode: str
    model: str
    unchecked: str
    sections: tuple[WeightedSection, ...]
    grades: Annotated[tuple[tuple[str, str], ...], "name and the points from which it holds"]
    floors: tuple[str, ...]
    rank: Annotated[tuple[str, ...], "who is ranked, who takes part, what breaks ties"]


def scheme_view(edition: Edition, scheme: Scheme) -> SchemeView:
    sections = tuple(_section(edition, scheme, name) for name in edition.sections)
    return SchemeView(
        scheme,
        gettext(MODES[scheme.mode]),
        gettext(MODELS[scheme.model]),
        gettext(UNCHECKED[scheme.unchecked]),
        tuple(one for one in sections if one.items),
        tuple((name, amount.text) for name, amount in scheme.grades.items()),
        tuple(_floors(edition, scheme)),
        tuple(_rank(edition, scheme)),
    )


def _section(edition: Edition, scheme: Scheme, name: str) -> WeightedSection:
    items = []
    for item in edition.sections[name]:
        own = scheme.items.get(item.id)
        weight = (own.weight if own else None) or scheme.default.weight
        credit = (own.credit if own else None) or scheme.default.credit
        if item.judged and not item.retired:
            items.append(WeightedItem(item.id, item.title, _number(weight), credit_words(edition, item.id, credit)))
    return WeightedSection(edition.checklist.sections[name], _number(scheme.sections.get(name)), tuple(items))


def _number(amount: Amount | None) -> str:
    return amount.text if amount else "1"


def credit_words(edition: Edition, item: str, credit: Credit | None) -> str:
    """What a result earns, in one line."""
    if credit is None:
        return gettext("all or nothing")
    parts = []
    if credit.kind:
        kinds = {"all_or_nothing": N_("all or nothing"), "in_proportion": N_("in proportion")}
        parts.append(gettext(kinds[credit.kind]))
    labels = edition.items[item].ask.choices if item in edition.items else {}
    parts += [f"{labels[key].label if key in labels else key} {one.text}" for key, one in credit.choices.items()]
    if credit.floor:
        parts.append(say(N_("nothing below %(share)s"), share=credit.floor.text))
    if credit.zero_after:
        parts.append(say(N_("late: fading to nothing within %(days)s"), days=term_words(credit.zero_after)))
    if credit.shortcoming:
        parts.append(say(N_("met with a shortcoming: %(share)s"), share=credit.shortcoming.text))
    if credit.partly:
        parts.append(say(N_("partly met: %(share)s"), share=credit.partly.text))
    return "；".join(parts)


def _floors(edition: Edition, scheme: Scheme) -> list[str]:
    found = []
    for floor in scheme.floor_items:
        title = edition.items[floor.item].title if floor.item in edition.items else floor.item
        what = (
            say(N_("at most %(grade)s"), grade=floor.to)
            if floor.form == "cap"
            else say(N_("%(count)s grades lower"), count=floor.by)
        )
        found.append(f"{title} → {what}")
    return found


def _rank(edition: Edition, scheme: Scheme) -> list[str]:
    rule = scheme.rank
    if rule is None:
        return []
    found = [say(N_("Ranked: %(kind)s"), kind=kind_label(edition, rule.kind))]
    found.append(say(N_("takes part from a check coverage of %(share)s"), share=_percent(rule.coverage.number)))
    found.append(say(N_("in each section %(share)s"), share=_percent(rule.section_coverage.number)))
    ties = {"problems": N_("fewer problems"), "coverage": N_("higher check coverage")}
    if rule.tie_break:
        names = "、".join(gettext(ties[one]) for one in rule.tie_break)
        found.append(say(N_("ties broken by %(rules)s"), rules=names))
    return found


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):g}%"
