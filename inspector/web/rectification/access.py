"""Whose pages these are: people of a unit act for their own unit, and a district's read what lies below it."""

import re
from typing import Any

from litestar import Request
from msgspec import Struct
from sqlalchemy import Connection

from inspector.casework.writings import Key, read_key
from inspector.fieldwork.states import Role
from inspector.storage import finding_letters, letters, rectification, rounds, statement_steps, units
from inspector.storage.letter_inputs import is_secret
from inspector.storage.tables import Finding, Letter
from inspector.web.refusals import not_found
from inspector.web.scope import today
from inspector.web.sessions import account_of, store_of

UNIT = [Role.reporter, Role.head]
_ID = re.compile(r"\w{1,64}", re.ASCII)


class Place(Struct, frozen=True):
    """What a unit's text is about: a finding it was told of, or a paper that was delivered, and of which finding."""

    key: Key
    unit_id: str
    city_id: str
    finding: Finding | None
    letter: Letter | None
    demo: bool

    @property
    def path(self) -> str:
        return f"/rectification/writing/{self.key}"

    @property
    def back(self) -> str:
        return f"/rectification/letters/{self.letter.id}" if self.letter else f"/rectification/{self.key.finding}"


def own_unit(request: Request[Any, Any, Any]) -> str:
    """404 for an account of a unit that names none."""
    unit = account_of(request).scope_unit
    if unit is None:
        raise not_found()
    return unit


async def finding_seen(request: Request[Any, Any, Any], finding_id: str) -> Finding:
    """404 for what the unit was not told of and for another unit's, alike."""
    unit, on = own_unit(request), today(request)

    def query(connection: Connection) -> Finding | None:
        row = rectification.by_id(connection, finding_id) if _ID.fullmatch(finding_id) else None
        return row if row and units.is_within(connection, row.unit_id, unit, on) else None

    row = await store_of(request).read(query)
    if row is None:
        raise not_found()
    return row


async def letter_seen(request: Request[Any, Any, Any], letter_id: str) -> Letter:
    """A paper of the reader's own unit that was delivered, withdrawn since or not; none marked with 密级."""
    unit = own_unit(request)

    def query(connection: Connection) -> Letter | None:
        row = letters.by_id(connection, letter_id) if _ID.fullmatch(letter_id) else None
        if row is None or row.unit_id != unit or is_secret(row):
            return None
        told = statement_steps.received_on(connection, row.id) is not None
        return row if told and statement_steps.remedies_of(row) else None

    row = await store_of(request).read(query)
    if row is None:
        raise not_found()
    return row


async def place_of(request: Request[Any, Any, Any], text: str) -> Place:
    """404 for what is no key and for what is not the reader's own unit's to write about."""
    key, unit = read_key(text), own_unit(request)
    if key is None:
        raise not_found()
    if not key.letter:
        row = await finding_seen(request, key.finding)
        if row.unit_id != unit:
            raise not_found()
        return Place(key, unit, row.city_id, row, None, row.demo)
    letter = await letter_seen(request, key.letter)
    told = await store_of(request).read(lambda c: finding_letters.spoken_of(c, letter)) if key.finding else []
    finding = next((one for one in told if one.id == key.finding), None)
    if key.remedy not in statement_steps.remedies_of(letter) or (key.finding and finding is None):
        raise not_found()
    return Place(key, unit, letter.city_id, finding, letter, await about_demo(request, letter))


async def about_demo(request: Request[Any, Any, Any], letter: Letter) -> bool:
    round_ = await store_of(request).read(lambda connection: rounds.by_id(connection, letter.round_id))
    return round_ is not None and round_.demo
