"""Layout that the standard leaves to the typist: widths, the title's lines, the place of name and date.

Widths are counted in half characters: a Chinese character 2, a Latin letter or digit 1.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from msgspec import Struct

from inspector.letters.measures import LINE_HALVES, TITLE_HALVES

_SENSE = re.compile(
    r"[A-Za-z0-9.,%\-]+|《[^《》]{1,18}》|（[^（）]{1,18}）"
    r"|关于|督导|检查|整改|意见书|意见|报告|问题|责任|清单|通知|情况|工作|实施|行动|计划|方案|发展|提升|特殊教育|人民政府"
    r"|委员会|办公室|教育局|学校|中学|小学|幼儿园|[0-9]+年度?|.",
    re.DOTALL,
)
_CLINGS_LEFT = frozenset("的、，。；：！？》）」』”’％了年度")
_CLINGS_RIGHT = frozenset("《（「『“‘第")
_MOST_LINES = 12


@lru_cache(maxsize=4096)
def width(text: str) -> int:
    """Half characters. Marks whose width is ambiguous (“ ” … —) come from the Chinese font: full."""
    if text.isascii():
        return len(text)
    return sum(_character_width(char) for char in text)


@lru_cache(maxsize=8192)
def _character_width(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1


def date_text(day: date) -> str:
    """Full year, no leading zeros (7.3.5)."""
    return f"{day.year}年{day.month}月{day.day}日"


@lru_cache(maxsize=2048)
def title_lines(pieces: tuple[str, ...], halves: int = TITLE_HALVES) -> tuple[str, ...]:
    """The title in lines of at most `halves`, broken between pieces where possible, as trapezium or rhombus (7.3.1).

    With Latin letters or digits a character less, as their width depends on the font.
    """
    whole = "".join(pieces)
    if any(char < "\x80" for char in whole):
        halves -= 2
    if width(whole) <= halves:
        return (whole,) if whole else ()
    for units in (_fitting(pieces, halves), _fitting(tuple(_sense(whole)), halves), _characters(whole)):
        if lines := _best_shape(units, halves):
            return lines
    return tuple(_filled(_characters(whole), halves))


def _sense(text: str) -> list[str]:
    """Words of a title; closing marks and particles stay with the word before, opening ones with the next."""
    words: list[str] = []
    for word in _SENSE.findall(text):
        if words and (word in _CLINGS_LEFT or words[-1] in _CLINGS_RIGHT):
            words[-1] += word
        else:
            words.append(word)
    return words


def _fitting(pieces: Sequence[str], halves: int) -> list[str]:
    units: list[str] = []
    for piece in pieces:
        if width(piece) <= halves // 2 or (len(pieces) > 1 and width(piece) <= halves):
            units.append(piece)
        else:
            units.extend(part for word in _sense(piece) for part in ([word] if width(word) <= halves else word))
    return [unit for unit in units if unit]


def _characters(text: str) -> list[str]:
    return list(text)


def _best_shape(units: list[str], halves: int) -> tuple[str, ...]:
    """The even-most lines without a waist, in as few lines as possible; empty when no such lines exist."""
    widths = tuple([width(unit) for unit in units])
    total = sum(widths)
    for count in range(-(-total // halves), min(len(units), _MOST_LINES) + 1):
        ends = _even_ends(widths, count, halves)
        if ends:
            starts = (0, *ends[:-1])
            return tuple("".join(units[start:end]) for start, end in zip(starts, ends, strict=True))
        if count > 3 and len(units) > 60:
            break
    return ()


@lru_cache(maxsize=2048)
def _even_ends(widths: tuple[int, ...], count: int, halves: int) -> tuple[int, ...]:
    """Ends of `count` lines whose widths first grow, then shrink; the sum of squared gaps to the mean is least.

    A search over (units used, last width, still growing?) per line; equal neighbours cost a little, so that a
    rectangle loses against a trapezium.
    """
    mean = sum(widths) / count
    sums = [0]
    for value in widths:
        sums.append(sums[-1] + value)
    states: dict[tuple[int, int, bool], tuple[float, tuple[int, ...]]] = {(0, 0, True): (0.0, ())}
    for line in range(count):
        following: dict[tuple[int, int, bool], tuple[float, tuple[int, ...]]] = {}
        for (start, last, growing), (cost, ends) in states.items():
            for end in range(start + 1, len(widths) - (count - line - 1) + 1):
                current = sums[end] - sums[start]
                if current > halves:
                    break
                if not growing and current > last:
                    continue
                key = (end, current, growing and current >= last)
                price = cost + (current - mean) ** 2 + (8.0 if current == last else 0.0)
                if key not in following or (price, ends) < following[key]:
                    following[key] = (price, (*ends, end))
        states = following
    finished = [found for (end, _, _), found in states.items() if end == len(widths)]
    return min(finished)[1] if finished else ()


def _filled(units: list[str], halves: int) -> list[str]:
    lines = [""]
    for unit in units:
        if width(lines[-1]) + width(unit) > halves:
            lines.append("")
        lines[-1] += unit
    return lines


class SignaturePlace(Struct, frozen=True):
    """Right indents in half characters; several name lines where the office's name is too long for one."""

    names: tuple[tuple[str, float], ...]
    date: str
    date_right: float


BLANK_DATE = "年　　月　　日"


def signature(office: str, day: date | None, seal: bool) -> SignaturePlace:
    """Name and date (7.3.5): with a seal the date 4 characters from the right and the name centred over it;
    without one the name 2 from the right and the date 2 to the right of the name's first character."""
    printed = date_text(day) if day else BLANK_DATE
    wide = width(printed)
    if seal:
        return _sealed(title_lines((office,), LINE_HALVES - 8), printed, wide)
    name = width(office)
    if name > LINE_HALVES - 8:
        return _sealed(title_lines((office,), LINE_HALVES - 8), printed, wide)
    if name - wide >= 4:
        return SignaturePlace(((office, 4),), printed, name - wide)
    return SignaturePlace(((office, 8 + wide - name),), printed, 4)


def _sealed(lines: tuple[str, ...], printed: str, wide: int) -> SignaturePlace:
    widest = max((width(line) for line in lines), default=0)
    right = max(8.0, (widest - wide) / 2)
    return SignaturePlace(tuple((line, right + (wide - width(line)) / 2) for line in lines), printed, right)


def wrapped_lines(text: str, halves: int) -> int:
    """How many lines a text takes; a mark that may not begin a line takes the character before it along."""
    lines, used, before = 1, 0, 0
    for char in text:
        step = width(char)
        if used + step > halves:
            lines, used = lines + 1, before if char in _CLINGS_LEFT else 0
        used, before = used + step, step
    return lines


class Hanging(Struct, frozen=True):
    """One line of a list: its text, where it starts and where turned lines start, in half characters."""

    text: str
    start: int
    turned: int


def attachment_note(names: tuple[str, ...]) -> tuple[Hanging, ...]:
    """附件说明 (7.3.4): 2 characters in, no mark after a name, turned lines under the first character of the name."""
    bare = [name.rstrip("。；;，,、 ") for name in names]
    if len(bare) == 1:
        return (Hanging(f"附件：{bare[0]}", 4, 10),)
    found = []
    for number, name in enumerate(bare, 1):
        mark = f"{number}."
        lead = "附件：" if number == 1 else ""
        found.append(Hanging(f"{lead}{mark}{name}", 4 if lead else 10, 10 + len(mark)))
    return tuple(found)


def copies(offices: tuple[str, ...]) -> str:
    """抄送, full stop at the end (7.4)."""
    return f"抄送：{'，'.join(offices)}。"
