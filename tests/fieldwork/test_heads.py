"""Laws of folding, over devices that work apart on few cells and reach the server in any interleaving.

H1 nothing is lost: every entry is the head, was built on, is refused, says what a head said, or is shown as
an open conflict. H2 exactly once under repeats. H3 who wins depends on arrival, what is in dispute does not.
H4 the head is a leaf. H5 batching does not matter: folding pieces one after the other is folding the whole.
"""

from collections.abc import Iterator
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from inspector.fieldwork.heads import fold, leaves, open_conflicts, replay, stands_for, values
from inspector.fieldwork.operations import Head, Level, Operation, Outcome
from inspector.fieldwork.states import State

LAWS = settings(max_examples=150)
CELLS = ("room/value", "room/note")


class Entry(NamedTuple):
    device: int
    cell: str
    said: str


def written(entries: list[Entry], *, distinct: bool) -> list[Operation]:
    """Three devices, none of which hears of the others: each builds on its own last entry of the cell."""
    own: dict[tuple[int, str], str] = {}
    operations = []
    for number, entry in enumerate(entries):
        base = own.get((entry.device, entry.cell))
        value = f"{entry.said}{number}" if distinct else entry.said
        place = ("i1", Level.team, entry.cell, base)
        operations.append(Operation(f"op{number}", *place, value, value, entry.device, str(entry.device), number))
        own[entry.device, entry.cell] = f"op{number}"
    return operations


def interleaved(operations: list[Operation], choices: list[int]) -> list[Operation]:
    """Another arrival that keeps each device's own order, picked by `choices`."""
    queues = {device: [each for each in operations if each.account == device] for device in range(3)}
    arrival = []
    picks: Iterator[int] = iter(choices * (len(operations) + 1))
    while waiting := [queue for queue in queues.values() if queue]:
        arrival.append(waiting[next(picks) % len(waiting)].pop(0))
    return arrival


ENTRIES = st.lists(st.builds(Entry, st.integers(0, 2), st.sampled_from(CELLS), st.sampled_from("ab")), max_size=14)
CHOICES = st.lists(st.integers(0, 5), min_size=1, max_size=14)


@LAWS
@given(entries=ENTRIES, choices=CHOICES)
def test_nothing_is_lost(entries: list[Entry], choices: list[int]) -> None:
    operations = interleaved(written(entries, distinct=False), choices)
    arrivals = replay(operations)
    assert [each.operation for each in arrivals] == operations
    by_id = {each.operation.id: each for each in arrivals}
    heads, disputed = fold(arrivals, Level.team), open_conflicts(arrivals, Level.team)
    built_on = {stands_for(each.base, by_id.get) for each in operations}
    for each in arrivals:
        operation = each.operation
        shown = operation in disputed.get(operation.field, [])
        agrees = operation.said == heads[operation.field].said or each.outcome is Outcome.same
        assert shown or agrees or operation.id in built_on


@LAWS
@given(entries=ENTRIES, choices=CHOICES, repeats=st.lists(st.integers(0, 13), max_size=20))
def test_repeats_change_nothing(entries: list[Entry], choices: list[int], repeats: list[int]) -> None:
    operations = interleaved(written(entries, distinct=False), choices)
    noisy = list(operations)
    for repeat in repeats:
        if repeat < len(operations):
            first = noisy.index(operations[repeat])
            noisy.insert(min(len(noisy), first + 1 + repeat), operations[repeat])
    assert replay(noisy) == replay(operations)


@LAWS
@given(entries=ENTRIES, choices=CHOICES, others=CHOICES)
def test_what_is_in_dispute_does_not_depend_on_arrival(
    entries: list[Entry], choices: list[int], others: list[int]
) -> None:
    operations = written(entries, distinct=True)
    tips = [
        {path: {tip.id for tip in found} for path, found in leaves(arrivals, Level.team).items()}
        for arrivals in (replay(interleaved(operations, choices)), replay(interleaved(operations, others)))
    ]
    assert tips[0] == tips[1]


