"""What pages show of proposals and cases: reasons in words, terms with their source, events with who took them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from inspector.casework.measure_clocks import Running, source_of
from inspector.casework.measures import Ground, Proposal
from inspector.checklist.ladder import COUNTED, Ladder
from inspector.i18n import gettext, ngettext
from inspector.storage.measure_facts import Running as Listed
from inspector.storage.measures import UnitStanding
from inspector.storage.tables import Finding, MeasureCase
from inspector.web.measures.words import CLOCK_NAMES, HOW_FAR, how_far


class Reason(Struct, frozen=True):
    """`number` is the finding's in the ledger, 0 for the unit as a whole; `rules` say which line asks for what."""

    finding_id: str
    number: int
    title: str
    facts: Mapping[str, int]
    rules: tuple[str, ...]

    @property
    def text(self) -> str:
        return in_words(self.facts)


class ProposalLine(Struct, frozen=True):
    measure: str
    title: str
    against: str
    level: int
    must: bool
    note: str
    approves: str
    publication: str
    sources: tuple[str, ...]
    reasons: tuple[Reason, ...]
    skipped: tuple[str, ...]


class ClockLine(Struct, frozen=True):
    """`source` empty: no law sets the term; `unsure` are years whose days off are not known."""

    name: str
    days: int
    kind: str
    source: str
    since: date
    until: date
    moved: date | None
    unsure: tuple[int, ...]
    met: date | None
    late: bool


def proposal_lines(ladder: Ladder, standing: UnitStanding) -> tuple[ProposalLine, ...]:
    return tuple(_proposal(ladder, one, standing.findings) for one in standing.proposals)


def _proposal(ladder: Ladder, one: Proposal, findings: Mapping[str, Listed]) -> ProposalLine:
    measure = ladder.measures[one.measure]
    return ProposalLine(
        one.measure,
        measure.title,
        measure.against,
        one.level,
        measure.must,
        measure.note,
        measure.approves,
        measure.publication,
        tuple(source_of(ladder.sources, name) for name in measure.source),
        reasons(ladder, one.measure, one.grounds, findings),
        tuple(ladder.measures[name].title for name in one.skipped),
    )


def reasons(
    ladder: Ladder, measure: str, grounds: Sequence[Ground], findings: Mapping[str, Finding | Listed]
) -> tuple[Reason, ...]:
    """One for each finding, by number in the ledger, the unit as a whole first."""
    found, by_finding = [], dict[str, list[Ground]]()
    for one in grounds:
        by_finding.setdefault(one.finding, []).append(one)
    texts = {index: rule_text(ladder, measure, index) for index in {one.trigger for one in grounds}}
    for finding, mine in by_finding.items():
        row = findings.get(finding)
        facts = {name: value for one in mine for name, value in one.reasons}
        rules = tuple(texts[one.trigger] for one in mine)
        found.append(Reason(finding, row.number if row else 0, row.title if row else "", facts, rules))
    return tuple(sorted(found, key=lambda one: one.number))


def in_words(facts: Mapping[str, int]) -> str:
    """In one order wherever they come from."""
    return gettext(", ").join(how_far(name, facts[name]) for name in HOW_FAR if name in facts)


def rule_text(ladder: Ladder, measure: str, index: int) -> str:
    """Which line of the ladder holds, what it asks for at least, and what it rests on."""
    trigger = ladder.measures[measure].triggers[index]
    asked = gettext(", ").join(
        gettext("%(fact)s or more") % {"fact": how_far(name, least)} if name in COUNTED else how_far(name, least)
        for name, least in trigger.asked.items()
    )
    title = source_of(ladder.sources, trigger.source)
    own = gettext("numbers set by the office itself") if trigger.asked.keys() & set(COUNTED) else ""
    basis = gettext("; ").join(part for part in (title, own) if part)
    place = gettext("%(ladder)s, %(measure)s, line %(line)s")
    where = place % {"ladder": ladder.title, "measure": ladder.measures[measure].title, "line": index + 1}
    return gettext("%(where)s: %(asked)s (%(basis)s)") % {"where": where, "asked": asked, "basis": basis}


def case_reasons(case: MeasureCase, ladder: Ladder, findings: Sequence[Finding]) -> tuple[Reason, ...]:
    """As they were when the case began."""
    kept = json.loads(case.reasons)
    grounds = [Ground(finding, index, tuple((name, value) for name, value in told)) for finding, index, told in kept]
    return reasons(ladder, case.measure_id, grounds, {row.id: row for row in findings})


def in_one_line(found: Iterable[Reason]) -> str:
    """For a list: the worst of each fact, and how many findings there are."""
    listed, worst = list(found), dict[str, int]()
    for one in listed:
        worst |= {name: max(value, worst.get(name, 0)) for name, value in one.facts.items()}
    count = len({one.number for one in listed if one.number})
    told = ngettext("%(facts)s (%(num)s finding)", "%(facts)s (%(num)s findings)", count)
    return told % {"facts": in_words(worst), "num": count} if count else in_words(worst)


def clock_lines(found: Sequence[Running], today: date) -> tuple[ClockLine, ...]:
    return tuple(
        ClockLine(
            CLOCK_NAMES[one.name],
            one.rule.days,
            one.rule.kind,
            one.rule.source,
            one.since,
            one.until.last,
            one.until.moved,
            one.until.unsure,
            one.met,
            one.overdue(today),
        )
        for one in found
    )


def titles(ladder: Ladder) -> dict[str, str]:
    return {name: measure.title for name, measure in ladder.measures.items()}
