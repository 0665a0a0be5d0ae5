"""Queries about letters: drafts, their steps, and numbers without gaps."""

from collections.abc import Collection
from datetime import date

from msgspec import Struct
from sqlalchemy import Connection, delete, func, select, update

from inspector.casework.letter_life import (
    OUT,
    ROLES,
    Binding,
    Given,
    ImpossibleStepError,
    LetterObstacle,
    LetterState,
    LetterStep,
    Preliminary,
    defence,
    move,
)
from inspector.casework.letter_numbers import LetterNumber, read_number
from inspector.storage import accounts, finding_letters, letter_events, statements
from inspector.storage.letter_inputs import heeded, is_preliminary, reply_by
from inspector.storage.letter_problems import LifeProblem
from inspector.storage.raw import Cursor
from inspector.storage.rows import add as add_records
from inspector.storage.rows import many, one, table
from inspector.storage.tables import Letter, LetterEvent, LetterFinding, LetterSeries, Role

L = table(Letter).c
S = table(LetterSeries).c
DRAW = """
INSERT INTO letter_series (city_id, code, year, last) VALUES (?, ?, ?, 1)
ON CONFLICT (city_id, code, year) DO UPDATE SET last = letter_series.last + 1
RETURNING last
"""


def add(connection: Connection, letter: Letter) -> None:
    """A new draft. What was written before stays: each draft is a letter of its own, and so is a correction.

    LifeProblem when the letter that it `supersedes` is not out, or is being corrected already.
    """
    if letter.supersedes is not None:
        letter = letter.model_copy(update={"version": _corrected(connection, letter).version + 1})
    add_records(connection, letter)
    given = Given(blob=letter.blob_sha256)
    letter_events.log(connection, letter.id, "draft", LetterState.draft, letter.created_by, letter.created_at, given)


def _corrected(connection: Connection, letter: Letter) -> Letter:
    old = _locked(connection, letter.supersedes or "")
    if (old.round_id, old.unit_id, old.kind) != (letter.round_id, letter.unit_id, letter.kind):
        raise LifeProblem(LetterObstacle.unknown)
    if old.state not in OUT:
        raise LifeProblem(LetterObstacle.state)
    if running := corrections(connection, old.id):
        raise LifeProblem(LetterObstacle.correction_running, other=running[0].id, title=running[0].title)
    return old


def by_id(connection: Connection, letter_id: str) -> Letter | None:
    return one(connection, Letter, L.id == letter_id)


def by_number(connection: Connection, city_id: str, number: str) -> Letter | None:
    return one(connection, Letter, L.city_id == city_id, L.number == number) if number else None


def of_round(connection: Connection, round_id: str, unit_id: str | None = None) -> list[Letter]:
    """Newest first."""
    query = select(table(Letter)).where(L.round_id == round_id).order_by(L.created_at.desc(), L.id.desc())
    return many(connection, Letter, query if unit_id is None else query.where(L.unit_id == unit_id))


def of_units(connection: Connection, units: Collection[str], states: Collection[LetterState]) -> list[Letter]:
    """Newest first, by the day on them."""
    query = select(table(Letter)).where(L.unit_id.in_(units), L.state.in_([one.value for one in states]))
    return many(connection, Letter, query.order_by(L.issued_on.desc(), L.created_at.desc(), L.id))


def newest(connection: Connection, city_id: str, kind: str, most: int) -> list[Letter]:
    """Letters of a kind in a city, the newest first."""
    query = select(table(Letter)).where(L.city_id == city_id, L.kind == kind)
    return many(connection, Letter, query.order_by(L.created_at.desc(), L.id.desc()).limit(most))


def corrections(connection: Connection, letter_id: str) -> list[Letter]:
    """Versions that name this letter, the newest first; one that was withdrawn corrects nothing."""
    query = select(table(Letter)).where(L.supersedes == letter_id, L.state != LetterState.withdrawn.value)
    return many(connection, Letter, query.order_by(L.created_at.desc()))


