"""One table of a round on the command line: the same file as from the page."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from inspector.cli.exporting import export
from tests.web.museum_round import ROUND, museum_world


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("INSPECTOR_DATA_FOLDER", str(tmp_path / "data"))

    def call(*words: str) -> Result:
        with museum_world(tmp_path / "data"):
            return CliRunner().invoke(export, list(words))

    return call


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_table_is_written_whole_under_the_name_asked_for(run, tmp_path: Path, ending: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / f"scores.{ending}"
    result = run(ROUND, "scores", "-o", str(path))
    assert (result.exit_code, result.output.strip()) == (0, str(path))
    content = path.read_bytes()
    assert content.startswith(b"PK") if ending == "xlsx" else "66.00" in content.decode("utf-8-sig")
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".half"] == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("none", "scores", "-o", "x.csv"), 1, "none"),
        ((ROUND, "nothing", "-o", "x.csv"), 2, "nothing"),
        ((ROUND, "scores", "-o", "x.pdf"), 2, ".xlsx"),
    ],
)
def test_what_cannot_be_done_is_said(run, words: tuple[str, ...], code: int, said: str) -> None:  # type: ignore[no-untyped-def]
    result = run(*words)
    assert result.exit_code == code and said in result.output
