"""DATA.json: a round's dates and its units with facts, answers and states; `score`, `rank` and `load` read it."""

from datetime import date
from typing import Any, Literal

from pydantic import Field as Key

from inspector.checklist.edition import Edition
from inspector.checklist.fields import FieldProblem, parse
from inspector.checklist.values import Frozen
from inspector.scoring.answers import AnswerError, cells_of
from inspector.scoring.subjects import Subject, Terms, place_of


class DataPeriod(Frozen):
    from_: date = Key(alias="from")
    to: date


class StateOf(Frozen):
    state: Literal["not_applicable", "not_checked", "unverifiable"]
    reason: str = ""


class DataSelfEvaluation(Frozen):
    """What the unit says of itself; `load` brings it in as far as `state`, entered by the unit's own reporter."""

    state: Literal["invited", "in_progress", "approved", "released"] = "released"
    due: date
    answers: dict[str, Any] = {}
    notes: dict[str, str] = {}
    states: dict[str, StateOf] = {}


class DataUnit(Frozen):
    """`answers` null or left out: nobody was there; `confirmed` inspections are confirmed by `load`.

    `facts` by name, those with a dimension by its key.
    """

    id: str
    name: str
    kind: str
    parent: str | None = None
    code: str = ""
    facts: dict[str, str | int | float | dict[str, str | int | float]] = {}
    answers: dict[str, Any] | None = None
    notes: dict[str, str] = {}
    states: dict[str, StateOf] = {}
    confirmed: bool = False
    self_evaluation: DataSelfEvaluation | None = None


class DataAccount(Frozen):
    """Brought in by `load` only."""

    login: str
    name: str
    password: str
    role: Literal["inspector", "evaluator", "clerk", "administrator", "reporter", "head"]
    scope: str


class Data(Frozen):
    """A whole round in one file."""

    title: str = ""
    demo: bool = False
    as_of: date
    data_date: date | None = None
    period: DataPeriod
    settings: dict[str, str | int] = {}
    units: list[DataUnit]
    accounts: list[DataAccount] = []

    def terms(self) -> Terms:
        settings = {name: str(value) for name, value in self.settings.items()}
        return Terms(self.as_of, self.period.from_, self.period.to, settings)


class DataError(ValueError):
    """Everything in a data file that cannot be taken, one line each: where and why."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def subjects(edition: Edition, data: Data) -> dict[str, Subject]:
    """The units of a data file with their line upwards; raises DataError."""
    lines: list[str] = []
    by_id = {unit.id: unit for unit in data.units}
    if len(by_id) != len(data.units):
        lines.append("units: an id stands twice")
    made: dict[str, Subject] = {}
    for unit in data.units:
        if unit.kind not in edition.checklist.kinds:
            lines.append(f"{unit.id}: unknown kind {unit.kind!r}")
        elif (above := _above(unit, by_id)) is None:
            lines.append(f"{unit.id}: unknown parent, or parents in a circle")
        else:
            _subject(edition, unit, above, made, lines)
    if lines:
        raise DataError(lines)
    return {unit.id: made[unit.id] for unit in data.units}


def _above(unit: DataUnit, by_id: dict[str, DataUnit]) -> list[DataUnit] | None:
    found: list[DataUnit] = []
    while unit.parent is not None:
        if unit.parent not in by_id or len(found) > len(by_id):
            return None
        unit = by_id[unit.parent]
        found.append(unit)
    return found


def _subject(
    edition: Edition, unit: DataUnit, above: list[DataUnit], made: dict[str, Subject], lines: list[str]
) -> Subject:
    if unit.id in made:
        return made[unit.id]
    line: dict[str, Subject] = {}
    for index, one in enumerate(above):
        parent = _subject(edition, one, above[index + 1 :], made, lines)
        line.setdefault(parent.kind, parent)
    facts: dict[str, dict[str, str]] = {}
    for name, value in unit.facts.items():
        declared = edition.checklist.facts.get(name)
        if declared is None:
            lines.append(f"{unit.id}: unknown fact {name!r}")
            continue
        for key, raw in (value if isinstance(value, dict) else {"": value}).items():
            taken = parse(declared.field, str(raw))
            if isinstance(taken, FieldProblem):
                lines.append(f"{unit.id}: {name}: {taken.message.format(**taken.params)}")
            else:
                facts.setdefault(name, {})[key] = taken
    place = place_of(iter([(unit.name, unit.code), *((one.name, one.code) for one in above)]), edition.plan.places)
    made[unit.id] = Subject(unit.id, unit.name, unit.kind, facts, line, place)
    return made[unit.id]


def cells(edition: Edition, unit: DataUnit) -> dict[str, str]:
    """All cells of a unit's answers, notes and states; raises DataError."""
    found: dict[str, str] = {}
    lines: list[str] = []
    answers = unit.answers or {}
    for name in dict.fromkeys((*answers, *unit.notes, *unit.states)):
        item = edition.items.get(name)
        if item is None or unit.kind not in item.unit:
            lines.append(f"{unit.id}: no item {name!r} for a {unit.kind}")
            continue
        state = unit.states.get(name)
        try:
            found |= cells_of(
                item,
                answers.get(name),
                unit.notes.get(name, ""),
                state.state if state else "",
                state.reason if state else "",
            )
        except AnswerError as error:
            lines.append(f"{unit.id}: {error}")
    if lines:
        raise DataError(lines)
    return found