def draw_number(connection: Connection, city_id: str, series_code: str, year: int) -> int:
    """The next serial of an own series; 1 in a new year. Given back when the transaction or its savepoint fails.

    LifeProblem for a code under which the document office assigns numbers.
    """
    typed = select(L.id).where(L.city_id == city_id, L.number.startswith(f"{series_code}〔", autoescape=True))
    if not is_own_series(connection, city_id, series_code) and connection.execute(typed).first():
        raise LifeProblem(LetterObstacle.code_assigned, code=series_code)
    row = Cursor(connection).row(DRAW, (city_id, series_code, year))
    assert row is not None
    return int(row[0])


def next_serial(connection: Connection, city_id: str, series_code: str, year: int) -> int:
    """What `draw_number` would give now; somebody else may draw first."""
    query = select(S.last).where(S.city_id == city_id, S.code == series_code, S.year == year)
    return (connection.execute(query).scalar() or 0) + 1


def is_own_series(connection: Connection, city_id: str, code: str) -> bool:
    return connection.execute(select(S.last).where(S.city_id == city_id, S.code == code)).first() is not None


def last_code(connection: Connection, city_id: str, kind: str, *, own_series: bool) -> str:
    """机关代字 of the letter that was issued last: for an own series one of this kind, else any that was assigned."""
    begins = func.substr(L.number, 1, func.length(S.code) + 1) == S.code + "〔"
    drawn = select(S.code).where(S.city_id == L.city_id, begins).exists()
    query = select(L.number).where(L.city_id == city_id, L.number != "", drawn if own_series else ~drawn)
    if own_series:
        query = query.where(L.kind == kind)
    query = query.order_by((L.kind == kind).desc(), L.issued_on.desc(), L.created_at.desc()).limit(1)
    found = read_number(connection.execute(query).scalar() or "")
    return found.code if found else ""


class Final(Struct, frozen=True):
    """What issuing adds to a letter beside its number: the printed inputs, and whether the number was drawn here."""

    inputs: str
    drawn: bool = False


def advance(
    connection: Connection,
    letter_id: str,
    step: LetterStep,
    *,
    by: int,
    at: int,
    note: str = "",
    number: str = "",
    day: date | None = None,
    person: str = "",
    way: str = "",
    blob: str | None = None,
    final: Final | None = None,
    seen: int | None = None,
) -> Letter:
    """One step of one letter, or LifeProblem. `seen` is the number of the last event that the person had seen.

    Issuing takes the final file as `blob`, with its number and `final`.
    """
    given = Given(note.strip(), day, person.strip(), way, blob)
    letter = _locked(connection, letter_id)
    events = letter_events.of_letter(connection, letter_id)
    if seen is not None and seen != letter_events.last_step(events):
        raise LifeProblem(LetterObstacle.stale)
    state = _moved(connection, letter, events, step, given, by)
    changed: dict[str, object] = {"state": state.value}
    if step is LetterStep.issue:
        changed |= _issued(connection, letter, given, number, final)
    connection.execute(update(table(Letter)).where(L.id == letter_id).values(changed))
    letter_events.log(connection, letter_id, step.value, state, by, at, given)
    after = letter.model_copy(update=changed)
    finding_letters.follow(connection, after, step, day=given.day, by=by, at=at)
    return after


def answered(connection: Connection, letter: Letter, *, by: int, at: int, day: date, note: str) -> None:
    """A delivered letter is answered by what its unit sent, without a clerk."""
    state = LetterState.replied
    connection.execute(update(table(Letter)).where(L.id == letter.id).values(state=state.value))
    letter_events.log(connection, letter.id, LetterStep.reply, state, by, at, Given(note, day))


def bind(connection: Connection, letter_id: str, what: Binding, *, by: int, at: int, blob: str, note: str = "") -> None:
    """A file is bound to a letter that has left the house; an earlier one stays beside it."""
    letter, account = _locked(connection, letter_id), accounts.by_id(connection, by)
    if account is None or Role(account.role) not in ROLES[LetterStep.issue]:
        raise LifeProblem(LetterObstacle.role)
    if not letter.number:
        raise LifeProblem(LetterObstacle.state)
    letter_events.log(connection, letter_id, what, LetterState(letter.state), by, at, Given(note.strip(), blob=blob))


