"""Rules on the elements of the letter: mark, number, title, levels, attachments, signature, imprint."""

import re
import unicodedata
from collections.abc import Iterator

from inspector.i18n import N_, gettext
from inspector.letters import check_words as said
from inspector.letters.opened import Finding, Opened, Shown, W

_TWIPS_PER_MM = 1440 / 25.4
_LINE, _CHARACTER, _IMPRINT_CHARACTER = 579, 315, 280
_AREA = 442.2
_NUMBER = re.compile(r"[^〔〕\[\]［］]*〔20\d\d〕[1-9]\d*号")
_ROOM = re.compile(r"[^〔〕\[\]［］]*〔\s+〕\s*号")
_DATE = re.compile(r"20\d\d年(?:[1-9]|1[0-2])月(?:[1-9]|[12]\d|3[01])日")
_BLANK_DATE = re.compile(r"\s*年\s*月\s*日")
_LEVELS = (
    ("一级标题", "黑体", re.compile("[一二三四五六七八九十]+、")),
    ("二级标题", "楷体", re.compile("（[一二三四五六七八九十]+）")),
    ("三级标题", "仿宋", re.compile(r"\d+\.")),
    ("四级标题", "仿宋", re.compile(r"（\d+）")),
)


def _halves(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "AFW" else 1 for char in text)


def _font(each: Shown) -> tuple[str, str, str]:
    values = each.runs[0][1]
    return values.get("rFonts@eastAsia", ""), values.get("sz", ""), values.get("color", "auto")


def _is_letter(letter: Opened) -> bool:
    return letter.sections[0].find(f"{W}titlePg") is not None


def mark(letter: Opened) -> Iterator[Finding]:
    for each in letter.of("公文标志"):
        font, size, color = _font(each)
        yield Finding(
            N_("mark is red 小标宋"), "7.2.4", color == "FF0000" and "小标宋" in font, f"{font} {color}", each.place
        )
        yield Finding(
            N_("mark is centred"),
            "7.2.4",
            each.values.get("jc") == "center",
            said.alignment(each.values.get("jc", "")),
            each.place,
        )
        wide = _halves(each.text) * int(size or 0) / 4 * int(each.runs[0][1].get("w", 100)) / 100
        yield Finding(N_("mark on one line"), "7.2.4", wide <= _AREA, said.points(wide * 20), each.place)
        over = sum(one.number("spacing@line") for one in letter.of("版头标注"))
        top = over + each.number("spacing@before") + max(0, each.number("spacing@line") - int(size or 0) * 10) / 2
        yield Finding(
            N_("mark 35 mm under the type area's top"),
            "7.2.4",
            abs(top - 1984) <= 60,
            said.millimetres(top / _TWIPS_PER_MM),
            each.place,
        )


def number(letter: Opened) -> Iterator[Finding]:
    for each in letter.of("发文字号"):
        shown, _, signed = each.text.partition("\t签发人：")
        shown = shown.removeprefix("　") if signed else shown
        ok = bool(_NUMBER.fullmatch(shown) or _ROOM.fullmatch(shown)) and "第" not in shown
        yield Finding(N_("form of the number"), "7.2.5", ok, each.text, each.place)
        if _is_letter(letter):
            yield Finding(
                N_("number at the right"),
                "10.1",
                each.values.get("jc") == "right",
                said.alignment(each.values.get("jc", "")),
                each.place,
            )
        elif letter.of("公文标志"):
            ok = each.values.get("jc") == ("left" if signed else "center")
            yield Finding(N_("number centred"), "7.2.5", ok, said.alignment(each.values.get("jc", "")), each.place)
            gap = each.number("spacing@before")
            yield Finding(N_("number 2 lines under the mark"), "7.2.5", gap == 2 * _LINE, said.points(gap), each.place)
            if not any(one.text for one in letter.of("公文标志")):
                continue  # pre-printed paper has its rule already
            color, size = each.values.get("border-bottom@color", ""), each.number("border-bottom@sz")
            ok = color == "FF0000" and 8 <= size <= 12
            yield Finding(N_("red rule under the number"), "7.2.7", ok, f"{color} {size}", each.place)
            space = each.number("border-bottom@space")
            yield Finding(
                N_("rule 4 mm under the number"), "7.2.7", 4 <= space <= 9, said.points(space * 20), each.place
            )


