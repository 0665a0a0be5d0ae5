"""What must hold for a ladder of measures: every step has a term, a hearing, a remedy and a way out, and is reached."""

from collections.abc import Collection, Iterable, Iterator

from inspector.checklist.ladder import COUNTED, NONE, Ladder, Measure
from inspector.checklist.problems import LadderCode, Problem
from inspector.checklist.reader import Path_, Source

AS_FAR = {"agency_leader": ("unit", "superiors"), "committee_chair": ("unit", "superiors", "circle", "public")}
"""How far a measure may be made known by who approves it (问责办法: the committee's chair for what is published)."""


def lint(ladder: Ladder, source: Source, papers: Collection[str]) -> list[Problem]:
    """Every mistake of a ladder whose form is right, each at its place."""
    found = [*_names(ladder, source, papers), *_terms(ladder, source), *_sources(ladder, source)]
    for name, measure in ladder.measures.items():
        found += _measure(name, measure, source)
        found += _triggers(name, measure, source)
        found += _sides(ladder, name, measure, source)
    return [*found, *_starts(ladder, source), *_paths(ladder, source)]


def _names(ladder: Ladder, source: Source, papers: Collection[str]) -> Iterator[Problem]:
    known = ", ".join(ladder.measures)
    for side, names in (("unit", ladder.starts.unit), ("person", ladder.starts.person)):
        for name in names:
            if name not in ladder.measures:
                yield source.problem(LadderCode.UNKNOWN_MEASURE, ("starts", side), name, name=name, known=known)
    for own, measure in ladder.measures.items():
        at = ("measures", own)
        for name in measure.next:
            if name not in ladder.measures:
                yield source.problem(LadderCode.UNKNOWN_MEASURE, (*at, "next"), name, name=name, known=known)
        for name in measure.letters:
            if name not in papers:
                yield source.problem(
                    LadderCode.UNKNOWN_LETTER, (*at, "letters"), name, name=name, known=", ".join(sorted(papers))
                )
        for name in measure.remedies:
            if name not in ladder.remedies:
                listed = ", ".join(ladder.remedies)
                yield source.problem(LadderCode.UNKNOWN_REMEDY, (*at, "remedies"), name, name=name, known=listed)


def _terms(ladder: Ladder, source: Source) -> Iterator[Problem]:
    for path, clock in ladder.clocks():
        if not clock.source:
            yield source.problem(LadderCode.SOURCE_NOT_SAID, path)
        if clock.within is None and path[0] != "remedies":
            yield source.problem(LadderCode.NO_TERM, path, name=path[-2] if len(path) > 1 else path[0])
    for name, remedy in ladder.remedies.items():
        for key in ("within", "decided"):
            if getattr(remedy, key) is None:
                yield source.problem(LadderCode.REMEDY_WITHOUT_TERM, ("remedies", name), name=name, key=key)


def _sources(ladder: Ladder, source: Source) -> Iterator[Problem]:
    for path, name in _cited(ladder):
        if name not in ladder.sources:
            yield source.problem(LadderCode.UNKNOWN_SOURCE, path, name=name)
        elif ladder.sources[name].mark == "R":
            yield source.problem(LadderCode.RECALLED_SOURCE, path, name=name)


def _cited(ladder: Ladder) -> Iterator[tuple[Path_, str]]:
    for path, clock in ladder.clocks():
        if clock.source not in ("", NONE):
            yield (*path, "source"), clock.source
    for name, measure in ladder.measures.items():
        yield from ((("measures", name, "source"), one) for one in measure.source)
        for index, trigger in enumerate(measure.triggers):
            if trigger.source != NONE:
                yield ("measures", name, "triggers", index, "source"), trigger.source


def _measure(name: str, measure: Measure, source: Source) -> Iterator[Problem]:
    at = ("measures", name)
    absent = {
        LadderCode.NO_WAY_OUT: not (measure.closes.strip() or measure.next or measure.transfer),
        LadderCode.NO_TERM: measure.term is None,
        LadderCode.NOT_HEARD: measure.hearing is None,
        LadderCode.NO_REMEDY: not measure.remedies,
        LadderCode.NO_TRIGGER: not measure.triggers,
        LadderCode.NO_LETTER: not measure.letters,
    }
    for code, lacks in absent.items():
        if lacks:
            yield source.problem(code, at, name=name)
    if measure.publication not in AS_FAR[measure.approves]:
        far = {"name": name, "level": measure.publication}
        yield source.problem(LadderCode.PUBLISHED_TOO_FAR, (*at, "publication"), **far)


def _triggers(name: str, measure: Measure, source: Source) -> Iterator[Problem]:
    for index, trigger in enumerate(measure.triggers):
        below = any(number is not None and number < 1 for number in (getattr(trigger, one) for one in COUNTED))
        if below or not trigger.asked:
            yield source.problem(LadderCode.ALWAYS, ("measures", name, "triggers", index))


def _sides(ladder: Ladder, name: str, measure: Measure, source: Source) -> Iterator[Problem]:
    for after in measure.next:
        other = ladder.measures.get(after)
        if other is None or other.against == measure.against:
            continue
        path = ("measures", name, "next")
        if measure.against == "person":
            yield source.problem(LadderCode.BACK_TO_UNIT, path, after, name=after)
        elif after not in ladder.starts.person:
            yield source.problem(LadderCode.WRONG_SIDE, path, after, name=after)


def _starts(ladder: Ladder, source: Source) -> Iterator[Problem]:
    for side, names in (("unit", ladder.starts.unit), ("person", ladder.starts.person)):
        for name in names:
            measure = ladder.measures.get(name)
            if measure is not None and measure.against != side:
                at = ("starts", side)
                yield source.problem(LadderCode.STARTS_ELSEWHERE, at, name, name=name, kind=measure.against)


def _paths(ladder: Ladder, source: Source) -> Iterator[Problem]:
    """What is never reached, and where one can only go round for ever."""
    reached = _from(ladder, (*ladder.starts.unit, *ladder.starts.person))
    for name in ladder.measures.keys() - reached:
        yield source.problem(LadderCode.UNREACHABLE, ("measures", name), name=name)
    told: set[str] = set()
    for name, measure in ladder.measures.items():
        onward = _from(ladder, measure.next)
        if not measure.next or name in told or any(_ends(ladder.measures[one]) for one in {name, *onward}):
            continue
        if name in onward:
            told |= onward
            known = ", ".join(one for one in ladder.measures if one in onward)
            yield source.problem(LadderCode.ENDLESS, ("measures", name), name=name, known=known)


def _ends(measure: Measure) -> bool:
    """A measure that leads nowhere has its own problem, which is not told a second time here."""
    return bool(measure.closes.strip() or measure.transfer or not measure.next)


def _from(ladder: Ladder, names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    queue = [name for name in names if name in ladder.measures]
    while queue:
        found.add(name := queue.pop())
        queue += [one for one in ladder.measures[name].next if one in ladder.measures and one not in found]
    return found
