"""Rules on the rest of the head (7.2): 份号, 密级, 紧急程度, a joint mark, 签发人, pre-printed paper; and the order."""

import re
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

from inspector.i18n import N_
from inspector.letters import check_words as said
from inspector.letters.opened import Finding, Opened, Shown, W

_TWIPS_PER_MM, _LINE, _CHARACTER, _AREA = 1440 / 25.4, 579, 315, 8844
_RED = "FF0000"
_LINES = (
    re.compile(r"\d{6}"),
    re.compile(r"(?:绝密|机密|秘密)(?:★(?:\d+年|\d+个月|长期))?"),
    re.compile("特急|加急"),
)
"""What may stand over the mark, in this order."""
_ELEMENTS = (
    ("公文标志", "联合公文标志"),
    ("发文字号",),
    ("公文标题",),
    ("公文副标题",),
    ("主送机关",),
    ("附件说明",),
    ("发文机关署名",),
    ("成文日期",),
    ("附注",),
    ("附件标识",),
    ("版记",),
)
_PRINTED_HEAD = 35, 12.7, 20.4
"""On pre-printed paper, in millimetres: down to the mark, its height, two lines under it."""


def lines_over_the_mark(letter: Opened) -> Iterator[Finding]:
    shown = [each for each in letter.of("版头标注") if each.text]
    places = []
    for each in shown:
        kind = next((at for at, form in enumerate(_LINES) if form.fullmatch(each.text)), None)
        known = kind is not None
        yield Finding(N_("form of 份号, 密级 and 紧急程度"), "7.2.1—7.2.3", known, each.text, each.place)
        values = each.runs[0][1]
        font, size = values.get("rFonts@eastAsia", ""), values.get("sz", "")
        ok = font == "黑体" and size == "32"
        yield Finding(N_("份号, 密级 and 紧急程度 in 3号黑体"), "7.2.1—7.2.3", ok, f"{font} {size}", each.place)
        start = each.number("ind@left") + each.number("ind@firstLine")
        ok = each.values.get("jc", "left") in ("left", "both") and start == 0
        told = said.alignment(each.values.get("jc", "left"))
        yield Finding(N_("份号, 密级 and 紧急程度 flush left"), "7.2.1—7.2.3", ok, told, each.place)
        places += [kind] if kind is not None else []
    if shown:
        told = said.first_of([each.text for each in shown])
        ok = all(one < after for one, after in pairwise(places))
        yield Finding(N_("份号, 密级, 紧急程度 in this order"), "7.2.1—7.2.3", ok, told, said.document())


def joint_mark(letter: Opened) -> Iterator[Finding]:
    """The names under each other, the host first, 文件 beside them, centred over their lines."""
    found = letter.of("联合公文标志")
    if not found:
        return
    place, names = found[0].place, [each for each in found if each.text != "文件"]
    cells = [next(each.element.iterancestors(f"{W}tc"), None) for each in found]
    ok = found[-1].text == "文件" and len(names) >= 2 and cells[-1] is not None and cells[-1] not in cells[:-1]
    yield Finding(N_("joint mark: names with 文件 beside them"), "7.2.4", ok, said.first_of(_texts(found)), place)
    middle = None if cells[-1] is None else cells[-1].find(f"{W}tcPr/{W}vAlign")
    ok = middle is not None and middle.get(f"{W}val") == "center"
    yield Finding(N_("joint mark: 文件 centred over the lines"), "7.2.4", ok, "", found[-1].place)
    host = _office(letter)
    yield Finding(N_("joint mark: the host first"), "7.2.4", found[0].text == host, found[0].text, place)
    wrong = [each.text for each in found if _look(each)[:2] != (True, _RED)]
    yield Finding(N_("joint mark is red 小标宋"), "7.2.4", not wrong, said.first_of(wrong), place)
    sizes = {_look(each)[2] for each in names}
    spread = {each.values.get("jc", "") for each in names} == {"distribute"} and len(sizes) == 1
    yield Finding(N_("joint mark: names of one width"), "7.2.4", spread, "、".join(sorted(sizes)), place)
    top = sum(each.number("spacing@line") for each in letter.of("版头标注")) + _before(found[0])
    ok = abs(top / _TWIPS_PER_MM - _PRINTED_HEAD[0]) <= 2
    yield Finding(
        N_("joint mark 35 mm under the type area's top"), "7.2.4", ok, said.millimetres(top / _TWIPS_PER_MM), place
    )


def _texts(shown: list[Shown]) -> list[str]:
    return [each.text for each in shown]


