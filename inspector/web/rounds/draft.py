"""What is typed when a round is set up, checked: nothing typed is lost, each fault stands beside its field."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from msgspec import Struct, field

from inspector.checklist.edition import Edition
from inspector.checklist.fields import Field, FieldProblem, parse
from inspector.checklist.items import Item
from inspector.i18n import N_, gettext
from inspector.storage.tables import Round
from inspector.web.checklists.words import say
from inspector.web.form_input import FormInput

SUPERVISIONS = {"special": N_("Special supervision"), "comprehensive": N_("Comprehensive"), "regular": N_("Regular")}
PUBLICATIONS = {
    "met_only": N_("Met and not met only"),
    "grades": N_("Grades too"),
    "ranks": N_("Grades and ranks"),
}
DATES = ("period_from", "period_to", "data_date", "cutoff")
TEXTS = {"title": 100, "legal_basis": 500, "approval_number": 100}
DAY = Field(type="date")


class Typed(Struct, frozen=True):
    """Every field as text; `settings` by name, `items` and `units` as ticked."""

    values: Mapping[str, str]
    settings: Mapping[str, str]
    items: frozenset[str]
    units: frozenset[str]


class Checked(Struct, frozen=True):
    """`columns` of the round when `errors` is empty. `taken_along`: items that chosen ones need."""

    columns: dict[str, Any]
    errors: dict[str, str]
    taken_along: frozenset[str] = field(default=frozenset())


def typed_in(form: FormInput, edition: Edition) -> Typed:
    names = (*TEXTS, *DATES, "supervision", "scheme", "publication")
    settings = {name: form.text(f"setting-{name}", 100) for name in edition.checklist.settings}
    values = {name: form.text(name, 2000) for name in names}
    return Typed(values, settings, frozenset(form.all("items")), frozenset(form.all("units")))


def typed_of(round_: Round, units: Iterable[str]) -> Typed:
    """A stored draft as its form shows it."""
    values = {name: str(getattr(round_, name)) for name in (*TEXTS, *DATES, "supervision", "publication")}
    settings = json.loads(round_.settings)
    items = frozenset(json.loads(round_.selection))
    return Typed(values | {"scheme": round_.scheme_digest or ""}, settings, items, frozenset(units))


def beginning(edition: Edition, scheme: str, units: Iterable[str], today: date) -> Typed:
    """A new round: the plan's period and everything ticked; what has no answer of its own stays empty."""
    valid, period = edition.checklist.valid, edition.plan.period
    first, last = max(valid.from_, period.from_), min(valid.to, period.to)
    until = min(max(today, first), valid.to)
    days = {"period_from": first, "period_to": last, "data_date": min(until, last), "cutoff": until}
    values = {name: day.isoformat() for name, day in days.items()}
    values |= dict.fromkeys(TEXTS, "") | {"supervision": "special", "publication": "met_only", "scheme": scheme}
    return Typed(values, {}, frozenset(choosable(edition)), frozenset(units))


def choosable(edition: Edition) -> list[str]:
    """Item ids in the order of the checklist, retired ones left out."""
    return [item.id for item in edition.items.values() if not item.retired]


def check(typed: Typed, edition: Edition, schemes: Iterable[str]) -> Checked:
    """All faults at once. Whether the units exist on the cut-off date is for the record to say."""
    errors: dict[str, str] = {}
    columns: dict[str, Any] = {name: _text(typed, name, most, errors) for name, most in TEXTS.items()}
    if not columns["title"]:
        errors.setdefault("title", gettext("Give the round a title."))
    for name, known in (("supervision", SUPERVISIONS), ("publication", PUBLICATIONS)):
        columns[name] = typed.values[name]
        if columns[name] not in known:
            errors[name] = gettext("Choose one of the list.")
    columns["scheme_digest"] = typed.values["scheme"] or None
    if columns["scheme_digest"] not in (None, *schemes):
        errors["scheme"] = gettext("Choose one of the list.")
    columns |= _dates(typed, edition, errors)
    columns["settings"] = json.dumps(_settings(typed, edition, errors), sort_keys=True, ensure_ascii=False)
    taken_along = _items(typed, edition, columns, errors)
    if not typed.units:
        errors["units"] = gettext("Tick at least one unit.")
    return Checked(columns, errors, taken_along)


