"""The score sheet as a workbook: LibreOffice recalculates it to our score, and moves it as our engine does."""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook

from inspector.casework.score_table import STATE_WORDS
from inspector.scoring.inspection import Inspected
from inspector.scoring.rank import half_up
from inspector.scoring.results import MILLION, STATES, State
from inspector.scoring.survey import Survey
from inspector.sheets.score_book import Heading, layout_of, write_score_book
from inspector.sheets.score_formulas import TABLE, WORK
from tests.sheets.recalculation import recalculated, value
from tests.sheets.score_rounds import EDITIONS, Change, changed, demo_survey, museum, table

MOST_UNITS = 2
MUSEUMS = ("m1", "south")
SCHEMES: Mapping[str, dict[str, object]] = {
    "default": {},
    "half weights": {"default": {"weight": "0.5"}, "sections": {"service": "12.5", "building": "7.25"}},
    "flat": {"model": "flat"},
    "flat unweighted": {"model": "flat_unweighted"},
    "absolute": {"model": "absolute"},
    "dropped": {"unchecked": "drop"},
    "flat dropped": {"model": "flat", "unchecked": "drop"},
    "met or not": {"mode": "lines", "grades": {}, "floor_items": []},
    "no rank": {"rank": None},
}


@dataclass(frozen=True)
class Case:
    """One workbook: a unit as it is, or with `change`, and what the engine says of it."""

    name: str
    survey: Survey
    unit: str
    change: Change

    @property
    def engine(self) -> Inspected:
        return changed(self.survey, self.unit, self.change)


def units(survey: Survey) -> list[str]:
    """A few units that show every state the round has, the district and the city among them."""
    chosen: list[str] = []
    shown: set[str] = set()
    kinds = {survey.subjects[name].kind for name in survey.subjects}
    for unit in sorted(survey.subjects, key=lambda name: -len({r.state for r in survey.results(name)})):
        states = {one.state for one in survey.results(unit)}
        kind = survey.subjects[unit].kind
        if states and (not states <= shown or kind in kinds):
            chosen.append(unit)
            shown |= states
            kinds.discard(kind)
    return chosen[:MOST_UNITS]


