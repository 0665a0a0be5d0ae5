"""A reference file that a clerk changed in Word or LibreOffice Writer: read as before, the changes told, no more."""

import shutil
import subprocess
import zipfile
from io import BytesIO

import docx
import pytest
from docx.shared import Pt

from inspector.i18n import using_locale
from inspector.letters.blocks import Variant
from inspector.letters.differences import differences
from inspector.letters.letterhead import Office, build
from inspector.letters.reference import ReferenceProblem, compile_reference
from inspector.letters.styles import MARK, TITLE
from inspector.letters.trial import deviations
from tests.letters.samples import VARIANTS
from tests.letters.test_reference import rezipped

NAME = "海州市人民政府教育督导委员会办公室"
NEW_NAME = "海州市教育督导办公室"
WRITER = shutil.which("soffice")


def built(variant: Variant) -> bytes:
    return build(Office(NAME, NAME), variant)


def changed_by_clerk(data: bytes, mark: str, title_points: int = 0) -> bytes:
    document = docx.Document(BytesIO(data))
    for paragraph in [*document.paragraphs, *document.sections[0].first_page_header.paragraphs]:
        if paragraph.style is not None and paragraph.style.name == MARK and paragraph.text.strip():
            paragraph.runs[0].text = mark
    if title_points:
        document.styles[TITLE].font.size = Pt(title_points)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.fixture(scope="module")
def saved_by_writer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Each head as built, and with another mark, opened and saved by LibreOffice in one run."""
    if WRITER is None:
        pytest.fail("LibreOffice is needed to see what it makes of a reference file")
    folder = tmp_path_factory.mktemp("writer")
    for variant in VARIANTS:
        mark = NEW_NAME + ("文件" if variant == "red" else "")
        (folder / f"{variant}.docx").write_bytes(built(variant))
        (folder / f"{variant}-changed.docx").write_bytes(changed_by_clerk(built(variant), mark, 20))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    files = [str(each) for each in sorted(folder.glob("*.docx"))]
    command = [WRITER, profile, "--headless", "--convert-to", "docx", "--outdir", str(folder / "out"), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return {each.stem: each.read_bytes() for each in (folder / "out").glob("*.docx")}


@pytest.mark.parametrize("variant", VARIANTS)
def test_saved_by_libreoffice_nothing_has_changed(variant: Variant, saved_by_writer: dict[str, bytes]) -> None:
    data = saved_by_writer[variant]
    assert data != built(variant)
    assert differences(built(variant), data) == []
    assert deviations(compile_reference(data)) == deviations(compile_reference(built(variant)))


@pytest.mark.parametrize("variant", VARIANTS)
def test_after_libreoffice_exactly_what_the_clerk_changed_is_told(
    variant: Variant, saved_by_writer: dict[str, bytes]
) -> None:
    with using_locale("zh_CN"):
        found = [
            (one.place, one.before, one.after)
            for one in differences(built(variant), saved_by_writer[f"{variant}-changed"])
        ]
    ending = "文件" if variant == "red" else ""
    mark = [] if variant in ("plain", "preprinted") else [(MARK, NAME + ending, NEW_NAME + ending)]
    assert found == [*mark, (TITLE, "22磅（2号）", "20磅")]
    reference = compile_reference(saved_by_writer[f"{variant}-changed"])
    before = {one.rule for one in deviations(compile_reference(built(variant)))}
    assert {one.rule for one in deviations(reference)} - before == {"title is 2号小标宋"}


def test_what_word_adds_is_left_behind_and_named() -> None:
    data = rezipped(
        built("red"),
        add={
            "docProps/custom.xml": b"<p/>",
            "customXml/item1.xml": b"<p/>",
            "word/comments.xml": b"<p/>",
        },
    )
    with zipfile.ZipFile(BytesIO(data)) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()
        kinds = archive.read("[Content_Types].xml").decode()
    relations = relations.replace("</Rel", '<Relationship Id="c1" Type="t" Target="comments.xml"/></Rel', 1)
    kinds = kinds.replace("</Types>", '<Override PartName="/word/comments.xml" ContentType="t"/></Types>')
    again = {"word/_rels/document.xml.rels": relations.encode(), "[Content_Types].xml": kinds.encode()}
    reference = compile_reference(rezipped(data, add=again))
    assert reference.dropped == ("customXml/item1.xml", "docProps/custom.xml", "word/comments.xml")
    assert deviations(reference) == []
    assert {part.name for part in reference.parts}.isdisjoint(reference.dropped)


def test_margins_and_the_line_under_the_number_are_told() -> None:
    with zipfile.ZipFile(BytesIO(built("red"))) as archive:
        document = archive.read("word/document.xml").replace(b'w:left="1588"', b'w:left="1418"')
        styles = archive.read("word/styles.xml").replace(b'w:sz="10"', b'w:sz="24"')
    data = rezipped(built("red"), add={"word/document.xml": document, "word/styles.xml": styles})
    with using_locale("en"):
        found = [(one.place, one.what, one.before, one.after) for one in differences(built("red"), data)]
    assert found == [
        ("发文字号", "line under it", "1.25 pt #FF0000, 6 pt", "3 pt #FF0000, 6 pt"),
        ("First page", "margin at the left", "28.0 mm", "25.0 mm"),
        ("Upright pages", "margin at the left", "28.0 mm", "25.0 mm"),
    ]


@pytest.mark.parametrize(
    ("add", "said"),
    [
        ({"word/vbaProject.bin": b"x"}, "must not carry: word/vbaProject.bin"),
        ({"word/activeX/activeX1.xml": b"<x/>"}, "must not carry"),
        ({"word/embeddings/oleObject1.bin": b"x"}, "must not carry"),
        ({"word/afchunk.html": b"<script>"}, "must not carry"),
        (
            {"[Content_Types].xml": b"<Types><Override ContentType='macroEnabled'/></Types>"},
            "no Word document",
        ),
        ({"word/media/a.png": b"x" * 9_000_000}, "larger than 8 MB"),
        ({"word/header_odd.xml": b"<broken"}, "word/header_odd.xml is damaged"),
    ],
)
def test_active_content_bombs_and_damage_are_refused(add: dict[str, bytes], said: str) -> None:
    with pytest.raises(ReferenceProblem, match=said):
        compile_reference(rezipped(built("red"), add=add))


def test_a_damaged_zip_is_refused_in_words() -> None:
    data = built("letter")
    for spoilt in (data[: len(data) // 2], data[:-30], data[:200] + bytes(60) + data[260:], b"PK\3\4" * 100):
        with pytest.raises(ReferenceProblem):
            compile_reference(spoilt)
