"""Letters that nobody's template was made for: long, many, joint, upward, at the turn of the year."""

import json
import os
import subprocess
import sys
import zipfile
from datetime import date
from io import BytesIO

import pytest
from lxml import etree
from msgspec.structs import replace

from inspector.letters.blocks import (
    Addressee,
    AttachmentNote,
    AttachmentStart,
    Block,
    Cell,
    Column,
    Heading,
    Imprint,
    Letter,
    Paragraph,
    Signature,
    Table,
    Title,
    Variant,
)
from inspector.letters.check import broken
from inspector.letters.drafting import draft, render
from inspector.letters.writer import write
from tests.letters.reading import margins, opened, paragraphs
from tests.letters.samples import OCCASION, OPINION, VARIANTS, reference

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LONG_TITLE = (
    "关于",
    "某某县第二实验小学和某某县特殊教育学校",
    "2025年特殊教育发展提升行动计划",
    "落实情况",
    "专项督导的",
    "督导意见书",
)
JOINT = ("某市人民政府教育督导委员会办公室", "某市教育局", "某市残疾人联合会")
OFFICE = "某某市某某区人民政府教育督导委员会办公室"


def letter(variant: Variant, *blocks: Block, **head: object) -> Letter:
    start = (Title(("关于试排的通知",)), Addressee("各有关单位"), Paragraph("正文。"))
    given = blocks if any(isinstance(block, Title) for block in blocks) else (*start, *blocks)
    found = Letter(variant, given, date(2025, 12, 31), "试排", OFFICE, number="某教督〔2026〕1号")
    return replace(found, **head)


def written(made: Letter) -> bytes:
    data = write(made, reference(made.variant))
    assert broken(data) == []
    return data


def document(data: bytes) -> etree._Element:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize(
    "blocks",
    [
        (Title(LONG_TITLE), Addressee("某某县"), Paragraph("正文。")),
        (Signature(OFFICE, date(2025, 5, 1), True),),
        (Signature(OFFICE, date(2025, 5, 1), False),),
        (Signature("县教育局", date(2025, 12, 31), False),),
        (Imprint(tuple(f"第{n}县人民政府教育督导委员会办公室" for n in range(30)), OFFICE, date(2025, 12, 31)),),
        (
            AttachmentNote(tuple(f"第{n}类学校特殊教育专项督导存在问题和整改责任清单及其依据" for n in range(20))),
            *(
                AttachmentStart(n + 1, Title((f"第{n}类学校特殊教育专项督导", "存在问题和", "整改责任清单及其依据")))
                for n in range(20)
            ),
        ),
    ],
    ids=["title of 60", "sealed name", "name without seal", "short name", "30 copies", "20 attachments"],
)
def test_long_and_many_keep_to_the_standard(variant: Variant, blocks: tuple[Block, ...]) -> None:
    written(letter(variant, *blocks))


def test_a_landscape_table_of_1000_rows_repeats_its_head_and_stays_whole() -> None:
    columns = tuple(Column(f"第{n}列", 1) for n in range(12))
    rows = tuple(tuple(Cell(f"{row}.{column}") for column in range(12)) for row in range(1000))
    table = Table(columns, rows, landscape=True)
    made = letter("red", AttachmentNote(("总表",)), AttachmentStart(0, Title(("总表",)), True), table)
    found = opened(written(made))
    assert len(found.tables[0].rows) == 1001
    # no upright page after it, which would be empty
    assert [str(one.orientation) for one in found.sections] == ["PORTRAIT (0)", "LANDSCAPE (1)"]


@pytest.mark.parametrize(
    "end",
    [
        Heading(3, "1.", "末项。"),
        Paragraph("甲。\n乙。"),
        Table((Column("列", 1),), ((Cell("格"),),), notes=("注：末行。",)),
    ],
)
def test_name_and_date_stay_with_the_end_of_the_text(end: Block) -> None:
    """Whatever block the text ends in, no page holds the name alone."""
    found = opened(written(letter("red", end, Signature(OFFICE, date(2025, 12, 31), True))))
    body = list(found.element.body.iter(f"{W}p"))
    name = next(at for at, one in enumerate(body) if OFFICE[:4] in "".join(one.itertext()) and at > 4)
    assert body[name - 1].find(f"{W}pPr/{W}keepNext") is not None


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_last_day_of_a_year_and_the_first_number_of_the_next(variant: Variant) -> None:
    data = written(letter(variant, Signature(OFFICE, date(2025, 12, 31), True)))
    assert {"2025年12月31日", "某教督〔2026〕1号"} <= set(paragraphs(data))


