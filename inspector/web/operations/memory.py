"""The inspections kept in memory, each checked against the record before it is used.

Whatever changed behind our back (another process, `rescore`, a later fact or setting, a transaction that was
rolled back) shows in the stamp, and the inspection is loaded anew.
"""

from collections import OrderedDict
from collections.abc import Mapping
from threading import RLock
from weakref import WeakKeyDictionary

from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.checklist.cells import in_visit
from inspector.fieldwork.heads import values
from inspector.fieldwork.operations import Level
from inspector.scoring.occurrences import occurrences
from inspector.scoring.results import Result
from inspector.storage import operations, rounds, stamps, surveys
from inspector.storage.stamps import Stamp
from inspector.storage.store import Store
from inspector.web.operations.links import links
from inspector.web.operations.live import Ground, Live
from inspector.web.operations.score import Tallying

MOST_INSPECTIONS, MOST_ROUNDS = 1000, 8
Key = tuple[str, Level]
"""An inspection or a round at one level: a self-evaluation is fed by self-evaluations alone."""


class Memory:
    """Of one opened record. Used from the event loop and from the writer, hence the lock."""

    def __init__(self) -> None:
        self._lives: OrderedDict[Key, Live] = OrderedDict()
        self._grounds: OrderedDict[Key, Ground] = OrderedDict()
        self._lock = RLock()

    def current(
        self, connection: Connection, inspection_id: str, level: Level = Level.team
    ) -> tuple[Live, Stamp] | None:
        """The inspection as the record has it now; None when there is none."""
        stamp = stamps.of_inspection(connection, inspection_id, level)
        if stamp is None:
            return None
        with self._lock:
            live = self._lives.get((inspection_id, level))
            if live is None or not self._holds(live, stamp):
                live = self._load(connection, inspection_id, level, stamp)
            elif live.fed != live.ground.changes and live.links.fed:
                live = self._feed(live)
            self._keep(live)
            return live, stamp

    def publish(self, live: Live, before: int | None, after: int | None) -> None:
        """An inspection one step on; `before` and `after` are the city's arrival counts around that step."""
        with self._lock:
            for ground in self._grounds.values():
                if ground.round.city_id == live.city_id:
                    ground.arrived = after if ground.arrived == before else None
            newer = self._grounds.get((live.ground.round.id, live.level))
            live.ground.learn(live.subject, live.cells, live.results)
            if newer is not None and newer is not live.ground:
                newer.learn(live.subject, live.cells, live.results)
            self._keep(replace(live, fed=live.ground.changes))

    def forget(self) -> None:
        """Everything, for changes that no stamp shows, such as a round's tree taken anew."""
        with self._lock:
            self._lives.clear()
            self._grounds.clear()

    def _holds(self, live: Live, stamp: Stamp) -> bool:
        ground = live.ground
        same = (live.tip, live.computed_at, ground.stamp) == (stamp.tip, stamp.computed_at, stamp.ground)
        return same and (not live.links.fed or ground.arrived == stamp.arrived)

    def _load(self, connection: Connection, inspection_id: str, level: Level, stamp: Stamp) -> Live:
        ground = self._ground(connection, level, stamp)
        heads = operations.heads(connection, stamp.city_id, inspection_id, level)
        cells = {path: text for path, text in values(heads).items() if not in_visit(path)}
        subject = ground.survey.subjects[stamp.unit_id]
        ground.cells[subject.id] = cells
        ground.results.pop(subject.id, None)
        by_id = dict(ground.survey.by_item(subject.id))
        items = ground.edition.form(subject.kind, ground.survey.selection)
        terms = ground.survey.terms
        times = {item.id: tuple(occurrences(ground.edition, item, subject, terms) or ()) for item in items}
        tip, at, fed = stamp.tip, stamp.computed_at, ground.changes
        open_ = operations.open_conflicts(connection, stamp.city_id, inspection_id, level)
        known = links(ground.edition, items)
        form = (subject, items, times)
        return Live(
            inspection_id,
            stamp.city_id,
            ground,
            *form,
            heads,
            cells,
            by_id,
            tip,
            at,
            fed,
            known,
            open_,
            level=level,
        )

    def _ground(self, connection: Connection, level: Level, stamp: Stamp) -> Ground:
        ground = self._grounds.get((stamp.round_id, level))
        if ground is None or ground.stamp != stamp.ground or (ground.arrived != stamp.arrived and _fed(ground, stamp)):
            round_ = rounds.by_id(connection, stamp.round_id)
            assert round_ is not None
            found = surveys.survey(connection, round_, level)
            cells, results = dict(found.cells), dict[str, Mapping[str, Result]]()
            survey = replace(found, cells=cells, _results=results)
            tallying = Tallying(survey.edition, survey.scheme)
            ground = Ground(round_, survey, cells, results, tallying, stamp.ground, stamp.arrived)
            self._grounds[stamp.round_id, level] = ground
            _trim(self._grounds, MOST_ROUNDS)
        return ground

    def _feed(self, live: Live) -> Live:
        """What rolls up from something that changed below since, and what hangs on it, anew."""
        ground, subject = live.ground, live.subject
        changed_below = {name for name, change in ground.changed.items() if change > live.fed}
        stale = live.links.affected(name for name, below in live.links.fed.items() if below & changed_below)
        fed = live.judged(stale, live.cells, lambda item: ground.survey.roll_up(subject, item)) if stale else {}
        results = {**live.results, **fed}
        ground.results[subject.id] = results
        changed = [name for name, one in results.items() if one != live.results[name]]
        live.log[live.version :] = changed
        return replace(live, results=results, fed=ground.changes, version=live.version + len(changed))

    def _keep(self, live: Live) -> None:
        self._lives[live.id, live.level] = live
        self._lives.move_to_end((live.id, live.level))
        _trim(self._lives, MOST_INSPECTIONS)


def _fed(ground: Ground, stamp: Stamp) -> bool:
    kind = ground.survey.subjects[stamp.unit_id].kind
    return any(item.rolls_up for item in ground.edition.form(kind, ground.survey.selection))


def _trim(kept: OrderedDict[Key, Live] | OrderedDict[Key, Ground], most: int) -> None:
    while len(kept) > most:
        kept.popitem(last=False)


_MEMORIES: WeakKeyDictionary[Store, Memory] = WeakKeyDictionary()


def memory_of(store: Store) -> Memory:
    return _MEMORIES.setdefault(store, Memory())
