"""One unit's answers against the checklist: a result for each item of its form, in the order of the form."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from inspector.checklist.conditions import holds
from inspector.checklist.edition import Edition
from inspector.checklist.fields import Document, Value
from inspector.checklist.items import Item
from inspector.checklist.judge_numbers import Measure
from inspector.checklist.models import Scheme
from inspector.checklist.verdicts import Answered, Ground, Undecided, Verdict
from inspector.checklist.wording import number
from inspector.scoring.answers import Cells, answered, group
from inspector.scoring.credit import credit_of, earned, earned_millionths, millionths
from inspector.scoring.occurrences import Occurrence, due_date, occurrences
from inspector.scoring.results import MILLION, Outcome, Result, State
from inspector.scoring.subjects import Subject, Terms, condition_value, known_values, numbers

RollUp = Callable[[Item], Result]
MANUAL: Mapping[str, State] = {
    "not_applicable": "not_applicable",
    "not_checked": "not_checked",
    "unverifiable": "unverifiable",
}


@dataclass
class Assessment:
    """The work on one unit; `results` fill in the order of the form, later items may ask for earlier ones."""

    edition: Edition
    subject: Subject
    terms: Terms
    scheme: Scheme | None
    grouped: Mapping[str, Mapping[str, Mapping[str, str]]]
    known: dict[str, int | str]
    results: dict[str, Result] = field(default_factory=dict)
    _activation: Any = None
    _held: dict[str, bool | None] = field(default_factory=dict)
    _numbers: dict[str, dict[str, Fraction]] = field(default_factory=dict)

    def numbers(self, key: str) -> dict[str, Fraction]:
        if key not in self._numbers:
            self._numbers[key] = numbers(self.edition, self.subject, self.terms, key)
        return self._numbers[key]

    def learn(self, item: Item, result: Result) -> None:
        """Make an item's answer and result known to the conditions after it."""
        self.results[item.id] = result
        answer, state = f"answer.{item.id}", f"result.{item.id}"
        if answer in self.used:
            text = self.grouped.get(item.id, {}).get("", {}).get("value", "")
            value = condition_value(str(item.ask.type), item.ask.unit, text) if text else None
            if value is not None and result.state != "not_applicable":
                self.known[answer] = value
                self._activation = None
        if state in self.used and result.state != "not_checked":
            self.known[state] = result.state
            self._activation = None

    @property
    def used(self) -> frozenset[str]:
        return self.edition.condition_names

    def applies(self, item: Item) -> tuple[bool | None, str]:
        """True, False, or None with the name that is not known; unknown wins over not applicable (design 4)."""
        if item.office and self.subject.kind == "department" and self.subject.name not in item.office:
            return False, ""
        verdict = True
        for text in item.applies_when:
            condition = self.edition.conditions[text]
            for name in condition.names:
                where, _, rest = name.partition(".")
                earlier = self.results.get(rest) if where in ("answer", "result") else None
                if earlier is not None and earlier.state == "not_applicable":
                    return False, ""
                if name not in self.known:
                    return None, name
            held = self._holds(text)
            if held is None:
                return None, text
            verdict &= held
        return verdict, ""

    def _holds(self, text: str) -> bool | None:
        if text not in self._held:
            if self._activation is None:
                self._activation = self.edition.language.activation(self.known)
            self._held[text] = holds(self.edition.conditions[text], self._activation)
        return self._held[text]


def assess(
    edition: Edition,
    subject: Subject,
    terms: Terms,
    cells: Cells,
    *,
    scheme: Scheme | None = None,
    selection: frozenset[str] | None = None,
    roll_up: RollUp | None = None,
) -> list[Result]:
    """All results of a unit. `roll_up` gives the result of an item that is fed by the units below."""
    work = Assessment(edition, subject, terms, scheme, group(cells), known_values(edition, subject, terms))
    for item in edition.form(subject.kind, selection):
        work.learn(item, _result(work, item, roll_up))
    return list(work.results.values())


