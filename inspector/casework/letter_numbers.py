"""发文字号 as people type it: 机关代字〔2026〕5号, without 第 and leading zeros (GB/T 9704-2012, 7.2.5)."""

import re
import unicodedata
from typing import NamedTuple

BRACKETS = str.maketrans("[]()【】［］（）{}", "〔〕" * 6)
_NUMBER = re.compile(r"([^\d\s〔〕第号]{1,20})〔(20\d\d)〕([1-9]\d{0,4})号")
_CODE = re.compile(r"[^\d\s〔〕第号]{1,20}")


class LetterNumber(NamedTuple):
    """`code` is 机关代字, with the word of the series where there is one."""

    code: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕{self.serial}号"


def read_number(text: str) -> LetterNumber | None:
    """Any kind of brackets, wide digits and blanks are put right; None for what is no number."""
    plain = "".join(unicodedata.normalize("NFKC", text).translate(BRACKETS).split())
    found = _NUMBER.fullmatch(plain)
    return LetterNumber(found[1], int(found[2]), int(found[3])) if found else None


def read_code(text: str) -> str:
    """A code as it stands in a number: wide letters and blanks put right."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None
