"""CSV as Excel opens it: UTF-8 with a mark in front, and no text that a spreadsheet would run as a formula.

A text that begins like a formula (`=`, `+`, `-`, `@`, their full-width forms, a tab or a line end, also after blanks)
gets an apostrophe in front, and so does one that begins with an apostrophe: `plain` takes it away again exactly.
Numbers, negative ones too, stay as they are, whether they come as numbers or as canonical texts.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from inspector.sheets.writing import Value

MARK = "\ufeff"
DANGEROUS = re.compile(r"\s*['=+\-@＝＋－＠﹢﹣﹫]|[\t\r\n]")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)


def safe(text: str) -> str:
    """The text, so that no spreadsheet takes it for a formula."""
    if NUMBER.fullmatch(text) or not DANGEROUS.match(text):
        return text
    return f"'{text}"


def plain(text: str) -> str:
    """The inverse of `safe`."""
    return text.removeprefix("'")


def field(value: Value) -> str:
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


class _Line:
    """What `csv.writer` writes to: keeps the last line only."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def csv_lines(heads: Sequence[Sequence[str]], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """Lines as they are asked for; the headings first."""
    line = _Line()
    writer = csv.writer(line, lineterminator="\r\n")
    for number, head in enumerate(heads):
        writer.writerow([safe(one) for one in head])
        yield (MARK if number == 0 else "") + line.text
    for row in rows:
        writer.writerow([field(value) for value in row])
        yield line.text
