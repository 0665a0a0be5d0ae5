"""The constant part of a form as its templates read it: sections, items, occurrences, tables, cells."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from inspector.checklist.edition import Edition
from inspector.checklist.fields import DOCUMENT_PARTS, NONE_OF_THEM, Field, sign
from inspector.checklist.items import Ask, Item
from inspector.checklist.judge_numbers import Measure
from inspector.i18n import N_, gettext
from inspector.scoring.occurrences import Occurrence
from inspector.web.forms.layout_lines import LineView, item_line, joined, line_text, lines_by

PART_LABELS = {"title": N_("Title of the document"), "number": N_("Its number"), "date": N_("Its date")}
NEW_ROW = "__row__"
"""Stands for the code in the empty row that the page copies."""
ROW_PLACE = "\ue002"
"""Stands for the code in the addresses of a sample's row until the row is rendered."""


class CellView(Struct, frozen=True):
    """One input. `path` is its address, `key` the same without the parts that a row fills in."""

    path: str
    key: str
    type: str
    label: str
    named: str
    hint: str = ""
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    alternatives: tuple[tuple[str, str], ...] = ()
    parts: tuple["CellView", ...] = ()


class RowView(Struct, frozen=True):
    """`lines` where the line depends on the answer to the question `by`; `line` then holds them all."""

    key: str
    label: str
    line: str
    source: str
    absent: str
    state: str
    cells: tuple[CellView, ...]
    by: str = ""
    lines: tuple[LineView, ...] = ()


class SampleView(Struct, frozen=True):
    """`fact` is the number that the rows are drawn from, `least` how many at least; 0: all of them."""

    label: str
    fact: str
    least: int
    columns: tuple[tuple[str, str], ...]
    row: RowView


class BlockView(Struct, frozen=True):
    """One occurrence of an item; `head` begins the address of all its cells."""

    head: str
    label: str
    cells: tuple[CellView, ...]
    columns: tuple[tuple[str, str], ...]
    rows: tuple[RowView, ...]
    sample: SampleView | None


class ClauseView(Struct, frozen=True):
    locator: str
    says: str


class FactView(Struct, frozen=True):
    label: str
    unit: str
    key: str


class RequestView(Struct, frozen=True):
    key: str
    label: str
    photo: bool


class ItemView(Struct, frozen=True):
    id: str
    ordinal: int
    title: str
    question: str
    hint: str
    line: str
    clauses: tuple[ClauseView, ...]
    facts: tuple[FactView, ...]
    requests: tuple[RequestView, ...]
    blocks: tuple[BlockView, ...]
    rolls_up: bool
    fed_by: str


class SectionView(Struct, frozen=True):
    id: str
    title: str
    items: tuple[ItemView, ...]


Times = Mapping[str, tuple[Occurrence, ...]]


def sections(edition: Edition, items: Sequence[Item], times: Times, place: str) -> tuple[SectionView, ...]:
    """The form of one kind of unit, in the present locale."""
    made: list[SectionView] = []
    ordinal = 0
    for name, title in edition.checklist.sections.items():
        views = []
        for item in items:
            if edition.section_of[item.id] == name:
                ordinal += 1
                views.append(_item(edition, item, times[item.id], place, ordinal))
        if views:
            made.append(SectionView(name, title, tuple(views)))
    return tuple(made)


def _item(edition: Edition, item: Item, times: tuple[Occurrence, ...], place: str, ordinal: int) -> ItemView:
    clauses = tuple(ClauseView(edition.plan.locator(name), edition.plan.clauses[name].says) for name in item.clause)
    blocks = () if item.rolls_up else tuple(_block(edition, item, one, place) for one in times or NO_TIME)
    return ItemView(
        item.id,
        ordinal,
        item.title,
        item.ask.question or item.title,
        item.ask.hint,
        item_line(edition, item, place, times),
        clauses,
        tuple(_facts(edition, item, times)),
        tuple(RequestView(key, one.words, bool(one.photo)) for key, one in item.see.items()),
        blocks,
        item.rolls_up,
        edition.items[item.ask.of].title if item.rolls_up and item.ask.of else "",
    )


