"""The check goes red on a file that breaks a rule, rule by rule, and names clause and place."""

import ast
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from msgspec.structs import replace

from inspector.letters import opened as opened_module
from inspector.letters.blocks import Variant
from inspector.letters.check import broken, check_docx
from inspector.letters.drafting import render
from inspector.letters.trial import deviations, trial_letter
from inspector.letters.writer import write
from tests.letters.breaking import DOCUMENT, STYLES, Change, changed, figure, sound, swap
from tests.letters.broken import ALSO, BROKEN
from tests.letters.samples import ACCOUNTABILITY, VARIANTS, reference
from tests.letters.samples_all import EVERY


@pytest.mark.parametrize(("rule", "base", "part", "change"), BROKEN, ids=[rule for rule, *_ in BROKEN])
def test_a_broken_rule_is_found_and_no_other(rule: str, base: str, part: str, change: Change) -> None:
    found = broken(changed(sound(base), part, change))
    assert {each.rule for each in found} == {rule} | ALSO.get(rule, set())
    assert all(each.clause for each in found)


def test_every_rule_has_a_file_that_breaks_it() -> None:
    known = {each.rule for base in {case[1] for case in BROKEN} for each in check_docx(sound(base))}
    known |= {each.rule for each in check_docx(render(ACCOUNTABILITY, reference()))}
    assert known - {rule for rule, *_ in BROKEN} == set()
    assert len(BROKEN) >= 75 and len({rule for rule, *_ in BROKEN}) == len(BROKEN)


@pytest.mark.parametrize("base", sorted({case[1] for case in BROKEN}))
def test_what_is_broken_was_sound(base: str) -> None:
    assert broken(sound(base)) == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_default_reference_files_keep_to_the_standard(variant: Variant) -> None:
    assert deviations(reference(variant)) == []


def test_a_good_letter_lists_the_rules_that_hold() -> None:
    for paper in EVERY:
        found = check_docx(render(paper, reference()))
        assert all(each.ok for each in found) and len(found) >= 40


def test_a_figure_that_keeps_to_the_rules_breaks_none() -> None:
    assert broken(changed(sound("red"), DOCUMENT, figure("表题"))) == []


def unpacking_to(size: int) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * size)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "文件是空的"),
        (b"PK\x03\x04", "另存为 .docx"),
        (b"<html>", "另存为 .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 .doc"),
        (unpacking_to(101_000_000), "超过一份公文"),
        (unpacking_to(10), "缺少公文应有的部分"),
    ],
)
def test_what_is_no_word_document_is_one_finding(data: bytes, said: str) -> None:
    (found,) = check_docx(data)
    assert (found.rule, found.ok) == ("a Word document can be opened", False)
    assert said in found.found


def test_the_check_takes_no_number_from_the_writer() -> None:
    """Each module of the check, and what it imports of this room, is only the check's own."""
    folder = Path(opened_module.__file__).parent
    own = {"opened", "rendered"} | {
        f"check{name}" for name in ("", "_charts", "_flow", "_head", "_letter", "_page", "_text", "_words")
    }
    assert {path.stem for path in folder.glob("check*.py")} | {"opened", "rendered"} == own
    for name in own:
        tree = ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))
        modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        names = {
            alias.name if node.module == "inspector.letters" else (node.module or "").rpartition(".")[2]
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("inspector.letters")
            for alias in node.names
        }
        assert names <= own, modules


def test_a_popular_quick_guide_fails_in_several_clauses() -> None:
    """28 pt lines, dates with zeros, square brackets: what guides teach."""
    letter = replace(trial_letter(reference("red")), number="[2026]5号")
    data = changed(write(letter, reference("red")), STYLES, swap('w:line="579"', 'w:line="560"'))
    assert {each.clause for each in broken(data)} >= {"5.2.3", "7.2.5"}
