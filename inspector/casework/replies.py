"""What an office typed into its line of the ledger, against the line as it was sent out and as it stands now."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from inspector.casework.finding_life import (
    WITH_UNIT,
    FindingObstacle,
    FindingState,
    FindingStep,
    ImpossibleFindingStepError,
    Standing,
    Step,
    move,
)
from inspector.casework.ledger_lines import LedgerLine
from inspector.fieldwork.states import Role

Name = Literal["measure", "person", "progress", "outcome", "reported", "asked", "reason"]
TEXTS: tuple[Name, ...] = ("measure", "person", "progress")
DAYS: tuple[Name, ...] = ("reported", "asked")
Value = str | date | None


class Reply(Struct, frozen=True):
    """An empty cell says nothing: it takes nothing away. `outcome` is "done" or "ongoing"."""

    measure: str = ""
    person: str = ""
    progress: str = ""
    outcome: Literal["", "done", "ongoing"] = ""
    reported: date | None = None
    asked: date | None = None
    reason: str = ""


class Difference(Struct, frozen=True):
    name: Name
    old: Value
    new: Value


class Fault(Struct, frozen=True):
    """`name` is the column; `code` the reason; `now` what somebody else entered there meanwhile."""

    name: str
    code: str
    now: Value = None


class Judged(Struct, frozen=True):
    """With a fault there are no steps; without differences there is nothing to take over."""

    differences: tuple[Difference, ...] = ()
    steps: tuple[Step, ...] = ()
    faults: tuple[Fault, ...] = ()


COLUMN_OF: dict[FindingStep, str] = {
    FindingStep.plan: "measure",
    FindingStep.progress: "progress",
    FindingStep.report: "reported",
    FindingStep.ask_time: "asked",
}


def judge(history: Sequence[LedgerLine], reply: Reply, role: Role, today: date, *, recused: bool = False) -> Judged:
    """`history` begins with the line as it was sent out and ends with the line as it stands.

    What was entered since by way of the same sheet is no difference any more, even if others went on from there.
    """
    sent, now = history[0], history[-1]
    typed = [name for name in (*TEXTS, *DAYS) if _typed(sent, reply, name)]
    fresh = [name for name in typed if not any(_same(one, reply, name) for one in history[1:])]
    differences = tuple(Difference(name, getattr(now, name), getattr(reply, name)) for name in fresh)
    faults = [*_incomplete(history, reply, fresh), *_moved(sent, now, fresh)]
    if (fresh or faults) and now.state not in WITH_UNIT:
        faults = [Fault("state", _why_not(now))]
    if faults or not fresh:
        return Judged(differences, (), tuple(faults))
    steps = _steps(now, reply, fresh)
    fault = _impossible(now, steps, role, today, recused)
    return Judged(differences, (), (fault,)) if fault else Judged(differences, steps)


def _plain(value: Value) -> Value:
    return "".join(value.split()) if isinstance(value, str) else value


def _same(line: LedgerLine, reply: Reply, name: Name) -> bool:
    return _plain(getattr(line, name)) == _plain(getattr(reply, name))


def _typed(sent: LedgerLine, reply: Reply, name: Name) -> bool:
    return bool(getattr(reply, name)) and not _same(sent, reply, name)


def _incomplete(history: Sequence[LedgerLine], reply: Reply, fresh: Sequence[Name]) -> list[Fault]:
    """What does not go together in one line. A sheet that was taken over already is not blamed once more."""
    sent, found = history[0], []
    done_before = any(one.done for one in history)
    if reply.outcome == "done" and reply.reported is None and not done_before:
        found.append(Fault("reported", "report_day_missing"))
    if "reported" in fresh and reply.outcome == "ongoing":
        found.append(Fault("outcome", "reported_but_ongoing"))
    if "reported" in fresh and not (reply.progress or reply.measure):
        found.append(Fault("progress", "text_missing"))
    if "reported" in fresh and "asked" in fresh:
        found.append(Fault("asked", "done_and_more_time"))
    if "asked" in fresh and not reply.reason:
        found.append(Fault("reason", "reason_missing"))
    if reply.reason and reply.asked is None and sent.asked is None:
        found.append(Fault("asked", "asked_missing"))
    if "person" in fresh and not (reply.measure or history[-1].measure):
        found.append(Fault("measure", "measure_missing"))
    return found


def _moved(sent: LedgerLine, now: LedgerLine, fresh: Sequence[Name]) -> list[Fault]:
    """Cells that somebody else changed after the sheet had gone out: nobody's words are written over."""
    return [
        Fault(name, "changed_meanwhile", getattr(now, name))
        for name in fresh
        if _plain(getattr(sent, name)) != _plain(getattr(now, name)) and name not in DAYS
    ]


def _why_not(now: LedgerLine) -> str:
    if now.ended:
        return now.state.value
    return "not_told" if now.state is FindingState.found else "waits"


def _steps(now: LedgerLine, reply: Reply, fresh: Sequence[Name]) -> tuple[Step, ...]:
    steps = []
    if "measure" in fresh or "person" in fresh:
        steps.append(Step(FindingStep.plan, measure=reply.measure or now.measure, person=reply.person))
    if "reported" in fresh:
        steps.append(Step(FindingStep.report, note=reply.progress or reply.measure, day=reply.reported))
    elif "progress" in fresh:
        steps.append(Step(FindingStep.progress, note=reply.progress))
    if "asked" in fresh:
        steps.append(Step(FindingStep.ask_time, note=reply.reason, due=reply.asked))
    return tuple(steps)


def _impossible(now: LedgerLine, steps: Sequence[Step], role: Role, today: date, recused: bool) -> Fault | None:
    """The first step that the life of a finding does not allow, tried before anything is taken over."""
    at = Standing(now.state, now.due, now.asked, now.last_day, recused=recused)
    for step in steps:
        try:
            at = replace(at, state=move(at, step, role, today), last=step.day or at.last)
        except ImpossibleFindingStepError as error:
            column = "state" if error.obstacle in (FindingObstacle.recused, FindingObstacle.role) else None
            return Fault(column or COLUMN_OF[step.name], error.obstacle.value)
    return None
