"""Charts: editable in Word, equal bytes, their figures on the page too."""

import zipfile
from io import BytesIO

import openpyxl
import pytest
from lxml import etree
from msgspec.structs import replace

from inspector.letters.blocks import Chart, Paragraph, Series
from inspector.letters.charts import workbook
from inspector.letters.check import broken
from inspector.letters.trial import trial_letter
from inspector.letters.writer import write
from inspector.web.pages import environment
from tests.letters.reading import opened
from tests.letters.samples import reference

SCORES = Chart(
    "bar",
    "各县得分<演示>&",
    ("甲县", "乙区", "丙市"),
    (Series("得分", ("88.00", "95.25", "")),),
    "甲县88.00分，乙区95.25分，丙市暂不评定。",
    "分",
)
YEARS = Chart(
    "line", "三年变化", ("2023年", "2024年"), (Series("甲县", ("-1", "7")), Series("乙区", ("2", "3"))), "说明"
)
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def files(*charts: Chart) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(written(*charts))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def written(*charts: Chart) -> bytes:
    letter = trial_letter(reference("red"))
    with_charts = replace(letter, blocks=(*letter.blocks[:3], *charts, Paragraph("后文。"), *letter.blocks[3:]))
    return write(with_charts, reference("red"))


def test_a_letter_with_charts_opens_keeps_the_standard_and_has_equal_bytes() -> None:
    data = written(SCORES, YEARS)
    assert broken(data) == []
    assert data == written(SCORES, YEARS)
    parts = [str(part.partname) for part in opened(data).part.package.iter_parts()]
    assert {"/word/charts/chart1.xml", "/word/charts/chart2.xml"} <= set(parts)
    assert {"/word/embeddings/chart1.xlsx", "/word/embeddings/chart2.xlsx"} <= set(parts)


def test_only_a_letter_with_a_chart_declares_one() -> None:
    for name in ("[Content_Types].xml", "word/_rels/document.xml.rels"):
        assert b"chart" not in files()[name]
        assert files(SCORES)[name].count(b"chart1.xml") == 1
    assert files(SCORES, YEARS)["[Content_Types].xml"].count(b'Extension="xlsx"') == 1


def test_the_figures_stand_in_the_chart_and_in_its_workbook() -> None:
    parts = files(SCORES)
    chart = etree.fromstring(parts["word/charts/chart1.xml"])
    values = chart.find(f".//{C}val")
    assert [point.findtext(f"{C}v") for point in values.iter(f"{C}pt")] == ["88.00", "95.25"]
    assert values.find(f".//{C}ptCount").get("val") == "3"
    names = [point.findtext(f"{C}v") for point in chart.find(f".//{C}cat").iter(f"{C}pt")]
    assert names == ["甲县", "乙区", "丙市"]
    sheet = openpyxl.load_workbook(BytesIO(parts["word/embeddings/chart1.xlsx"]))["data"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        [None, "得分"],
        ["甲县", 88],
        ["乙区", 95.25],
        ["丙市", None],
    ]
    assert values.findtext(f".//{C}f") == "data!$B$2:$B$4"


def test_a_chart_is_as_wide_as_the_text_and_tells_what_it_shows() -> None:
    document = etree.fromstring(files(SCORES)["word/document.xml"])
    inline = document.find(f".//{WP}inline")
    assert int(inline.find(f"{WP}extent").get("cx")) <= 156 * 36_000
    assert inline.find(f"{WP}docPr").get("descr") == SCORES.alternative
    assert inline.find(f"{WP}docPr").get("name") == SCORES.title


def test_a_chart_never_stands_in_a_line_of_exact_height() -> None:
    (figure,) = [each for each in opened(written(SCORES)).paragraphs if each._p.findall(f".//{WP}inline")]
    assert figure.style is not None and figure.style.name == "图"
    assert figure.style.paragraph_format.line_spacing == 1.0


def test_values_begin_at_zero_unless_one_is_less() -> None:
    least = [etree.fromstring(files(one)["word/charts/chart1.xml"]).find(f".//{C}min") for one in (SCORES, YEARS)]
    assert least[0].get("val") == "0" and least[1] is None


def test_equal_figures_give_an_equal_workbook() -> None:
    assert workbook(SCORES) == workbook(replace(SCORES)) != workbook(YEARS)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"series": (Series("得分", ("1",)),)}, "has other than 3 values"),
        ({"series": (Series("得分", ("1", "约2", "3")),)}, "约2 is no decimal"),
        ({"series": tuple(Series(f"{n}", ("1", "2", "3")) for n in range(5))}, "more than 4 series"),
    ],
)
def test_what_can_not_be_drawn_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        replace(SCORES, **change)


def test_on_the_page_a_chart_is_the_table_of_its_figures() -> None:
    shown = environment().from_string('{% import "papers/_blocks.html" as b %}{{ b.shown("Chart", chart) }}')
    text = shown.render(chart=SCORES)
    assert "<caption>各县得分&lt;演示&gt;&amp;（分）</caption>" in text
    assert '<th scope="row">乙区</th><td class="right">95.25</td>' in text
    assert '<th scope="row">丙市</th><td class="right">—</td>' in text