def _result(work: Assessment, item: Item, roll_up: RollUp | None) -> Result:
    applies, name = work.applies(item)
    if applies is None and name.startswith("setting."):
        return Result(item, "informational", why=name)
    if applies is None:
        return Result(item, "not_checked", high=MILLION, why=name)
    if not applies:
        return Result(item, "not_applicable")
    given = work.grouped.get(item.id, {})
    whole = given.get("", {})
    if whole.get("state") in MANUAL:
        state = MANUAL[whole["state"]]
        high = MILLION if state == "not_checked" else 0
        manual = state == "not_applicable"
        return Result(item, state, high=high, manual=manual, reason=whole.get("reason", ""))
    unset = next((name for name in item.needs if not work.terms.settings.get(name)), None)
    if item.judge is None or unset is not None:
        return Result(item, "informational", why=f"setting.{unset}" if unset else "")
    if item.rolls_up:
        return _rolled_up(work, item, roll_up)
    times = occurrences(work.edition, item, work.subject, work.terms)
    if times is None:
        return Result(item, "not_applicable")
    if not times:
        return Result(item, "not_applicable" if item.every else "not_checked", high=0 if item.every else MILLION)
    # An answer without an occurrence is clear where there is only one.
    plain = whole if len(times) == 1 else {}
    outcomes = [_outcome(work, item, one, given.get(one.key) or plain) for one in times]
    return combine(item, outcomes, work.scheme)


def _rolled_up(work: Assessment, item: Item, roll_up: RollUp | None) -> Result:
    """A roll-up has its dates like any item: left out where none is set for the place, not due until met."""
    due = due_date(work.edition, item, work.subject.place, work.terms)
    if due is False:
        return Result(item, "not_applicable")
    result = roll_up(item) if roll_up else Result(item, "not_checked", high=MILLION)
    early = isinstance(due, dt.date) and work.terms.as_of <= due
    if early and result.state in ("fail", "not_checked"):
        return Result(item, "not_due", fed_by=result.fed_by)
    return result


def _outcome(work: Assessment, item: Item, time: Occurrence, rest: Mapping[str, str]) -> Outcome:
    assert item.judge is not None
    if rest.get("state") in MANUAL and time.key:
        why = {
            "not_applicable": "not_applicable",
            "not_checked": "incomplete",
            "unverifiable": "unverifiable",
        }
        return Outcome(time.label, Undecided(why[rest["state"]]), rest.get("note", ""))  # type: ignore[arg-type]
    typed = answered(item, rest)
    varies = (*_by(work, item), *time.keys, *([work.subject.place] if work.subject.place else []))
    ground = Ground(work.numbers(time.keys[0] if time.keys else ""), varies, work.terms.as_of, time.due)
    verdict = item.judge.decide(_skip_zero_rows(item, typed), ground, item.ask.asked)
    if _too_few(item, typed, ground):
        verdict = Undecided("incomplete", "sample")
    short = not verdict.met if isinstance(verdict, Verdict) else verdict.why == "incomplete"
    if short and time.due is not None and work.terms.as_of <= time.due:
        verdict = Undecided("not_due")
    values = {"due": time.due, "columns": typed.rows}
    return Outcome(time.label, verdict, typed.note, _shown(item, typed), values)


def _too_few(item: Item, typed: Answered, ground: Ground) -> bool:
    """Fewer rows than the sample asks for: all, or so many of those there are; unknown how many there are, no."""
    sample = item.ask.sample
    there = ground.facts.get(sample.of or "") if sample else None
    if sample is None or there is None:
        return False
    wanted = there if sample.draw == "all" else min(there, Fraction(sample.draw.at_least))
    return len(typed.rows) + len(typed.absent) < wanted


def _by(work: Assessment, item: Item) -> tuple[str, ...]:
    by = item.judge.by if isinstance(item.judge, Measure) else None
    value = work.grouped.get(by, {}).get("", {}).get("value") if by else None
    return (value,) if value else ()


