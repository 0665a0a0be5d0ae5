"""Two clerks at one record, and letters that they take through their steps."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from inspector.casework.letter_life import LetterStep
from inspector.fieldwork.states import Role
from inspector.storage import accounts, blobs, letters
from inspector.storage.letters import Final, advance
from inspector.storage.store import Store
from inspector.storage.tables import Blob, Letter
from tests.storage.world import AT, CITY, SCHOOL, People

DAY = date(2026, 3, 5)
PRELIMINARY = '{"paper":{"heard":false,"reply_by":"2026-03-20"}}'


@dataclass
class Desk:
    store: Store
    clerk: int
    other: int
    people: People
    ids: "count[int]" = field(default_factory=lambda: count(1))

    @classmethod
    def at(cls, store: Store, people: People) -> "Desk":
        def clerk(login: str) -> int:
            person = {"login": login, "name": login, "password_hash": "x", "scope_unit": None}
            return store.write_now(lambda c: accounts.add(c, role=Role.clerk, at=AT, **person))  # type: ignore[arg-type]

        return cls(store, clerk("chen"), clerk("sun"), people)

    def letter(self, letter_id: str) -> Letter:
        found = self.store.read_now(lambda connection: letters.by_id(connection, letter_id))
        assert found is not None
        return found

    def kept(self, content: bytes) -> str:
        digest = blobs.keep(self.store.blob_folder, content)
        blob = Blob(sha256=digest, size=len(content), media_type="application/docx", name="x.docx", stored_at=AT)
        self.store.write_now(lambda connection: blobs.record(connection, blob))
        return digest

    def draft(self, kind: str = "notice", inputs: str = "", **more: Any) -> str:
        letter_id = f"l{next(self.ids)}"
        row = Letter(
            id=letter_id,
            city_id=CITY,
            kind="opinion" if inputs == PRELIMINARY else kind,
            round_id="r1",
            unit_id=SCHOOL,
            title=f"文书 {letter_id}",
            inputs=inputs or '{"paper":{}}',
            blob_sha256=self.kept(f"draft {letter_id}".encode()),
            created_by=self.clerk,
            created_at=AT,
            **more,
        )
        self.store.write_now(lambda connection: letters.add(connection, row))
        return letter_id


def step(desk: Desk, letter: str, name: str, *, by: int = 0, final: bool = False, **given: Any) -> Letter:
    if final:
        given |= {"blob": desk.kept(f"final {letter}".encode()), "final": Final(desk.letter(letter).inputs)}
    who, at = by or desk.clerk, AT
    return desk.store.write_now(lambda c: advance(c, letter, LetterStep(name), by=who, at=at, **given))


def issue(desk: Desk, letter: str, number: str, *, day: date = DAY, signed: date = DAY, note: str = "") -> Letter:
    """All steps from a draft to an issued letter."""
    if desk.letter(letter).state == "draft":
        step(desk, letter, "review", by=desk.other)
        step(desk, letter, "sign", person="王某，主任", day=signed)
    return step(desk, letter, "issue", number=number, day=day, note=note, final=True)
