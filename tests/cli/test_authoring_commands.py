"""check, test and schema: exit codes, words and stable JSON."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from inspector.cli import main

ROOT = Path(__file__).parents[2]
GOOD = str(ROOT / "tests" / "broken" / "good")
GUIDE = (ROOT / "checklists" / "README.md").read_text(encoding="utf-8")
EDITION = "id digest clauses items cases questions pairs bearers lookers excused"
KINDS = ["plan", "clauses", "checklist", "section", "scheme", "cases", "data"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def broken(tmp_path: Path) -> str:
    for path in Path(GOOD).rglob("*.yaml"):
        target = tmp_path / path.relative_to(GOOD)
        target.parent.mkdir(exist_ok=True)
        text = path.read_text(encoding="utf-8")
        target.write_text(
            text.replace("at_least: 90%", "at_least: 90 %").replace("answer: 899", "answer: 898"), encoding="utf-8"
        )
    return str(tmp_path)


def test_a_good_folder_ends_with_0_and_prints_its_counts() -> None:
    answer = run("check", GOOD)
    assert answer.exit_code == 0
    assert "14" in answer.output and "26" in answer.output


def test_a_broken_folder_ends_with_1_and_names_file_line_code_and_next_step(tmp_path: Path) -> None:
    answer = run("check", broken(tmp_path))
    assert answer.exit_code == 1
    assert "opening.yaml:48: M04 " in answer.output


def test_a_folder_that_is_none_is_a_problem_and_not_a_traceback(tmp_path: Path) -> None:
    for command in ("check", "test"):
        answer = run(command, str(tmp_path / "nowhere"))
        assert answer.exit_code == 1 and "F03" in answer.output


@pytest.mark.parametrize("arguments", [["check", "--nonsense"], ["schema", "nothing"], ["schema"], ["nonsense"]])
def test_wrong_use_ends_with_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_the_json_of_check_is_stable_and_documented(tmp_path: Path) -> None:
    good, bad = json.loads(run("check", GOOD, broken(tmp_path), "--json").stdout)
    assert list(good) == ["folder", "problems", "edition"] and good["problems"] == []
    assert list(good["edition"]) == EDITION.split()
    assert list(bad) == ["folder", "problems"]
    assert {tuple(one) for one in bad["problems"]} == {("file", "line", "column", "code", "message")}
    for key in (*good, *good["edition"], *bad["problems"][0]):
        assert f"`{key}`" in GUIDE


def test_worked_cases_are_counted_and_a_red_one_ends_with_1(tmp_path: Path) -> None:
    answer = run("test", GOOD)
    assert answer.exit_code == 0 and "26" in answer.output
    red = Path(broken(tmp_path))
    (red / "opening.yaml").write_text((Path(GOOD) / "opening.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    answer = run("test", str(red))
    assert answer.exit_code == 1
    assert "cases/access.yaml:" in answer.output and "T05" in answer.output and "449/450" in answer.output


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_of_each_kind_of_file(kind: str) -> None:
    answer = run("schema", kind)
    assert answer.exit_code == 0
    assert isinstance(json.loads(answer.stdout), dict)


@pytest.mark.parametrize("command", ["check", "test", "schema", "score", "rank"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    answer = run(command, "--help")
    assert answer.exit_code == 0
    assert f"inspector {command} " in answer.output.split("Example", 1)[1]