def _skip_zero_rows(item: Item, typed: Answered) -> Answered:
    """Rows whose column says so do not apply when it is 0 (no pupils, no duty)."""
    zero = item.ask.zero_columns
    if not zero:
        return typed
    gone = {key for key, row in typed.rows.items() if any(row.get(name) == 0 for name in zero)}
    if not gone:
        return typed
    rows = {key: row for key, row in typed.rows.items() if key not in gone}
    return Answered(rows, typed.absent | gone, typed.note)


def _shown(item: Item, typed: Answered) -> str:
    """The answer to a single question as wordings print it."""
    value = typed.rows.get("", {}).get("value") if not item.ask.columns else None
    asked = item.ask.fields.get("value")
    return "" if value is None or asked is None else show(asked.options, asked.alternatives, value)


def show(options: Mapping[str, Any], alternatives: Mapping[str, str], value: Value) -> str:
    """A typed value as a reader sees it."""
    if isinstance(value, str):
        return alternatives.get(value) or (options[value].label if value in options else value)
    if isinstance(value, tuple):
        return "、".join(options[key].label for key in value)
    if isinstance(value, dt.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return value.title if isinstance(value, Document) else number(value)


def combine(item: Item, outcomes: list[Outcome], scheme: Scheme | None) -> Result:
    """One result of all occurrences: every one binds, the share is their mean; open ones leave an interval."""
    if len(outcomes) == 1 and isinstance(outcomes[0].verdict, Verdict):
        only, verdict = outcomes[0], outcomes[0].verdict
        earns = earned_millionths(credit_of(scheme, item), verdict, _choice(item, only))
        state: State = "pass" if verdict.met else "partial" if verdict.partly else "fail"
        return Result(item, state, verdict.met, earns, earns, (only,), portion=verdict.portion)
    left = [one for one in outcomes if not _leaves(one.verdict)]
    if not left:
        whys = {one.verdict.why for one in outcomes if isinstance(one.verdict, Undecided)}
        state = "not_due" if "not_due" in whys else "informational" if "recorded" in whys else "not_applicable"
        return Result(item, state, outcomes=tuple(outcomes))
    credit = credit_of(scheme, item)
    low = high = Fraction(0)
    open_: list[Undecided] = []
    unproven = False
    for one in left:
        if isinstance(one.verdict, Verdict):
            share = earned(credit, one.verdict, _choice(item, one))
            low, high = low + share, high + share
        elif one.verdict.why == "unverifiable":
            unproven = True
        else:
            open_.append(one.verdict)
            high += 1
    count = len(left)
    ends = millionths(low / count), millionths(high / count)
    if open_:
        why = open_[0].name if open_[0].why != "incomplete" else f"incomplete:{open_[0].name}"
        return Result(item, "not_checked", None, *ends, tuple(outcomes), why.rstrip(":"))
    return _decided(item, outcomes, left, ends, unproven)


def _choice(item: Item, one: Outcome) -> str:
    if item.ask.type != "select_one" or not one.values:
        return ""
    return str(one.values["columns"].get("", {}).get("value", ""))


def _decided(item: Item, outcomes: list[Outcome], left: list[Outcome], ends: tuple[int, int], unproven: bool) -> Result:
    verdicts = [one.verdict for one in left if isinstance(one.verdict, Verdict)]
    met = bool(verdicts) and all(one.met for one in verdicts) and not unproven
    if met:
        state: State = "pass"
    elif unproven and all(one.met for one in verdicts):
        state = "unverifiable"
    else:
        some = any(one.met or one.partly for one in verdicts)
        state = "partial" if some else "fail"
    portion = sum((one.portion for one in verdicts), Fraction(0)) / len(left)
    return Result(item, state, met, *ends, tuple(outcomes), portion=portion)


def _leaves(verdict: Verdict | Undecided) -> bool:
    return isinstance(verdict, Undecided) and verdict.why in ("not_due", "not_applicable", "recorded")
