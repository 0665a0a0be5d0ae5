"""The block language: what a letter consists of before anybody thinks of XML.

Texts are plain; a newline inside a text begins a new paragraph. Cells of tables are texts too.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Literal

from msgspec import Struct

Variant = Literal["red", "letter", "plain", "preprinted"]
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_MOST_SERIES = 4
Align = Literal["left", "center", "right"]


class Origin(Struct, frozen=True):
    """Where a sentence about a finding comes from: never printed, so that a page can lead back to the answer."""

    unit: str
    item: str
    clauses: tuple[str, ...] = ()
    occurrence: str = ""


class Title(Struct, frozen=True):
    """`pieces` are the words that must stay on one line; they are joined without a gap."""

    pieces: tuple[str, ...]
    subtitle: str = ""


class Addressee(Struct, frozen=True):
    """主送机关, without its colon."""

    text: str


class Heading(Struct, frozen=True):
    """`mark` is the number as printed (一、 （一） 1. （1）)."""

    level: Literal[1, 2, 3, 4]
    mark: str
    text: str
    origins: tuple[Origin, ...] = ()


class Paragraph(Struct, frozen=True):
    text: str
    origins: tuple[Origin, ...] = ()


class Cell(Struct, frozen=True):
    """`shade` is 0 (none) to 4 (darkest); `joined` continues the cell above it."""

    text: str
    shade: int = 0
    joined: bool = False
    origins: tuple[Origin, ...] = ()


class Column(Struct, frozen=True):
    """`share` is the relative width."""

    head: str
    share: int
    align: Align = "left"


class Table(Struct, frozen=True):
    """The heads are repeated on each page; a row of one cell heads a group and spans the table.

    Caption and notes stay with the table on its (landscape) page. `together`: so does every row, and the text above it.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    notes: tuple[str, ...] = ()
    landscape: bool = False
    together: bool = False


class Series(Struct, frozen=True):
    """`values` are decimals as text, such as 71.25, one for each category; an empty one leaves a gap."""

    name: str
    values: tuple[str, ...]


class Chart(Struct, frozen=True):
    """A chart that stays editable in Word. `bar` lies, `column` stands.

    `alternative` says in words what it shows, for who can't see it; `unit` is printed at the axis of values.
    """

    kind: Literal["bar", "column", "line"]
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    alternative: str
    unit: str = ""

    def __post_init__(self) -> None:
        if any(len(one.values) != len(self.categories) for one in self.series):
            raise ValueError(f"chart {self.title}: a series has other than {len(self.categories)} values")
        if wrong := [value for one in self.series for value in one.values if value and not _DECIMAL.fullmatch(value)]:
            raise ValueError(f"chart {self.title}: {wrong[0]} is no decimal")
        if len(self.series) > _MOST_SERIES:
            raise ValueError(f"chart {self.title}: more than {_MOST_SERIES} series can't be told apart in print")


class AttachmentNote(Struct, frozen=True):
    """附件说明 under the text (GB/T 9704 7.3.4)."""

    names: tuple[str, ...]


class AttachmentStart(Struct, frozen=True):
    """The first lines of an attachment on its own page (7.3.7); `number` 0 prints 附件 alone."""

    number: int
    title: Title
    landscape: bool = False


class PageBreak(Struct, frozen=True):
    pass


class Signature(Struct, frozen=True):
    """Without a date, room for one is left."""

    office: str
    date: date | None
    seal: bool


class Signatory(Struct, frozen=True):
    """One who signed on site, or refused to: the drawing as PNG or JPEG, if there is one, and lines about it.

    `alternative` says in words what the drawing shows.
    """

    lines: tuple[str, ...]
    drawing: bytes = b""
    alternative: str = ""


class Signatories(Struct, frozen=True):
    """Signatures drawn on site; while there are none, `blank` lines to sign by hand."""

    signed: tuple[Signatory, ...]
    blank: tuple[str, ...] = ()


class Imprint(Struct, frozen=True):
    """版记 (7.4). `date` is the day of printing."""

    cc: tuple[str, ...]
    printer: str
    date: date | None


class Note(Struct, frozen=True):
    """`place` end: 附注 in brackets under the date (7.3.6); table: small print."""

    text: str
    place: Literal["end", "table"] = "table"


Block = (
    Title
    | Addressee
    | Heading
    | Paragraph
    | Table
    | Chart
    | AttachmentNote
    | AttachmentStart
    | PageBreak
    | Signature
    | Signatories
    | Imprint
    | Note
)


def origins(blocks: Iterable[Block]) -> tuple[Origin, ...]:
    """Of all sentences and cells, each once, in order."""
    found: dict[Origin, None] = {}
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            found |= dict.fromkeys(block.origins)
        if isinstance(block, Table):
            found |= dict.fromkeys(origin for row in block.rows for cell in row for origin in cell.origins)
    return tuple(found)


class Letter(Struct, frozen=True):
    """An empty `number` leaves room to type it in; an empty `mark` takes the reference file's.

    `banner` is printed at the head of every page. `recorded` dates the file's properties.
    Over the mark stand 份号, 密级和保密期限 and 紧急程度 (7.2.1 to 7.2.3). `joint`: the offices of a joint issue as
    their names stand in the mark, the host first. `signer`: 签发人, printed when the letter goes upward (7.2.6).
    """

    variant: Variant
    blocks: tuple[Block, ...]
    recorded: date
    title: str
    author: str
    mark: str = ""
    number: str = ""
    banner: str = ""
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    joint: tuple[str, ...] = ()
    signer: str = ""
