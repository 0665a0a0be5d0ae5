"""The plan: its clauses with force, term and duty-bearers, held by locator, own words and a hash."""

from typing import Literal

from pydantic import Field

from inspector.checklist.values import DateText, Due, Frozen, Id, Ids, Texts

Force = Literal["hard", "step", "soft"]


class Span(Frozen):
    """Where the clause stands in the source text: offsets in characters and a hash of that stretch."""

    from_: int = Field(alias="from")
    to: int
    sha256: str


class Clause(Frozen):
    """One row of the plan with one force; `bears` carry the duty, at `looks` it is only looked at."""

    says: str
    at: str
    annex: Texts = ()
    force: Force
    doubt: str = ""
    term: Literal["dated", "yearly", "termly", "weekly", "standing", "undated"]
    due: Due | None = None
    due_setting: str = ""
    every: Texts = ()
    figure: str = ""
    lead: Texts = ()
    with_: Texts = Field((), alias="with")
    responsible: Texts = ()
    bears: Ids
    looks: Ids = ()
    span: Span | None = None

    @property
    def hard(self) -> bool:
        """Unmet it is a problem: a step clause is hard as to acting (clauses 1.0, reading 1)."""
        return self.force != "soft"

    @property
    def offices(self) -> tuple[str, ...]:
        """Leading offices first; of a list of responsible units the first leads by usage."""
        return self.lead or self.responsible

    @property
    def helpers(self) -> tuple[str, ...]:
        return self.with_ if self.lead else self.responsible[1:]


class Office(Frozen):
    """An office the plan names and the kind of unit that stands for it."""

    unit: Id
    cares_for: str = ""


class AnnexTask(Frozen):
    """One task of the plan's annex: its number there, its date and its two columns of offices."""

    task: str
    due: str
    lead: Texts = ()
    with_: Texts = Field((), alias="with")


class Period(Frozen):
    from_: DateText = Field(alias="from")
    to: DateText


class SourceText(Frozen):
    sha256: str
    chars: int
    note: str = ""


class Plan(Frozen):
    """plan.yaml: where the plan comes from, its places and offices, and what cannot be inspected."""

    id: Id
    title: str
    short: str
    city: str
    number: str = ""
    issuer: str = ""
    issued: str = ""
    drawn_up_by: Texts = ()
    period: Period
    annex_title: str = ""
    source: SourceText
    places: dict[str, str]
    offices: dict[str, Office]
    annex: dict[str, AnnexTask] = {}
    doubts: Texts = ()
    not_inspected: dict[str, dict[str, str]] = {}
    clauses: dict[str, Clause] = {}

    def locator(self, clause: str) -> str:
        """Where a reader of the plan finds the clause; the clause's id never appears on paper."""
        found = self.clauses[clause]
        numbers = [self.annex[key].task if key in self.annex else key.lstrip("A") for key in found.annex]
        if not numbers or found.at.startswith(self.annex_title or "\0"):
            return f"{self.short}{found.at}"
        tasks = "、".join(f"第{number}项" for number in numbers)
        return f"{self.short}{found.at}及{self.annex_title}{tasks}"


def due_of(due: Due | None, place: str) -> str | None:
    """The key of `due` that holds at a place: the place itself, `others` or `always`."""
    if not due:
        return None
    return next((key for key in (place, "others", "always") if key in due), None)
