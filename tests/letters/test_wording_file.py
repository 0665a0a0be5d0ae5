"""A wording goes out as a Word file and comes back the same; one changed sentence is one changed line."""

import difflib
import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document

from inspector.letters.drafting import default_reference, default_wording
from inspector.letters.vocabulary import WORDS
from inspector.letters.wording_file import export
from inspector.letters.wording_reading import Refused, read
from inspector.letters.wording_words import TOKEN, field_of, shown_line, token_of

NAMES = default_wording().names
OPINION = default_wording().text("opinion")
CHANGED = next(line for line in OPINION.splitlines() if "逐项制定整改措施" in line)


def exported(name: str) -> bytes:
    return export(name, default_wording().text(name), default_reference("plain"))


def changed(document: Document) -> bytes:
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def opened(data: bytes) -> Document:
    return docx.Document(BytesIO(data))


def refusals(data: bytes) -> list[str]:
    with pytest.raises(Refused) as caught:
        read(data, OPINION)
    return [one.message.format(**dict(one.params)) for one in caught.value.refusals]


def with_text(document: Document, old: str, new: str) -> Document:
    """Changes the first run that holds the text, as typing into a word processor does."""
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            if old in run.text:
                run.text = run.text.replace(old, new)
                return document
    raise AssertionError(f"{old} is in no run")


@pytest.mark.parametrize("name", NAMES)
def test_what_goes_out_comes_back_the_same(name: str) -> None:
    assert read(exported(name), default_wording().text(name)) == default_wording().text(name)


def test_each_word_has_one_word_in_the_other_language() -> None:
    assert len(set(WORDS.values())) == len(WORDS)
    for token in (
        "{{ problem.fact | sentence }}",
        "{% if not heard %}",
        '{% include "_dates.txt" %}',
        "〔",
        "{{ x.y }}",
    ):
        assert token_of(field_of(token)[1:-1]) == token
    assert field_of("{{ problem.fact | sentence }}") == "〔问题.事实 | 成句〕"


@pytest.mark.parametrize("name", NAMES)
def test_no_field_of_a_shipped_wording_is_left_in_english(name: str) -> None:
    text = default_wording().text(name)
    shown = [field_of(token) for token in TOKEN.findall(text)]
    shown += [shown_line(line) for line in text.splitlines() if re.fullmatch(r"\|\w+\|", line)]
    assert [field for field in shown if re.search("[a-z]", re.sub('"[^"]*"', "", field))] == []


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """All wordings, and the opinion with one sentence changed, as LibreOffice Writer saves them: one run."""
    folder = tmp_path_factory.mktemp("writer")
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office is not None, "LibreOffice Writer is needed: see .ci/system"
    files = {name: exported(name) for name in NAMES}
    files["changed"] = changed(with_text(opened(exported("opinion")), "逐项制定整改措施", "逐项明确整改措施"))
    for name, data in files.items():
        (folder / f"{name}.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "docx", "--outdir", str(folder / "out")]
    command += [str(folder / f"{name}.docx") for name in files]
    subprocess.run(command, capture_output=True, timeout=300, check=True)
    return {name: Path(folder / "out" / f"{name}.docx").read_bytes() for name in files}


def test_nothing_differs_after_libreoffice_saved_it(saved: dict[str, bytes]) -> None:
    for name in NAMES:
        text = default_wording().text(name)
        assert saved[name] != exported(name)
        assert read(saved[name], text) == text


def test_one_changed_sentence_is_the_whole_difference(saved: dict[str, bytes]) -> None:
    after = read(saved["changed"], OPINION)
    lines = list(difflib.unified_diff(OPINION.splitlines(), after.splitlines(), lineterm="", n=0))[3:]
    assert lines == [
        line
        for sign, word in (("-", "制定"), ("+", "明确"))
        for line in [sign + CHANGED.replace("逐项制定", f"逐项{word}")]
    ]


def test_a_field_that_nobody_knows_is_refused_with_its_paragraph() -> None:
    data = changed(with_text(opened(exported("opinion")), "〔督导.发文机关〕", "〔督导.真相〕"))
    with pytest.raises(Refused) as caught:
        read(data, OPINION)
    (one,) = caught.value.refusals
    assert dict(one.params) == {"word": "真相"}
    assert "〔督导.真相〕" in opened(data).paragraphs[one.paragraph - 1].text


def test_a_field_of_another_paper_and_a_lost_field_are_refused() -> None:
    told = refusals(changed(with_text(opened(exported("opinion")), "〔督导.发文机关〕", "〔各区县 | 数量〕")))
    assert told == [
        "This paper has no field 〔各区县 | 数量〕. Take the fields as they stand on the last page.",
        "The field 〔督导.发文机关〕 is lost. Put it back where it belongs.",
    ]


@pytest.mark.parametrize(
    "lines",
    [('甲{{ "a" * 9', "* 9 }}乙"), ("甲{# 乙 #}丙",), ("甲{# 乙", "丙 #}丁"), ("甲 %} 乙",)],
    ids=lambda one: one[0],
)
def test_no_paragraph_becomes_a_field_or_vanishes_as_a_comment(lines: tuple[str, ...]) -> None:
    document = opened(exported("opinion"))
    for line in lines:
        document.paragraphs[3].insert_paragraph_before(line)
    assert refusals(changed(document))


def test_a_field_may_move_and_come_twice() -> None:
    document = with_text(opened(exported("opinion")), "请你单位逐项", "请〔督导对象〕逐项")
    assert "请{{ unit }}逐项" in read(changed(document), OPINION)


def marks_of(document: Document) -> list[Any]:
    return [paragraph for paragraph in document.paragraphs if paragraph.style and paragraph.style.name == "条件标记"]


def test_marks_keep_their_order() -> None:
    document = opened(exported("opinion"))
    first, second, *_ = marks_of(document)
    first._p.getparent().remove(first._p)
    (told,) = refusals(changed(document))
    assert told.startswith(f"The mark {second.text} was moved or added.")
    document = opened(exported("opinion"))
    last = marks_of(document)[-1]
    last._p.getparent().remove(last._p)
    assert refusals(changed(document)) == [f"The mark {last.text} is lost. Put it back in its place."]


def test_what_a_template_cannot_keep_is_refused() -> None:
    document = opened(exported("opinion"))
    document.paragraphs[8].runs[0].bold = True
    document.paragraphs[9].add_run().add_break()
    document.add_table(1, 1)
    told = refusals(changed(document))
    assert any(one.startswith("There is a table.") for one in told)
    assert any("is set apart by its format" in one for one in told)
    assert any(one.startswith("There is a line break") for one in told)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_word_file_is_refused(data: bytes) -> None:
    assert len(refusals(data)) == 1
