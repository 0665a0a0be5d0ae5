"""Three inspectors with a leader in every group, and what a project still lacks."""

import pytest

from inspector.fieldwork.readiness import Gap, Stage, gaps, unexplained
from inspector.fieldwork.team import Duty, Member, groups, sufficient


def team(*duties: str, group: str = "", first: int = 1) -> tuple[Member, ...]:
    return tuple(Member(number, Duty(duty), group) for number, duty in enumerate(duties, first))


FULL = team("leader", "member", "member")


@pytest.mark.parametrize(
    ("supervision", "members", "enough"),
    [
        ("special", FULL, True),
        ("comprehensive", FULL, True),
        ("special", team("leader", "member"), False),
        ("special", team("member", "member", "member"), False),
        ("special", team("leader", "leader", "member"), False),
        ("special", (), False),
        ("regular", (), True),
        ("special", (*FULL, *team("leader", "member", group="东城", first=4)), False),
        ("special", (*FULL, *team("leader", "member", "member", group="东城", first=4)), True),
    ],
)
def test_article_16(supervision: str, members: tuple[Member, ...], enough: bool) -> None:
    assert sufficient(supervision, members) is enough


def test_one_person_named_twice_counts_once() -> None:
    twice = (Member(1, Duty.leader), Member(1, Duty.member), Member(2, Duty.member))
    assert [group.lacking for group in groups(twice)] == [1]


def stage(**changed: object) -> Stage:
    whole: dict[str, object] = {
        "supervision": "special",
        "legal_basis": "《教育督导条例》第十一条",
        "members": FULL,
        "undeclared": 0,
        "planned": True,
        "noticed": True,
    }
    return Stage(**{**whole, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"legal_basis": " "}, [Gap.legal_basis]),
        ({"members": FULL[:2]}, [Gap.team]),
        ({"undeclared": 1}, [Gap.declarations]),
        ({"planned": False, "noticed": False}, [Gap.timetable, Gap.notice]),
        ({"supervision": "regular", "members": (), "noticed": False}, []),
    ],
)
def test_what_a_project_lacks(changed: dict[str, object], expected: list[Gap]) -> None:
    assert gaps(stage(**changed)) == expected


def test_only_the_team_holds_up_the_opening_and_a_reason_lets_it_go_on() -> None:
    assert unexplained(list(Gap), ()) == [Gap.team]
    assert unexplained(list(Gap), {"team"}) == []
