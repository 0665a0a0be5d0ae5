"""A plan of another city with other kinds of unit goes from YAML to score, rank and letter; nothing but its folder."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from inspector.cli import main

HERE = Path(__file__).parent
FOLDER, DATA = str(HERE / "dongjiang_2024"), str(HERE / "data.json")
PYTHON = (HERE.parents[1] / "inspector").rglob("*.py")


def run(*arguments: str) -> str:
    answer = CliRunner().invoke(main, arguments)
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def scored(unit: str) -> dict[str, Any]:
    found = json.loads(run("score", FOLDER, DATA, "--json", "--explain"))
    return next(one for one in found["units"] if one["unit"] == unit)


def test_its_checklist_is_complete_and_its_worked_cases_are_green() -> None:
    report = json.loads(run("check", FOLDER, "--json"))[0]
    assert report["problems"] == []
    assert report["edition"]["pairs"] == 7 and report["edition"]["excused"] == 1
    assert "19" in run("test", FOLDER)


def test_not_applicable_by_hand_moves_twenty_points() -> None:
    # service 60: (4 x 60 % + 6 x 100 %) / 10 = 84 %, of 60 = 50.40; building 40: the lift (5 of 10) does not
    # apply, its 20 points go to the toilet, 50 % of 40 = 20: together 70.40
    unit = scored("m1")
    assert unit["score"] == ["70.40", "70.40"] and unit["exact"] == ["352/5", "352/5"]
    lines = {line["item"]: line for line in unit["lines"]}
    assert (lines["lift"]["moved"], lines["lift"]["points"]) == ("20", "0")
    assert (lines["toilet"]["points"], lines["toilet"]["lost"]) == ("40", "20")


def test_not_checked_leaves_an_interval_and_no_grade() -> None:
    # the lift fails: building 25 % of 40 = 10, 60.40; it passes: 75 % of 40 = 30, 80.40
    unit = scored("m3")
    assert unit["score"] == ["60.40", "80.40"]
    assert unit["grade"] == "暂不评定"
    assert unit["check_coverage"] == "4/5"  # the lift weighs 20 of 100


def test_not_due_leaves_the_sum_and_late_by_a_tenth_loses_a_tenth() -> None:
    north, south = scored("north"), scored("south")
    room = {line["item"]: line for line in north["lines"]}["reading_room"]
    assert (room["state"], room["points"]) == ("not_due", "0")
    # 10 days of 100 late: 4 of the 40 points
    assert {line["item"]: line["lost"] for line in south["lines"]}["reading_room"] == "4"
    # guide_share fails (0 of 1) and loses 30, books are exactly 4 a reader: 100 - 30 - 4
    assert south["score"] == ["66.00", "66.00"]


def test_its_districts_are_ranked() -> None:
    places = json.loads(run("rank", FOLDER, DATA, "--json"))["places"]
    assert [(one["name"], one["rank"]) for one in places] == [("江南区", 1), ("江北区", 2)]


@pytest.mark.parametrize(("kind", "unit"), [("opinion", "m1"), ("accountability", "south"), ("city_report", "city")])
def test_its_letters_are_written(kind: str, unit: str, tmp_path: Path) -> None:
    paper = tmp_path / f"{kind}.docx"
    run("letters", "write", kind, FOLDER, DATA, "--unit", unit, "--notice", "2026-01-20", "-o", str(paper))
    assert paper.read_bytes()[:2] == b"PK"


def test_no_line_of_python_knows_it() -> None:
    own = ("museum", "nursery", "dongjiang", "东江", "博物馆", "托育")
    assert [path.name for path in PYTHON if any(word in path.read_text(encoding="utf-8") for word in own)] == []
