"""A form compiled once: its templates rendered with marks for what differs, cut into constant text and slots.

One set of templates serves both ways: `plain` renders them with the values themselves, `Layout.fill` puts the
same values into the cut text. Both give the same bytes.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import Any

from markupsafe import Markup, escape
from msgspec import Struct

from inspector.i18n import current_locale
from inspector.web.forms.layout_items import NEW_ROW, ROW_PLACE, CellView, ItemView, SectionView, sections
from inspector.web.operations.live import Live
from inspector.web.pages import environment

CONTENT, ROW = "forms/_content.html", "forms/_sample_row.html"
MOST_LAYOUTS = 128
BEGIN, END = "\ue000", "\ue001"
_MARK = re.compile(f"{BEGIN}([^{END}]*){END}")

Values = Mapping[str, str]
"""What goes where, by slot: HTML already, every text escaped. A slot without a value stays empty."""


class Slots:
    """`slot(kind, key)` of the templates: the value itself."""

    def __init__(self, values: Values) -> None:
        self._values = values

    def __call__(self, kind: str, key: str = "") -> Markup:
        return Markup(self._values.get(f"{kind}:{key}", ""))


def _mark(kind: str, key: str = "") -> Markup:
    return Markup(f"{BEGIN}{kind}:{key}{END}")


class Layout(Struct, frozen=True, eq=False):
    """Text with gaps: `parts` as they read when nothing is entered, `places` of each slot among them."""

    parts: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]

    def fill(self, values: Values) -> str:
        parts = list(self.parts)
        places = self.places
        for slot, text in values.items():
            for place in places.get(slot, ()):
                parts[place] = text
        return "".join(parts)


def compile_text(html: str) -> Layout:
    parts = _MARK.split(html)
    places: dict[str, list[int]] = {}
    for place in range(1, len(parts), 2):
        places.setdefault(parts[place], []).append(place)
        parts[place] = ""
    return Layout(tuple(parts), {slot: tuple(found) for slot, found in places.items()})


def compiled(template: str, **views: object) -> Layout:
    """A template cut at its slots; where ROW_PLACE stood comes the code of a row."""
    html = environment().get_template(template).render(slot=_mark, **views)
    return compile_text(html.replace(ROW_PLACE, str(_mark("code"))))


class Form(Struct, frozen=True, eq=False):
    """The compiled form of (edition, selection, kind, locale) and of the dates and lines that vary by unit.

    `cells` are its inputs by address, `columns` those of the samples by head and column, `constant` the values
    that no inspection changes.
    """

    sections: tuple[SectionView, ...]
    cells: Mapping[str, CellView]
    columns: Mapping[str, Mapping[str, CellView]]
    content: Layout
    rows: Mapping[str, Layout]
    constant: Values

    def row(self, head: str, values: Values) -> str:
        """One row of a sample; `values` by column, its code as `code:`."""
        return self.rows[head].fill(values)


_FORMS: OrderedDict[tuple[Any, ...], Form] = OrderedDict()
_LOCK = Lock()


def form_of(live: Live) -> Form:
    """The form of an inspection in the present locale."""
    survey = live.ground.survey
    key = (survey.edition.digest, survey.selection, live.subject.kind, current_locale(), _variant(live))
    with _LOCK:
        if key in _FORMS:
            _FORMS.move_to_end(key)
            return _FORMS[key]
    made = _compile(sections(survey.edition, live.items, live.times, live.subject.place))
    with _LOCK:
        _FORMS[key] = made
        while len(_FORMS) > MOST_LAYOUTS:
            _FORMS.popitem(last=False)
    return made


def _variant(live: Live) -> tuple[Any, ...]:
    times = tuple(
        (name, found) for name, found in live.times.items() if len(found) != 1 or found[0].key or found[0].due
    )
    return live.subject.place, times


def _compile(found: tuple[SectionView, ...]) -> Form:
    samples = [block for section in found for item in section.items for block in item.blocks if block.sample]
    rows = {block.head: compile_text(_render_row(block.sample, _mark)) for block in samples}
    html = environment().get_template(CONTENT).render(sections=found, slot=_mark)
    inputs = {one.path: one for section in found for item in section.items for one in _inputs(item)}
    columns = {
        block.head: {one.key: one for cell in block.sample.row.cells for one in (cell, *cell.parts)}
        for block in samples
        if block.sample
    }
    new_rows = {f"new_row:{head}": row.fill({"code:": NEW_ROW}) for head, row in rows.items()}
    return Form(found, inputs, columns, compile_text(html), rows, new_rows)


def _inputs(item: ItemView) -> Iterator[CellView]:
    for head in dict.fromkeys((item.id, *(block.head for block in item.blocks))):
        yield CellView(f"{head}/state", f"{head}/state", "state", "", "")
        for name in ("reason", "note"):
            yield CellView(f"{head}/{name}", f"{head}/{name}", "line", "", "")
    for block in item.blocks:
        for cell in (*block.cells, *(cell for row in block.rows for cell in row.cells)):
            yield from (cell, *cell.parts)
        for row in block.rows:
            yield CellView(row.state, row.state, "state", "", "")


def plain(form: Form, values: Values) -> str:
    """The form rendered by Jinja alone, with the same values."""
    return environment().get_template(CONTENT).render(sections=form.sections, slot=Slots(values))


def plain_row(form: Form, head: str, values: Values) -> str:
    block = next(b for s in form.sections for i in s.items for b in i.blocks if b.head == head)
    return _render_row(block.sample, Slots(values))


def _render_row(sample: Any, slot: Callable[..., Markup]) -> str:
    html = environment().get_template(ROW).render(sample=sample, slot=slot)
    return html.replace(ROW_PLACE, str(slot("code")))


def text(value: object) -> str:
    """A text as a value of a slot. Most are numbers and words, which hold nothing to escape."""
    plain_text = str(value)
    return plain_text if plain_text.isalnum() else str(escape(plain_text))
