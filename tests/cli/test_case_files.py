"""case take, case merge, serve FILE: the same from the command line."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from inspector.cli import main
from inspector.i18n import gettext
from inspector.storage.case_files.reading import CUT_OFF, NO_CASE
from tests.web.case_files.travelling import LOGIN, PASSPHRASE, SCHOOL, assign, laptop, stored
from tests.web.conftest import World, settled_folder
from tests.web.forms.conftest import Device, surveyed_folder, world, yuncheng

Run = Callable[..., Result]
__all__ = ["settled_folder", "surveyed_folder", "world", "yuncheng"]


@pytest.fixture
def run(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setenv("INSPECTOR_DATA_FOLDER", str(world.settings.data_folder))
    monkeypatch.chdir(tmp_path)
    assign(world, SCHOOL)

    def invoke(arguments: tuple[str, ...], typed: str) -> Result:
        return CliRunner().invoke(main, list(arguments), input=typed, catch_exceptions=False)

    def command(*arguments: str, typed: str = "") -> Result:
        """In a thread of its own: the tests of the browser leave an event loop running in this one."""
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(invoke, arguments, typed).result()

    return command


TAKE = ("case", "take", SCHOOL, "-o", "visit.inspector-case", "--login", LOGIN)


def test_taken_filled_and_merged(run: Run, world: World) -> None:
    made = run(*TAKE, typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert made.exit_code == 0 and "inspector serve visit.inspector-case" in made.output
    file = Path("visit.inspector-case")
    with laptop(file) as away:
        Device(away.signed_in(), SCHOOL).enter("pupils_refused/value", "2")
    declined = run("case", "merge", str(file), typed="n\n")
    assert declined.exit_code == 1 and stored(world.store, SCHOOL)["Operation"] == []
    merged = run("case", "merge", str(file), "--yes")
    assert merged.exit_code == 0 and "采用1条" in merged.output
    assert [head["value"] for head in stored(world.store, SCHOOL)["Head"]] == ["2"]
    again = run("case", "merge", str(file))
    assert again.exit_code == 0 and "早已在系统中" in again.output


def test_what_cannot_be_taken_or_opened_is_said_in_words(run: Run, world: World) -> None:
    weak = run(*TAKE, "--passphrase", "short")
    assert weak.exit_code == 2
    stranger = run(*TAKE[:-1], "evaluator.east", "--passphrase", PASSPHRASE)
    assert stranger.exit_code == 1 and "evaluator.east" in stranger.output
    outside = run(*TAKE[:-1], "inspector.west", "--passphrase", PASSPHRASE)
    assert outside.exit_code == 1 and SCHOOL in outside.output
    Path("photo.jpg").write_bytes(b"\xff\xd8\xff" * 100)
    for command in (("serve",), ("case", "merge")):
        refused = run(*command, "photo.jpg")
        assert refused.exit_code == 1 and gettext(NO_CASE) in refused.output.replace("\n", "")
    assert run(*TAKE, "--passphrase", PASSPHRASE).exit_code == 0
    assert run(*TAKE, "--passphrase", PASSPHRASE).exit_code == 1  # the file is there already
    file = Path("visit.inspector-case")
    assert run("serve", str(file), "--host", "0.0.0.0").exit_code == 1
    file.write_bytes(file.read_bytes()[:-4096])
    cut = run("case", "merge", str(file))
    assert cut.exit_code == 1 and gettext(CUT_OFF) in cut.output.replace("\n", "")
    broken = bytearray(file.read_bytes())
    broken[100:4096] = bytes(3996)
    file.write_bytes(broken)
    assert run("serve", str(file)).exit_code == 1
