"""The set-up says in words what is missing and fails; it skips nothing and works without python3-venv."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import REPOSITORY, text

SHELL = sorted((REPOSITORY / ".ci").iterdir())
ALWAYS_THERE = ("bash", "dirname", "env", "rm", "mkdir")


def bare_machine(folder: Path, programs: dict[str, str]) -> dict[str, str]:
    """An environment whose PATH holds a few basic programs and the given ones (name -> shell text)."""
    folder.mkdir(exist_ok=True)
    for name in ALWAYS_THERE:
        (folder / name).symlink_to(shutil.which(name) or name)
    for name, shell in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{shell}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return {"PATH": str(folder), "HOME": str(folder)}


def run(script: str, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [shutil.which("bash") or "bash", str(REPOSITORY / ".ci" / script), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def tree_of_its_own(folder: Path) -> Path:
    (folder / ".ci").mkdir()
    return Path(shutil.copy(REPOSITORY / ".ci" / "environment", folder / ".ci"))


@pytest.mark.parametrize("script", SHELL, ids=lambda path: path.name)
def test_every_script_stops_at_its_first_mistake_and_parses(script: Path) -> None:
    assert os.access(script, os.X_OK)
    assert "\nset -euo pipefail\n" in text(script)
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0


def test_the_integration_run_calls_the_same_command_as_a_person() -> None:
    assert text(REPOSITORY / ".ci" / "run").splitlines()[-1] == "make test"


def test_a_missing_browser_is_named_to_a_user_who_may_not_install_it(tmp_path: Path) -> None:
    said = run(
        "system",
        bare_machine(tmp_path / "bin", {"id": "echo 1000", "apt-get": "exit 99", "cat": "exec /bin/cat"}),
    )
    assert said.returncode == 1
    for package in ("chromium", "libatomic1", "fonts-noto-cjk", "libreoffice-writer-nogui", "poppler-utils"):
        assert package in said.stderr
    assert "may not install" in said.stderr


def test_root_on_debian_gets_what_is_missing_from_the_system(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    present = {
        "id": "echo 0",
        "chromium": "",
        "soffice": "",
        "python3": "",
        "fc-list": "echo 'Noto Sans CJK SC'",
    }
    said = run("system", bare_machine(tmp_path / "bin", {**present, "apt-get": f'echo "$*" >> {calls}'}))
    assert said.returncode == 0, said.stderr
    assert calls.read_text().splitlines() == [
        "update -qq",
        "install -y -qq --no-install-recommends poppler-utils",
    ]


def test_nothing_is_installed_where_nothing_is_missing(tmp_path: Path) -> None:
    everything = dict.fromkeys(("chromium", "soffice", "pdftoppm", "python3"), "") | {
        "fc-list": "echo 'Noto Sans CJK SC'"
    }
    said = run("system", bare_machine(tmp_path / "bin", {**everything, "id": "echo 0", "apt-get": "exit 99"}))
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


def test_an_old_python_is_refused_in_words(tmp_path: Path) -> None:
    script = tree_of_its_own(tmp_path)
    old = {"python3": 'if [ "$1" = -V ]; then echo Python 3.9.2; else exit 1; fi'}
    said = run(str(script), bare_machine(tmp_path / "bin", old), "requirements.txt")
    assert said.returncode == 1
    assert "Python 3.9.2; Python 3.11 or later is needed" in said.stderr


def test_a_python_that_can_make_no_environment_is_refused_in_words(tmp_path: Path) -> None:
    script = tree_of_its_own(tmp_path)
    bare = {"python3": 'case "$2" in *version_info*) exit 0;; *) exit 1;; esac', "id": "echo 1000"}
    said = run(str(script), bare_machine(tmp_path / "bin", bare), "requirements.txt")
    assert said.returncode == 1
    assert "apt install python3-venv" in said.stderr