def _office(letter: Opened) -> str:
    return str(letter.part("docProps/core.xml").findtext("{http://purl.org/dc/elements/1.1/}creator", ""))


def _look(each: Shown) -> tuple[bool, str, str]:
    values = each.runs[0][1]
    return "小标宋" in values.get("rFonts@eastAsia", ""), values.get("color", ""), values.get("sz", "")


def _before(each: Shown) -> int:
    """The free room over the table of the names, which the paragraph before it keeps."""
    table = next(each.element.iterancestors(f"{W}tbl"), None)
    above = None if table is None else table.getprevious()
    spacing = None if above is None else above.find(f"{W}pPr/{W}spacing")
    return 0 if spacing is None else int(spacing.get(f"{W}before", "0"))


def signer(letter: Opened) -> Iterator[Finding]:
    """上行文: number and 签发人 on one line, each 1 character in from its edge."""
    for each in letter.of("发文字号"):
        if "签发人" not in each.text:
            continue
        number, gap, label_and_name = each.text.partition("\t")
        inside = number.startswith("　") or each.number("ind@left") == _CHARACTER
        yield Finding(N_("number 1 character in, beside 签发人"), "7.2.5", inside, number[:6], each.place)
        stop = each.element.find(f"{W}pPr/{W}tabs/{W}tab")
        at = 0 if stop is None else int(stop.get(f"{W}pos"))
        ok = bool(gap) and stop is not None and stop.get(f"{W}val") == "right" and at == _AREA - _CHARACTER
        yield Finding(N_("签发人 1 character in from the right"), "7.2.6", ok, said.points(_AREA - at), each.place)
        ok = bool(re.fullmatch("签发人：[^：\\s].*", label_and_name))
        yield Finding(N_("签发人 with a full-width colon and a name"), "7.2.6", ok, label_and_name, each.place)
        fonts = [values.get("rFonts@eastAsia", "") for text, values in each.runs if text and text != "\t"]
        ok = len(fonts) >= 3 and fonts[-2].startswith("仿宋") and fonts[-1].startswith("楷体")
        yield Finding(N_("签发人 in 仿宋, the name in 楷体"), "7.2.6", ok, said.first_of(fonts[-2:]), each.place)


def preprinted(letter: Opened) -> Iterator[Finding]:
    """A paragraph for the mark without a text keeps the room of a head that the sheet has already."""
    room = [each for each in letter.of("公文标志") if not each.text]
    numbers = letter.of("发文字号")
    if not room or not numbers:
        return
    lines = [*letter.of("版头标注"), *room]
    high = sum(each.number("spacing@before") + each.number("spacing@line") for each in lines)
    high += numbers[0].number("spacing@before")
    wanted = sum(_PRINTED_HEAD)
    ok = abs(high / _TWIPS_PER_MM - wanted) <= 3
    told = said.millimetres(high / _TWIPS_PER_MM)
    yield Finding(N_("pre-printed paper: room for the printed head"), "7.2.4", ok, told, room[0].place)
    red = [each.place for each in letter.paragraphs if each.text and _red(each)]
    red += [each.place for each in numbers if each.values.get("border-bottom@color") == _RED]
    yield Finding(N_("pre-printed paper: nothing in red"), "7.2.4", not red, said.first_of(red), said.document())


def _red(each: Shown) -> bool:
    return any(values.get("color") == _RED for text, values in each.runs if text)


def order(letter: Opened) -> Iterator[Finding]:
    """Each element once after those before it; of attachments the first."""
    firsts: dict[int, etree._Element] = {}
    for at, each in enumerate(letter.paragraphs):
        place = next((n for n, styles in enumerate(_ELEMENTS) if each.style in styles), None)
        if place is not None:
            firsts.setdefault(place, at)
    wrong = [_ELEMENTS[after][0] for before, after in pairwise(sorted(firsts)) if firsts[before] > firsts[after]]
    yield Finding(N_("elements of the letter in order"), "7.1", not wrong, said.first_of(wrong), said.document())
    heads = [at for at, each in enumerate(letter.paragraphs) if each.style == "版头标注" and not each.in_box]
    below = [at for at, each in enumerate(letter.paragraphs) if each.style in _ELEMENTS[0]]
    ok = not heads or not below or max(heads) < min(below)
    yield Finding(N_("份号, 密级 and 紧急程度 over the mark"), "7.2.1—7.2.3", ok, "", said.document())


RULES = (lines_over_the_mark, joint_mark, signer, preprinted, order)
