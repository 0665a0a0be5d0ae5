"""A case file that is broken, foreign, or was changed by something else: refused in words, and nothing is changed."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete, update

from inspector.fieldwork.operations import Level, Operation
from inspector.i18n import gettext
from inspector.storage.case_files.reading import CHANGED, CUT_OFF, NEWER, NO_CASE, UnfitCaseError, reading
from inspector.storage.rows import table
from inspector.storage.tables import CaseFile, Round
from inspector.web.case_files.checking import NOT_YOURS, OTHER_RECORD
from tests.web.case_files.travelling import LOGIN, SCHOOL, hand_in, laptop, merge, stored, take
from tests.web.conftest import World
from tests.web.forms.conftest import Device

TEST = "entry-of-the-test"


@pytest.fixture
def file(world: World, tmp_path: Path) -> Path:
    """One entry was made on the laptop."""
    made = take(world, tmp_path / "visit.inspector-case", SCHOOL)
    with laptop(made) as away:
        Device(away.signed_in(), SCHOOL).enter("pupils_refused/value", "3", id=TEST)
    return made


def sql(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        for statement in statements:
            connection.executescript(statement)


def rewrite(file: Path, **changed: Any) -> None:
    """The entry says something else, with the content hash that belongs to it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        row = dict(connection.execute("SELECT * FROM operation WHERE id = ?", (TEST,)).fetchone()) | changed
        names = ("id", "inspection_id", "field", "base", "value", "raw", "account_id", "device", "seq", "device_time")
        id_, inspection, *rest = (row[name] for name in names)
        row["content_hash"] = Operation(id_, inspection, Level(row["level"]), *rest).content_hash
        columns = ", ".join(f"{name} = ?" for name in row)
        connection.execute(f"UPDATE operation SET {columns} WHERE id = ?", (*row.values(), TEST))
        connection.commit()


def edit(file: Path, place: int, new: bytes) -> None:
    content = bytearray(file.read_bytes())
    content[place : place + len(new)] = new
    file.write_bytes(content)


def fill(file: Path, content: bytes) -> None:
    file.write_bytes(content)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-5000])


def piece(**changed: str) -> str:
    made = {"sha256": "0" * 64, "thumb": "", "name": "a.jpg", "caption": "", "media_type": "image/jpeg"}
    return json.dumps(made | changed)


HTML = b"<html><script>alert(1)</script></html>"


def foist(file: Path) -> None:
    """A page under the name of a photo, its digest right."""
    digest = sha256(HTML).hexdigest()
    sql(file, f"INSERT INTO case_content VALUES ('{digest}', x'{HTML.hex()}')")
    rewrite(file, field="pupils_refused/evidence/register-1", raw=piece(sha256=digest), value=None)


HARM: dict[str, tuple[Callable[[Path], None], str]] = {
    "empty": (partial(fill, content=b""), CUT_OFF),
    "a picture": (partial(fill, content=b"\xff\xd8\xff" * 100), NO_CASE),
    "a page as a photo": (foist, CHANGED),
    "a record": (lambda file: sql(file, "PRAGMA application_id = 0"), NO_CASE),
    "newer": (lambda file: sql(file, "PRAGMA user_version = 2"), NEWER),
    "cut off": (cut, CUT_OFF),
    "still open elsewhere": (lambda file: edit(file, 18, b"\x02\x02"), CUT_OFF),
    "a damaged page": (lambda file: edit(file, 4096, b"\xff" * 2000), CUT_OFF),
    "a damaged schema": (lambda file: edit(file, 100, b"\xff" * 50), CUT_OFF),
    "a view": (lambda file: sql(file, "CREATE VIEW harm AS SELECT 1"), CHANGED),
    "a trigger": (lambda file: sql(file, "CREATE TRIGGER t AFTER INSERT ON head BEGIN SELECT 1; END"), CHANGED),
    "a table": (lambda file: sql(file, "CREATE TABLE harm (x)"), CHANGED),
    "no table": (lambda file: sql(file, "PRAGMA foreign_keys = OFF; DROP TABLE operation"), CUT_OFF),
    "no case": (lambda file: sql(file, "PRAGMA foreign_keys = OFF; DELETE FROM case_file"), CHANGED),
    "another answer": (lambda file: sql(file, "UPDATE operation SET raw = '0'"), CHANGED),
    "another's account": (lambda file: rewrite(file, account_id=3), CHANGED),
    "another inspection": (lambda file: rewrite(file, inspection_id="r-west_school"), CHANGED),
    "another level": (lambda file: rewrite(file, level="self"), CHANGED),
    "a number for a text": (lambda file: sql(file, "UPDATE operation SET field = x'00ff'"), CHANGED),
    "no such place": (lambda file: rewrite(file, field="../x"), CHANGED),
    "more inspections": (lambda file: sql(file, "UPDATE case_file SET inspections = '[\"r-west\"]'"), CHANGED),
    "inspections unread": (lambda file: sql(file, "UPDATE case_file SET inspections = '[['"), CHANGED),
    "a foreign origin": (lambda file: sql(file, "UPDATE case_file SET origin = 'x'"), OTHER_RECORD),
    "a foreign person": (lambda file: sql(file, "UPDATE account SET created_at = 5"), OTHER_RECORD),
    "a piece that is none": (
        lambda file: rewrite(file, field="pupils_refused/evidence/register-1", raw="[]", value="[]"),
        CHANGED,
    ),
    "a path for a photo": (
        lambda file: rewrite(file, field="pupils_refused/evidence/register-1", raw=piece(sha256="../../x"), value=None),
        CHANGED,
    ),
}


