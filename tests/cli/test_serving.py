"""The commands that open the record: what is stored already is left alone, what is missing is made."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from inspector.cli import main
from inspector.settings import Settings
from inspector.storage import accounts, editions, findings, measures, rounds, statements
from inspector.storage.instants import civil_date, now
from inspector.storage.store import Store, open_store
from inspector.web.measures.ladders import ladder_of
from tests.made_once import demo_record


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder that `demo` made from nothing, and what it printed."""
    made = demo_record(tmp_path_factory)
    return made / "data", (made / "printed").read_text(encoding="utf-8")


@pytest.fixture
def folder(filled: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, where the commands find it."""
    monkeypatch.setenv("INSPECTOR_DATA_FOLDER", str(tmp_path / "data"))
    return Path(shutil.copytree(filled[0], tmp_path / "data"))


def run(*words: str) -> str:
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == 0, result.output
    return result.output


def stored(folder: Path) -> tuple[set[str], set[str]]:
    """Checklist ids and round ids of the record."""
    with open_store(Settings(data_folder=folder)) as store:
        return _ids(store)


def _ids(store: Store) -> tuple[set[str], set[str]]:
    kept = {line.checklist_id for line in store.read_now(editions.everything)}
    return kept, {one.id for one in store.read_now(rounds.everything) if one.supervision != rounds.RECHECK}


REPORTER = "reporter-yuncheng"
PLANS = {"yuncheng_2023", "zhuhai_2023_2025"}
ROUNDS = {f"{plan}-{kind}" for plan in PLANS for kind in ("final", "next")}


def test_demo_twice_changes_nothing_and_a_lost_database_is_filled_again(folder: Path, filled: tuple[Path, str]) -> None:
    first = filled[1]
    assert "inspector-yuncheng" in first and "inspector-zhuhai" in first
    assert stored(folder) == (PLANS, ROUNDS)
    assert run("demo") == first
    assert stored(folder) == (PLANS, ROUNDS)
    for file in folder.glob("inspector.sqlite3*"):
        file.unlink()
    assert run("demo") == first
    assert stored(folder) == (PLANS, ROUNDS)


def test_rescore_names_each_round_and_an_unknown_one_is_refused_in_words(folder: Path) -> None:
    assert "yuncheng_2023-final" in run("rescore")
    wrong = CliRunner().invoke(main, ["rescore", "nothing"])
    assert wrong.exit_code == 1 and "nothing" in wrong.output


def test_the_demo_shows_every_part_of_what_follows_an_inspection(folder: Path) -> None:
    with open_store(Settings(data_folder=folder)) as store:
        on = civil_date(now(), Settings().zone)
        unit = store.read_now(lambda c: next(one.scope_unit for one in accounts.everyone(c) if one.login == REPORTER))
        own = store.read_now(lambda c: findings.of_unit(c, unit or ""))
        assert [one.state for one in own] == ["open", "open", "reported", "closed"] and all(one.demo for one in own)
        assert [(one.due or on) < on for one in own[:2]] == [False, True]
        (waiting,) = store.read_now(lambda c: statements.of_city(c, "yuncheng", undecided=True))
        assert waiting.letter_id and waiting.finding_id
        (case,) = store.read_now(lambda c: measures.of_city(c, "yuncheng", archived=False))
        assert case.state == "noticed"
        proposed = store.read_now(lambda c: measures.of_all_units(c, "yuncheng", ladder_of("运城市"), on))
        assert [one.measure for one in proposed[unit or ""].proposals] == ["public_criticism"]
        planned = [one for one in store.read_now(rounds.everything) if one.supervision == rounds.RECHECK]
        assert [one.state for one in planned] == ["open"]
