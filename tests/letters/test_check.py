"""The check goes red on a file that breaks a rule, rule by rule, and names clause and place."""

import ast
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from inspector.letters import opened as opened_module
from inspector.letters.blocks import Variant
from inspector.letters.check import broken, check_docx
from inspector.letters.drafting import render
from inspector.letters.styles import styles_part
from inspector.letters.trial import deviations, trial_letter
from inspector.letters.writer import write
from tests.letters.samples import ACCOUNTABILITY, PAPERS, VARIANTS, reference

Change = Callable[[str], str]


def changed(data: bytes, name: str, change: Change) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(target, "w") as archive:
        for each in source.namelist():
            content = source.read(each)
            if each == name:
                text = change(content.decode())
                assert text != content.decode(), "the change must change something"
                content = text.encode()
            archive.writestr(each, content)
    return target.getvalue()


def swap(old: str, new: str, count: int = -1) -> Change:
    return lambda text: text.replace(old, new, count)


def style(name: str, old: str, new: str) -> Change:
    """Changes the first match inside one style's definition."""

    def change(text: str) -> str:
        start = text.index(f'<w:name w:val="{name}"/>')
        end = text.index("</w:style>", start)
        return text[:start] + re.sub(old, new, text[start:end], count=1) + text[end:]

    return change


def figure(style_name: str, *, wide_mm: int = 100, described: str = "图", number: int = 900) -> Change:
    """Puts a figure into a paragraph of a style, before the second paragraph."""
    identifier = next(
        each.group(1)
        for each in re.finditer(r'w:styleId="(\w+)"><w:name w:val="([^"]+)"', styles_part("red"))
        if each.group(2) == style_name
    )
    drawing = (
        f'<w:p><w:pPr><w:pStyle w:val="{identifier}"/></w:pPr><w:r><w:drawing><wp:inline>'
        f'<wp:extent cx="{wide_mm * 36000}" cy="360000"/><wp:docPr id="{number}" name="图" descr="{described}"/>'
        "</wp:inline></w:drawing></w:r></w:p>"
    )
    return lambda text: text.replace("<w:p><w:pPr>", drawing + "<w:p><w:pPr>", 1)