def edits(survey: Survey, unit: str, source: random.Random) -> Iterator[Change]:
    """Nothing changed, one state, one share, and then most of the sheet."""
    items = [one.item.id for one in survey.results(unit) if one.item.judged]
    yield {}
    if items:
        yield {source.choice(items): (source.choice(STATES), None)}
        yield {source.choice(items): ("partial", source.randrange(MILLION + 1))}
        yield {item: _any(source) for item in source.sample(items, max(1, len(items) * 2 // 3))}


def _any(source: random.Random) -> tuple[State, int | None]:
    state = source.choice([*STATES, "pass", "partial", "fail"])
    return state, source.choice([None, source.randrange(MILLION + 1), source.choice([1, 333_333, 999_999])])


FLOORS = {
    "items": {"guide": {"weight": "0.5"}, "free_entry": {"weight": "0.5"}, "toilet": {"weight": "5"}},
    "floor_items": [
        {"item": "toilet", "form": "cap", "to": "合格"},
        {"item": "free_entry", "form": "drop", "by": "1"},
        {"item": "guide", "form": "drop", "by": "2"},
    ],
}
FAILED: Mapping[str, Change] = {
    "优秀": {},
    "良好": {"free_entry": ("partial", 999_000)},  # 优秀, one lower
    "合格": {"toilet": ("partial", 999_000)},  # capped
    "不合格": {"free_entry": ("partial", 999_000), "guide": ("partial", 999_000)},  # three lower
}
"""What floor items make of a score near 100, by the grade it must come to."""


def floor_cases() -> Iterator[Case]:
    survey = museum(**FLOORS)
    met: Change = {one.item.id: ("pass", None) for one in survey.results("m1")}
    for grade, change in FAILED.items():
        yield Case(f"floors-{grade}", survey, "m1", {**met, **change})


@cache
def cases() -> tuple[Case, ...]:
    source, found = random.Random(2026), []
    for name, survey in [(name, demo_survey(name)) for name in EDITIONS] + [
        ("lines", demo_survey("yuncheng", "lines"))
    ]:
        for unit in units(survey):
            changes = edits(survey, unit, source)
            found += [Case(f"{name}-{unit}-{number}", survey, unit, one) for number, one in enumerate(changes)]
    for name, changed_scheme in SCHEMES.items():
        survey = museum(**changed_scheme)
        for unit in MUSEUMS if name == "default" else MUSEUMS[:1]:
            plain, *_, most = edits(survey, unit, source)
            found += [Case(f"{name}-{unit}-{number}", survey, unit, one) for number, one in enumerate((plain, most))]
    survey = museum(**SCHEMES["met or not"])
    everything: Change = {one.item.id: ("pass", None) for one in survey.results("south")}
    return (*found, Case("everything met", survey, "south", everything), *floor_cases())


class Writing:
    """Writes the workbooks of cases; the cases of one unit follow on each other and share what is read of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.of: tuple[Survey, str] | None = None

    def write(self, case: Case) -> Path:
        """As downloaded; then the input cells changed as a person would, by a program that keeps no values."""
        path = self.folder / f"{case.name}.xlsx"
        if self.of is None or self.of[0] is not case.survey or self.of[1] != case.unit:
            self._begin(case)
        if not case.change:
            return self.downloaded.rename(path)
        asked = {f"{column}{row}": value for row, new in self._rows(case.change) for column, value in new.items()}
        cells = {name: self.book[TABLE][name] for name in asked}
        were = {name: cell.value for name, cell in cells.items()}
        for name, cell in cells.items():
            cell.value = asked[name]
        self.book.save(path)
        for name, cell in cells.items():
            cell.value = were[name]
        return path

    def _begin(self, case: Case) -> None:
        self.of, self.sheet = (case.survey, case.unit), table(case.survey, case.unit)
        self.downloaded = self.folder / "downloaded.xlsx"
        write_score_book(self.downloaded, self.sheet, Heading((("督导对象", self.sheet.name),), "演示数据"))
        self.book = load_workbook(self.downloaded)

    def _rows(self, change: Change) -> Iterator[tuple[int, dict[str, object]]]:
        for span, section in zip(layout_of(self.sheet).spans, self.sheet.sections, strict=True):
            for row, one in zip(range(span.first, span.sum), section.rows, strict=True):
                if one.item.id in change:
                    state, share = change[one.item.id]
                    yield row, {"G": STATE_WORDS[state], "H": None if share is None else share / MILLION, "I": None}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Path, Path]]:
    """Each case's workbook as we wrote it and as LibreOffice recalculated it."""
    folder = tmp_path_factory.mktemp("score_books")
    writing = Writing(folder)
    written = [writing.write(case) for case in cases()]
    return {
        case.name: pair
        for case, pair in zip(cases(), zip(written, recalculated(written, folder), strict=True), strict=True)
    }


def totals(case: Case, book: Path) -> dict[str, object]:
    """The last lines of the table: printed, to a millionth, coverage, grade."""
    row = layout_of(table(case.survey, case.unit)).last + 1
    return {
        "printed": tuple(value(book, TABLE, f"{column}{row}") or None for column in "JK"),
        "micro": tuple(value(book, TABLE, f"{column}{row + 1}") for column in "JK"),
        "coverage": value(book, TABLE, f"J{row + 2}"),
        "grade": value(book, TABLE, f"J{row + 3}"),
    }


def number(exact: Fraction | None, digits: int) -> float | None:
    return None if exact is None else float(half_up(exact, digits)) or None


def test_recalculated_it_gives_our_score_to_the_last_digit(books: Mapping[str, tuple[Path, Path]]) -> None:
    for case in cases():
        found, engine = totals(case, books[case.name][1]), case.engine
        assert found["grade"] == engine.grade, case.name
        assert found["printed"] == (number(engine.low, 2), number(engine.high, 2)), case.name
        micro = [None if one is None else round(float(str(one)) * MILLION, 6) for one in found["micro"]]  # type: ignore[attr-defined]
        assert micro == [engine.low_micro, engine.high_micro], case.name
        assert found["coverage"] == pytest.approx(float(engine.coverage), abs=1e-11), case.name


def test_every_value_kept_in_the_file_is_what_its_formula_gives(books: Mapping[str, tuple[Path, Path]]) -> None:
    compared = 0
    for case in cases():
        if case.change:
            continue  # saved by another program, which keeps no values
        ours, theirs = books[case.name]
        formulas = load_workbook(ours)
        for name in (TABLE, WORK):
            for cell in (one for row in formulas[name].iter_rows() for one in row if one.data_type == "f"):
                first, second = (value(book, name, cell.coordinate) for book in (ours, theirs))
                assert _same(first or None, second or None), (case.name, name, cell.coordinate, cell.value)
                compared += 1
    assert compared > 1000


def _same(first: object, second: object) -> bool:
    if isinstance(first, int | float) and isinstance(second, int | float):
        return abs(first - second) <= 1e-11 * max(1, abs(first))
    return first == second


def test_floor_items_lower_and_cap_the_grade(books: Mapping[str, tuple[Path, Path]]) -> None:
    for case, grade in zip(floor_cases(), FAILED, strict=True):
        found = totals(case, books[case.name][1])
        assert found["grade"] == grade and found["printed"][0] > 99  # type: ignore[index]


def test_what_people_wrote_becomes_no_formula(tmp_path: Path) -> None:
    survey = museum()
    subjects = {key: replace(one, name=f"=1+1\x0b{one.name}") for key, one in survey.subjects.items()}
    hostile = replace(survey, subjects=subjects, _results={}, _below={})
    heading = Heading((("=2+2", "@SUM(A1)"), ("督导项目", "＝3+3")), "=4+4")
    write_score_book(tmp_path / "book.xlsx", table(hostile, "south"), heading)
    book = load_workbook(tmp_path / "book.xlsx")
    said = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value and cell.data_type == "f"]
    assert said and not [cell for cell in said if re.search(r"1\+1|2\+2|SUM\(A1\)|3\+3|4\+4", str(cell.value))]
    assert book[TABLE]["A4"].value == "=4+4" and book[TABLE]["A4"].data_type == "s"


def test_the_cases_show_every_state_and_every_outcome() -> None:
    shown = {row.state for case in cases() for part in table(case.survey, case.unit).sections for row in part.rows}
    assert shown >= {"pass", "partial", "fail", "not_checked", "unverifiable", "not_applicable", "informational"}
    engines = [case.engine for case in cases()]
    assert {one.grade for one in engines} >= {"优秀", "合格", "不合格", "暂不评定", "达标", "未达标"}
    assert any(one.floors for one in engines) and any(one.low != one.high for one in engines)
