"""What the ladder proposes: from the facts of a unit and its findings to measures with their reasons. A person decides.

Worse facts never propose less: every condition is an "at least", and nothing is taken away by another fact.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct, field
from msgspec.structs import asdict, replace

from inspector.checklist.ladder import COUNTED, SEEN, STATED, Ladder, Trigger

WHOLE = ""
"""Stands for the unit itself where findings are named."""


class Facts(Struct, frozen=True):
    """How far things have gone. `stated` are conditions that a person wrote down, with evidence."""

    overdue_days: int = 0
    urged: int = 0
    recheck_failed: int = 0
    repeated_in_a_year: int = 0
    report_missing: bool = False
    grave: bool = False
    stated: frozenset[str] = frozenset()

    def value(self, condition: str) -> int:
        return int(condition in self.stated) if condition in STATED else int(getattr(self, condition))

    def with_(self, other: "Facts") -> "Facts":
        """The worse of both in every respect."""
        if other == NO_FACTS:
            return self
        worse: dict[str, Any] = {name: max(getattr(self, name), getattr(other, name)) for name in (*COUNTED, *SEEN)}
        return replace(self, **worse, stated=self.stated | other.stated)


NO_FACTS = Facts()


class Ground(Struct, frozen=True):
    """Why a measure is proposed: `finding` "" is the unit as a whole, `reasons` conditions with the facts' values."""

    finding: str
    trigger: int
    reasons: tuple[tuple[str, int], ...]


class Proposal(Struct, frozen=True):
    """`level` is its place on the ladder, `skipped` the lower measures that would be left out; `facts` by finding."""

    measure: str
    level: int
    grounds: tuple[Ground, ...]
    facts: Mapping[str, Facts]
    skipped: tuple[str, ...] = ()


class Past(Struct, frozen=True):
    """What a unit has gone through: measures `running`, those `taken` before, and the facts as they were when a
    measure was taken or refused."""

    running: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()
    known: Mapping[str, Mapping[str, Facts]] = field(default_factory=dict)


NOTHING = Past()


def proposals(ladder: Ladder, unit: Facts, findings: Mapping[str, Facts], past: Past = NOTHING) -> list[Proposal]:
    """In the order of the ladder. What was refused or is over comes back once the facts are worse than they were."""
    facts = {WHOLE: unit} | {one: found.with_(unit) for one, found in findings.items()}
    held, offered = _held(ladder, facts), list[Proposal]()
    for name, measure in ladder.measures.items():
        if name in past.running:
            continue
        known = past.known.get(name, {})
        grounds = tuple(
            one
            for one in held[name]
            if (then := known.get(one.finding)) is None
            or _worse(measure.triggers[one.trigger], facts[one.finding], then)
        )
        if grounds:
            at = {one.finding: facts[one.finding] for one in grounds}
            offered.append(Proposal(name, ladder.level(name), _told_once(grounds), at, skipped(ladder, name, past)))
    return offered


def _held(ladder: Ladder, facts: Mapping[str, Facts]) -> dict[str, list[Ground]]:
    """By measure what holds, finding by finding; many of a ledger have equal facts, which are judged once."""
    held: dict[str, list[Ground]] = {name: [] for name in ladder.measures}
    judged: dict[Facts, list[tuple[str, int, tuple[tuple[str, int], ...]]]] = {}
    for finding in sorted(facts):
        now = facts[finding]
        holding = judged.get(now)
        if holding is None:
            holding = judged[now] = list(_judged(ladder, now))
        for name, index, reasons in holding:
            held[name].append(Ground(finding, index, reasons))
    return held


def _judged(ladder: Ladder, now: Facts) -> Iterable[tuple[str, int, tuple[tuple[str, int], ...]]]:
    for name, measure in ladder.measures.items():
        for index, trigger in enumerate(measure.triggers):
            if _holds(trigger, now):
                yield name, index, tuple((condition, now.value(condition)) for condition in trigger.asked)


def _holds(trigger: Trigger, facts: Facts) -> bool:
    return all(facts.value(name) >= least for name, least in trigger.asked.items())


def _worse(trigger: Trigger, now: Facts, then: Facts) -> bool:
    """It did not hold then, or some figure has reached a further multiple: one day more is no new reason."""
    further = any(now.value(name) // least > then.value(name) // least for name, least in trigger.asked.items())
    return further or not _holds(trigger, then)


def _told_once(grounds: tuple[Ground, ...]) -> tuple[Ground, ...]:
    """What holds for the unit as a whole is not told again for each of its findings."""
    whole = {one.trigger for one in grounds if one.finding == WHOLE}
    return tuple(one for one in grounds if one.finding == WHOLE or one.trigger not in whole)


def skipped(ladder: Ladder, measure: str, past: Past) -> tuple[str, ...]:
    """Lower measures of its side that nobody took, unless the ladder may begin here or leads here from one taken."""
    starts = (*ladder.starts.unit, *ladder.starts.person)
    before = past.taken | past.running
    if measure in starts or any(measure in ladder.measures[one].next for one in before if one in ladder.measures):
        return ()
    return tuple(one for one in ladder.below(measure) if one not in before)


def as_data(facts: Mapping[str, Facts]) -> dict[str, Any]:
    """For keeping; `facts_of` reads it back."""
    return {finding: asdict(one) | {"stated": sorted(one.stated)} for finding, one in sorted(facts.items())}


def facts_of(data: Mapping[str, Any]) -> dict[str, Facts]:
    return {finding: Facts(**{**one, "stated": frozenset(one["stated"])}) for finding, one in data.items()}


def ladder_for(ladders: Mapping[str, Ladder], city: str) -> Ladder | None:
    """The variant that names the city, else the one that names none."""
    own = (one for one in ladders.values() if city in one.cities)
    return next(own, next((one for one in ladders.values() if not one.cities), None))
