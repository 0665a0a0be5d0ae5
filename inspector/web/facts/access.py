"""A unit of a round as its facts are shown: both inside the account's area, else 404 alike."""

from typing import Any

from litestar import Request
from msgspec import Struct

from inspector.storage import rounds
from inspector.storage.tables import Role, Round
from inspector.storage.units import UnitAt
from inspector.web.facts.entering import may_enter
from inspector.web.refusals import not_found
from inspector.web.rounds.access import is_id, round_in_scope
from inspector.web.scope import must_cover, units_in_scope
from inspector.web.sessions import account_of, store_of


async def unit_of_round(request: Request[Any, Any, Any], round_id: str, unit_id: str) -> tuple[Round, UnitAt]:
    """The round and the unit as the round's own tree has it."""
    round_ = await round_in_scope(request, round_id)
    if not is_id(unit_id):
        raise not_found()
    await must_cover(request, unit_id)
    tree = await store_of(request).read(lambda c: rounds.units_of(c, round_.id))
    unit = next((one for one in tree if one.id == unit_id), None)
    if unit is None:
        raise not_found()
    return round_, unit


def enters(request: Request[Any, Any, Any], round_: Round) -> bool:
    """Whether the account may enter and settle facts that this round still sees."""
    return may_enter(account_of(request).role) and round_.state != "closed" and round_.facts_through is None


class Reader(Struct, frozen=True):
    """Who looks at what moved; `scope`: the units of the account's area, None for all."""

    role: Role
    scope: frozenset[str] | None

    def covers(self, unit_id: str) -> bool:
        return self.scope is None or unit_id in self.scope

    def ranks(self, round_: Round) -> bool:
        """Places are internal to the city unless the round publishes them, and no matter of inspectors."""
        return self.role is not Role.inspector and (self.covers(round_.city_id) or round_.publication == "ranks")


async def reader_of(request: Request[Any, Any, Any]) -> Reader:
    return Reader(account_of(request).role, await units_in_scope(request))
