"""The ladder of measures (问责方式) as data: who is held to account how, on what grounds, by whose word, until when."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field as Key

from inspector.checklist.values import Frozen, Id, Ids, TermText, Texts, YesNo

Mark = Literal["S", "S2", "R"]
"""S: read in the primary text. S2: read in a secondary one. R: recalled, never to be printed as law."""
Approver = Literal["agency_leader", "committee_chair"]
"""教育督导机构负责人, or 督导委员会主任或副主任."""
Publication = Literal["unit", "superiors", "circle", "public"]
"""Who is told beside the unit, each wider than the one before."""
Transfer = Literal["authority", "penalty", "supervisory", "justice"]
"""To the authority over personnel, for administrative penalty, to 监察机关, to 司法机关."""
Event = Literal[
    "inspection_ended", "notice_received", "in_force", "decision_received", "review_received", "found_wrong"
]
NONE = "none"
"""What `source` says when no law sets a term: the office does."""
COUNTED = ("overdue_days", "urged", "recheck_failed", "repeated_in_a_year")
SEEN = ("report_missing", "grave")
STATED = ("obstruction", "deceit", "revenge", "hindrance", "private")
"""What no ledger knows: a person states it, with evidence."""


class LegalSource(Frozen):
    title: str
    mark: Mark
    note: str = ""


class Trigger(Frozen):
    """Conditions of which all hold. Numbers are "at least"; what is absent is not asked."""

    overdue_days: int | None = None
    urged: int | None = None
    recheck_failed: int | None = None
    repeated_in_a_year: int | None = None
    report_missing: YesNo = False
    grave: YesNo = False
    obstruction: YesNo = False
    deceit: YesNo = False
    revenge: YesNo = False
    hindrance: YesNo = False
    private: YesNo = False
    source: Id = NONE

    @property
    def asked(self) -> dict[str, int]:
        """By condition the least value at which it holds; 1 stands for yes."""
        found = {name: int(getattr(self, name) or 0) for name in (*COUNTED, *SEEN, *STATED)}
        return {name: least for name, least in found.items() if least}


class Clock(Frozen):
    """So many days from an event; absent parts are the lint's to name."""

    within: TermText | None = None
    from_: Annotated[Event, Key(alias="from")]
    source: Id = ""


class Remedy(Clock):
    """复核 or 申诉: asked `within`, answered `decided` days after that, by whom it goes `to`."""

    title: str
    to: str
    decided: TermText | None = None


class Starts(Frozen):
    """The measures that come first."""

    unit: Ids = ()
    person: Ids = ()


class Measure(Frozen):
    """`must`: the rule says shall, not may. `closes` says when it is over; `next` are the measures that may follow."""

    title: str
    against: Literal["unit", "person"]
    source: Ids
    triggers: tuple[Trigger, ...] = ()
    must: YesNo = False
    approves: Approver
    hearing: Clock | None = None
    term: Clock | None = None
    remedies: Ids = ()
    letters: Texts = ()
    publication: Publication
    closes: str = ""
    next: Ids = ()
    transfer: tuple[Transfer, ...] = ()
    note: str = ""


class Ladder(Frozen):
    """One file. A variant `extends` another: its own keys of a measure replace those of the base.

    `cities` are where a variant holds; `group` is the time for the group that looks into it, `correction` the time
    for putting a wrong decision right.
    """

    id: Id
    title: str
    extends: Id | None = None
    cities: Texts = ()
    sources: dict[Id, LegalSource]
    starts: Starts
    group: Clock
    correction: Clock
    remedies: dict[Id, Remedy]
    measures: dict[Id, Measure]

    def level(self, measure: str) -> int:
        """Its place on the ladder of its side, from 1."""
        side = self.measures[measure].against
        return [name for name, one in self.measures.items() if one.against == side].index(measure) + 1

    def below(self, measure: str) -> tuple[str, ...]:
        """The measures of its side that stand lower, the lowest first."""
        side, names = self.measures[measure].against, list(self.measures)
        return tuple(name for name in names[: names.index(measure)] if self.measures[name].against == side)

    def clocks(self) -> Iterator[tuple[tuple[str, ...], Clock]]:
        """Every term with its path in the file."""
        yield ("group",), self.group
        yield ("correction",), self.correction
        for name, remedy in self.remedies.items():
            yield ("remedies", name), remedy
        for name, measure in self.measures.items():
            for key, clock in (("hearing", measure.hearing), ("term", measure.term)):
                if clock is not None:
                    yield ("measures", name, key), clock
