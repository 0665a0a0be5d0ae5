"""`inspector letters check`: rules with clause, figure and place; what is no letter is said in a line."""

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from inspector.cli import main
from inspector.letters.drafting import render
from tests.letters.breaking import STYLES, changed, style
from tests.letters.samples import OPINION, reference


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["letters", "check", *arguments])


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.docx"
    path.write_bytes(render(OPINION, reference()))
    return path


@pytest.fixture
def bad(tmp_path: Path, good: Path) -> Path:
    path = tmp_path / "bad.docx"
    path.write_bytes(changed(good.read_bytes(), STYLES, style("公文正文", 'w:line="579"', 'w:line="580"')))
    return path


def test_a_good_letter_lists_each_rule(good: Path) -> None:
    found = check(str(good))
    assert found.exit_code == 0
    assert "  ok   每面 22 行 (5.2.3): 28.95 磅" in found.output and " 0 FAIL" in found.output


def test_a_broken_rule_is_named_with_figure_and_place(good: Path, bad: Path) -> None:
    found = check("--only-failures", str(good), str(bad))
    assert found.exit_code == 1
    lines = found.output.splitlines()
    assert lines[0].startswith(f"{good}:") and lines[0].endswith("0 FAIL")
    assert lines[2].startswith("  FAIL 每面 22 行 (5.2.3): 29 磅, 公文正文")
    assert not any(line.startswith("  ok") for line in lines)


def test_json_names_file_rules_and_failures(bad: Path) -> None:
    (one,) = json.loads(check("--json", str(bad)).output)
    assert one["file"] == str(bad) and one["failed"] == sum(not rule["ok"] for rule in one["rules"]) > 0


def test_what_is_no_letter_is_said_in_a_line(tmp_path: Path) -> None:
    torn, table = tmp_path / "torn.docx", tmp_path / "table.docx"
    torn.write_bytes(b"PK\x03\x04 torn")
    with zipfile.ZipFile(target := BytesIO(), "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    table.write_bytes(target.getvalue())
    found = check(str(torn), str(table))
    assert found.exit_code == 1 and "Traceback" not in found.output
    assert "另存为 .docx" in found.output and "缺少公文应有的部分" in found.output


def test_a_folder_or_a_missing_file_is_refused(tmp_path: Path) -> None:
    for wrong in (tmp_path, tmp_path / "none.docx"):
        found = check(str(wrong))
        assert found.exit_code == 2 and str(wrong) in found.output


def test_render_measures_the_printed_pages(good: Path) -> None:
    found = check("--render", "--only-failures", str(good))
    assert found.exit_code == 0, found.output
