"""`inspector draw`: a recorded draw is replayed from its seed, and a changed list ends with 1."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from inspector.cli import main

FRAME: dict[str, Any] = {
    "frame": [{"unit": f"s{number}", "name": f"第{number}小学", "stratum": "all"} for number in range(10)],
    "strata": [{"stratum": "all", "take": "3"}],
}


def draw(tmp_path: Path, body: Any, *more: str) -> Result:
    file = tmp_path / "frame.json"
    file.write_text(body if isinstance(body, str) else json.dumps(body), encoding="utf-8")
    return CliRunner().invoke(main, ["draw", str(file), *more])


def test_a_frame_is_drawn_and_written_as_a_protocol_that_replays(tmp_path: Path) -> None:
    out = tmp_path / "protocol.json"
    assert draw(tmp_path, FRAME, "--seed", "2025301", "-o", str(out)).exit_code == 0
    made = json.loads(out.read_text(encoding="utf-8"))
    assert len(made["drawn"]) == 3 and made["seed"] == "2025301"
    assert draw(tmp_path, made).exit_code == 0
    assert draw(tmp_path, {**made, "frame": made["frame"][::-1]}).exit_code == 0


def test_a_changed_list_and_a_changed_frame_end_with_1(tmp_path: Path) -> None:
    out = tmp_path / "protocol.json"
    draw(tmp_path, FRAME, "--seed", "2025301", "-o", str(out))
    made = json.loads(out.read_text(encoding="utf-8"))
    undrawn = next(row["unit"] for row in made["frame"] if row["unit"] not in made["drawn"])
    changed = draw(tmp_path, {**made, "drawn": [undrawn, *made["drawn"][1:]]})
    assert changed.exit_code == 1 and "不一致" in changed.output
    smaller = draw(tmp_path, {**made, "frame": [row for row in made["frame"] if row["unit"] != undrawn]})
    assert smaller.exit_code == 1 and "摘要不同" in smaller.output


@pytest.mark.parametrize("body", ["", "{", "[]", {"frame": []}, {**FRAME, "strata": [{"stratum": "all", "take": "x"}]}])
def test_what_is_no_frame_is_told_in_words(tmp_path: Path, body: Any) -> None:
    found = draw(tmp_path, body, "--seed", "1")
    assert found.exit_code == 1 and "frame.json" in found.output and "Traceback" not in found.output


def test_without_any_seed_it_says_so(tmp_path: Path) -> None:
    assert draw(tmp_path, FRAME).exit_code == 1