def _moved(
    connection: Connection, letter: Letter, events: list[LetterEvent], step: LetterStep, given: Given, by: int
) -> LetterState:
    account = accounts.by_id(connection, by)
    if account is None:
        raise LifeProblem(LetterObstacle.role)
    own, before = by == letter.created_by, letter_events.last_day(events)
    try:
        return move(LetterState(letter.state), step, Role(account.role), given, own_draft=own, before=before)
    except ImpossibleStepError as error:
        raise LifeProblem(error.obstacle) from error


def _locked(connection: Connection, letter_id: str) -> Letter:
    row = connection.execute(select(table(Letter)).where(L.id == letter_id).with_for_update()).first()
    if row is None:
        raise LifeProblem(LetterObstacle.unknown)
    return Letter(**row._mapping)


def _issued(
    connection: Connection, letter: Letter, given: Given, number: str, final: Final | None
) -> dict[str, object]:
    if given.day is None or given.blob is None or final is None:
        raise LifeProblem(LetterObstacle.file_missing)
    read = free_number(connection, letter, number, given.day, final.drawn)
    hearing(connection, letter, given.day, given.note)
    return {"number": str(read), "issued_on": given.day, "blob_sha256": given.blob, "inputs": final.inputs}


def free_number(connection: Connection, letter: Letter, number: str, day: date, drawn: bool = False) -> LetterNumber:
    """The number put right. LifeProblem when it is no number, of another year, taken, or of an own series."""
    if not number.strip():
        raise LifeProblem(LetterObstacle.number_missing)
    read = read_number(number)
    if read is None:
        raise LifeProblem(LetterObstacle.number_form, number=number)
    if read.year != day.year:
        raise LifeProblem(LetterObstacle.number_year, number=str(read), year=str(day.year))
    if not drawn and is_own_series(connection, letter.city_id, read.code):
        raise LifeProblem(LetterObstacle.number_own, code=read.code)
    other = by_number(connection, letter.city_id, str(read))
    if other is not None and other.id != letter.id:
        raise LifeProblem(LetterObstacle.number_taken, other=other.id, number=str(read), title=other.title)
    return read


def hearing(connection: Connection, letter: Letter, day: date, reason: str = "") -> None:
    """LifeProblem while an opinion may not go out and nobody gives the reason why it does all the same.

    A preliminary one whose time for an answer is over before its date never goes out.
    """
    until = reply_by(letter) if is_preliminary(letter) else None
    if until is not None and until < day:
        raise LifeProblem(LetterObstacle.reply_over, day=until.isoformat())
    if letter.kind != "opinion" or is_preliminary(letter) or reason.strip():
        return
    same = [one for one in of_round(connection, letter.round_id, letter.unit_id) if is_preliminary(one)]
    found = defence([_preliminary(connection, one) for one in same], day)
    if found is not None:
        days = [last for one in same if one.state in OUT and (last := reply_by(one))]
        raise LifeProblem(found, day=max(days).isoformat() if days else "")
    if statements.undecided(connection, [one.id for one in same if one.state in OUT]):
        raise LifeProblem(LetterObstacle.statement_undecided)
    accepted = statements.accepted(connection, letter.round_id).get(letter.unit_id, ())
    if not {one.statement for one in accepted} <= heeded(letter):
        raise LifeProblem(LetterObstacle.statement_unheeded)


def _preliminary(connection: Connection, letter: Letter) -> Preliminary:
    """A clerk who records the reply calls it the unit's last word; a statement is about one finding, or the whole."""
    said = {one.finding_id for one in statements.of_letter(connection, letter.id)}
    points = {None, *(one.id for one in finding_letters.spoken_of(connection, letter))}
    return Preliminary(LetterState(letter.state), reply_by(letter), bool(said) and not points <= said)


def drop_drafts(connection: Connection, letter_ids: Collection[str]) -> None:
    """Drafts that nobody has reviewed, taken back by whoever made them, with what was noted of them."""
    drafts = select(L.id).where(L.id.in_(letter_ids), L.state == LetterState.draft.value)
    for kept in (LetterEvent, LetterFinding):
        connection.execute(delete(table(kept)).where(table(kept).c.letter_id.in_(drafts)))
    connection.execute(delete(table(Letter)).where(L.id.in_(drafts)))
