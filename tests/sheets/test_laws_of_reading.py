"""Laws: what is written comes back, whatever it is; nothing that stands in a file can break the reader."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.checklist.fields import Field, parse
from inspector.sheets import cells
from inspector.sheets.gathering import letters
from inspector.sheets.matching import one_apart
from inspector.sheets.reading import Unreadable, read_book
from inspector.sheets.vocabulary import plain, title

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
CELL = TEXT | st.floats(allow_nan=False, allow_infinity=False)
FIELDS = (
    Field.model_validate({"type": "integer", "label": "数", "plausible": "0..2000"}),
    Field(type="decimal", label="元", unit="yuan"),
    Field.model_validate({"type": "decimal", "label": "率", "unit": "percent", "plausible": "0..100"}),
    Field(type="date", label="日"),
    Field(type="select_one", label="是否"),
    Field(type="text", label="字"),
)


@given(CELL)
def test_every_cell_is_taken_as_canonical_text_or_named(cell: str | float) -> None:
    for asked in FIELDS:
        found = cells.fact(asked, "")(cell)
        if type(found) is str and found:
            assert parse(asked, found) == found
        elif isinstance(found, cells.Flaw):
            assert found.message.format(**found.params)


@given(st.integers(0, 2000))
def test_a_whole_number_is_the_same_as_number_and_as_text(number: int) -> None:
    read = cells.fact(FIELDS[0], "")
    assert read(float(number)) == read(str(number)) == str(number)


@given(st.integers(-(10**8), 10**12), st.integers(0, 6))
def test_a_decimal_is_the_same_as_number_and_as_text(digits: int, places: int) -> None:
    asked = Field.model_validate({"type": "decimal", "label": "元", "plausible": "-100000000..1000000000000"})
    text = f"{digits / 10**places:.{places}f}"
    assert str(cells.fact(asked, "")(float(text))) == str(cells.fact(asked, "")(text))


@given(st.text("学校aＡ１1 \u3000（）/：元\u200b\n", max_size=20))
def test_plain_texts_stay_as_they_are(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert title(title(text)) == title(text)


@given(st.text("甲乙丙", max_size=6), st.text("甲乙丙", max_size=6))
def test_one_apart_is_mutual_and_never_means_equal(one: str, other: str) -> None:
    assert one_apart(one, other) == one_apart(other, one)
    assert not one_apart(one, one)
    assert not one or one_apart(one, one[1:])


@given(st.integers(0, 16_383))
def test_columns_are_counted_in_letters(place: int) -> None:
    counted = 0
    for letter in letters(place):
        counted = counted * 26 + ord(letter) - 64
    assert counted == place + 1


@settings(max_examples=25)
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"a,b\n"]))
def test_no_bytes_do_more_than_be_refused(content: bytes, opening: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.xlsx"
        path.write_bytes(opening + content)
        try:
            assert read_book(path, path.name).sheets
        except Unreadable as error:
            assert error.message.format(**error.params)
