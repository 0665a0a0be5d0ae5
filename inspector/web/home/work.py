"""What is to be done today, read from the record for each role."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Annotated

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.casework.letter_life import IN_HOUSE, LetterState
from inspector.fieldwork.self_evaluation import SelfState
from inspector.fieldwork.states import ENTERING, UNIT_ROLES, State
from inspector.storage import (
    accounts,
    editions,
    inspections,
    ledger,
    letter_events,
    letters,
    rectification,
    rounds,
    self_evaluations,
    shares,
    statements,
    surveys,
    units,
    writings,
)
from inspector.storage.inspections import InspectionLine
from inspector.storage.ledger import Totals
from inspector.storage.rectification import Numbers
from inspector.storage.self_evaluations import SelfLine
from inspector.storage.sessions import SignedIn
from inspector.storage.tables import Letter, Role, Round
from inspector.storage.units import UnitAt
from inspector.web.findings.asked import area_of
from inspector.web.forms.filling import progress as filled
from inspector.web.letters.received import received
from inspector.web.letters.words import STATE_NAMES as LETTER_STATES
from inspector.web.operations.memory import Memory
from inspector.web.rounds.access import cities_of
from inspector.web.rounds.progress import Progress, district_kind, group_of, progress

URGENCY = {State.returned: 0, State.in_progress: 1, State.assigned: 2, State.submitted: 3}
NOTHING = Numbers()
Seen = frozenset[str] | None


class Task(Struct, frozen=True):
    """One inspection in a list of work."""

    line: InspectionLine
    district: str
    answered: int
    asked: int
    cutoff: date
    sections: tuple[str, ...] = ()
    """Titles of those that are the reader's, where the form is split."""


class RoundWork(Struct, frozen=True):
    """`self_waiting`: self-evaluations approved by their units that nobody has released yet."""

    round: Round
    progress: Progress
    self_waiting: int


class DraftLetter(Struct, frozen=True):
    """A letter that has not gone out; `state` is a message id, `returned` why it was returned to its drafter."""

    letter: Letter
    unit: str
    state: str
    returned: str = ""


class Work(Struct, frozen=True):
    """Only the lists of the reader's role are filled."""

    mine: tuple[Task, ...] = ()
    waiting: tuple[Task, ...] = ()
    open_rounds: tuple[RoundWork, ...] = ()
    without_letter: tuple[Task, ...] = ()
    drafts: tuple[DraftLetter, ...] = ()
    rounds: Annotated[tuple[Round, ...], "all rounds, newest first"] = ()
    own: Annotated[tuple[SelfLine, ...], "what the reader's unit is asked for itself"] = ()
    rectification: Annotated[Numbers, "findings of the reader's unit"] = NOTHING
    statements: Annotated[int, "statements of units that wait for a decision"] = 0
    to_send: Annotated[int, "texts of the unit that its head has not sent yet"] = 0
    received: Annotated[tuple[Letter, ...], "letters that were delivered to the reader's unit and those below"] = ()
    counts: Annotated[dict[str, int], "accounts, units, editions"] | None = None
    ledger: Annotated[Totals | None, "what of the ledger the reader sees; None for whom it is no work"] = None


def work_of(connection: Connection, memory: Memory, account: SignedIn, seen: Seen, on: date) -> Work:
    if account.role in UNIT_ROLES:
        unit = account.scope_unit or ""
        return Work(
            own=tuple(self_evaluations.of_unit(connection, unit)),
            received=received(connection, seen or ()) if account.role is Role.head else (),
            rectification=rectification.numbers(connection, [unit], on),
            to_send=sum(one.ready_at is not None for one in writings.unsent(connection, unit)),
        )
    cities = cities_of(connection, account)
    found = [one for city in cities for one in rounds.of_city(connection, city)]
    open_ones = [one for one in found if one.state == "open"]
    if account.role is Role.inspector:
        return Work(mine=tuple(_mine(connection, memory, account, open_ones, seen)))
    if account.role is Role.evaluator:
        lines = _seen(_in_state(connection, cities, State.submitted), seen)
        waiting = _tasks(connection, open_ones, lines, memory)
        return Work(
            statements=_undecided(connection, account, seen),
            waiting=tuple(sorted(waiting, key=lambda task: task.line.submitted_at or 0)),
            open_rounds=tuple(_round_work(connection, one, seen) for one in open_ones),
            ledger=ledger.totals(connection, area_of(connection, account, on), on),
        )
    if account.role is Role.clerk:
        kept = ledger.totals(connection, area_of(connection, account, on), on)
        mine, undecided = _of_clerk(connection, open_ones, seen), _undecided(connection, account, seen)
        return replace(mine, ledger=kept, statements=undecided)
    return Work(rounds=tuple(found), counts=_counts(connection, account, seen, on))


def _mine(connection: Connection, memory: Memory, account: SignedIn, open_ones: list[Round], seen: Seen) -> list[Task]:
    """Returned ones first, then what is begun, then by the day of the visit; what waits for review last.

    What lies outside the area of today is left out: its form would not open.
    """
    lines = inspections.of_inspector(connection, account.account_id)
    waiting = _in_state(connection, cities_of(connection, account), State.submitted)
    lines += [line for line in waiting if line.inspector_id == account.account_id]
    own = shares.of_account(connection, account.account_id)
    lines += _shared(connection, own, {line.id for line in lines})
    tasks = [_split(connection, one, own) for one in _tasks(connection, open_ones, _seen(lines, seen), memory)]
    return sorted(tasks, key=lambda task: (URGENCY[task.line.state], task.line.visit_date or date.max, task.cutoff))