def _text(typed: Typed, name: str, most: int, errors: dict[str, str]) -> str:
    text = typed.values[name]
    if len(text) > most:
        errors[name] = say(N_("Too long: %(length)s characters, at most %(most)s."), length=len(text), most=most)
    return text


def problem_words(problem: FieldProblem) -> str:
    return gettext(problem.message).format(**problem.params)


def _dates(typed: Typed, edition: Edition, errors: dict[str, str]) -> dict[str, date]:
    found: dict[str, date] = {}
    for name in DATES:
        taken = parse(DAY, typed.values[name])
        if isinstance(taken, FieldProblem):
            errors[name] = problem_words(taken)
        elif not taken:
            errors[name] = gettext("Give this date.")
        else:
            found[name] = date.fromisoformat(taken)
    valid = edition.checklist.valid
    for name in ("period_from", "period_to", "cutoff"):
        if name in found and not valid.from_ <= found[name] <= valid.to:
            words = N_("Outside the validity of this edition, which is %(first)s to %(last)s.")
            errors[name] = say(words, first=valid.from_, last=valid.to)
    for earlier, later, words in (
        ("period_from", "period_to", N_("The period ends before it begins.")),
        ("period_from", "cutoff", N_("The cut-off lies before the period begins.")),
        ("data_date", "cutoff", N_("Facts are known later than the cut-off: put this date on or after theirs.")),
    ):
        if earlier in found and later in found and found[earlier] > found[later]:
            errors.setdefault(later, gettext(words))
    return found


def _settings(typed: Typed, edition: Edition, errors: dict[str, str]) -> dict[str, str]:
    """Only those that were set: unset is not the same as empty."""
    found = {}
    for name, setting in edition.checklist.settings.items():
        taken = parse(setting.field, typed.settings.get(name, ""))
        if isinstance(taken, FieldProblem):
            errors[f"setting-{name}"] = problem_words(taken)
        elif taken:
            found[name] = taken
    return found


def _items(typed: Typed, edition: Edition, columns: dict[str, Any], errors: dict[str, str]) -> frozenset[str]:
    known = choosable(edition)
    chosen = [name for name in known if name in typed.items]
    selection = json.dumps(chosen)
    columns |= {"selection": selection, "selection_digest": sha256(selection.encode()).hexdigest()}
    missing = needed_items(edition, chosen) - typed.items
    if typed.items - set(known):
        errors["items"] = gettext("An item ticked here is not in this edition. Load the page again.")
    elif not chosen:
        errors["items"] = gettext("Tick at least one item.")
    elif missing:
        titles = "、".join(edition.items[name].title for name in known if name in missing)
        words = N_("Chosen items need these, which are now ticked too: %(titles)s. Save again if that is right.")
        errors["items"] = say(words, titles=titles)
    return frozenset(missing)


def needed_items(edition: Edition, chosen: Iterable[str]) -> frozenset[str]:
    """Items that others roll up or depend on, all the way down."""
    found: set[str] = set()
    queue = list(chosen)
    while queue:
        for name in _needs(edition, edition.items[queue.pop()]):
            if name in edition.items and name not in found:
                found.add(name)
                queue.append(name)
    return frozenset(found)


def _needs(edition: Edition, item: Item) -> Iterable[str]:
    if item.rolls_up and item.ask.of:
        yield item.ask.of
    by = getattr(item.judge, "by", None)
    if by:
        yield by
    for text in item.applies_when:
        for name in edition.conditions[text].names:
            where, _, rest = name.partition(".")
            if where in ("answer", "result"):
                yield rest


def left_open(edition: Edition, name: str) -> int:
    """How many items are recorded only as long as a setting is unset."""
    dotted = f"setting.{name}"
    return sum(
        name in item.needs or any(dotted in edition.conditions[text].names for text in item.applies_when)
        for item in edition.items.values()
    )
