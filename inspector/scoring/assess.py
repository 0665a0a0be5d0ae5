"""One unit's answers against the checklist: a result for each item of its form, in the order of the form."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from inspector.checklist.edition import Edition
from inspector.checklist.items import Item
from inspector.checklist.judge import ONE, ZERO
from inspector.checklist.models import Credit, Scheme
from inspector.checklist.verdicts import Answered, Ground, Undecided, Verdict, Why
from inspector.scoring.credit import credits_of, earned, mean_millionths, millionths
from inspector.scoring.occurrences import due_date, times_of
from inspector.scoring.prepared import Occurrence, Prepared, prepared_form
from inspector.scoring.reading import Cells, Grouped, group
from inspector.scoring.results import MILLION, Outcome, Result, State
from inspector.scoring.subjects import Given, Steps, Subject, Terms, Time, Times, condition_value, given

RollUp = Callable[[Item], Result]
MANUAL: Mapping[str, State] = {
    "not_applicable": "not_applicable",
    "not_checked": "not_checked",
    "unverifiable": "unverifiable",
}
WHY: Mapping[str, Why] = {
    "not_applicable": "not_applicable",
    "not_checked": "incomplete",
    "unverifiable": "unverifiable",
}
"""What a state that was set for one time, of several, leaves undecided there."""
NOTHING: Mapping[str, Any] = {}
LEAVES = frozenset({"not_due", "not_applicable", "recorded"})
"""Undecided times that leave the sum; the others stay in it as open or unproven."""
MOST_SAID = 1000


class Assessment(Struct, dict=True):
    """The work on one unit; `results` fill in the order of the form, later items may ask for earlier ones."""

    edition: Edition
    subject: Subject
    terms: Terms
    given: Given
    credits: Mapping[str, Credit]
    common_credit: Credit
    grouped: Grouped
    results: dict[str, Result] = field(default_factory=dict)

    def steps(self, selection: frozenset[str] | None) -> Steps:
        """The items of the form; each with its only time where facts and dates leave nothing open but its answer."""
        known = self.given.steps.get(selection)
        if known is None:
            form = prepared_form(self.edition, self.subject.kind, selection)
            known = self.given.steps[selection] = tuple((one, self._only_time(one)) for one in form)
        return known

    def _only_time(self, one: Prepared) -> Time | None:
        if one.odd or not one.simple or (one.guarded and not (one.by_facts and self.applies(one)[0])):
            return None
        times = self.times(one)
        return times[0] if times and len(times) == 1 and times[0].plain else None

    def times(self, one: Prepared) -> Times | None:
        """When an item is asked here, each time with what it is judged on; None where its dates leave this unit out.

        Worked out once for a unit.
        """
        known = self.given.times
        if one.id not in known:
            found = times_of(self.edition, one, self.subject, self.terms)
            known[one.id] = None if found is None else tuple(self._time(one, time) for time in found)
        return known[one.id]

    def _time(self, one: Prepared, time: Occurrence) -> Time:
        head = f"{one.id}@{time.key}" if time.key else one.id
        early = time.due is not None and self.terms.as_of <= time.due
        return Time(head, time, self._ground(time), early, not (early or time.key))

    def _ground(self, time: Occurrence) -> Ground:
        """A stage and then the place choose the line."""
        varies = (*time.keys, *((self.subject.place,) if self.subject.place else ()))
        return Ground(self.given.numbers(time.keys[0] if time.keys else ""), varies, self.terms.as_of, time.due)

    def after(self, one: Prepared, ground: Ground) -> Ground:
        """The ground of a line that an earlier answer chooses first of all."""
        by = self.grouped.get(one.by, NOTHING).get("value")
        return replace(ground, varies=(by, *ground.varies), bound={}) if by else ground

    @cached_property
    def known(self) -> dict[str, int | str]:
        """What conditions know by now."""
        return dict(self.given.known)

    def learn(self, one: Prepared, result: Result) -> None:
        """Make an item's answer and result known to the conditions after it."""
        if one.told_answer:
            text = self.grouped.get(one.id, NOTHING).get("value", "")
            value = condition_value(str(one.ask.type), one.ask.unit, text) if text else None
            if value is not None and result.state != "not_applicable":
                self.known[one.told_answer] = value
        if one.told_result and result.state != "not_checked":
            self.known[one.told_result] = result.state

    def applies(self, one: Prepared) -> tuple[bool | None, str]:
        """True, False, or None with the name that is not known; what facts decide alone is decided once for a unit."""
        known = self.given.guards
        if one.id in known:
            return known[one.id]
        found = self._applies(one)
        if one.by_facts:
            known[one.id] = found
        return found

    def _applies(self, one: Prepared) -> tuple[bool | None, str]:
        """Unknown wins over not applicable (design 4)."""
        if one.item.led_elsewhere(self.subject.kind, self.subject.name):
            return False, ""
        verdict = True
        for condition, names in one.asks:
            for name, earlier in names:
                if earlier and earlier in self.results and self.results[earlier].state == "not_applicable":
                    return False, ""
                if name not in self.known:
                    return None, name
            held = condition.holds(self.known)
            if held is None:
                return None, condition.text
            verdict &= held
        return verdict, ""


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
    facts = given(edition, subject, terms)
    work = Assessment(edition, subject, terms, facts, *credits_of(scheme), group(cells))
    results, grouped, credits, common = work.results, work.grouped, work.credits, work.common_credit
    for one, time in work.steps(selection):
        whole = grouped.get(one.id, NOTHING)
        if time is None or "state" in whole:
            result = _result(work, one, whole, roll_up)
        else:
            result = _plain(one, time, whole, credits.get(one.id, common))
        results[one.id] = result
        if one.told:
            work.learn(one, result)
    return list(results.values())


