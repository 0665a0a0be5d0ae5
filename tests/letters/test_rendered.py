"""What LibreOffice prints of each kind of paper and each head, measured; and that the measure finds wrong pages."""

import pytest

from inspector.letters.drafting import render
from inspector.letters.kinds import KINDS
from inspector.letters.opened import Finding
from inspector.letters.rendered import Line, Page, characters_a_line, check_rendered, name_with_text
from inspector.letters.trial import trial_letter
from inspector.letters.writer import write
from tests.letters.breaking import DOCUMENT, STYLES, Change, changed, style, swap
from tests.letters.samples import VARIANTS, reference
from tests.letters.samples_all import ONE_OF_EACH

LONG = "为检验版面，本段文字连续排满数行，各行应当正好排满二十八个字而不多不少，请以尺量为准并逐行点数" * 3
BODY, LABEL = (f'<w:p><w:pPr><w:pStyle w:val="{reference("red").ids[name]}"/>' for name in ("公文正文", "附件标识"))
"""How paragraphs of text and labels of attachments begin."""
WRONG: dict[str, tuple[str, Change]] = {
    "printed: 22 lines a page": (DOCUMENT, swap('w:linePitch="579"', 'w:linePitch="600"')),
    "printed: 28 characters a line": (STYLES, swap('<w:spacing w:val="-5"/>', '<w:spacing w:val="8"/>')),
    "printed: page number": ("word/footer_even.xml", swap(" PAGE ", " NUMPAGES ")),
    "printed: page number at the outer edge": ("word/footer_odd.xml", swap('"right"', '"center"')),
    "printed: dash 7 mm under the text": (DOCUMENT, swap('w:footer="1417"', 'w:footer="900"')),
    "printed: 版记 at the foot of the last page": (DOCUMENT, swap("<wp:align>bottom<", "<wp:align>top<")),
    "printed: text on page 1": (STYLES, swap('w:before="1158"', 'w:before="6000"')),
    "printed: name and date with text": (
        STYLES,
        style("发文机关署名", "<w:keepNext/>", "<w:keepNext/><w:pageBreakBefore/>"),
    ),
    "printed: no empty page": (DOCUMENT, swap(LABEL, f"{BODY}<w:pageBreakBefore/></w:pPr></w:p>{LABEL}", 1)),
    "printed: nothing outside the sheet": (
        DOCUMENT,
        swap('w:right="0" w:hanging="1260"', 'w:right="-4000" w:hanging="5000"'),
    ),
}


def trial() -> bytes:
    plain = write(trial_letter(reference("red")), reference("red"))
    return changed(plain, DOCUMENT, swap("内容无实际意义。", LONG + "。"))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Finding]]:
    """All files of this module in one run of LibreOffice."""
    folder = tmp_path_factory.mktemp("printed")
    files: dict[str, bytes] = {"trial": trial()}
    files |= {variant: write(trial_letter(reference(variant)), reference(variant)) for variant in VARIANTS}
    files |= {type(paper).__name__: render(paper, reference()) for paper in ONE_OF_EACH}
    files |= {rule: changed(trial(), part, change) for rule, (part, change) in WRONG.items()}
    paths = []
    for number, data in enumerate(files.values()):
        paths.append(folder / f"{number}.docx")
        paths[-1].write_bytes(data)
    return dict(zip(files, check_rendered(paths), strict=True))


def test_papers_are_printed_as_the_standard_says(found: dict[str, list[Finding]]) -> None:
    wrong = {name: [one for one in rules if not one.ok] for name, rules in found.items() if name not in WRONG}
    assert not any(wrong.values()), wrong
    counted = [one.found for one in found["trial"] if one.rule == "printed: 28 characters a line"]
    assert "28" in counted
    assert len(found) == len(KINDS) + len(VARIANTS) + len(WRONG) + 1


@pytest.mark.parametrize("rule", WRONG)
def test_a_page_that_is_wrong_is_found(found: dict[str, list[Finding]], rule: str) -> None:
    assert rule in {one.rule for one in found[rule] if not one.ok}


@pytest.mark.parametrize(("below", "ok"), [("2025 年 11 月听取意见", True), ("于二〇二五年听取意见", False)])
def test_a_line_is_short_of_a_character_only_before_what_is_not_broken(below: str, ok: bool) -> None:
    """27 characters stretched over the 28 of a line: the year has no room in the last one, a Chinese character has."""
    full = Line("督" * 27, 79.4, 400.0, 521.5, 420.8)
    page = Page(595.3, 841.9, (full, Line(below, 79.4, 428.95, 300.0, 449.75)))
    assert [(one.ok, one.found) for one in characters_a_line([page])] == [(ok, "27")] * (not ok)


@pytest.mark.parametrize("day", ["2026 年 4 月 2 日", "年 月 日"])
def test_a_date_needs_text_above_it_on_its_page_before_it_is_filled_in_too(day: str) -> None:
    text, date = Line("核对无误。", 111.0, 110.0, 190.0, 130.8), Line(day, 360.0, 168.0, 500.0, 188.8)
    alone, below = Page(595.3, 841.9, (date,)), Page(595.3, 841.9, (text, date))
    assert [one.ok for page in (alone, below) for one in name_with_text([page])] == [False, True]
