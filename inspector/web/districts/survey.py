"""A round opened for reading: its survey, kept between requests for as long as the record says the same."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from litestar import Request
from msgspec import Struct, field
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.fieldwork.operations import Level
from inspector.fieldwork.self_evaluation import SelfState
from inspector.fieldwork.states import State
from inspector.i18n import current_locale
from inspector.scoring.survey import Survey
from inspector.storage import facts, inspections, rounds, self_evaluations, stamps, surveys
from inspector.storage.inspections import InspectionLine
from inspector.storage.store import Store
from inspector.storage.tables import Round
from inspector.web.refusals import not_found
from inspector.web.scope import units_in_scope
from inspector.web.sessions import store_of

MOST_ROUNDS, MOST_BUILT = 8, 200
T = TypeVar("T")


class OpenedRound(Struct, frozen=True, eq=False):
    """`inspections` by unit, void ones left out; `scope`: the units the account may see, None for all.

    `own` is the round as its units see it, `released` the units whose self-evaluation is; None where none is.
    """

    round: Round
    survey: Survey
    inspections: dict[str, InspectionLine]
    scope: frozenset[str] | None
    stamp: tuple[Hashable, ...]
    own: Survey | None = None
    released: frozenset[str] = frozenset()
    lock: Lock = field(default_factory=Lock)
    built: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)

    @property
    def unconfirmed(self) -> int:
        """Inspections that still may change: while there are any, scores and ranks are provisional."""
        return sum(one.state is not State.confirmed for one in self.inspections.values())

    def covers(self, unit: str) -> bool:
        return unit in self.survey.subjects and (self.scope is None or unit in self.scope)

    async def build(self, made: Callable[[Survey], T], key: Hashable = None) -> T:
        """Runs what needs numbers in a thread; a survey fills in its results as they are asked for, one at a time.

        What is made under a key is kept as long as the round stands as it is, for this language and area.
        """
        name = (key, current_locale(), self.scope)

        def job() -> T:
            with self.lock:
                if key is None:
                    return made(self.survey)
                if name not in self.built:
                    self.built[name] = made(self.survey)
                    while len(self.built) > MOST_BUILT:
                        self.built.popitem(last=False)
                found: T = self.built[name]
                return found

        return await asyncio.to_thread(job)


_KEPT: WeakKeyDictionary[Store, OrderedDict[str, OpenedRound]] = WeakKeyDictionary()


async def open_round(request: Request[Any, Any, Any], round_id: str, *, recheck: bool = False) -> OpenedRound:
    """404 for a round that does not exist or has no unit in the account's area, alike.

    A re-check is no campaign: it has no ranking, no district pages and no letters; `recheck`: it may be one.
    """
    store, scope = store_of(request), await units_in_scope(request)
    found = await whole_round(store, round_id)
    if found is None or (scope is not None and not scope & found.survey.subjects.keys()):
        raise not_found()
    if found.round.supervision == rounds.RECHECK and not recheck:
        raise not_found()
    return replace(found, scope=scope)


async def whole_round(store: Store, round_id: str) -> OpenedRound | None:
    """For nobody in particular: without the limits of an area."""
    kept = _KEPT.setdefault(store, OrderedDict())
    known = kept.get(round_id)
    found = await store.read(lambda connection: _read(connection, round_id, known), heavy=True)
    if found is not None:
        kept[round_id] = found
        kept.move_to_end(round_id)
        while len(kept) > MOST_ROUNDS:
            kept.popitem(last=False)
    return found


async def open_unit(
    request: Request[Any, Any, Any], round_id: str, unit_id: str, *, recheck: bool = False
) -> OpenedRound:
    """As `open_round`; 404 as well for a unit that is not in the round's tree or lies outside the area."""
    opened = await open_round(request, round_id, recheck=recheck)
    if not opened.covers(unit_id):
        raise not_found()
    return opened


def _read(connection: Connection, round_id: str, known: OpenedRound | None) -> OpenedRound | None:
    round_ = rounds.by_id(connection, round_id)
    if round_ is None:
        return None
    lines = tuple(inspections.of_round(connection, round_id))
    states = {one.unit_id: one.state for one in self_evaluations.of_round(connection, round_id)}
    ground = (
        tuple(round_.model_dump().items()),
        tuple(rounds.units_of(connection, round_id)),
        facts.last_arrival(connection, round_.city_id),
    )
    stamp = (ground, lines, tuple(states.items()), stamps.arrived(connection, round_.city_id))
    if known is not None and known.stamp == stamp:
        return known
    by_unit = {line.unit_id: line for line in lines if line.state is not State.void}
    released = frozenset(unit for unit, state in states.items() if state is SelfState.released)
    own = surveys.survey(connection, round_, Level.self) if released else None
    if known is not None and known.stamp[0] == ground:  # only answers came in since
        found = known.survey.entered(surveys.cells_at(connection, round_, Level.team))
    else:
        found = surveys.survey(connection, round_)
    return OpenedRound(round_, found, by_unit, None, stamp, own, released)
