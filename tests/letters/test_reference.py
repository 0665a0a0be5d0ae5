"""Reference files: read by style names, refused with words, the shipped ones equal to what is built."""

import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest

from inspector.letters.blocks import Variant
from inspector.letters.check import broken
from inspector.letters.drafting import default_reference, reference_path
from inspector.letters.letterhead import DEFAULT_OFFICE, Office, build
from inspector.letters.reference import ReferenceProblem, compile_reference, load_reference
from inspector.letters.styles import BODY, LEVELS, MARK
from inspector.letters.trial import deviations, trial_letter
from inspector.letters.writer import write
from tests.letters.reading import margins, paragraphs
from tests.letters.samples import VARIANTS


def rezipped(data: bytes, drop: str = "", add: dict[str, bytes] | None = None) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            if name != drop:
                archive.writestr(name, (add or {}).get(name, source.read(name)))
        for name in set(add or {}) - set(source.namelist()):
            archive.writestr(name, (add or {})[name])
    return target.getvalue()


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_shipped_file_is_what_is_built(variant: Variant) -> None:
    assert reference_path(variant).read_bytes() == build(DEFAULT_OFFICE, variant)
    assert default_reference(variant).variant == variant


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_file_saved_by_another_program_still_serves(variant: Variant, tmp_path: Path) -> None:
    """python-docx renames nothing but rewrites every part it knows; the mark is changed as a clerk would."""
    document = docx.Document(str(reference_path(variant)))
    for paragraph in [*document.paragraphs, *document.sections[0].first_page_header.paragraphs]:
        if paragraph.style is not None and paragraph.style.name == MARK and paragraph.runs:
            paragraph.runs[0].text = "新的机关名称"
    document.save(str(tmp_path / "own.docx"))
    reference = load_reference(tmp_path / "own.docx")
    data = write(trial_letter(reference), reference)
    assert broken(data) == []
    if variant in ("red", "letter"):
        assert "新的机关名称" in margins(data) + "".join(paragraphs(data))


def test_styles_are_found_by_name_whatever_their_ids() -> None:
    data = build(Office("某局", "某局"), "letter")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        files = {name: archive.read(name).replace(b'"gw', b'"a') for name in archive.namelist()}
    reference = compile_reference(rezipped(data, add=files))
    assert reference.ids[BODY].startswith("a") and set(LEVELS) <= set(reference.ids)
    assert deviations(reference) == []


def test_a_changed_style_is_named_as_a_deviation() -> None:
    data = build(Office("某局", "某局"), "letter")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        styles = archive.read("word/styles.xml").replace(b'w:line="579"', b'w:line="600"')
    found = deviations(compile_reference(rezipped(data, add={"word/styles.xml": styles})))
    assert {(each.rule, each.clause) for each in found} >= {("22 lines a page", "5.2.3")}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"drop": "word/styles.xml"}, "lacks its part word/styles.xml"),
        ({"add": {"word/vbaProject.bin": b"x"}}, "word/vbaProject.bin"),
        ({"add": {"word/styles.xml": b"<broken"}}, "damaged"),
        ({"add": {"word/media/large.png": b"x" * 9_000_000}}, "larger than"),
        ({"add": {"word/document.xml": b'<d xmlns="x"/>'}}, "no page set-up"),
        (
            {"add": {"word/_rels/document.xml.rels": b'<r><Relationship TargetMode="External"/></r>'}},
            "links to something outside",
        ),
    ],
)
def test_what_can_not_serve_is_refused_in_words(change: dict[str, object], said: str) -> None:
    with pytest.raises(ReferenceProblem, match=said):
        compile_reference(rezipped(build(DEFAULT_OFFICE, "red"), **change))  # type: ignore[arg-type]


def test_a_file_without_the_slots_names_them() -> None:
    empty = BytesIO()
    docx.Document().save(empty)
    with pytest.raises(ReferenceProblem):
        compile_reference(empty.getvalue())
    with pytest.raises(ReferenceProblem, match="no Word document"):
        compile_reference(b"text")


def test_entities_in_a_reference_file_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("geheim", encoding="utf-8")
    bomb = f'<!DOCTYPE d [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]><w:styles xmlns:w="x">&e;</w:styles>'
    with pytest.raises(ReferenceProblem) as caught:
        compile_reference(rezipped(build(DEFAULT_OFFICE, "red"), add={"word/styles.xml": bomb.encode()}))
    assert "geheim" not in str(caught.value)
