"""The round of `field_round` with a city-wide inspector more, and what tests of a project do with its record."""

from inspector.storage import ids, recusals, teams
from inspector.storage.instants import now
from inspector.storage.tables import Recusal, Role, TeamMember
from inspector.web.passwords import nobodys_hash
from tests.web.conftest import World, add_account

INSPECTORS = ("inspector.east", "inspector.west", "inspector.city")


def add_people(world: World) -> None:
    """`inspector.city`, `evaluator.city` and `clerk.city`, whose area is the whole city."""

    def job(connection: object) -> None:
        for role in (Role.inspector, Role.evaluator, Role.clerk):
            add_account(connection, f"{role}.city", role, "shi", nobodys_hash())  # type: ignore[arg-type]

    world.store.write_now(job)


def name(world: World, login: str, duty: str = "member", group: str = "", round_id: str = "spring") -> str:
    """Into the team; the id of the membership."""
    member = TeamMember(
        id=ids.new_id(),
        round_id=round_id,
        account_id=world.account_id(login),
        duty=duty,
        group_name=group,
        named_at=now(),
    )
    key = member.id
    world.store.write_now(lambda connection: teams.add(connection, member))
    return key


def full_team(world: World) -> None:
    for place, login in enumerate(INSPECTORS):
        name(world, login, "member" if place else "leader")


def recuse(world: World, login: str, unit: str, ground: str = "own_unit") -> int:
    """Recorded for the round `spring`; how many inspections went back."""
    row = Recusal(
        id=ids.new_id(),
        round_id="spring",
        account_id=world.account_id(login),
        unit_id=unit,
        ground=ground,
        recorded_at=now(),
    )
    return world.store.write_now(lambda connection: recusals.record(connection, row))
