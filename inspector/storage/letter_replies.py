"""Delivered letters whose unit has not answered: until when it is to reply or to report, as printed."""

import json
from datetime import date, timedelta

from msgspec import Struct
from sqlalchemy import Connection, select

from inspector.casework.finding_life import WITH_UNIT
from inspector.casework.letter_life import LetterState
from inspector.casework.reminders import DAY, WEEK, Audience
from inspector.storage.finding_letters import spoken_of
from inspector.storage.ledger import Filter
from inspector.storage.letter_inputs import is_secret
from inspector.storage.letter_terms import day_of
from inspector.storage.rounds import by_id as round_by_id
from inspector.storage.rows import many, table
from inspector.storage.tables import Letter

L = table(Letter).c
YEAR = timedelta(days=366)
"""What nobody answered for longer is no reminder any more, and no paper asks for an answer that much later."""


class Awaited(Struct, frozen=True):
    """`until` is the last day of the answer."""

    letter: Letter
    until: date
    demo: bool


def awaited(connection: Connection, wanted: Filter, since: date, until: date) -> list[Awaited]:
    """Those to be answered between two days, inclusive, the earliest first; none marked with 密级.

    The report that a letter asks for has come once no finding of which it speaks is left with the unit.
    """
    query = select(table(Letter)).where(L.state == LetterState.delivered.value, L.issued_on >= since - YEAR)
    if wanted.city:
        query = query.where(L.city_id == wanted.city)
    if wanted.unit:
        query = query.where(L.unit_id == wanted.unit)
    found = []
    for letter in many(connection, Letter, query.order_by(L.issued_on, L.id)):
        paper = json.loads(letter.inputs)["paper"]
        reply = day_of(paper, "reply_by")
        day = reply or day_of(paper, "report_by")
        if not day or not since <= day <= until or not wanted.covers(letter.city_id, letter.unit_id):
            continue
        if not is_secret(letter) and (reply or not _reported(connection, letter)):
            round_ = round_by_id(connection, letter.round_id)
            found.append(Awaited(letter, day, bool(round_ and round_.demo)))
    return sorted(found, key=lambda one: (one.until, one.letter.id))


def _reported(connection: Connection, letter: Letter) -> bool:
    told = spoken_of(connection, letter)
    return bool(told) and not any(one.state in WITH_UNIT for one in told)


def due_for(connection: Connection, wanted: Filter, audience: Audience, today: date) -> list[Awaited]:
    """As of findings: a unit is reminded from a week before the last day on, a clerk once it is over."""
    if audience is Audience.evaluator:
        return []
    return awaited(connection, wanted, today - YEAR, today + WEEK if audience is Audience.unit else today - DAY)
