"""score and rank without a database: exit codes, what is refused in words, stable JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from inspector.cli import main

ROOT = Path(__file__).parents[2]
FOLDER = str(ROOT / "tests" / "third_plan" / "dongjiang_2024")
DATA = ROOT / "tests" / "third_plan" / "data.json"
SCORED = "unit name kind score exact micro grade check_coverage counts lines all_or_nothing rounding"
GUIDE = (ROOT / "checklists" / "README.md").read_text(encoding="utf-8")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def data(tmp_path: Path, **change: Any) -> str:
    path = tmp_path / "data.json"
    path.write_text(json.dumps(json.loads(DATA.read_text(encoding="utf-8")) | change), encoding="utf-8")
    return str(path)


def unit(**more: Any) -> dict[str, Any]:
    return {"id": "m", "name": "某馆", "kind": "museum"} | more


def test_the_json_of_score_is_stable_and_documented() -> None:
    found = json.loads(run("score", FOLDER, str(DATA), "--json", "--explain").stdout)
    assert sorted(found) == ["as_of", "demo", "edition", "scheme", "units"]
    one = found["units"][1]
    assert sorted(one) == sorted(SCORED.split())
    for key in (*found, *one, *one["lines"][0]):
        assert f"`{key}`" in GUIDE
    assert found["demo"] is True


def test_the_json_of_rank_is_stable_and_documented() -> None:
    found = json.loads(run("rank", FOLDER, str(DATA), "--json").stdout)
    assert sorted(found) == ["edition", "places"]
    for key in found["places"][0]:
        assert f"`{key}`" in GUIDE


def test_demo_data_is_named_as_such_in_words() -> None:
    assert "演示数据" in run("score", FOLDER, str(DATA)).output


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"units": [unit(kind="palace")]}, "palace"),
        ({"units": [unit(parent="nobody")]}, "parent"),
        ({"units": [unit(parent="n"), unit(id="n", parent="m")]}, "circle"),
        ({"units": [unit(), unit()]}, "twice"),
        ({"units": [unit(facts={"rooms": 3})]}, "rooms"),
        ({"units": [unit(kind="nursery", facts={"infants": "fünf"})]}, "infants"),
        ({"units": [unit(answers={"guide": "sometimes"})]}, "guide"),
        ({"units": [unit(answers={"carers": 3})]}, "carers"),
        ({"units": [unit(kind="nursery", answers={"step_height": {"S 1": {"height": 9}}})]}, "step_height"),
        ({"units": [unit(kind="nursery", answers={"step_height": {"S1": {"width": 9}}})]}, "width"),
        ({"units": [unit(kind="nursery", answers={"step_height": 9})]}, "step_height"),
        ({"units": [unit(states={"lift": {"state": "perhaps"}})]}, "state"),
        ({"as_of": "soon"}, "as_of"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_taken_ends_with_1_and_says_where(change: dict[str, Any], told: str, tmp_path: Path) -> None:
    answer = run("score", FOLDER, data(tmp_path, **change))
    assert answer.exit_code == 1, answer.output
    assert told in answer.output
    assert answer.exception is None or isinstance(answer.exception, SystemExit)


def test_everything_wrong_in_all_units_is_told_at_once(tmp_path: Path) -> None:
    units = [unit(answers={"guide": "x"}), unit(id="n", answers={"toilet": "y"})]
    answer = run("score", FOLDER, data(tmp_path, units=units))
    assert "guide" in answer.output and "toilet" in answer.output


def test_no_json_at_all_ends_with_1(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    path.write_bytes(b"\xff\xfe{")
    assert run("score", FOLDER, str(path)).exit_code == 1


def test_a_broken_folder_ends_with_1_and_its_problems(tmp_path: Path) -> None:
    answer = run("rank", str(tmp_path), str(DATA))
    assert answer.exit_code == 1 and "F03" in answer.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["score"],
        ["score", FOLDER, "nowhere.json"],
        ["rank", "nowhere", str(DATA)],
        ["score", FOLDER, str(DATA), "--scheme", "x"],
    ],
)
def test_wrong_use_ends_with_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2