def title(letter: Opened) -> Iterator[Finding]:
    found = letter.of("公文标题")
    yield Finding(N_("there is a title"), "7.3.1", len(found) == 1, str(len(found)), said.document())
    for each in found:
        font, size, _ = _font(each)
        yield Finding(
            N_("title is 2号小标宋"), "7.3.1", "小标宋" in font and size == "44", f"{font} {size}", each.place
        )
        yield Finding(
            N_("title is centred"),
            "7.3.1",
            each.values.get("jc") == "center",
            said.alignment(each.values.get("jc", "")),
            each.place,
        )
        if letter.of("发文字号"):
            gap = each.number("spacing@before")
            yield Finding(N_("title 2 lines under the rule"), "7.3.1", gap == 2 * _LINE, said.points(gap), each.place)
    for each in (*found, *letter.of("附件标题")):
        widths = [_halves(line) for line in each.lines]
        ok = max(widths) <= 40
        yield Finding(N_("title lines of at most 20 characters"), "7.3.1", ok, said.characters(widths), each.place)
        top = widths.index(max(widths))
        shaped = widths[: top + 1] == sorted(widths[: top + 1]) and widths[top:] == sorted(widths[top:], reverse=True)
        yield Finding(N_("title is a trapezium or rhombus"), "7.3.1", shaped, said.characters(widths), each.place)


def addressee(letter: Opened) -> Iterator[Finding]:
    for each in letter.of("主送机关"):
        yield Finding(N_("full-width colon"), "7.3.2", each.text.endswith("："), each.text[-1:], each.place)
        first = each.number("ind@firstLine") + each.number("ind@firstLineChars") + each.number("ind@left")
        yield Finding(N_("addressee flush left"), "7.3.2", first == 0, said.points(first), each.place)
        gap = each.number("spacing@before")
        yield Finding(N_("addressee 1 line under the title"), "7.3.2", gap == _LINE, said.points(gap), each.place)


def levels(letter: Opened) -> Iterator[Finding]:
    for style, font, form in _LEVELS:
        for each in letter.of(style):
            named, size, _ = _font(each)
            ok = named.startswith(font) and size == "32"
            yield Finding(N_("font of the level"), "7.3.3", ok, f"{named} {size}", each.place)
            yield Finding(
                N_("form of the level's number"), "7.3.3", bool(form.match(each.text)), each.text[:5], each.place
            )
    for each in letter.paragraphs:
        if each.style in ("公文正文", *(name for name, _, _ in _LEVELS)) and each.text:
            first = each.number("ind@firstLine"), each.number("ind@firstLineChars", 200)
            ok = first == (2 * _CHARACTER, 200) and not each.number("ind@left")
            yield Finding(N_("text 2 characters in"), "7.3.3", ok, said.points(first[0]), each.place)
    texts = [each for each in letter.paragraphs if each.text and not each.in_box]
    bold = [each.place for each in texts if any(v.get("b", "0") not in ("0", "false") for _, v in each.runs)]
    yield Finding(N_("no bold type"), "7.3.3", not bold, said.first_of(bold), said.document())


def attachments(letter: Opened) -> Iterator[Finding]:
    notes = [*letter.of("附件说明"), *letter.of("附件说明续")]
    names = []
    for at, each in enumerate(notes):
        if at == 0:
            gap = each.number("spacing@before")
            yield Finding(N_("附件 1 line under the text"), "7.3.4", gap == _LINE, said.points(gap), each.place)
            start = each.number("ind@left") - each.number("ind@hanging")
            yield Finding(N_("附件 2 characters in"), "7.3.4", start == 2 * _CHARACTER, said.points(start), each.place)
        lead = re.match(r"(?:附件：)?(?:\d+\.)?", each.text)
        ahead = lead[0] if lead else ""
        turned = each.number("ind@left") - (2 * _CHARACTER if at == 0 else 5 * _CHARACTER)
        ok = abs(turned - _halves(ahead) * _CHARACTER / 2) <= 1
        yield Finding(N_("turned lines under the name"), "7.3.4", ok, said.points(turned), each.place)
        ok = each.text[-1:] not in "。；，、;,."
        yield Finding(N_("no mark after the name"), "7.3.4", ok, each.text[-1:], each.place)
        names.append(each.text.removeprefix(ahead))
    titles = ["".join(each.lines) for each in letter.of("附件标题")]
    if names or titles:
        yield Finding(
            N_("attachments named alike"),
            "7.3.7",
            names == titles,
            f"{'、'.join(names)} / {'、'.join(titles)}",
            gettext("attachments"),
        )
    for each in letter.of("附件标识"):
        font, _, _ = _font(each)
        ok = font == "黑体" and bool(re.fullmatch(r"附件[1-9]?\d*", each.text))
        yield Finding(N_("attachment's label in 黑体"), "7.3.7", ok, f"{each.text} {font}", each.place)
        own = each.values.get("pageBreakBefore", "0") not in ("0", "false") or _after_section(each)
        yield Finding(N_("attachment on its own page"), "7.3.7", own, "", each.place)