def _shared(connection: Connection, own: Mapping[str, list[str]], known: Collection[str]) -> list[InspectionLine]:
    """Inspections of others in which the reader takes sections, as long as they take entries."""
    found = [inspections.line(connection, one) for one in own if one not in known]
    return [line for line in found if line and line.state in ENTERING and line.round_state == "open"]


def _split(connection: Connection, task: Task, own: Mapping[str, list[str]]) -> Task:
    if task.line.id not in own:
        return task
    round_ = rounds.by_id(connection, task.line.round_id)
    assert round_ is not None
    titles = surveys.edition(connection, round_.edition_digest).checklist.sections
    return replace(task, sections=tuple(title for name, title in titles.items() if name in own[task.line.id]))


def _undecided(connection: Connection, account: SignedIn, seen: Seen) -> int:
    cities = cities_of(connection, account)
    found = [one for city in cities for one in statements.of_city(connection, city, undecided=True)]
    return sum(seen is None or one.unit_id in seen for one in found)


def _of_clerk(connection: Connection, open_ones: list[Round], seen: Seen) -> Work:
    """Notices go out before anybody was there: they have a page of their own."""
    written = {
        one.id: [letter for letter in letters.of_round(connection, one.id) if letter.kind != "notice"]
        for one in open_ones
    }
    standing = [one for found in written.values() for one in found if one.state != LetterState.withdrawn]
    has_letter = {(letter.round_id, letter.unit_id) for letter in standing}
    cities = list(dict.fromkeys(one.city_id for one in open_ones))
    confirmed = _seen(_in_state(connection, cities, State.confirmed), seen)
    lines = [line for line in confirmed if (line.round_id, line.unit_id) not in has_letter]
    names = {unit.id: unit.name for one in open_ones for unit in rounds.units_of(connection, one.id)}
    waiting = [one for one in standing if one.state in IN_HOUSE and (seen is None or one.unit_id in seen)]
    returned = letter_events.returned(connection, [one.id for one in waiting])
    drafts = [
        DraftLetter(
            letter,
            names.get(letter.unit_id, ""),
            LETTER_STATES[LetterState(letter.state)],
            returned.get(letter.id, ""),
        )
        for letter in sorted(waiting, key=lambda one: one.id not in returned)
    ]
    return Work(without_letter=tuple(_tasks(connection, open_ones, lines)), drafts=tuple(drafts))


def _in_state(connection: Connection, cities: Iterable[str], state: State) -> list[InspectionLine]:
    """Re-checks too, also where no campaign is open."""
    return [line for city in cities for line in inspections.in_state(connection, city, state)]


def _seen(lines: Iterable[InspectionLine], seen: Seen) -> list[InspectionLine]:
    return [line for line in lines if seen is None or line.unit_id in seen]


def _tasks(
    connection: Connection, open_ones: list[Round], lines: list[InspectionLine], memory: Memory | None = None
) -> list[Task]:
    trees: dict[str, tuple[dict[str, UnitAt], str]] = {}
    by_id = {one.id: one for one in open_ones}
    tasks = []
    for line in lines:
        round_ = by_id.get(line.round_id) or rounds.by_id(connection, line.round_id)
        assert round_ is not None
        if line.round_id not in trees:
            tree = {unit.id: unit for unit in rounds.units_of(connection, round_.id)}
            trees[line.round_id] = tree, _kind(connection, round_)
        tree, kind = trees[line.round_id]
        group = group_of(tree, line.unit_id, kind)
        done = _filled(connection, memory, line.id) if memory else (0, 0)
        tasks.append(Task(line, tree[group].name if group != line.unit_id else "", *done, round_.cutoff))
    return tasks


def _filled(connection: Connection, memory: Memory, inspection_id: str) -> tuple[int, int]:
    """Questions settled and questions in sight, as the form counts them."""
    found = memory.current(connection, inspection_id)
    counts = list(filled(found[0]).values()) if found else []
    return sum(done for done, _ in counts), sum(whole for _, whole in counts)


def _kind(connection: Connection, round_: Round) -> str:
    return district_kind(surveys.edition(connection, round_.edition_digest), surveys.scheme(connection, round_))


def _round_work(connection: Connection, round_: Round, seen: Seen) -> RoundWork:
    own = self_evaluations.of_round(connection, round_.id)
    waiting = sum(one.state is SelfState.approved and (seen is None or one.unit_id in seen) for one in own)
    return RoundWork(round_, progress(connection, round_, _kind(connection, round_), seen), waiting)


def _counts(connection: Connection, account: SignedIn, seen: Seen, on: date) -> dict[str, int]:
    tree = [unit.id for city in cities_of(connection, account) for unit in units.tree(connection, city, on)]
    people = [one for one in accounts.everyone(connection) if not one.disabled]
    return {
        "units": sum(seen is None or unit in seen for unit in tree),
        "accounts": sum(seen is None or one.scope_unit in seen for one in people),
        "editions": len(editions.everything(connection)),
    }