def test_a_harmful_file_is_refused_in_words_and_changes_nothing(world: World, file: Path, tmp_path: Path) -> None:
    before, told = stored(world.store, SCHOOL), {}
    for harm, (do, _) in HARM.items():
        copy = tmp_path / "copy.inspector-case"
        copy.write_bytes(file.read_bytes())
        do(copy)
        reply = hand_in(world, copy)
        said = (words for words in (CUT_OFF, NO_CASE, NEWER, CHANGED, OTHER_RECORD) if gettext(words) in reply.text)
        told[harm] = reply.status_code, next(said, "")
    assert told == {harm: (422, words) for harm, (_, words) in HARM.items()}
    assert stored(world.store, SCHOOL) == before
    assert hand_in(world, file).status_code == 200


def test_cut_anywhere_it_is_refused(file: Path, tmp_path: Path) -> None:
    content, copy = file.read_bytes(), tmp_path / "copy.inspector-case"
    for length in range(0, len(content), 65_536):
        copy.write_bytes(content[:length])
        with pytest.raises(UnfitCaseError), reading(copy):
            pass


def test_with_any_byte_changed_nothing_but_the_original_entries_can_come_out(file: Path, tmp_path: Path) -> None:
    with reading(file) as reader:
        original = set(reader.operations)
    content, copy, chance = file.read_bytes(), tmp_path / "copy.inspector-case", Random(7)
    for _ in range(150):
        changed = bytearray(content)
        changed[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        copy.write_bytes(changed)
        try:
            with reading(copy) as reader:
                assert set(reader.operations) <= original
        except UnfitCaseError:
            continue


def test_only_who_took_it_or_who_reviews_there_merges_it(world: World, file: Path) -> None:
    people = (LOGIN, "inspector.west", "evaluator.east", "evaluator.west")
    answers = {login: hand_in(world, file, login) for login in people}
    assert [reply.status_code for reply in answers.values()] == [200, 422, 200, 404]
    assert gettext(NOT_YOURS) in answers["inspector.west"].text
    assert world.signed_in("clerk.east").get("/case-files/merge").status_code == 403


def test_a_file_of_another_installation_is_refused(world: World, file: Path) -> None:
    """The same round, but opened there at another moment."""
    change = update(table(Round)).values(created_at=table(Round).c.created_at + 1)
    world.store.write_now(lambda connection: connection.execute(change).close())
    reply = hand_in(world, file)
    assert reply.status_code == 422 and gettext(OTHER_RECORD) in reply.text


def test_a_record_restored_from_a_backup_takes_back_what_it_has_forgotten(world: World, file: Path) -> None:
    world.store.write_now(lambda connection: connection.execute(delete(table(CaseFile))).close())
    assert hand_in(world, file, "evaluator.east").status_code == 422
    merge(world, file)
    assert [one["id"] for one in stored(world.store, SCHOOL)["Operation"]] == [TEST]


def test_a_page_that_waited_too_long_says_so(world: World) -> None:
    client = world.signed_in(LOGIN)
    assert client.post(f"/case-files/merge/{'0' * 64}").status_code == 410
    assert client.post("/case-files/merge/nonsense").status_code == 404
    assert client.post("/case-files/merge", files={"other": ("x", b"x")}).status_code == 422
