"""The PDF beside a letter: made in a child process, with the fonts it lacks by name, and words where it cannot be."""

import time
from pathlib import Path

import pytest

from inspector.letters import office_pdf
from inspector.letters.drafting import render
from inspector.letters.office_pdf import NoPdf, asked_fonts, embedded_fonts, missing_fonts, to_pages, to_pdf
from tests.letters.samples import OPINION, reference


def test_a_letter_becomes_a_pdf_and_pictures_of_its_pages() -> None:
    content = render(OPINION, reference())
    pdf = to_pdf(content)
    pages = to_pages(pdf)
    assert pdf.startswith(b"%PDF-") and len(pages) == pdf.count(b"/Type/Page/")
    assert all(page.startswith(b"\x89PNG") for page in pages)
    assert embedded_fonts(pdf)


def test_fonts_count_as_there_under_any_of_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    content = render(OPINION, reference())
    names = [font[0] for font in asked_fonts(content)]
    assert "仿宋_GB2312" in names and "方正小标宋简体" in names
    monkeypatch.setattr(office_pdf, "installed_fonts", lambda: frozenset(("仿宋", "SimHei", "宋体")))
    assert missing_fonts(content) == ["楷体_GB2312"]
    monkeypatch.setattr(office_pdf, "installed_fonts", frozenset)
    assert missing_fonts(content) == []


def program(folder: Path, shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another office in its place."""
    (folder / "soffice").write_text(f"#!/bin/sh\n{shell}\n")
    (folder / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_an_office_that_hangs_is_stopped_with_all_it_has_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "mark"
    program(tmp_path, f"(sleep 2; touch {mark}) & sleep 60", monkeypatch)
    with pytest.raises(NoPdf) as found:
        to_pdf(b"any", seconds=0.3)
    assert found.value.reason == "slow"
    time.sleep(2.2)
    assert not mark.exists()


def test_an_office_that_makes_nothing_is_told_apart_from_none_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "echo source file could not be loaded", monkeypatch)
    with pytest.raises(NoPdf) as found:
        to_pdf(b"any")
    assert found.value.reason == "broken" and "could not be loaded" in str(found.value)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(NoPdf) as found:
        to_pdf(b"any")
    assert found.value.reason == "absent"
