"""One line of the score followed down: clause, figures, the schools that fed it, the answer and who entered it."""

from fractions import Fraction
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.casework.findings import findings
from inspector.casework.printed_answers import Figures, PrintedAnswer, figures, printed_answers
from inspector.checklist import cells
from inspector.fieldwork.operations import Level
from inspector.i18n import N_, gettext
from inspector.scoring.results import MILLION, Result, State
from inspector.scoring.subjects import Subject
from inspector.scoring.survey import Survey
from inspector.storage import accounts, operations
from inspector.storage.inspections import InspectionLine
from inspector.storage.tables import Finding
from inspector.web.districts.standing import percent
from inspector.web.pages import RESULT_NAMES

FIGURE_NAMES = {
    "part": N_("Numerator"),
    "whole": N_("Denominator"),
    "share": N_("Share"),
    "value": N_("Value"),
    "line": N_("Line"),
    "missing": N_("Short by"),
    "needed": N_("Needed"),
    "days_late": N_("Days late"),
    "before": N_("Before"),
    "now": N_("Now"),
    "amount": N_("Amount"),
    "heads": N_("Heads"),
}


class Entered(Struct, frozen=True):
    """Who last changed the answer, and when (UTC microseconds)."""

    name: str
    at: int


class Fed(Struct, frozen=True):
    """A unit below and its own result, which went into the roll-up; `path` leads to its page at that item."""

    name: str
    state: State
    earned: str
    path: str


class ItemDetail(Struct, frozen=True):
    id: str
    title: str
    locators: tuple[str, ...]
    doubts: tuple[str, ...]
    question: str
    why: str
    charged: str
    sentences: tuple[str, ...]
    figures: tuple[Figures, ...]
    fed: tuple[Fed, ...]
    fed_counts: tuple[tuple[State, int], ...]
    fed_left_out: int
    answers: tuple[PrintedAnswer, ...]
    entered: tuple[Entered, ...]
    requested: tuple[str, ...]
    rolls_up: bool
    letters: tuple[tuple[str, str], ...] = ()
    """Title and path of those in which a sentence about it stands, as far as the reader may see them."""
    ledger: Finding | None = None
    """The story of it in the ledger."""


def item_detail(survey: Survey, round_id: str, unit: str, item_id: str, entered: list[Entered]) -> ItemDetail | None:
    """None when the unit's form has no such item."""
    subject = survey.subjects[unit]
    result = next((one for one in survey.results(unit) if one.item.id == item_id), None)
    if result is None:
        return None
    item, plan = result.item, survey.edition.plan
    fed, left_out = _fed(survey, round_id, subject, result)
    found = findings(survey.edition, subject, survey.terms, [result])
    return ItemDetail(
        id=item.id,
        title=item.title,
        locators=tuple(dict.fromkeys(plan.locator(name) for name in item.clause)),
        doubts=tuple(dict.fromkeys(doubt for name in item.clause if (doubt := plan.clauses[name].doubt))),
        question=item.ask.question,
        why=why_text(survey, result),
        charged=survey.edition.checklist.kinds[item.duty_of].label if item.duty_of else "",
        sentences=tuple(one.sentence for one in found),
        figures=tuple(map(_named, figures(survey.edition, subject, result))),
        fed=fed,
        fed_counts=tuple((s, n) for s in RESULT_NAMES if (n := sum(one.state == s for one in fed))),  # type: ignore[misc]
        fed_left_out=left_out,
        answers=tuple(printed_answers(survey, subject, item)),
        entered=tuple(entered),
        requested=tuple(one.words for one in item.see.values()),
        rolls_up=item.rolls_up,
    )


def _named(one: Figures) -> Figures:
    return replace(one, values=tuple((gettext(FIGURE_NAMES[name]), text) for name, text in one.values))


def _fed(survey: Survey, round_id: str, subject: Subject, result: Result) -> tuple[tuple[Fed, ...], int]:
    """Those that count, and how many below have the item without counting."""
    target = survey.edition.items.get(result.item.ask.of or "")
    if target is None:
        return (), 0
    named = [one for one in survey.below(subject.id) if one.kind in target.unit]
    rows = []
    for one in named if result.fed_by else ():
        if one.id in result.fed_by:
            own = next(own for own in survey.results(one.id) if own.item.id == target.id)
            rows.append(Fed(one.name, own.state, _share(own), unit_path(round_id, one.id, target.id)))
    return tuple(rows), len(named) - len(rows)


def _share(result: Result) -> str:
    low, high = Fraction(result.low, MILLION), Fraction(result.high, MILLION)
    return percent(low) if low == high else f"{percent(low)}–{percent(high)}"


def unit_path(round_id: str, unit: str, item: str = "") -> str:
    path = f"/rounds/{quote(round_id, safe='')}/districts/{quote(unit, safe='')}"
    return f"{path}?item={quote(item)}#item-{quote(item)}" if item else path


def why_text(survey: Survey, result: Result) -> str:
    """What is missing or contradicts itself, by the name the checklist gives it; empty when nothing is."""
    kind, _, name = result.why.partition(":") if ":" in result.why else ("", "", result.why)
    if not result.why:
        return ""
    if kind == "below":
        return gettext("not checked at %(count)s of the units below") % {"count": name}
    where, _, rest = name.rpartition(".")
    checklist = survey.edition.checklist
    if where == "setting" and rest in checklist.settings:
        return gettext("recorded only: the plan leaves open and the round does not set: %(name)s") % {
            "name": checklist.settings[rest].label
        }
    if rest in checklist.facts:
        return gettext("not known yet: %(name)s") % {"name": checklist.facts[rest].label}
    if rest in survey.edition.items:
        return gettext("not known yet: %(name)s") % {"name": survey.edition.items[rest].title}
    return gettext("the answer is not complete or contradicts itself")


def entered_by(connection: Connection, line: InspectionLine | None, item_id: str) -> list[Entered]:
    """Who made the present entries of an item and when, the latest first, each person once."""
    if line is None:
        return []
    heads = operations.heads(connection, line.city_id, line.id, Level.team)
    current = {head.operation for path, head in heads.items() if cells.parse(path).item == item_id}
    latest: dict[int, int] = {}
    for entry in operations.history(connection, line.city_id, line.id):
        if entry.arrived.operation.id in current:
            latest[entry.arrived.operation.account] = entry.received_at
    names = accounts.named(connection, list(latest))
    return [Entered(names[who], at) for who, at in sorted(latest.items(), key=lambda one: -one[1])]
