"""The file: the standard's numbers in it, equal bytes, parts compressed once, fixed order and time."""

import re
import subprocess
import sys
import time
import zipfile
from datetime import date
from io import BytesIO

import pytest
from msgspec.structs import replace

from inspector.letters.blocks import Block, Imprint, Letter, Paragraph, Signatories, Title, Variant
from inspector.letters.drafting import draft
from inspector.letters.imprint import imprint_xml
from inspector.letters.papers.accountability import Accountability
from inspector.letters.papers.signing import signatures
from inspector.letters.trial import trial_letter
from inspector.letters.writer import write
from tests.letters.samples import VARIANTS, reference
from tests.letters.samples_short import SHORT

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(variant: Variant) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(write(trial_letter(reference(variant)), reference(variant)))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_page_is_a4_with_a_type_area_of_156_by_225_mm(variant: Variant) -> None:
    # 210 mm = 11906 twips, 297 = 16838; 37 mm = 2098 top, 28 mm = 1587.4 left; 26 = 1474, 35 = 1984
    assert '<w:pgSz w:w="11906" w:h="16838"/>' in parts(variant)["word/document.xml"]
    margins = 'w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"'
    assert margins in parts(variant)["word/document.xml"]


def test_22_lines_of_28_characters_fill_the_type_area() -> None:
    # 16838 - 2098 - 1984 = 12756 = 22 x 579 + 18; 11906 - 1474 - 1588 = 8844 = 28 x 315 + 24
    styles = parts("red")["word/styles.xml"]
    assert 'w:line="579" w:lineRule="exact"' in styles and '<w:spacing w:val="-5"/><w:sz w:val="32"/>' in styles


def test_a_turned_page_moves_every_margin_on_by_one_side() -> None:
    size = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    turned = size + '<w:pgMar w:top="1588" w:right="2098" w:bottom="1474" w:left="1984"'
    assert turned in parts("red")["word/document.xml"]


def test_no_font_comes_from_a_theme_and_no_trace_of_editing_is_left() -> None:
    text = "".join(parts("red").values())
    assert "Theme" not in text and "rsid" not in text and "python-docx" not in text


def test_only_the_letter_format_has_a_first_page_of_its_own() -> None:
    assert [("<w:titlePg/>" in parts(variant)["word/document.xml"]) for variant in VARIANTS] == [
        False,
        True,
        False,
        False,
    ]
    assert parts("letter")["word/document.xml"].count("<w:titlePg/>") == 1


@pytest.mark.parametrize("variant", VARIANTS)
def test_order_and_time_of_the_zip_are_fixed(variant: Variant) -> None:
    data = write(trial_letter(reference(variant)), reference(variant))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        infos = archive.infolist()
    assert infos[0].filename == "[Content_Types].xml"
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert data == write(trial_letter(reference(variant)), reference(variant))


def test_properties_take_their_time_from_the_record() -> None:
    assert parts("red")["docProps/core.xml"].count("2026-04-02T00:00:00Z") == 2


