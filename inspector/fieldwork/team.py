"""The team (督导组): who leads, and whether it has the number that the regulation asks for (条例 16)."""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

FEWEST = 3
SUPERVISIONS_WITH_TEAM = frozenset({"special", "comprehensive"})


class Duty(StrEnum):
    leader = "leader"  # 组长
    member = "member"  # 成员


class Member(Struct, frozen=True):
    """`group` is empty in a round with one group only."""

    account: int
    duty: Duty
    group: str = ""


class Group(Struct, frozen=True):
    """A group and what it lacks; the leader is one of its inspectors and counts as such."""

    name: str
    leaders: int
    inspectors: int

    @property
    def lacking(self) -> int:
        """How many inspectors are missing to three."""
        return max(FEWEST - self.inspectors, 0)

    @property
    def complete(self) -> bool:
        return self.leaders == 1 and not self.lacking


def groups(members: Iterable[Member]) -> list[Group]:
    """In the order in which their names first appear."""
    found: dict[str, list[Member]] = {}
    for one in members:
        found.setdefault(one.group, []).append(one)
    return [
        Group(name, sum(one.duty is Duty.leader for one in inside), len({one.account for one in inside}))
        for name, inside in found.items()
    ]


def sufficient(supervision: str, members: Iterable[Member]) -> bool:
    """Whether a round of that kind may go on without a written reason; a regular one needs no group."""
    if supervision not in SUPERVISIONS_WITH_TEAM:
        return True
    found = groups(members)
    return bool(found) and all(group.complete for group in found)
