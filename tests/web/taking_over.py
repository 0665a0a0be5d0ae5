"""Handing a workbook in as a browser does: uploaded, its columns settled as they were guessed, taken over."""

import json
import re
from collections.abc import Sequence
from io import BytesIO

import xlsxwriter
from httpx import Client, Response
from openpyxl import load_workbook

from inspector.storage import ids, imports
from inspector.storage.takeover.changes import Verdict
from tests.web.conftest import World
from tests.web.field_round import yuncheng

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Line = Sequence[str | float | None]


def book(*lines: Line, sheet: str = "Sheet1") -> bytes:
    """A workbook of one sheet."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as made:
        page = made.add_worksheet(sheet)
        for row, line in enumerate(lines):
            for column, value in enumerate(line):
                if value is not None:
                    page.write(row, column, value)
    return target.getvalue()


def read(content: bytes, sheet: int = 0) -> list[tuple[object, ...]]:
    opened = load_workbook(BytesIO(content), read_only=True)
    return list(opened.worksheets[sheet].iter_rows(values_only=True))


def hand_in(client: Client, content: bytes, *, city: str = "shi", name: str = "名单.xlsx") -> Response:
    form = {"import_id": ids.new_id(), "city": city}
    return client.post("/imports", data=form, files={"file": (name, content, XLSX)})


def begun(client: Client, content: bytes, **more: str) -> str:
    """Address of an import whose file could be read."""
    answer = hand_in(client, content, **more)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removesuffix("/columns")


def columns_of(page: str) -> dict[str, str]:
    """The form of the columns as it was filled in by guessing."""
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    form |= dict(re.findall(r'<input id="(day)" name="day" type="\w+" value="([^"]*)"', page))
    for name, options in re.findall(r'<select id="(field-\d+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        form[name] = chosen[1] if chosen else ""
    return form


def looked_at(client: Client, content: bytes, *, target: str = "", day: str = "", **more: str) -> str:
    """Address of an import that waits for its confirmation."""
    path = begun(client, content, **more)
    wish = f"?edition={yuncheng().digest}" + (f"&target={target}" if target else "")
    form = columns_of(client.get(f"{path}/columns{wish}").text)
    answer = client.post(f"{path}/columns", data=form | ({"day": day} if day else {}))
    assert answer.status_code == 303, answer.text
    return path


def confirm(client: Client, path: str) -> Response:
    seen = re.search(r'name="seen" value="(\w*)"', client.get(path).text)
    return client.post(f"{path}/take", data={"seen": seen[1] if seen else ""})


def take_over(client: Client, content: bytes, **more: str) -> str:
    path = looked_at(client, content, **more)
    answer = confirm(client, path)
    assert answer.status_code in (200, 303), answer.text
    return path


def counts(world: World, path: str) -> dict[str, int]:
    """New, changed, same, conflict as the import keeps them."""

    row = world.store.read_now(lambda c: imports.by_id(c, path.rsplit("/", 1)[1]))
    assert row is not None
    found = json.loads(row.report)["counts"]
    return {verdict.value: found[verdict.value] for verdict in Verdict if found[verdict.value]}