@LAWS
@given(entries=ENTRIES, choices=CHOICES)
def test_the_head_is_a_leaf(entries: list[Entry], choices: list[int]) -> None:
    arrivals = replay(interleaved(written(entries, distinct=False), choices))
    tips = leaves(arrivals, Level.team)
    for path, head in fold(arrivals, Level.team).items():
        assert head.operation in {tip.id for tip in tips[path]}


@LAWS
@given(entries=ENTRIES, choices=CHOICES, cut=st.integers(0, 14))
def test_folding_in_pieces_is_folding_the_whole(entries: list[Entry], choices: list[int], cut: int) -> None:
    arrivals = replay(interleaved(written(entries, distinct=False), choices))
    in_pieces = fold(arrivals[:cut], Level.team) | fold(arrivals[cut:], Level.team)
    assert in_pieces == fold(arrivals, Level.team)


def entry(key: str, base: str | None, value: str | None, account: int = 1) -> Operation:
    return Operation(key, "i1", Level.team, "room/value", base, value, value, account)


def test_one_person_alone_never_conflicts_with_himself() -> None:
    chain = [entry("a", None, "1"), entry("b", "a", "2"), entry("c", "b", None), entry("d", "c", "3")]
    arrivals = replay(chain)
    assert {each.outcome for each in arrivals} == {Outcome.applied}
    assert values(fold(arrivals, Level.team)) == {"room/value": "3"}


def test_emptied_and_unreadable_cells_have_no_value_but_a_head() -> None:
    arrivals = replay([entry("a", None, "1"), replace(entry("b", "a", None), raw="一二")])
    heads = fold(arrivals, Level.team)
    assert values(heads) == {}
    assert heads["room/value"] == Head("b", None, "一二")


def test_the_levels_do_not_touch_each_other() -> None:
    own = replace(entry("a", None, "1"), level=Level.self)
    arrivals = replay([own, entry("b", None, "2")])
    assert [each.outcome for each in arrivals] == [Outcome.applied, Outcome.applied]
    assert values(fold(arrivals, Level.self)) == {"room/value": "1"}
    assert values(fold(arrivals, Level.team)) == {"room/value": "2"}


def test_two_who_agree_may_both_go_on() -> None:
    """b says what a said; whoever builds on either builds on both."""
    arrivals = replay([entry("a", None, "1"), entry("b", None, "1", 2), entry("c", "b", "2", 2)])
    assert [each.outcome for each in arrivals] == [Outcome.applied, Outcome.same, Outcome.applied]
    assert open_conflicts(arrivals, Level.team) == {}


def test_a_whole_offline_chain_is_one_conflict_until_settled_either_way() -> None:
    chain = [entry("a", None, "1"), entry("b", None, "2", 2), entry("c", "b", "3", 2)]
    disputed = open_conflicts(replay(chain), Level.team)
    assert [each.id for each in disputed["room/value"]] == ["c"]
    keep_the_head = replay([*chain, entry("d", "c", "1")])
    assert keep_the_head[-1].outcome is Outcome.same
    assert open_conflicts(keep_the_head, Level.team) == {}
    a_third_value = replay([*chain, entry("d", "a", "4"), entry("e", "c", "4")])
    assert [each.outcome for each in a_third_value[-2:]] == [Outcome.applied, Outcome.same]
    assert open_conflicts(a_third_value, Level.team) == {}


def test_what_was_refused_is_no_reason_for_a_conflict_later() -> None:
    """a applied, b refused after submission; returned, the device goes on from its own b."""
    before, late = replay([entry("a", None, "1")]), replay([entry("b", "a", "2")], State.submitted)
    find = {each.operation.id: each for each in [*before, *late]}
    assert late[0].outcome is Outcome.refused
    assert stands_for("b", find.get) == "a"
    assert leaves([*before, *late], Level.team)["room/value"] == [before[0].operation]
