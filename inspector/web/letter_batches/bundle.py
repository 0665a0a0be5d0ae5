"""All letters of a batch as one .zip with its index, letter by letter: the same batch gives the same bytes."""

import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import IO

from msgspec import Struct

from inspector.i18n import gettext, using_locale
from inspector.letters.kinds import KINDS
from inspector.sheets.writing import Column, Table, Value, write_workbook
from inspector.storage import blobs
from inspector.storage.tables import Letter
from inspector.web.letters.drafts import safe_name

INDEX = "目录.xlsx"
COLUMNS = (
    Column("序号", 6),
    Column("文号", 24),
    Column("标题", 50),
    Column("督导对象", 24),
    Column("文种", 18),
    Column("成文日期", 14),
    Column("SHA-256", 66),
    Column("文件名", 50),
)


class Bundled(Struct, frozen=True):
    place: int
    unit: str
    letter: Letter

    @property
    def file_name(self) -> str:
        return f"{self.place:03} {safe_name(self.unit)} {safe_name(self.letter.title)[:60]}.docx"


def write_bundle(folder: Path, found: Sequence[Bundled], notice: str, file: IO[bytes]) -> None:
    """Raises OSError or ValueError for a letter whose file is missing or no longer what it was."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        index = BytesIO()
        write_workbook(index, [Table("目录", COLUMNS, _rows(found), notice)], dated=False)
        archive.writestr(zipfile.ZipInfo(INDEX), index.getvalue())
        for one in found:
            archive.writestr(zipfile.ZipInfo(one.file_name), blobs.read(folder, one.letter.blob_sha256))


def _rows(found: Sequence[Bundled]) -> Iterator[list[Value]]:
    with using_locale("zh_CN"):
        for number, one in enumerate(found, 1):
            letter, kind = one.letter, gettext(KINDS[one.letter.kind].label)
            yield [
                number,
                letter.number,
                letter.title,
                one.unit,
                kind,
                letter.issued_on,
                letter.blob_sha256,
                one.file_name,
            ]
