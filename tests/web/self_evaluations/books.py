"""Workbooks of a unit, opened and filled in as somebody would in Excel."""

import io
from typing import Any

from httpx import Client, Response
from openpyxl import Workbook, load_workbook

from tests.web.self_evaluations.conftest import SCHOOL


def download(client: Client, path: str = SCHOOL) -> Workbook:
    reply = client.get(f"{path}/workbook/download")
    assert reply.status_code == 200
    return load_workbook(io.BytesIO(reply.content))


def places(book: Workbook, path: str) -> list[tuple[str, str, str]]:
    """Sheet, cell and part of every place where the workbook takes down one cell of the form."""
    rows = [row for row in book["Inspector"].iter_rows(values_only=True) if row[0] == "cell" and row[3] == path]
    return [(str(row[1]), str(row[2]), str(row[4] or "")) for row in rows]


def fill(book: Workbook, path: str, value: Any, part: str = "") -> None:
    sheet, cell, _ = next(one for one in places(book, path) if one[2] == part)
    book[sheet][cell] = value


def content(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def send(client: Client, book: Workbook | bytes, path: str = SCHOOL) -> Response:
    sent = book if isinstance(book, bytes) else content(book)
    return client.post(f"{path}/workbook", files={"file": ("自评.xlsx", sent)})
