"""`inspector wording`: out as a Word file, back with what differs."""

from io import BytesIO
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from inspector.cli import main
from inspector.letters.drafting import default_wording


def wording(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["wording", *arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "opinion.docx"
    assert wording("export", "opinion", "-o", str(path)).exit_code == 0
    return path


def edited(path: Path, old: str, new: str) -> None:
    document = docx.Document(BytesIO(path.read_bytes()))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace(old, new)
    document.save(str(path))


def test_a_changed_sentence_is_shown_and_written(tmp_path: Path, file: Path) -> None:
    edited(file, "逐项销号", "逐项核查后销号")
    out = tmp_path / "opinion.txt"
    found = wording("import", "opinion", str(file), "-o", str(out))
    assert found.exit_code == 0, found.output
    assert "+" in found.output and "逐项核查后销号" in found.output
    assert out.read_text(encoding="utf-8") == default_wording().text("opinion").replace("逐项销号", "逐项核查后销号")


def test_an_unchanged_file_says_so(file: Path) -> None:
    assert "没有差异" in wording("import", "opinion", str(file)).output


def test_a_lost_field_takes_nothing_over(tmp_path: Path, file: Path) -> None:
    edited(file, "〔督导.发文机关〕", "今天")
    out = tmp_path / "opinion.txt"
    found = wording("import", "opinion", str(file), "-o", str(out))
    assert found.exit_code == 1 and not out.exists()
    assert "字段〔督导.发文机关〕丢失" in found.output and "没有导入" in found.output


def test_an_unknown_wording_names_those_there_are(tmp_path: Path) -> None:
    found = wording("export", "poem", "-o", str(tmp_path / "x.docx"))
    assert found.exit_code == 1 and "opinion" in found.output