def test_what_stands_over_the_mark_does_not_move_it() -> None:
    lines = {"copy_number": "12", "secrecy": "秘密★1年", "urgency": "特急"}
    data = written(letter("red", mark="某局文件", **lines))
    assert paragraphs(data)[:4] == ["000012", "秘密★1年", "特急", "某局文件"]
    # the style's 1890 twips less three lines of 579
    mark = document(data).find(f"{W}body").findall(f"{W}p")[3]
    assert mark.find(f"{W}pPr/{W}spacing").get(f"{W}before") == str(1890 - 3 * 579)
    assert paragraphs(written(letter("red", secrecy="秘密★1年")))[:2] == ["", "秘密★1年"]  # the second line is its own
    assert paragraphs(written(letter("red", urgency="加急")))[0] == "加急"


def test_pre_printed_paper_leaves_the_room_of_mark_and_rule() -> None:
    red, own = (
        written(letter(variant, mark="某局文件" if variant == "red" else "")) for variant in ("red", "preprinted")
    )
    assert paragraphs(red)[0] == "某局文件" and paragraphs(own)[0] == ""
    assert paragraphs(red)[1:] == paragraphs(own)[1:]
    for name in ("公文标志", "发文字号", "公文标题"):
        formats = [opened(data).styles[name].element for data in (red, own)]
        texts = [etree.tostring(each.find(f"{W}pPr")).replace(b"FFFFFF", b"FF0000") for each in formats]
        assert texts[0] == texts[1]


def test_a_joint_issue_names_its_offices_the_host_first_and_a_letter_only_the_host() -> None:
    table = opened(written(letter("red", joint=JOINT, author=JOINT[0]))).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["\n".join(JOINT), "文件"]
    widths = [int(each.get(f"{W}w")) for each in table._tbl.findall(f"{W}tblGrid/{W}gridCol")]
    assert sum(widths) <= 11906 - 1474 - 1588
    head = margins(written(letter("letter", joint=JOINT, author=JOINT[0])))
    assert JOINT[0] in head and JOINT[1] not in head


def test_a_paper_that_goes_upward_names_its_signer_on_the_numbers_line() -> None:
    data = written(letter("red", signer="张某"))
    line = next(one for one in opened(data).paragraphs if one.style is not None and one.style.name == "发文字号")
    assert line.text == "　某教督〔2026〕1号\t签发人：张某"
    assert line.runs[-1].font.name == "楷体_GB2312" and line.runs[-2].font.name is None
    # the tab ends one character of 315 twips before the edge of 8844
    assert line._p.find(f".//{W}tab").get(f"{W}pos") == str(8844 - 315)


def test_a_paper_carries_its_head_into_the_letter() -> None:
    occasion = replace(OCCASION, copy_number="7", secrecy="秘密★1年", urgency="特急", joint=JOINT, signer="张某")
    made = draft(replace(OPINION, occasion=occasion)).letter
    assert (made.copy_number, made.secrecy, made.urgency) == ("7", "秘密★1年", "特急")
    assert (made.joint, made.signer) == (JOINT, "张某")
    assert broken(render(replace(OPINION, occasion=occasion), reference("red"))) == []


def test_the_room_of_the_imprint_is_kept_free_by_its_own_paragraph() -> None:
    data = written(letter("red", Imprint(("市教育局",), "某局", date(2025, 12, 31))))
    anchor = document(data).find(f"{W}body").findall(f"{W}p")[-1]
    spacing = anchor.find(f"{W}pPr/{W}spacing")
    # two lines of 480 twips and 40 for the rules
    assert spacing.get(f"{W}before") == "1000"
    # off the grid of lines, which would make half a point a whole line
    style = opened(data).styles["版记锚点"].element
    assert style.find(f"{W}pPr/{W}snapToGrid").get(f"{W}val") == "0"


def test_bytes_do_not_depend_on_order_seed_zone_or_locale() -> None:
    code = (
        "import hashlib, json, random; from tests.letters.samples import PAPERS, VARIANTS, reference; "
        "from inspector.letters.drafting import render; import sys; "
        "jobs = [(at, v) for at in range(len(PAPERS)) for v in VARIANTS]; "
        "random.Random(int(sys.argv[1])).shuffle(jobs); "
        "made = {f'{at} {v}': hashlib.sha256(render(PAPERS[at], reference(v))).hexdigest() for at, v in jobs}; "
        "print(json.dumps(made, sort_keys=True))"
    )
    found = []
    for seed, zone, locale in (("1", "Asia/Shanghai", "zh_CN.UTF-8"), ("2", "America/New_York", "C")):
        environment = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", code, seed], env=environment, capture_output=True, check=True)
        found.append(json.loads(done.stdout))
    assert found[0] == found[1] and len(set(found[0].values())) == len(found[0]) == 5 * len(VARIANTS)
