"""The accountability report: one example by hand, and what holds for any ledger."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.casework.accountability import OWN, Case, Month, median, report
from inspector.casework.finding_life import FindingState as S

TODAY = date(2026, 3, 10)


def case(number: int, state: S, **more: object) -> Case:
    known: dict[str, object] = {"unit": "school", "unit_name": "甲校", "district": "jiang", "office": "教育局"}
    known |= {"clauses": ("4",), "told_on": date(2026, 1, 5), "due": date(2026, 2, 4)}
    return Case(number, state=state, **(known | more))  # type: ignore[arg-type]


LEDGER = [
    case(1, S.closed, closed_on=date(2026, 1, 25)),  # 20 days
    case(2, S.closed, closed_on=date(2026, 2, 19)),  # 45 days
    case(3, S.closed, told_on=date(2026, 2, 1), closed_on=date(2026, 3, 3), clauses=("4", "7")),  # 30 days
    case(4, S.open),  # late since 5 February
    case(5, S.reported),  # late, but reported
    case(6, S.partly, due=TODAY, chapters=2),  # its last day is today
    case(7, S.found, told_on=None, due=None, district="pinglu", office="财政局"),
    case(8, S.dropped, chapters=3),
    case(9, S.verified, district="", office="甲校", reopened=1),
]


def test_example_by_hand() -> None:
    found = report(LEDGER, TODAY)
    whole = found.whole
    assert (whole.all, whole.not_told, whole.running, whole.overdue) == (8, 1, 4, 1)
    assert (whole.reported, whole.verified, whole.closed, whole.dropped) == (1, 1, 3, 1)
    assert whole.rate == Fraction(3, 7), "closed of the seven that units were told of"
    assert whole.days == 30, "the middle one of 20, 30 and 45"
    districts = [(name, one.all, str(one.rate)) for name, one in found.districts]
    assert districts == [("", 1, "0"), ("jiang", 6, "1/2"), ("pinglu", 1, "None")]
    assert [(name, one.all) for name, one in found.offices] == [("教育局", 6), (OWN, 1), ("财政局", 1)]
    clauses = [(name, one.all, str(one.days)) for name, one in found.clauses]
    assert clauses == [("4", 8, "30"), ("7", 1, "30")]
    assert found.months == (
        Month(2026, 1, told=6, closed=1, running=5),
        Month(2026, 2, told=1, closed=1, running=5),
        Month(2026, 3, told=0, closed=1, running=4),
    )
    assert [(one.name, one.numbers, one.running) for one in found.offenders] == [("甲校", (6, 9), 2)]


def test_nothing_gives_no_share_and_no_days() -> None:
    empty = report([], TODAY)
    assert (empty.whole.all, empty.whole.rate, empty.whole.days, empty.months, empty.offenders) == (
        0,
        None,
        None,
        (),
        (),
    )


def test_median_of_two_is_half_of_both() -> None:
    assert median([3, 8]) == Fraction(11, 2)
    assert median([5]) == 5


DAYS = st.integers(0, 900).map(lambda days: date(2024, 1, 1) + timedelta(days))


@st.composite
def cases(draw: st.DrawFn) -> list[Case]:
    found = []
    for number in range(1, draw(st.integers(0, 12)) + 1):
        state = draw(st.sampled_from(S))
        told = None if state is S.found else draw(DAYS)
        closed = told + timedelta(draw(st.integers(0, 90))) if told and state is S.closed else None
        found.append(
            Case(
                number,
                draw(st.sampled_from(("a", "b"))),
                "甲校",
                draw(st.sampled_from(("", "jiang", "pinglu"))),
                draw(st.sampled_from(("教育局", "财政局", "甲校"))),
                tuple(draw(st.lists(st.sampled_from("1234"), max_size=3))),
                state,
                draw(st.none() | DAYS),
                told,
                closed,
                draw(st.integers(1, 3)),
                draw(st.integers(0, 1)),
            )
        )
    return found


@settings(max_examples=60)
@given(cases(), st.randoms(use_true_random=False), DAYS)
def test_parts_add_up_and_order_does_not_matter(ledger: list[Case], random: object, today: date) -> None:
    found = report(ledger, today)
    shuffled = list(ledger)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert report(shuffled, today) == found
    whole = found.whole
    assert whole.all == whole.not_told + whole.running + whole.closed
    assert whole.all + whole.dropped == len(ledger)
    for part in (found.districts, found.offices):
        for name in ("all", "running", "overdue", "closed", "dropped", "repeated", "not_told"):
            assert sum(getattr(one, name) for _, one in part) == getattr(whole, name)
    assert sum(month.closed for month in found.months) == whole.closed
    assert sum(month.told for month in found.months) == whole.running + whole.closed
    assert not found.months or found.months[-1].running == whole.running
    assert sum(len(one.numbers) for one in found.offenders) == whole.repeated