def _after_section(each: Shown) -> bool:
    before = each.element.getprevious()
    return before is not None and before.find(f"{W}pPr/{W}sectPr") is not None


def signature(letter: Opened) -> Iterator[Finding]:
    for day in letter.of("成文日期"):
        ok = bool(_DATE.fullmatch(day.text) or _BLANK_DATE.fullmatch(day.text))
        yield Finding(N_("form of the date"), "7.3.5", ok, day.text, day.place)
        names = letter.of("发文机关署名")
        if not names:
            yield Finding(N_("name over the date"), "7.3.5", False, said.nothing(), day.place)
            continue
        name = names[-1]
        wide, right = _halves(day.text) * _CHARACTER / 2, day.number("ind@right")
        name_wide, name_right = _halves(name.text) * _CHARACTER / 2, name.number("ind@right")
        centred = abs((right + wide / 2) - (name_right + name_wide / 2)) <= 2 and right >= 4 * _CHARACTER - 1
        stepped = abs((name_right + name_wide) - (right + wide) - 2 * _CHARACTER) <= 2 and right >= 2 * _CHARACTER - 1
        found = gettext("from the right: name {name}, date {date}").format(
            name=said.points(name_right), date=said.points(right)
        )
        yield Finding(N_("place of name and date"), "7.3.5", centred or stepped, found, day.place)
        kept = name.values.get("keepNext", "0") == "1"
        yield Finding(N_("name and date on one page"), "7.3.5", kept, "", name.place)
    for note in letter.of("附注"):
        ok = note.text.startswith("（") and note.text.endswith("）") and note.number("ind@firstLine") == 2 * _CHARACTER
        yield Finding(N_("附注 in brackets, 2 in"), "7.3.6", ok, note.text[:3], note.place)


def imprint(letter: Opened) -> Iterator[Finding]:
    found = letter.of("版记")
    for each in found:
        font, size, _ = _font(each)
        yield Finding(
            N_("版记 in 4号仿宋"), "7.4", font.startswith("仿宋") and size == "28", f"{font} {size}", each.place
        )
        if each.text.startswith("抄送"):
            yield Finding(N_("full stop after 抄送"), "7.4", each.text.endswith("。"), each.text[-1:], each.place)
            start = each.number("ind@left") - each.number("ind@hanging")
            ok = start == each.number("ind@right") == _IMPRINT_CHARACTER
            yield Finding(N_("版记 1 character in"), "7.4", ok, said.points(start), each.place)
            ok = each.number("ind@hanging") == 3 * _IMPRINT_CHARACTER
            yield Finding(N_("turned lines after the colon"), "7.4", ok, "", each.place)
    if not found:
        return
    boxed = all(each.in_box for each in found)
    last = letter.paragraphs[-1].in_box or letter.paragraphs[-1].style == "版记锚点"
    yield Finding(N_("版记 at the foot of the last page"), "7.4", boxed and last, "", gettext("last paragraph"))
    rows = [row for row in letter.document.iter(f"{W}tr") if any(each.element in row.iter() for each in found)]
    sizes = [_rules(row) for row in rows]
    printed = [each.text for each in found if each.text.endswith("印发")]
    if _is_letter(letter):
        yield Finding(
            N_("版记 without rules and 印发"), "10.1", not any(sizes) and not printed, said.first_of(printed), "版记"
        )
        return
    wanted = [("8" if at == 0 else "6", "8" if at == len(rows) - 1 else "6") for at in range(len(rows))]
    yield Finding(N_("rules of the 版记"), "7.4", sizes == wanted, _eighths(sizes), "版记")
    ok = any(_DATE.fullmatch(text[:-2]) or _BLANK_DATE.fullmatch(text[:-2]) for text in printed)
    yield Finding(N_("date of printing"), "7.4", ok, said.first_of(printed), "版记")


def _rules(row: object) -> tuple[str, ...]:
    cells = row.findall(f"{W}tc/{W}tcPr/{W}tcBorders")  # type: ignore[attr-defined]
    if not cells:
        return ()
    return tuple(cells[0].find(f"{W}{side}").get(f"{W}sz") for side in ("top", "bottom"))


def _eighths(sizes: list[tuple[str, ...]]) -> str:
    return "；".join("、".join(said.points(int(one) * 2.5) for one in row) for row in sizes)


RULES = (mark, number, title, addressee, levels, attachments, signature, imprint)
