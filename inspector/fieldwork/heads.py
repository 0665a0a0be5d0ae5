"""From the operations of one inspection, in order of arrival, to its answers and open conflicts."""

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from inspector.fieldwork.operations import Head, Level, Operation, Outcome, receive
from inspector.fieldwork.states import State

EMPTY = Head()


class Arrived(Struct, frozen=True):
    """An operation with what was decided; `head` is where its cell stood afterwards."""

    operation: Operation
    outcome: Outcome
    head: str | None
    reason: str = ""


def fold(arrivals: Iterable[Arrived], level: Level) -> dict[str, Head]:
    """The head of each cell of one level, by path."""
    heads: dict[str, Head] = {}
    for arrived in arrivals:
        operation = arrived.operation
        if arrived.outcome is Outcome.applied and operation.level is level:
            heads[operation.field] = Head(operation.id, operation.value, operation.raw)
    return heads


def values(heads: Mapping[str, Head]) -> dict[str, str]:
    """What the cells say, by path; emptied and unreadable cells are left out."""
    return {path: head.value for path, head in heads.items() if head.value is not None}


def stands_for(base: str | None, find: Callable[[str], Arrived | None]) -> str | None:
    """The operation that a base stands for by now.

    One found the same as the head stands for that head: who builds on one builds on the other. A refused one
    changed nothing and stands for its own base. One that never arrived stands for itself.
    """
    seen = set()
    while base is not None and base not in seen:
        seen.add(base)
        found = find(base)
        if found is None or found.outcome in (Outcome.applied, Outcome.conflict):
            return base
        base = found.head if found.outcome is Outcome.same else found.operation.base
    return None


def leaves(arrivals: Iterable[Arrived], level: Level) -> dict[str, list[Operation]]:
    """By path, the operations nobody built on, in order of arrival; refused ones play no part."""
    by_id = {each.operation.id: each for each in arrivals if each.operation.level is level}
    taken = [each for each in by_id.values() if each.outcome is not Outcome.refused]
    built_on = {stands_for(each.operation.base, by_id.get) for each in taken}
    tips: dict[str, list[Operation]] = {}
    for each in taken:
        if each.outcome is not Outcome.same and each.operation.id not in built_on:
            tips.setdefault(each.operation.field, []).append(each.operation)
    return tips


def open_conflicts(arrivals: Iterable[Arrived], level: Level) -> dict[str, list[Operation]]:
    """By path, the leaves that say something else than the head. Empty: nothing to settle."""
    arrivals = list(arrivals)
    heads = fold(arrivals, level)
    conflicts = {}
    for path, tips in leaves(arrivals, level).items():
        other = [tip for tip in tips if tip.said != heads.get(path, EMPTY).said]
        if other:
            conflicts[path] = other
    return conflicts


def replay(operations: Iterable[Operation], state: State = State.in_progress) -> list[Arrived]:
    """Decide on operations as if they arrived in this order at an empty inspection.

    Repeats leave no second entry, and other content under a known id none at all: the caller sets it aside.
    """
    heads: dict[tuple[Level, str], Head] = {}
    arrived: dict[str, Arrived] = {}
    for operation in operations:
        cell = (operation.level, operation.field)
        if operation.id in arrived:
            continue
        base = stands_for(operation.base, arrived.get)
        decision = receive(operation, None, heads.get(cell, EMPTY), state, base=base)
        arrived[operation.id] = Arrived(operation, decision.outcome, decision.head, decision.reason)
        if decision.outcome is Outcome.applied:
            heads[cell] = Head(operation.id, operation.value, operation.raw)
    return list(arrived.values())
