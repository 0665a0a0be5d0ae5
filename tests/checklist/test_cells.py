"""The grammar of cell paths (design 6): every cell has one text, every text at most one cell."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.checklist.cells import RESERVED, Cell, CellPathError, evidence, format_path, parse

IDS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
KEYS = st.from_regex(r"[A-Za-z0-9_-]{1,8}", fullmatch=True)
ROWS = KEYS.filter(lambda key: key not in RESERVED)
OCCURRENCES = st.from_regex(r"[A-Za-z0-9_-]{1,6}(\.[A-Za-z0-9_-]{1,6})?", fullmatch=True)
COLUMNS = IDS.filter(lambda name: name != "evidence") | st.sampled_from(["value", "state", "reason", "note"])
PLACES = st.tuples(IDS, st.just("") | ROWS, st.just("") | OCCURRENCES)


@given(place=PLACES, column=COLUMNS)
def test_a_cell_reads_back_from_its_path(place: tuple[str, str, str], column: str) -> None:
    cell = Cell(place[0], column, *place[1:])
    assert parse(format_path(cell)) == cell


@given(place=PLACES, key=KEYS)
def test_evidence_reads_back_from_its_path(place: tuple[str, str, str], key: str) -> None:
    cell = evidence(place[0], key, row=place[1], occurrence=place[2])
    assert parse(str(cell)) == cell
    assert not cell.is_answer


@settings(max_examples=300)
@given(text=st.text(alphabet="ab1_-/@.vstate", max_size=20))
def test_a_text_that_reads_writes_back_as_itself(text: str) -> None:
    try:
        cell = parse(text)
    except CellPathError:
        return
    assert format_path(cell) == text


@pytest.mark.parametrize(
    ("path", "cell"),
    [
        ("room_built/value", Cell("room_built")),
        ("home_lessons@2024/K01/lessons", Cell("home_lessons", "lessons", "K01", "2024")),
        ("per_pupil_funds@2024.primary/core/paid", Cell("per_pupil_funds", "paid", "core", "2024.primary")),
        ("room_built/state", Cell("room_built", "state")),
        ("room_built@primary/note", Cell("room_built", "note", "", "primary")),
        ("room_built/evidence/room", Cell("room_built", "evidence", key="room")),
    ],
)
def test_the_forms_of_the_design_read(path: str, cell: Cell) -> None:
    assert parse(path) == cell


@pytest.mark.parametrize(
    "path",
    [
        "",
        "a",
        "a/",
        "/a",
        "a//b",
        "a/b/c/d",
        "a/evidence",
        "a/state/x",
        "a/note/b",
        "A/value",
        "a@/value",
        "a@x.y.z/b",
        "a/b ",
        " a/b",
        "a/b\n",
        "a/../b",
        "教室/value",
        "a@2024@2025/b",
        "a/evidence/",
        "a/Value",
        "a/" + "b" * 250,
    ],
)
def test_anything_else_is_refused(path: str) -> None:
    with pytest.raises(CellPathError):
        parse(path)


def test_a_cell_that_has_no_path_cannot_be_written() -> None:
    for cell in (Cell("a", row="state"), Cell("a", "evidence"), Cell("a", "note", key="k"), Cell("a/b")):
        with pytest.raises(CellPathError):
            format_path(cell)