def _result(work: Assessment, one: Prepared, whole: Mapping[str, str], roll_up: RollUp | None) -> Result:
    item = one.item
    if one.guarded:
        applies, name = work.applies(one)
        if not applies:
            return _does_not_apply(item, applies, name)
    if "state" in whole and whole["state"] in MANUAL:
        return _by_hand(item, whole)
    if one.odd and (found := _odd(work, one, roll_up)) is not None:
        return found
    times = work.times(one)
    if times is None:
        return Result(item, "not_applicable")
    if not times:
        return Result(item, "not_applicable" if item.every else "not_checked", high=0 if item.every else MILLION)
    credit = work.credits.get(one.id, work.common_credit)
    if len(times) > 1:
        outcomes = [_outcome(work, one, time, work.grouped.get(time.head, NOTHING)) for time in times]
        return combine(item, outcomes, credit)
    time = times[0]
    if one.simple and time.plain:
        return _plain(one, time, whole, credit)
    # an answer without an occurrence is clear where there is only one
    return _alone(item, _outcome(work, one, time, work.grouped.get(time.head, whole)), credit)


def _plain(one: Prepared, time: Time, rest: Mapping[str, str], credit: Credit) -> Result:
    """Where nothing but a single typed answer is looked at."""
    if one.said is not None and "value" in rest:
        note = rest.get("note", "")
        if len(rest) == (2 if note else 1):
            kept = one.said.get((rest["value"], time.occurrence.due))
            if kept is None or kept[0] is not credit:
                kept = _said(one, time, rest["value"], credit)
            return _noted(kept[1], note) if note else kept[1]
    return _typed(one, time, rest, credit)


def _typed(one: Prepared, time: Time, rest: Mapping[str, str], credit: Credit) -> Result:
    typed = one.answered(rest)
    assert one.decide is not None
    verdict = one.decide(typed, time.ground)
    return _alone(one.item, Outcome("", verdict, typed.note, one.ask, typed, time.occurrence.due), credit)


def _said(one: Prepared, time: Time, value: str, credit: Credit) -> tuple[Credit, Result]:
    """The same choice has the same result at every unit: it is made once, without the note."""
    kept = credit, _typed(one, time, {"value": value}, credit)
    assert one.said is not None
    if len(one.said) < MOST_SAID:
        one.said[value, time.occurrence.due] = kept
    return kept


def _noted(same: Result, note: str) -> Result:
    """A kept result with the words that stand beside the choice this time."""
    (only,) = same.outcomes
    assert only.typed is not None
    typed = Answered(only.typed.rows, note=note)
    outcomes = (Outcome(only.occurrence, only.verdict, note, only.ask, typed, only.due),)
    return Result(same.item, same.state, same.met, same.low, same.high, outcomes, same.why, portion=same.portion)


def _does_not_apply(item: Item, applies: bool | None, name: str) -> Result:
    """Not applicable; recorded only while the office has not decided a setting; open while a fact is missing."""
    if applies is not None:
        return Result(item, "not_applicable")
    if name.startswith("setting."):
        return Result(item, "informational", why=name)
    return Result(item, "not_checked", high=MILLION, why=name)


def _by_hand(item: Item, whole: Mapping[str, str]) -> Result:
    state = MANUAL[whole["state"]]
    high = MILLION if state == "not_checked" else 0
    return Result(item, state, high=high, manual=state == "not_applicable", reason=whole.get("reason", ""))


def _odd(work: Assessment, one: Prepared, roll_up: RollUp | None) -> Result | None:
    """The result of what is not simply asked and judged; None once the settings it waits for are set."""
    for name in one.needs:
        if not work.terms.settings.get(name):
            return Result(one.item, "informational", why=f"setting.{name}")
    if one.decide is None:
        return Result(one.item, "informational")
    return _rolled_up(work, one, roll_up) if one.rolls_up else None


def _rolled_up(work: Assessment, one: Prepared, roll_up: RollUp | None) -> Result:
    item = one.item
    return fed(one, work.subject.place, work.terms, lambda: roll_up(item) if roll_up else _nobody_feeds(item))


