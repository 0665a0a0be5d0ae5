"""What a supervision project still lacks before it goes on: 《教育督导条例》 10, 16 and 17."""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from inspector.fieldwork.team import SUPERVISIONS_WITH_TEAM, Member, sufficient


class Gap(StrEnum):
    legal_basis = "legal_basis"
    team = "team"  # 16: a group of at least three inspectors
    declarations = "declarations"  # 10: every member says whether to be recused
    timetable = "timetable"
    notice = "notice"  # 17: written notice before a special or comprehensive supervision


REASONED = frozenset({Gap.team})
"""With one of these a round opens only for a written reason."""


class Stage(Struct, frozen=True):
    """What is there by now; `undeclared` counts members who have not declared."""

    supervision: str
    legal_basis: str
    members: tuple[Member, ...]
    undeclared: int
    planned: bool
    noticed: bool


def gaps(stage: Stage) -> list[Gap]:
    """In the order in which they are best filled; a regular supervision needs neither group nor notice."""
    announced = stage.supervision in SUPERVISIONS_WITH_TEAM
    lacking = {
        Gap.legal_basis: not stage.legal_basis.strip(),
        Gap.team: not sufficient(stage.supervision, stage.members),
        Gap.declarations: bool(stage.undeclared),
        Gap.timetable: not stage.planned,
        Gap.notice: announced and not stage.noticed,
    }
    return [gap for gap, lacks in lacking.items() if lacks]


def unexplained(found: Iterable[Gap], explained: Iterable[str]) -> list[Gap]:
    """Gaps that hold up the opening until somebody gives the reason in writing."""
    known = set(explained)
    return [gap for gap in found if gap in REASONED and gap not in known]
