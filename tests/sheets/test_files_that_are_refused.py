"""A file that cannot be read ends in one named problem, quickly, and never opens into all of the memory."""

import struct
import subprocess
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.sheets import reading
from inspector.sheets.reading import Unreadable, read_book
from tests.sheets.making import FACTS, raw, row_xml, workbook


def refused(path: Path) -> Unreadable:
    start = time.monotonic()
    with pytest.raises(Unreadable) as caught:
        read_book(path, path.name)
    assert time.monotonic() - start < 30
    assert caught.value.message == reading.REASONS[caught.value.code]
    assert caught.value.message.format(**caught.value.params)
    return caught.value


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def old_container(stream: str) -> bytes:
    """The opening of an OLE file with one named stream in its directory."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(512)


FILES: dict[str, tuple[bytes, str]] = {
    "nothing.xlsx": (b"", "empty"),
    "blanks.csv": (b"\xef\xbb\xbf \r\n\r\n", "empty"),
    "page.xls": (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "web_page"),
    "xml2003.xls": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "old_xml",
    ),
    "paper.xlsx": (b"%PDF-1.7\n1 0 obj", "not_a_table"),
    "photo.xlsx": (b"\xff\xd8\xff\xe0\0\x10JFIF", "not_a_table"),
    "cut.xlsx": (b"PK\x03\x04\x14\0\0\0\x08\0", "broken"),
    "locked.xlsx": (old_container("EncryptedPackage"), "locked"),
    "torn.xls": (old_container("Something"), "broken"),
    "commas.csv": (b",,,\r\n,,,\r\n", "no_sheets"),
    "latin.csv": ("école;été\n".encode("latin-1") + b"\xff\xff\xff", "encoding"),
}


@pytest.mark.parametrize("name", FILES)
def test_what_a_file_is_its_content_says(tmp_path: Path, name: str) -> None:
    content, code = FILES[name]
    assert refused(written(tmp_path / name, content)).code == code


def test_a_word_file_with_another_name_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "letter.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert refused(tmp_path / "letter.xlsx").code == "broken"


def test_350_kb_that_unpack_to_a_gigabyte_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bomb.xlsx"
    raw(path, (bytes(1 << 20) for _ in range(64)))
    as_if_of(path, 1 << 30)
    monkeypatch.setattr(subprocess, "run", never)
    error = refused(path)
    assert (error.code, int(error.params["times"]) > 1_000) == ("bomb", True)


def as_if_of(path: Path, size: int) -> None:
    """Writes another size of the sheet into the directory of the archive."""
    content = bytearray(path.read_bytes())
    at = content.rfind(b"xl/worksheets/sheet1.xml") - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    content[at + 24 : at + 28] = struct.pack("<I", size)
    path.write_bytes(content)


def never(*_: object, **__: object) -> object:
    raise AssertionError("the file was opened")


def test_a_bomb_that_lies_about_its_size_dies_in_the_child(tmp_path: Path) -> None:
    def blank_cells() -> Iterator[bytes]:
        for number in range(1, 60_001):
            yield row_xml(number, ["x" * 900, *range(25)]).encode()

    path = raw(tmp_path / "liar.xlsx", blank_cells())
    as_if_of(path, 1000)
    assert refused(path).code in ("broken", "too_much")


def test_an_archive_of_ten_thousand_parts_is_no_workbook(tmp_path: Path) -> None:
    parts = {f"xl/media/{place}.xml": b"" for place in range(10_000)}
    error = refused(raw(tmp_path / "parts.xlsx", row_xml(1, FACTS), parts))
    assert (error.code, int(error.params["parts"]) > 10_000) == ("too_many_parts", True)


def test_more_than_fifty_megabytes_are_not_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "big.xlsx").open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    monkeypatch.setattr(subprocess, "run", never)
    assert refused(tmp_path / "big.xlsx").code == "too_large"


def test_a_cell_in_the_last_corner_does_not_fill_the_memory(tmp_path: Path) -> None:
    far = f'{row_xml(1, FACTS)}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert refused(raw(tmp_path / "far.xlsx", far)).code == "too_much"


def test_a_quotation_mark_that_is_never_closed_is_named(tmp_path: Path) -> None:
    text = '学校名称,人数\n"夏县第一小学校,8\n' + "行,1\n" * 100
    assert refused(written(tmp_path / "quote.csv", text.encode())).code == "broken_text"
    assert refused(written(tmp_path / "long.csv", text.encode() + b"x" * 2_000_000)).code == "broken_text"


def test_what_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SECONDS", 1)
    monkeypatch.setattr(reading, "START", "import time; time.sleep(30)")
    assert refused(workbook(tmp_path / "slow.xlsx", {"表": [FACTS]})).code == "too_slow"


def test_a_processor_busy_too_long_is_ended_by_its_own_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    busy = "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 9))\nwhile True: pass"
    monkeypatch.setattr(reading, "START", busy)
    assert refused(workbook(tmp_path / "busy.xlsx", {"表": [FACTS]})).code == "too_slow"


def test_the_child_cannot_take_more_memory_than_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cells span nine million: 200 MB are not enough for them, 900 are."""
    far = f'{row_xml(1, FACTS)}<row r="150000"><c r="BH150000"><v>1</v></c></row>'
    path = raw(tmp_path / "sparse.xlsx", far)
    assert refused(path).code == "too_much"
    monkeypatch.setattr(reading, "LEAST_MEMORY", 900)
    assert [number for number, _ in read_book(path, path.name).sheets[0].rows] == [1, 150_000]
