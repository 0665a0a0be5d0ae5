"""What the unit says of itself beside each question of the team's form: taken over, corrected or not proven."""

import json
from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct
from sqlalchemy import Connection

from inspector.casework.credibility import Credibility, credibility
from inspector.fieldwork.operations import Head, Level
from inspector.fieldwork.self_evaluation import SelfState, overdue
from inspector.i18n import N_, gettext
from inspector.storage import self_evaluations
from inspector.web.operations.live import Live, item_of, path_of
from inspector.web.operations.memory import Memory
from inspector.web.pages import RESULT_NAMES, environment
from inspector.web.reviews.answers import sections

NOT_PROVEN = N_("What the self-evaluation says could not be proven on site.")
NOTICES = {
    SelfState.approved: N_("The unit has handed in its self-evaluation; the district has not released it yet."),
    SelfState.returned: N_("The self-evaluation was returned to the unit and is not handed in again yet."),
    SelfState.withdrawn: N_("The unit's head has withdrawn the self-evaluation; it is not handed in again yet."),
}
OVERDUE = N_("The unit has not handed in a self-evaluation in time: the team goes on without.")
WAITING = N_("The unit has not handed in its self-evaluation yet.")


class Beside(Struct, frozen=True):
    """`fragments` by item; `notice` says why there are none, empty where the unit was never asked."""

    fragments: Mapping[str, str]
    notice: str = ""


def beside(connection: Connection, memory: Memory, team: Live, on: date, *, writable: bool) -> Beside:
    line = self_evaluations.line(connection, team.id)
    if line is None or line.state is None:
        return Beside({})
    if line.state is not SelfState.released:
        late = OVERDUE if overdue(line.state, line.due, on) else WAITING
        return Beside({}, gettext(NOTICES.get(line.state, late)))
    own = released(connection, memory, team.id)
    return Beside({}) if own is None else Beside(dict(_fragments(team, own, writable)))


def released(connection: Connection, memory: Memory, inspection: str) -> Live | None:
    """The self-evaluation once it is released; None before."""
    line = self_evaluations.line(connection, inspection)
    if line is None or line.state is not SelfState.released:
        return None
    found = memory.current(connection, inspection, Level.self)
    return None if found is None else found[0]


def _fragments(team: Live, own: Live, writable: bool) -> Iterator[tuple[str, str]]:
    template = environment().get_template("forms/_self.html")
    wanted = _by_item(own)
    for section in sections(own):
        for item in section.items:
            if item.rolls_up or item.id not in team.results:
                continue
            yield (
                item.id,
                template.render(
                    item=item,
                    form=path_of(own.id, Level.self),
                    adopt=json.dumps(wanted.get(item.id, {}), ensure_ascii=False),
                    reason=gettext(NOT_PROVEN),
                    result_name=RESULT_NAMES[item.state],
                    writable=writable,
                ),
            )


def _by_item(own: Live) -> dict[str, dict[str, str]]:
    """What taking over an item enters: its answers and 不适用 with the reason, not the unit's account of itself.

    Where a choice asks for words, the words belong to the answer.
    """
    found: dict[str, dict[str, str]] = {}
    for path, head in own.heads.items():
        if head.value is not None and _taken_over(own, path):
            found.setdefault(item_of(path), {})[path] = head.value if head.raw is None else head.raw
    return found


def _taken_over(live: Live, path: str) -> bool:
    if "/evidence/" in path:
        return False
    item = live.links.items.get(item_of(path))
    return item is not None and (not path.endswith("/note") or any(choice.note for choice in item.ask.choices.values()))


def adopted(team: Live, own: Live, item: str) -> Iterator[tuple[str, str]]:
    """Cells that the team's form has to say differently to say what the unit says."""
    wanted = _by_item(own).get(item, {})
    if not wanted:
        return
    for path in dict.fromkeys([*wanted, *(one for one in team.heads if item_of(one) == item)]):
        head = team.heads.get(path, Head())
        present = head.value if head.raw is None else head.raw
        if path in wanted and present != wanted[path]:
            yield path, wanted[path]
        elif path not in wanted and present and "/evidence/" not in path and not path.endswith(("/note", "/draw")):
            yield path, ""


def not_proven(team: Live, item: str) -> Iterator[tuple[str, str]]:
    """The item set to 无法核实; a reason that stands already stays."""
    yield f"{item}/state", "unverifiable"
    if not team.cells.get(f"{item}/reason"):
        yield f"{item}/reason", gettext(NOT_PROVEN)


def credibility_of(team: Live, own: Live) -> Credibility:
    said, found = own.tally(), team.tally()
    results = list(own.results.values()), list(team.results.values())
    return credibility(*results, (said.low, said.high), (found.low, found.high))
