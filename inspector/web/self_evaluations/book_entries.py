"""A workbook that came back, as entries on top of what it was made from; and every problem by sheet and cell."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from msgspec import Struct

from inspector.checklist.fields import FieldProblem, normalise
from inspector.fieldwork.operations import Decision, Head, Outcome, said
from inspector.i18n import N_
from inspector.sheets.answer_book import Filled
from inspector.sheets.preview import CellProblem
from inspector.storage.operations import Entry as Kept
from inspector.web.operations.answer import REASONS
from inspector.web.operations.fields import FormCell, cell_at, read
from inspector.web.operations.intake import Entry
from inspector.web.operations.live import Live
from inspector.web.self_evaluations.book_lines import STATE, TICK

TICKS = frozenset({TICK, "√", "✓", "✔", "v", "y", "yes", "1", "true", "对"})
CROSSES = frozenset({"", "否", "×", "x", "n", "no", "0", "false"})
NOT_A_TICK = N_("'{text}' is neither 是 nor empty.")
UNKNOWN = N_("The form has no such field any more. Download the workbook again.")
NEWER = N_("Somebody entered another answer after this workbook was downloaded. It was not overwritten.")
DIFFER = N_("Somebody entered another answer after this workbook was downloaded. Choose between the two in the form.")


class Wish(Struct, frozen=True):
    """What the workbook wants one cell of the form to say; `at` is where that stands in the workbook."""

    path: str
    base: str
    raw: str
    at: Filled


class Told(Struct, frozen=True):
    """What became of a workbook: cells changed, cells that said so already, and problems by sheet and cell."""

    changed: int
    same: int
    problems: tuple[CellProblem, ...]


def wishes(live: Live, cells: Iterable[Filled]) -> tuple[list[Wish], list[CellProblem]]:
    """Only cells whose text is another one than when the workbook was made."""
    by_path: dict[str, list[Filled]] = {}
    for one in cells:
        by_path.setdefault(one.asked.path, []).append(one)
    made, problems = [], []
    for path, group in by_path.items():
        if all(normalise(one.text) == normalise(one.asked.shown) for one in group):
            continue
        cell = cell_at(live, path)
        found: str | CellProblem = _problem(group[0], UNKNOWN) if cell is None else _raw(cell, group)
        if isinstance(found, CellProblem):
            problems.append(found)
        else:
            made.append(Wish(path, group[0].asked.base, found, group[0]))
    return made, problems


def _problem(one: Filled, message: str, params: Mapping[str, object] | None = None) -> CellProblem:
    told = {name: str(value) for name, value in (params or {}).items()}
    return CellProblem(one.sheet, one.cell, "", message, told)


def _raw(cell: FormCell, group: Sequence[Filled]) -> str | CellProblem:
    """What somebody would have typed into the form's page, or why it cannot be read."""
    first = group[0]
    if first.asked.part == STATE:
        return "not_applicable" if first.text else ""
    if first.asked.part:
        return _ticked(cell, group)
    options = {name: one.label for name, one in cell.field.options.items()} | dict(cell.field.alternatives)
    keys = {normalise(label): key for key, label in options.items()}
    raw = keys.get(normalise(first.text), first.text)
    found = read(cell, raw)
    return _problem(first, found.message, found.params) if isinstance(found, FieldProblem) else raw


def _ticked(cell: FormCell, group: Sequence[Filled]) -> str | CellProblem:
    picked = []
    for one in group:
        text = normalise(one.text).casefold()
        if text not in TICKS | CROSSES:
            return _problem(one, NOT_A_TICK, {"text": one.text[:40]})
        picked += [one.asked.part] if text in TICKS else []
    return ",".join(picked)


def entries(live: Live, mark: str, found: Sequence[Wish], history: Sequence[Kept], account: int) -> list[Entry]:
    """On top of what the workbook was made from, or of what an earlier state of the same workbook brought.

    A text that this workbook brought once before is an old copy: it builds on the old base, and so never takes
    the place of what came after it. `mark` is the workbook's own; the same file twice has the same ids.
    """
    begin = f"x{mark}-"
    before = {
        (operation.field, operation.raw)
        for one in history
        if (operation := one.arrived.operation).id.startswith(begin) and one.arrived.outcome is Outcome.applied
    }
    made = []
    for wish in found:
        head = live.heads.get(wish.path, Head())
        if head.operation is not None and says(live, wish) == head.said:
            continue
        own = (head.operation or "").startswith(begin) and (wish.path, wish.raw) not in before
        base = head.operation if own else wish.base or None
        content = "\n".join((str(account), wish.path, base or "", wish.raw))
        name = begin + sha256(content.encode()).hexdigest()[:40]
        made.append(Entry(name, live.id, wish.path, base, wish.raw, "xlsx", 0, None))
    return made


def says(live: Live, wish: Wish) -> tuple[str | None, str | None]:
    """The wish as a head would say it."""
    cell = cell_at(live, wish.path)
    text = read(cell, wish.raw) if cell else FieldProblem("")
    return said(None if isinstance(text, FieldProblem) else text or None, wish.raw)


def told(
    before: Live, after: Live, found: Sequence[Wish], decided: Mapping[str, Decision], problems: Sequence[CellProblem]
) -> Told:
    """By cell: what changed, what stood like that already, and why anything was not taken over."""
    changed, same, more = 0, 0, list(problems)
    for wish in found:
        head, decision = after.heads.get(wish.path, Head()), decided.get(wish.path)
        if head.said == says(after, wish):
            if before.heads.get(wish.path, Head()).said == head.said:
                same += 1
            else:
                changed += 1
        elif decision is not None and decision.outcome is Outcome.refused:
            more.append(_problem(wish.at, REASONS.get(str(decision.reason), UNKNOWN)))
        else:
            conflict = decision is not None and decision.outcome is Outcome.conflict
            more.append(_problem(wish.at, DIFFER if conflict else NEWER))
    return Told(changed, same, tuple(more))
