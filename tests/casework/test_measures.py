"""The engine of the ladder: what it proposes by hand, and its laws over any facts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from inspector.casework.measures import NOTHING, Facts, Past, as_data, facts_of, ladder_for, proposals, skipped
from inspector.checklist.ladder import COUNTED, SEEN, STATED
from inspector.checklist.ladder_reading import read_ladders
from inspector.checklist.reader import read_texts
from inspector.letters.kinds import KINDS
from inspector.settings import measures_root

LADDERS, _ = read_ladders(read_texts(measures_root()), KINDS)
NATIONAL = LADDERS["national"]
NONE = Facts()
FACTS = st.builds(
    Facts,
    overdue_days=st.integers(0, 200),
    urged=st.integers(0, 4),
    recheck_failed=st.integers(0, 4),
    repeated_in_a_year=st.integers(0, 3),
    report_missing=st.booleans(),
    grave=st.booleans(),
    stated=st.frozensets(st.sampled_from(STATED)),
)
FINDINGS = st.dictionaries(st.sampled_from(["a", "b", "c"]), FACTS, max_size=3)
PASTS = st.builds(
    Past,
    running=st.frozensets(st.sampled_from(list(NATIONAL.measures)), max_size=2),
    taken=st.frozensets(st.sampled_from(list(NATIONAL.measures)), max_size=3),
    known=st.dictionaries(st.sampled_from(list(NATIONAL.measures)), FINDINGS, max_size=3),
)


def names(unit: Facts = NONE, past: Past = NOTHING, **findings: Facts) -> list[str]:
    return [one.measure for one in proposals(NATIONAL, unit, findings, past)]


def test_late_urged_and_failed_at_the_recheck_means_a_talk() -> None:
    """42 days late, urged once, one re-check not passed: past 15 and 30 days, short of 60."""
    found = proposals(NATIONAL, NONE, {"f12": Facts(overdue_days=42, urged=1, recheck_failed=1)})
    assert [one.measure for one in found] == ["public_criticism", "talk"]
    talk = found[1]
    assert talk.level == 2 and talk.skipped == ()
    assert {one.reasons for one in talk.grounds} == {
        (("overdue_days", 42), ("urged", 1)),
        (("urged", 1), ("recheck_failed", 1)),
    }
    assert {one.finding for one in talk.grounds} == {"f12"}


@pytest.mark.parametrize(("days", "expected"), [(29, ["public_criticism"]), (30, ["public_criticism", "talk"])])
def test_the_line_itself_counts(days: int, expected: list[str]) -> None:
    assert names(a=Facts(overdue_days=days, urged=1)) == expected


def test_nothing_is_proposed_without_a_reason() -> None:
    assert names(a=NONE) == []
    assert names(a=Facts(overdue_days=14, urged=3)) == []
    assert names(a=Facts(overdue_days=500)) == []  # nobody has urged: that comes first


def test_obstruction_is_stated_of_the_unit_and_told_once() -> None:
    unit = Facts(stated=frozenset({"obstruction"}))
    [circular, person] = proposals(NATIONAL, unit, {"a": NONE, "b": NONE})
    assert (circular.measure, person.measure) == ("supervision_circular", "criticism_circular")
    assert [one.finding for one in circular.grounds] == [""]
    assert circular.skipped == ("public_criticism", "talk")
    assert person.skipped == ("self_criticism", "person_talk")


def test_step_that_a_taken_one_leads_to_skips_nothing() -> None:
    assert skipped(NATIONAL, "supervision_circular", Past(taken=frozenset({"talk"}))) == ()
    assert skipped(NATIONAL, "resource_adjustment", Past(taken=frozenset({"talk"}))) == (
        "public_criticism",
        "supervision_circular",
    )


def test_refused_measure_comes_back_when_the_facts_are_worse_not_when_a_day_has_passed() -> None:
    then = Facts(overdue_days=42, urged=1)
    past = Past(known={"talk": {"a": then}, "public_criticism": {"a": then}})
    assert names(past=past, a=replace(then, overdue_days=43)) == []
    assert names(past=past, a=replace(then, overdue_days=59)) == ["public_criticism"]  # 45 = 3 x 15, 42 was 2 x 15
    assert names(past=past, a=replace(then, overdue_days=60)) == ["public_criticism", "talk"]
    assert names(past=past, a=replace(then, recheck_failed=1)) == ["talk"]
    assert names(past=past, a=then, b=then) == ["public_criticism", "talk"]  # another finding is a new fact


def test_running_measure_is_not_proposed_twice() -> None:
    facts = Facts(overdue_days=42, urged=1)
    assert names(past=Past(running=frozenset({"talk"})), a=facts) == ["public_criticism"]


def test_private_school_is_stated() -> None:
    assert "private_school" not in names(Facts(repeated_in_a_year=2))
    assert "private_school" in names(Facts(repeated_in_a_year=2, stated=frozenset({"private"})))


def test_a_city_has_its_provinces_ladder() -> None:
    for city, expected in (("杭州市", "zhejiang"), ("运城市", "national"), ("珠海市", "national")):
        chosen = ladder_for(LADDERS, city)
        assert chosen is not None and chosen.id == expected


@given(FACTS, FINDINGS, PASTS)
@settings(max_examples=60)
def test_same_facts_in_any_order_propose_the_same(unit: Facts, findings: dict[str, Facts], past: Past) -> None:
    turned = dict(reversed(list(findings.items())))
    assert proposals(NATIONAL, unit, findings, past) == proposals(NATIONAL, unit, turned, past)


@given(FACTS, FACTS, FINDINGS, FINDINGS, PASTS)
@settings(max_examples=120)
def test_worse_facts_never_propose_less(
    unit: Facts, more: Facts, findings: dict[str, Facts], other: dict[str, Facts], past: Past
) -> None:
    worse = {**findings, **{one: facts.with_(findings.get(one, NONE)) for one, facts in other.items()}}
    before = names(unit, past, **findings)
    after = names(unit.with_(more), past, **worse)
    assert set(before) <= set(after)


@given(FACTS, FINDINGS, PASTS)
@settings(max_examples=60)
def test_every_reason_is_a_fact_that_reaches_the_line_of_its_rule(
    unit: Facts, findings: dict[str, Facts], past: Past
) -> None:
    for one in proposals(NATIONAL, unit, findings, past):
        assert one.grounds and one.measure not in past.running
        for ground in one.grounds:
            asked = NATIONAL.measures[one.measure].triggers[ground.trigger].asked
            assert {name for name, _ in ground.reasons} == asked.keys()
            assert all(value >= asked[name] for name, value in ground.reasons)


@given(FINDINGS)
@settings(max_examples=30)
def test_facts_are_kept_as_they_were(findings: dict[str, Facts]) -> None:
    assert facts_of(as_data(findings)) == findings


def test_every_condition_is_counted_seen_or_stated() -> None:
    assert {*COUNTED, *SEEN, *STATED, "source"} == set(type(NATIONAL.measures["talk"].triggers[0]).model_fields)