def _nobody_feeds(item: Item) -> Result:
    return Result(item, "not_checked", high=MILLION)


def fed(one: Prepared, place: str, terms: Terms, below: Callable[[], Result]) -> Result:
    """A roll-up has its dates like any item: left out where none is set for the place, not due until met."""
    due = due_date(one, place, terms)
    if due is False:
        return Result(one.item, "not_applicable")
    result = below()
    early = isinstance(due, dt.date) and terms.as_of <= due
    if early and result.state in ("fail", "not_checked"):
        return Result(one.item, "not_due", fed_by=result.fed_by)
    return result


def _outcome(work: Assessment, one: Prepared, time: Time, rest: Mapping[str, str]) -> Outcome:
    occurrence, ground = time.occurrence, time.ground
    if occurrence.key and rest.get("state") in MANUAL:
        return Outcome(occurrence.label, Undecided(WHY[rest["state"]]), rest.get("note", ""))
    typed = one.answered(rest)
    assert one.decide is not None
    if one.by:
        ground = work.after(one, ground)
    counting = _skip_zero_rows(one.zero_columns, typed) if one.zero_columns else typed
    verdict = one.decide(counting, ground)
    if one.drawn is not None and _too_few(*one.drawn, typed, ground):
        verdict = Undecided("incomplete", "sample")
    if time.early:
        short = not verdict.met if isinstance(verdict, Verdict) else verdict.why == "incomplete"
        verdict = Undecided("not_due") if short else verdict
    return Outcome(occurrence.label, verdict, typed.note, one.ask, typed, occurrence.due)


def _too_few(of: str, enough: int | None, typed: Answered, ground: Ground) -> bool:
    """Fewer rows than the sample asks for: all, or so many of those there are; unknown how many there are, no."""
    rows, there = len(typed.rows) + len(typed.absent), ground.facts.get(of)
    return there is not None and rows < there and (enough is None or rows < enough)


def _skip_zero_rows(columns: Sequence[str], typed: Answered) -> Answered:
    """Rows whose column says so do not apply when it is 0 (no pupils, no duty)."""
    gone = [key for name in columns for key, row in typed.rows.items() if row.get(name) == 0]
    if not gone:
        return typed
    rows = {key: row for key, row in typed.rows.items() if key not in gone}
    return Answered(rows, typed.absent.union(gone), typed.note)


def _alone(item: Item, only: Outcome, credit: Credit) -> Result:
    """What `combine` makes of a single time."""
    verdict = only.verdict
    if isinstance(verdict, Undecided):
        if verdict.why in LEAVES or verdict.why == "unverifiable":
            return combine(item, [only], credit)
        return Result(item, "not_checked", None, 0, MILLION, (only,), _missing(verdict))
    if verdict.met and credit.full_if_met:
        return Result(item, "pass", True, MILLION, MILLION, (only,), "", False, "", ONE)
    earns = millionths(earned(credit, verdict, only.choice if credit.choices else ""))
    state: State = "pass" if verdict.met else "partial" if verdict.partly else "fail"
    return Result(item, state, verdict.met, earns, earns, (only,), "", False, "", verdict.portion)


def _all_met(outcomes: Sequence[Outcome]) -> bool:
    for one in outcomes:
        verdict = one.verdict
        if type(verdict) is not Verdict or not verdict.met:
            return False
    return True


def combine(item: Item, outcomes: list[Outcome], credit: Credit) -> Result:
    """One result of all occurrences: every one binds, the share is their mean; open ones leave an interval."""
    if credit.full_if_met and _all_met(outcomes):
        return Result(item, "pass", True, MILLION, MILLION, tuple(outcomes), portion=ONE)
    left: list[Outcome] = []
    open_: list[Undecided] = []
    low = high = ZERO
    unproven = False
    for one in outcomes:
        verdict = one.verdict
        if isinstance(verdict, Verdict):
            share = earned(credit, verdict, one.choice)
            low, high = low + share, high + share
        elif verdict.why in LEAVES:
            continue
        elif verdict.why == "unverifiable":
            unproven = True
        else:
            open_.append(verdict)
            high += 1
        left.append(one)
    if not left:
        whys = {one.verdict.why for one in outcomes if isinstance(one.verdict, Undecided)}
        state: State = "not_due" if "not_due" in whys else "informational" if "recorded" in whys else "not_applicable"
        return Result(item, state, outcomes=tuple(outcomes))
    ends = mean_millionths(low, len(left)), mean_millionths(high, len(left))
    if open_:
        return Result(item, "not_checked", None, *ends, tuple(outcomes), _missing(open_[0]))
    return _decided(item, outcomes, left, ends, unproven)


def _missing(verdict: Undecided) -> str:
    why = verdict.name if verdict.why != "incomplete" else f"incomplete:{verdict.name}"
    return why.rstrip(":")


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
    portion = ONE if met else Fraction(sum(one.portion for one in verdicts), len(left))
    return Result(item, state, met, *ends, tuple(outcomes), portion=portion)
