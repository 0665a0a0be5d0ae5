"""The form of one unit as the lines of a workbook: every cell that may be filled in, with what it holds by now."""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from inspector.fieldwork.operations import Head
from inspector.i18n import N_, gettext
from inspector.sheets.answer_book import AnswerCell, AnswerLine, AnswerSheet
from inspector.web.forms.filling import fact_values
from inspector.web.forms.layout import Form, form_of
from inspector.web.forms.layout_items import ROW_PLACE, BlockView, CellView, ItemView
from inspector.web.forms.words import hidden
from inspector.web.operations.live import Live

TICK = "是"
STATE, REASON = "state", "reason"
NO_HEAD = Head()
MOST_CODES, SPARE_CODES = 60, 5
NOT_APPLICABLE = N_("If it does not apply: the reason")
TICK_HINT = N_("Choose 是 if so")
WAITS = N_("(asked only after a certain answer above)")


def answer_sheets(live: Live) -> list[AnswerSheet]:
    """A sheet for each section that asks this unit something; what waits for an earlier answer is asked too."""
    form = form_of(live)
    made = []
    for section in form.sections:
        asked = [item for item in section.items if asks(live, item)]
        lines = [line for item in asked for line in _item(live, form, item)]
        if lines:
            made.append(AnswerSheet(section.title, lines))
    return made


def asks(live: Live, item: ItemView) -> bool:
    result = live.results[item.id]
    return not item.rolls_up and (not hidden(result) or _waits(live, item))


def _waits(live: Live, item: ItemView) -> bool:
    return live.results[item.id].why.startswith(("answer.", "result."))


def _item(live: Live, form: Form, item: ItemView) -> Iterator[AnswerLine]:
    question = item.question + (f"（{item.line}）" if item.line else "")
    if hidden(live.results[item.id]) and _waits(live, item):
        question += gettext(WAITS)
    for block in item.blocks:
        asked = "：".join(part for part in (question, block.label) if part)
        notes: tuple[AnswerCell, ...] = (cell_of(live, f"{block.head}/note"),)
        first: tuple[str, str, str] = (str(item.ordinal), item.title, asked)
        for line in _block(live, form, block):
            ordinal, title, before = first
            words = " · ".join(part for part in (before, line.asked) if part)
            yield replace(line, ordinal=ordinal, title=title, asked=words, notes=notes)
            first, notes = ("", "", ""), ()
        head = item.id if len(item.blocks) == 1 else block.head
        reason = live.heads.get(f"{head}/reason", NO_HEAD)
        shown = reason.value or reason.raw or ""
        state = live.heads.get(f"{head}/state", NO_HEAD).operation or ""
        cells = (
            AnswerCell(f"{head}/reason", "", reason.operation or "", shown),
            AnswerCell(f"{head}/state", STATE, state, shown),
        )
        yield AnswerLine("", "", gettext(NOT_APPLICABLE), "", cells)


def _block(live: Live, form: Form, block: BlockView) -> Iterator[AnswerLine]:
    """Its lines by row and column; the question itself stands before the first of them."""
    for cell in block.cells:
        yield from _lines(live, cell, cell.path, cell.label)
    for row in block.rows:
        label = _named(row.label, row.line)
        if row.absent:
            ticked = live.heads.get(row.state, NO_HEAD)
            shown = TICK if ticked.value else ""
            one = AnswerCell(row.state, "not_applicable", ticked.operation or "", shown)
            yield AnswerLine("", "", _named(label, row.absent), gettext(TICK_HINT), (one,), (TICK,))
        for cell in row.cells:
            yield from _lines(live, cell, cell.path, _named(label, cell.label))
    if block.sample:
        for code in _codes(live, form, block):
            for cell in block.sample.row.cells:
                path = cell.path.replace(ROW_PLACE, code)
                yield from _lines(live, cell, path, _named(f"{block.sample.label} {code}", cell.label))


def _named(*labels: str) -> str:
    return " · ".join(label for label in labels if label)


def _codes(live: Live, form: Form, block: BlockView) -> list[str]:
    """The codes that stand already, then as many fresh ones as there are to be drawn, and some to spare."""
    assert block.sample is not None
    begin = f"{block.head}/"
    paths = [path.removeprefix(begin) for path, head in live.heads.items() if path.startswith(begin) and head.value]
    known = dict.fromkeys(path.partition("/")[0] for path in paths if path.count("/") == 1)
    known.pop("evidence", None)
    fact = fact_values(live, form).get(block.sample.fact, "")
    wanted = min(int(fact) if fact.isdecimal() else SPARE_CODES, MOST_CODES)
    fresh = [code for number in range(1, MOST_CODES + 1) if (code := f"K{number:02}") not in known]
    return [*known, *fresh[: max(wanted - len(known), 0)]]


def _lines(live: Live, cell: CellView, path: str, label: str) -> Iterator[AnswerLine]:
    if cell.type == "select_multiple":
        head = live.heads.get(path, NO_HEAD)
        picked = (head.value or "").split(",")
        for key, words in cell.choices:
            one = AnswerCell(path, key, head.operation or "", TICK if key in picked else "")
            yield AnswerLine("", "", _named(label, words), gettext(TICK_HINT), (one,), (TICK,))
    elif cell.parts:
        stem = path.removesuffix(cell.path.rpartition("/")[2])
        for part in cell.parts:
            place = stem + part.path.rpartition("/")[2]
            yield AnswerLine("", "", _named(label, part.label), _hint(part, cell), (cell_of(live, place, cell),))
    else:
        labels = dict((*cell.choices, *cell.alternatives))
        found = cell_of(live, path, cell)
        yield AnswerLine("", "", label, _hint(cell, cell), (found,), tuple(labels.values()) if cell.choices else ())


def _hint(cell: CellView, whole: CellView) -> str:
    choices = " / ".join(label for _, label in whole.choices)
    others = "，".join(label for _, label in whole.alternatives)
    form = gettext("date, such as 2025-06-30") if cell.type == "date" else ""
    parts = (choices, cell.unit, form, gettext("or: %(others)s") % {"others": others} if others else "", cell.hint)
    return "；".join(part for part in parts if part)


def cell_of(live: Live, path: str, cell: CellView | None = None) -> AnswerCell:
    """A cell with what it shows by now: labels instead of keys."""
    head = live.heads.get(path, NO_HEAD)
    shown = head.value if head.value is not None else head.raw or ""
    labels: Mapping[str, str] = dict((*cell.choices, *cell.alternatives)) if cell else {}
    return AnswerCell(path, "", head.operation or "", labels.get(shown, shown))
