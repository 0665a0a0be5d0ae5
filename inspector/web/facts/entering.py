"""What was typed into a form of facts, checked: only what was changed becomes a new figure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated

from msgspec import Struct

from inspector.checklist.fields import FieldProblem, parse
from inspector.i18n import N_, gettext
from inspector.storage.facts import NewFact
from inspector.storage.tables import Role
from inspector.storage.units import UnitAt
from inspector.web.checklists.words import say
from inspector.web.facts.rows import FactCell, FactRow
from inspector.web.form_input import FormInput
from inspector.web.pages import civil_date_text
from inspector.web.rounds.draft import DAY, problem_words

ENTERING = (Role.administrator, Role.evaluator)


def may_enter(role: Role) -> bool:
    return role in ENTERING


class Entered(Struct, frozen=True):
    """`new` is to be recorded when `errors` is empty."""

    day: Annotated[date, "the day typed, or the latest possible one"]
    new: tuple[NewFact, ...]
    errors: Annotated[dict[str, str], "what is wrong, by field"]


def day_of(typed: str, latest: date) -> tuple[date | None, str]:
    taken = parse(DAY, typed)
    if isinstance(taken, FieldProblem):
        return None, problem_words(taken)
    if not taken:
        return None, gettext("Give this date.")
    day = date.fromisoformat(taken)
    return (None, gettext("This day has not come yet.")) if day > latest else (day, "")


def entered(form: FormInput, unit: UnitAt, rows: Sequence[FactRow], latest: date) -> Entered:
    """The changes a form asks for: new figures, emptied ones, and figures ticked as verified."""
    day, error = day_of(form.text("as_of", 100), latest)
    errors = {"as_of": error} if error else {}
    source, status = form.text("source", 2000), form.text("status", 20)
    if len(source) > 200:
        errors["source"] = gettext("Too long.")
    if status not in ("reported", "verified"):
        errors["status"] = gettext("Choose one of the list.")
    on = day or latest
    new = [*_changes(form, unit, rows, on, source, status, errors), *_verified(form, unit, rows)]
    return Entered(on, tuple(new), errors)


def _changes(
    form: FormInput,
    unit: UnitAt,
    rows: Sequence[FactRow],
    day: date,
    source: str,
    status: str,
    errors: dict[str, str],
) -> Iterator[NewFact]:
    for row in rows:
        for cell in row.cells:
            value = typed_in(form, cell.name)
            if not form.has(f"was-{cell.name}") or value == form.text(f"was-{cell.name}"):
                continue
            taken = _taken(form, row, cell, value, errors)
            if taken is None or taken == cell.value:
                continue
            if cell.known and cell.known.as_of > day:
                words = N_("The figure of %(day)s counts here: give that day or a later one.")
                errors[cell.name] = say(words, day=civil_date_text(cell.known.as_of))
            entry = NewFact(unit.id, row.id, day, taken or None, cell.key, source)
            yield entry._replace(status=status if taken else "withdrawn")


def _verified(form: FormInput, unit: UnitAt, rows: Sequence[FactRow]) -> Iterator[NewFact]:
    """Figures that stay as they are and that somebody vouches for now: same day, same source."""
    for row in rows:
        for cell in row.cells:
            same = typed_in(form, cell.name) == form.text(f"was-{cell.name}") == cell.value
            if form.has(f"verify-{cell.name}") and same and cell.known and cell.reported:
                known = cell.known
                yield NewFact(unit.id, row.id, known.as_of, known.value, cell.key, known.source, "verified")


def _taken(form: FormInput, row: FactRow, cell: FactCell, typed: str, errors: dict[str, str]) -> str | None:
    """The canonical text; None, with the error noted, for what cannot be taken."""
    if form.text(f"was-{cell.name}") != cell.value:
        errors[cell.name] = gettext("Somebody else has changed this meanwhile. Look again.")
        return None
    taken = parse(row.fact.field, typed)
    if isinstance(taken, FieldProblem):
        errors[cell.name] = problem_words(taken)
        return None
    return taken


def typed_in(form: FormInput, name: str) -> str:
    """Several ticked boxes are one text, as the record keeps them."""
    return (
        ",".join(one.strip() for one in form.all(name) if one.strip()) if len(form.all(name)) > 1 else form.text(name)
    )


def all_typed(form: FormInput) -> Mapping[str, str]:
    """What was typed, by name of the input, to be shown again beside its faults."""
    return {name: typed_in(form, name) for name in form.values}
