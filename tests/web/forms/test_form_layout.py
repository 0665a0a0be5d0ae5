"""The compiled form gives the same bytes as its templates rendered by Jinja, for every kind of unit."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from inspector.fieldwork.operations import Head
from inspector.i18n import using_locale
from inspector.web.forms.filling import filled
from inspector.web.forms.layout import Form, compile_text, form_of, plain, plain_row
from inspector.web.forms.layout_items import NEW_ROW
from tests.web.conftest import World
from tests.web.forms.conftest import live_of

HOSTILE = '<script>alert("1")</script>&amp;\'{{ 7*7 }}\n</textarea>'


def values_of(form: Form, seed: int) -> dict[str, str]:
    """Any slots of the form with any values."""
    source = Random(seed)
    slots = sorted(form.content.places)
    return {slot: f"v{source.randint(0, 9)}&lt;" for slot in source.sample(slots, min(len(slots), 200))}


@pytest.mark.parametrize("unit", ["east_school", "east_special", "east", "shi"])
@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_an_empty_form_is_byte_identical(world: World, unit: str, locale: str) -> None:
    live = live_of(world, f"r-{unit}")
    with using_locale(locale):
        form = form_of(live)
        values = filled(live, form)
        assert form.content.fill(values) == plain(form, values)


def test_any_values_are_byte_identical(world: World) -> None:
    form = form_of(live_of(world))

    @settings(max_examples=20)
    @given(seed=st.integers(0, 2**32))
    def same(seed: int) -> None:
        values = values_of(form, seed)
        assert form.content.fill(values) == plain(form, values)

    same()


def test_rows_of_a_sample_are_byte_identical(world: World) -> None:
    form = form_of(live_of(world))
    assert form.rows
    for head, layout in form.rows.items():
        values = {slot: f"x{place}" for place, slot in enumerate(layout.places)} | {"code:": NEW_ROW}
        assert form.row(head, values) == plain_row(form, head, values)


def test_what_was_typed_is_escaped_wherever_it_stands(world: World) -> None:
    live = live_of(world)
    form = form_of(live)
    rows = [f"{head}/K01/{column}" for head, columns in form.columns.items() for column in columns]
    heads = {path: Head("op", None, HOSTILE) for path in [*form.cells, *rows] if path.count("/") >= 1}
    hostile = replace(live, heads=heads)
    html = form.content.fill(filled(hostile, form))
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html and 'alert("1")' not in html


def test_one_form_serves_all_inspections_that_ask_the_same(world: World) -> None:
    """The two schools lie in districts that the plan does not name: one place, one form."""
    assert form_of(live_of(world, "r-east_school")) is form_of(live_of(world, "r-west_school"))


def test_marks_never_stay_in_the_text() -> None:
    layout = compile_text("a\ue000value:x\ue001b\ue000value:x\ue001")
    assert layout.fill({"value:x": "1"}) == "a1b1"
    assert layout.fill({}) == "ab"
    assert layout.fill({"value:unknown": "1"}) == "ab"
