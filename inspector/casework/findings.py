"""Findings 问题 / 工作建议: one sentence per reason, charged once, to whom the clause names."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from inspector.casework.small_numbers import public_facts, public_figures, public_note
from inspector.checklist.edition import Edition
from inspector.checklist.items import Item, Rectify
from inspector.checklist.plan import Clause
from inspector.checklist.verdicts import Reason
from inspector.checklist.wording import fill, printed
from inspector.scoring.results import Outcome, Result
from inspector.scoring.subjects import Subject, Terms, fact_texts, setting_texts

Kind = Literal["problem", "suggestion", "unproven"]
MINOR = frozenset({"shortcoming", "advice"})


class Finding(Struct, frozen=True):
    """`locators` say where the plan asks it, in a reader's words; `offices` lead, `helpers` cooperate.

    `unproven` is neither of the two: the unit could not prove what it says (scoring 1, unverifiable).
    `row` is the key of the row below its line, where a table is judged row by row."""

    kind: Kind
    unit: str
    item: str
    title: str
    sentence: str
    locators: tuple[str, ...]
    clauses: tuple[str, ...]
    doubts: tuple[str, ...]
    offices: tuple[str, ...]
    helpers: tuple[str, ...]
    rectify: Rectify | None
    occurrence: str = ""
    row: str = ""


def findings(
    edition: Edition, subject: Subject, terms: Terms, results: Sequence[Result], *, public: bool = False
) -> list[Finding]:
    """All findings of one unit in the order of the form; items of one story give one problem.

    `public`: sentences for a paper that everybody may read, without small numbers of pupils.
    """
    found: list[Finding] = []
    told: set[str] = set()
    for result in results:
        new = list(_of_result(edition, subject, terms, result, public))
        story = result.item.story
        if story and new and any(one.kind == "problem" for one in new):
            if story in told:
                continue
            told.add(story)
        found += new
    return found


def _of_result(edition: Edition, subject: Subject, terms: Terms, result: Result, public: bool) -> Iterable[Finding]:
    item = result.item
    named = _named(edition, subject, item)
    empty = _blank(edition, subject, item, named)
    if result.state == "unverifiable":
        told = f"{subject.name}未能提供“{item.title}”的证明材料，无法核实。"
        yield replace(empty, kind="unproven", sentence=told)
    for outcome, reason in result.reasons:
        kind: Kind = "problem" if _binds(item, named) and reason.name not in MINOR else "suggestion"
        told = sentence(edition, subject, terms, item, outcome, reason, public=public)
        yield replace(empty, kind=kind, sentence=told, occurrence=outcome.occurrence, row=reason.row)


def _named(edition: Edition, subject: Subject, item: Item) -> list[tuple[str, Clause]]:
    """The item's clauses that concern this kind of unit."""
    return [
        (name, clause)
        for name in item.clause
        if subject.kind in (clause := edition.plan.clauses[name]).bears or subject.kind in clause.looks
    ]


def blank(edition: Edition, subject: Subject, item: Item) -> Finding:
    """An item at a unit with clauses and offices, before anything is found."""
    return _blank(edition, subject, item, _named(edition, subject, item))


def _binds(item: Item, named: Sequence[tuple[str, Clause]]) -> bool:
    """A duty of this very unit under a hard clause: only then is an unmet line a problem (design 2)."""
    return item.duty_of is None and any(clause.hard for _, clause in named)


def _blank(edition: Edition, subject: Subject, item: Item, named: Sequence[tuple[str, Clause]]) -> Finding:
    clauses = [clause for _, clause in named]
    offices = dict.fromkeys(office for clause in clauses for office in clause.offices)
    helpers = dict.fromkeys(office for clause in clauses for office in clause.helpers if office not in offices)
    return Finding(
        "suggestion",
        subject.id,
        item.id,
        item.title,
        "",
        tuple(dict.fromkeys(edition.plan.locator(name) for name, _ in named)),
        tuple(name for name, _ in named),
        tuple(dict.fromkeys(clause.doubt for clause in clauses if clause.doubt)),
        tuple(offices),
        tuple(helpers),
        item.rectify,
    )


def sentence(
    edition: Edition,
    subject: Subject,
    terms: Terms,
    item: Item,
    outcome: Outcome,
    reason: Reason,
    *,
    public: bool = False,
) -> str:
    """The item's wording for a reason, filled with what is known; several times are told apart."""
    values = wording_values(edition, subject, terms, outcome, reason)
    if public:
        values |= _public(edition, subject, item, outcome, reason)
    text = fill(item.say[reason.name], values)
    if outcome.occurrence and "occurrence" not in item.say[reason.name]:
        return f"（{outcome.occurrence}）{text}"
    return text


def wording_values(
    edition: Edition, subject: Subject, terms: Terms, outcome: Outcome, reason: Reason
) -> dict[str, Any]:
    """Every name a wording may use, as text."""
    values: dict[str, Any] = {one.kind: printed({"name": one.name}) for one in subject.line}
    values.setdefault("city", {"name": edition.plan.city})
    for kind in ("district", *edition.checklist.kinds):
        values.setdefault(kind, {"name": subject.place})
    values |= printed(reason.values)
    values |= printed({"as_of": terms.as_of, "due": outcome.due, "occurrence": outcome.occurrence})
    values["unit"] = printed(fact_texts(edition, subject))
    values["answer"] = _Answer(outcome.answer, outcome.note)
    values["setting"] = setting_texts(edition, terms)
    if "line_reason" in values:
        values["line_reason"] = amount_words(edition, subject, values["line_reason"])
    return values


def _public(edition: Edition, subject: Subject, item: Item, outcome: Outcome, reason: Reason) -> dict[str, Any]:
    """What a published sentence says instead: groups of a few pupils, and notes that seem to count them."""
    figures = public_figures(edition, subject, item, reason)
    facts = fact_texts(edition, subject)
    answer = _Answer(figures.get("value", outcome.answer), public_note(outcome.note))
    return figures | {"unit": printed(facts | public_facts(edition, facts)), "answer": answer}


class _Answer(str):
    """The printed answer; `.note` is what the inspector wrote beside it."""

    note: str

    def __new__(cls, text: str, note: str) -> "_Answer":
        made = super().__new__(cls, text)
        made.note = note
        return made


def amount_words(edition: Edition, subject: Subject, text: str) -> str:
    """`5 x base_standard` as a reader finds it: the fact's label and the factor."""
    factor, cross, name = text.partition(" x ")
    fact = edition.checklist.facts.get(name if cross else text)
    if fact is None:
        words = text.replace(" yuan", "元").replace(" mm", "毫米").replace(" m", "米")
        return words
    return f"{fact.label.split('（')[0]}的{factor}倍" if cross else fact.label