def test_bytes_are_equal_in_another_process_with_another_zone_locale_and_hash_seed() -> None:
    code = (
        "import hashlib; from inspector.letters.drafting import default_reference as r; "
        "from inspector.letters.trial import trial_letter as t; from inspector.letters.writer import write; "
        "print(hashlib.sha256(write(t(r('red')), r('red'))).hexdigest())"
    )
    seen = set()
    for zone, locale, seed in (("Asia/Shanghai", "C.UTF-8", "1"), ("America/New_York", "C", "2")):
        environment = {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
        found = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
        seen.add(found.stdout)
    assert len(seen) == 1 and len(seen.pop().strip()) == 64


def test_a_reference_of_another_variant_is_refused() -> None:
    with pytest.raises(ValueError, match="letter is red, reference file is plain"):
        write(trial_letter(reference("red")), reference("plain"))


def test_a_mark_of_its_own_replaces_the_reference_files_and_long_ones_are_narrowed() -> None:
    letter = replace(
        trial_letter(reference("letter")), mark="某某市某某区人民政府教育督导委员会办公室"
    )  # 20 characters
    with zipfile.ZipFile(BytesIO(write(letter, reference("letter")))) as archive:
        head = archive.read("word/header_first.xml").decode()
    assert letter.mark in head and reference("letter").mark not in head
    assert '<w:w w:val="60"/>' in head  # 24 half characters of room / 40


def test_a_letter_costs_little_more_than_compressing_it() -> None:
    """A bound that only a rebuild of the constant parts per letter would break."""
    letter = trial_letter(reference("red"))
    write(letter, reference("red"))
    start = time.process_time()
    for _ in range(20):
        write(letter, reference("red"))
    assert (time.process_time() - start) / 20 < 0.03


def test_a_mark_of_40_characters_still_stays_on_one_line() -> None:
    letter = replace(trial_letter(reference("red")), mark="某" * 40)
    with zipfile.ZipFile(BytesIO(write(letter, reference("red")))) as archive:
        document = archive.read("word/document.xml").decode()
    # half width at 44 half points: 40 x 22 pt x 0.5 = 440 pt of 442
    assert '<w:w w:val="50"/><w:sz w:val="44"/>' in document


def test_the_imprint_box_counts_turned_lines() -> None:
    assert imprint_height(("市教育局",), "某局") == 2 * 480 + 40
    # 30 names of 22 halves with their marks: 720 halves in lines of 50: 15 lines at least
    assert imprint_height(tuple("某某区第十教育局办公室" for _ in range(30)), "某局") >= 16 * 480 + 40


@pytest.mark.parametrize(
    ("copies", "sections"), [(("市教育局",), ["upright", "turned", "upright"]), ((), ["upright", "turned"])]
)
def test_only_an_imprint_with_words_in_it_takes_a_page_behind_a_turned_one(
    copies: tuple[str, ...], sections: list[str]
) -> None:
    """What the document office has not filled in yet must leave no empty page behind (7.3.7)."""
    (paper,) = (one for one in SHORT if isinstance(one, Accountability))
    occasion = replace(paper.occasion, copies=copies, printer="", printed=None)
    data = write(draft(replace(paper, occasion=occasion), "red").letter, reference("red"))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        sizes = re.findall("<w:pgSz[^>]*>", archive.read("word/document.xml").decode())
    assert ["turned" if "landscape" in size else "upright" for size in sizes] == sections


SIGNED_BY_HAND: dict[str, tuple[Block, list[bool]]] = {
    "lines": (Signatories((), ("督学签名：", "单位负责人签名：")), [True, True, False]),
    "table": (signatures(("核查人", "记录人")), [True, *[True] * 3, *[True] * 4, *[False] * 4, False]),
}
"""Whether text, head, rows (whose middle cell holds two paragraphs) and end of the table stay with what follows."""


@pytest.mark.parametrize("form", SIGNED_BY_HAND)
def test_no_page_has_only_what_is_signed_by_hand(form: str) -> None:
    """As 署名 and 成文日期 share their page with text (7.3.5)."""
    block, kept = SIGNED_BY_HAND[form]
    blocks = (Title(("记录",)), Paragraph("核对无误。"), block)
    data = write(Letter("plain", blocks, date(2026, 4, 2), "记录", "某局"), reference("plain"))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        found = re.findall("<w:p>.*?</w:p>", archive.read("word/document.xml").decode())
    assert ["<w:keepNext/>" in each for each in found[1:]] == kept


def imprint_height(offices: tuple[str, ...], printer: str) -> int:
    """Twips of the text box."""
    xml = imprint_xml(Imprint(offices, printer, date(2026, 4, 2)), reference("red"))
    found = re.search(r'<wp:extent cx="\d+" cy="(\d+)"', xml)
    assert found
    return int(found[1]) // 635