DOCUMENT, STYLES, SETTINGS, CORE = "word/document.xml", "word/styles.xml", "word/settings.xml", "docProps/core.xml"
BROKEN: list[tuple[str, Variant, str, Change]] = [
    ("paper is A4", "red", DOCUMENT, swap('w:w="11906" w:h="16838"', 'w:w="12240" w:h="15840"')),
    ("head and binding margins", "red", DOCUMENT, swap('w:top="2098"', 'w:top="1440"')),
    ("type area", "red", DOCUMENT, swap('w:right="1474"', 'w:right="1800"')),
    ("22 lines a page", "red", STYLES, style("公文正文", 'w:line="579"', 'w:line="580"')),
    ("lines fill the type area", "red", STYLES, style("公文正文", 'w:line="579"', 'w:line="560"')),
    ("28 characters a line", "red", STYLES, style("公文正文", '<w:spacing w:val="-5"/>', "")),
    ("grid of lines", "red", DOCUMENT, swap('w:type="lines"', 'w:type="linesAndChars"')),
    ("no theme fonts", "red", STYLES, style("公文正文", "w:cs=", 'w:eastAsiaTheme="minorEastAsia" w:cs=')),
    ("fonts are named", "red", STYLES, lambda text: re.sub(' w:eastAsia="仿宋_GB2312"', "", text)),
    ("quotes in the Chinese font", "red", DOCUMENT, swap('w:hint="eastAsia"', 'w:ascii="Arial"')),
    ("text is 3号仿宋", "red", STYLES, style("公文正文", 'w:sz w:val="32"', 'w:sz w:val="28"')),
    ("odd and even pages differ", "red", SETTINGS, swap("<w:evenAndOddHeaders/>", "")),
    ("page number", "red", DOCUMENT, lambda text: re.sub('<w:footerReference w:type="even"[^>]*>', "", text)),
    ("page number at the edge, 1 in", "red", "word/footer_even.xml", swap('w:val="left"', 'w:val="center"')),
    ("page number is 4号宋体", "red", STYLES, style("页码", 'w:sz w:val="28"', 'w:sz w:val="32"')),
    ("page number between dashes", "red", "word/footer_odd.xml", swap("— ", "- ")),
    ("dash 7 mm under the text", "red", DOCUMENT, swap('w:footer="1417"', 'w:footer="992"')),
    (
        "no number on page 1",
        "letter",
        "word/footer_first.xml",
        swap("</w:p>", "<w:r><w:instrText> PAGE </w:instrText></w:r></w:p>", 1),
    ),
    ("red double rule of 170 mm", "letter", "word/header_first.xml", swap('cx="6120000"', 'cx="5616000"')),
    ("place of the double rule", "letter", "word/footer_first.xml", swap("9972000", "9572000")),
    ("mark 30 mm under the edge", "letter", "word/header_first.xml", swap('w:y="1701"', 'w:y="2101"')),
    ("mark is the name alone", "letter", "word/header_first.xml", swap("名称<", "名称文件<")),
    ("head repeated on each page", "red", DOCUMENT, swap("<w:tblHeader/>", "")),
    (
        "cells as wide as the grid",
        "red",
        DOCUMENT,
        lambda text: re.sub(r'<w:gridCol w:w="\d+"/>', '<w:gridCol w:w="99"/>', text, count=1),
    ),
    (
        "automatic line height in tables",
        "red",
        STYLES,
        style("表格文字", 'w:line="240" w:lineRule="auto"', 'w:line="400" w:lineRule="exact"'),
    ),
    ("properties name title and office", "red", CORE, lambda text: re.sub("<dc:title>[^<]*<", "<dc:title><", text)),
    (
        "elements in schema order",
        "red",
        DOCUMENT,
        swap('<w:pStyle w:val="gw5"/>', '<w:jc w:val="left"/><w:pStyle w:val="gw5"/>'),
    ),
    ("mark is red 小标宋", "red", STYLES, style("公文标志", "FF0000", "C00000")),
    ("mark is centred", "red", STYLES, style("公文标志", '<w:jc w:val="center"/>', "")),
    ("mark on one line", "red", STYLES, style("公文标志", 'w:sz w:val="72"', 'w:sz w:val="200"')),
    ("mark 35 mm under the type area's top", "red", STYLES, style("公文标志", 'w:before="1890"', 'w:before="0"')),
    ("form of the number", "red", DOCUMENT, swap("〔2026〕5号", "[2026]第05号")),
    ("number at the right", "letter", STYLES, style("发文字号", '<w:jc w:val="right"/>', "")),
    ("number centred", "red", STYLES, style("发文字号", '<w:jc w:val="center"/>', "")),
    ("number 2 lines under the mark", "red", STYLES, style("发文字号", 'w:before="1158"', 'w:before="579"')),
    ("red rule under the number", "red", STYLES, style("发文字号", 'w:sz="10"', 'w:sz="24"')),
    ("rule 4 mm under the number", "red", STYLES, style("发文字号", 'w:space="6"', 'w:space="1"')),
    ("there is a title", "red", DOCUMENT, swap('<w:pStyle w:val="gw3"/>', '<w:pStyle w:val="gw6"/>')),
    ("title is 2号小标宋", "red", STYLES, style("公文标题", 'w:sz w:val="44"', 'w:sz w:val="36"')),
    ("title is centred", "red", STYLES, style("公文标题", '<w:jc w:val="center"/>', "")),
    ("title 2 lines under the rule", "red", STYLES, style("公文标题", 'w:before="1158"', 'w:before="0"')),
    ("title lines of at most 20 characters", "red", DOCUMENT, swap("试排情况的通知", "试排情况的通知" * 4)),
    (
        "title is a trapezium or rhombus",
        "red",
        DOCUMENT,
        swap(">关于样式文件试排情况的通知<", ">关于样式</w:t><w:br/><w:t>的</w:t><w:br/><w:t>试排情况<"),
    ),
    ("full-width colon", "red", DOCUMENT, swap("各有关单位：", "各有关单位:")),
    ("addressee flush left", "red", STYLES, style("主送机关", '<w:jc w:val="left"/>', '<w:ind w:firstLine="630"/>')),
    ("addressee 1 line under the title", "red", STYLES, style("主送机关", 'w:before="579"', 'w:before="0"')),
    ("font of the level", "red", STYLES, style("二级标题", 'w:eastAsia="[^"]*"', 'w:eastAsia="黑体"')),
    ("form of the level's number", "red", DOCUMENT, swap("（一）", "(一)")),
    (
        "text 2 characters in",
        "red",
        STYLES,
        style("三级标题", 'w:firstLineChars="200" w:firstLine="630"', 'w:firstLine="0"'),
    ),
    ("no bold type", "red", STYLES, style("一级标题", "<w:sz ", "<w:b/><w:sz ")),
    ("附件 1 line under the text", "red", STYLES, style("附件说明", 'w:before="579"', 'w:before="0"')),
    (
        "附件 2 characters in",
        "red",
        DOCUMENT,
        swap('w:left="1890" w:right="0" w:hanging="1260"', 'w:left="1890" w:right="0" w:hanging="1890"'),
    ),
    (
        "turned lines under the name",
        "red",
        DOCUMENT,
        swap('w:left="1890" w:right="0" w:hanging="315"', 'w:left="1575" w:right="0" w:hanging="0"'),
    ),
    ("no mark after the name", "red", DOCUMENT, swap("2.横排表", "2.横排表；")),
    ("attachments named alike", "red", DOCUMENT, swap("1.竖排表", "1.另一表")),
    ("attachment's label in 黑体", "red", STYLES, style("附件标识", 'w:eastAsia="[^"]*"', 'w:eastAsia="仿宋"')),
    ("attachment on its own page", "red", STYLES, style("附件标识", "<w:pageBreakBefore/>", "")),
    ("form of the date", "red", DOCUMENT, swap(">2026年4月2日<", ">2026年04月02日<")),
    ("place of name and date", "red", DOCUMENT, swap('w:right="1260"', 'w:right="630"')),
    (
        "name over the date",
        "red",
        DOCUMENT,
        lambda text: text.replace('<w:pStyle w:val="gw15"/>', '<w:pStyle w:val="gw6"/>'),
    ),
    ("name and date on one page", "red", DOCUMENT, swap("<w:keepNext/>", '<w:keepNext w:val="0"/>')),
    ("附注 in brackets, 2 in", "red", DOCUMENT, swap("（联系人：某某）", "联系人：某某")),
    ("版记 in 4号仿宋", "red", STYLES, style("版记", 'w:sz w:val="28"', 'w:sz w:val="32"')),
    ("full stop after 抄送", "red", DOCUMENT, swap("抄送：各有关单位。", "抄送：各有关单位")),
    ("版记 1 character in", "red", DOCUMENT, swap('w:left="1120"', 'w:left="840"')),
    (
        "turned lines after the colon",
        "red",
        DOCUMENT,
        swap('w:right="280" w:hanging="840"', 'w:right="280" w:hanging="280"'),
    ),
    ("rules of the 版记", "red", DOCUMENT, swap('w:val="single" w:sz="8"', 'w:val="single" w:sz="12"')),
    ("版记 without rules and 印发", "letter", DOCUMENT, swap("抄送：各有关单位。", "2026年4月2日印发")),
    ("date of printing", "red", DOCUMENT, swap("2026年4月2日印发", "2026.4.2印发")),
    ("no empty lines for spacing", "red", DOCUMENT, swap("<w:p><w:pPr>", "<w:p/><w:p><w:pPr>", 1)),
    (
        "no page break typed as a character",
        "red",
        DOCUMENT,
        swap("四级标题。</w:t>", '四级标题。</w:t><w:br w:type="page"/>'),
    ),
    ("no page without text", "red", DOCUMENT, swap("四级标题。<", "（此页无正文）<")),
    ("headings numbered in order", "red", DOCUMENT, swap("一、一级标题", "二、一级标题")),
    (
        "no mark at the title's end",
        "red",
        DOCUMENT,
        swap(">关于样式文件试排情况的通知<", ">关于样式文件试排情况的通知。<"),
    ),
    ("dates without leading zeros", "red", DOCUMENT, swap("内容无实际意义", "自2026年04月02日起")),
    ("figure inside the type area", "red", DOCUMENT, figure("公文正文", wide_mm=170)),
    ("figure outside exact lines", "red", DOCUMENT, figure("公文正文")),
    ("drawings have an alternative text", "red", DOCUMENT, figure("公文正文", described="")),
    ("drawings have numbers of their own", "red", DOCUMENT, figure("公文正文", number=100)),
    (
        "table inside the type area",
        "red",
        DOCUMENT,
        lambda text: re.sub(r'<w:gridCol w:w="\d+"/>', '<w:gridCol w:w="9000"/>', text, count=1),
    ),
    ("rows stay whole", "red", DOCUMENT, swap("<w:cantSplit/>", "")),
    (
        "run, cell and table properties in schema order",
        "red",
        DOCUMENT,
        lambda text: re.sub(r"(<w:tcW [^>]*>)(<w:vAlign [^>]*>)", r"\2\1", text),
    ),
    ("版记 at the foot of the last page", "red", DOCUMENT, swap("w:txbxContent", "w:other")),
]