NO_TIME = (Occurrence("", ""),)


def _facts(edition: Edition, item: Item, times: tuple[Occurrence, ...]) -> Iterator[FactView]:
    names = dict.fromkeys((*item.given, *([item.ask.sample.of] if item.ask.sample and item.ask.sample.of else [])))
    for name in names:
        fact = edition.checklist.facts.get(name)
        if fact is None:
            continue
        keys = dict.fromkeys(key for one in times for key in one.keys) if fact.by else {"": None}
        labels = edition.checklist.dimensions.get(fact.by or "", {})
        for key in keys:
            label = f"{fact.label}（{labels[key]}）" if key in labels else fact.label
            yield FactView(label, sign(fact.unit), f"{name}:{key}")


def _block(edition: Edition, item: Item, time: Occurrence, place: str) -> BlockView:
    head = f"{item.id}@{time.key}" if time.key else item.id
    ask = item.ask
    columns = tuple((name, one.label) for name, one in ask.fields.items())
    if ask.sample is not None:
        row = RowView("", "", "", "", "", "", _cells(ask.fields, f"{head}/{ROW_PLACE}/", "", NEW_ROW))
        least = 0 if ask.sample.draw == "all" else ask.sample.draw.at_least
        sample = SampleView(ask.sample.label, f"{ask.sample.of or ''}:", least, columns, row)
        return BlockView(head, time.label, (), columns, (), sample)
    if not ask.rows:
        cells = _cells(ask.fields, f"{head}/", f"{head}/", ask.question or item.title)
        return BlockView(head, time.label, cells, columns, (), None)
    varies = (*time.keys, *((place,) if place else ()))
    by = item.judge.by if isinstance(item.judge, Measure) else None
    rows = tuple(_row(edition, ask, head, key, by, varies) for key in ask.rows)
    return BlockView(head, time.label, (), columns, rows, None)


def _row(edition: Edition, ask: Ask, head: str, key: str, by: str | None, varies: Sequence[str]) -> RowView:
    one = ask.rows[key]
    lines = lines_by(edition, by, one.at_least, one.at_most, varies)
    return RowView(
        key,
        one.label,
        joined(lines) or line_text(edition, one.at_least, one.at_most, varies),
        one.source,
        one.absent,
        f"{head}/{key}/state",
        _cells(ask.fields, f"{head}/{key}/", f"{head}/{key}/", one.label),
        by or "",
        lines,
    )


def _cells(fields: Mapping[str, Field], path: str, key: str, row: str) -> tuple[CellView, ...]:
    return tuple(cell(name, one, path, key, row) for name, one in fields.items())


def cell(name: str, asked: Field, path: str, key: str, row: str) -> CellView:
    """`path` and `key` are what stands before the column's name, `row` what the input is called without it."""
    named = f"{row}：{asked.label}" if asked.label and row != NEW_ROW else asked.label or row
    choices = tuple((value, one.label) for value, one in asked.options.items())
    if asked.type == "select_multiple":
        choices = (*choices, (NONE_OF_THEM, gettext("None of them")))
    parts: tuple[CellView, ...] = ()
    if asked.type == "document":
        parts = tuple(
            CellView(
                f"{path}{name}_{part}",
                f"{key}{name}_{part}",
                "date" if part == "date" else "line",
                gettext(PART_LABELS[part]),
                f"{named}：{gettext(PART_LABELS[part])}",
            )
            for part in DOCUMENT_PARTS
        )
    return CellView(
        f"{path}{name}",
        f"{key}{name}",
        asked.type,
        asked.label,
        named,
        asked.hint,
        sign(asked.unit) if asked.unit else "",
        choices,
        tuple(asked.alternatives.items()),
        parts,
    )