def trial(variant: Variant) -> bytes:
    return write(trial_letter(reference(variant)), reference(variant))


@pytest.mark.parametrize(("rule", "variant", "part", "change"), BROKEN, ids=[rule for rule, *_ in BROKEN])
def test_a_broken_rule_is_found(rule: str, variant: Variant, part: str, change: Change) -> None:
    found = [each for each in broken(changed(trial(variant), part, change)) if each.rule == rule]
    assert found and all(each.clause for each in found)


def test_every_rule_has_a_file_that_breaks_it() -> None:
    known = {each.rule for variant in VARIANTS for each in check_docx(trial(variant))}
    known |= {each.rule for each in check_docx(render(ACCOUNTABILITY, reference()))}
    assert known - {rule for rule, *_ in BROKEN} == set()


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_default_reference_files_keep_to_the_standard(variant: Variant) -> None:
    assert deviations(reference(variant)) == []


def test_a_good_letter_lists_the_rules_that_hold() -> None:
    for paper in PAPERS:
        found = check_docx(render(paper, reference()))
        assert all(each.ok for each in found) and len(found) >= 40


def test_a_figure_that_keeps_to_the_rules_breaks_none() -> None:
    assert broken(changed(trial("red"), DOCUMENT, figure("表题"))) == []


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
    own = {"check", "check_flow", "check_page", "check_text", "opened", "rendered"}
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
