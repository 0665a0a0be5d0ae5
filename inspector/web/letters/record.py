"""What the record says of one letter beside its own row."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct
from sqlalchemy import Connection

from inspector.casework.letter_life import LetterState, LetterStep
from inspector.letters.kinds import KINDS
from inspector.letters.wording import WordingProblem
from inspector.storage import accounts, blobs, letter_events, letters, rounds
from inspector.storage.letter_inputs import code_of
from inspector.storage.letter_problems import LifeProblem
from inspector.storage.tables import Letter, LetterEvent, Round
from inspector.web.findings.letters import Spoken, spoken_of
from inspector.web.letters import issuing
from inspector.web.letters.stationery import Stationery, StationeryProblem
from inspector.web.refusals import not_found


class LetterRecord(Struct, frozen=True):
    """`events` in order; `people` are names by account id, `files` media types by digest.

    `replaced` is the letter that this one corrects; `corrections` are versions that correct this one, `code` is
    机关代字 of its draft, or of the last letter of this kind, `hearing` why an opinion should not go out yet.
    `ledger` has the findings that it speaks of.
    `desk` is None while the head or the wording in use has gone bad: the file that was kept can be read all the same.
    """

    letter: Letter
    round: Round
    events: tuple[LetterEvent, ...]
    people: Mapping[int, str]
    files: Mapping[str, str]
    replaced: Letter | None
    corrections: tuple[Letter, ...]
    desk: Stationery | None
    code: str
    hearing: LifeProblem | None
    ledger: tuple[Spoken, ...]

    @property
    def withdrawn(self) -> LetterEvent | None:
        return next((one for one in self.events if one.step == LetterStep.withdraw), None)

    @property
    def last_step(self) -> int:
        return letter_events.last_step(self.events)


def letter_record(connection: Connection, letter_id: str) -> LetterRecord:
    letter = letters.by_id(connection, letter_id)
    if letter is None:
        raise not_found()
    round_ = rounds.by_id(connection, letter.round_id)
    assert round_ is not None
    events = letter_events.of_letter(connection, letter_id)
    digests = [one.blob_sha256 for one in events if one.blob_sha256]
    return LetterRecord(
        letter,
        round_,
        tuple(events),
        accounts.named(connection, [one.account_id for one in events if one.account_id]),
        {blob.sha256: blob.media_type for digest in digests if (blob := blobs.by_digest(connection, digest))},
        letters.by_id(connection, letter.supersedes) if letter.supersedes else None,
        tuple(letters.corrections(connection, letter_id)),
        _stationery(connection, letter),
        _code(connection, letter),
        _hearing(connection, letter, letter_events.last_day(events)),
        spoken_of(connection, letter),
    )


def _code(connection: Connection, letter: Letter) -> str:
    own = KINDS[letter.kind].own_series
    drafted = "" if own else code_of(letter)
    return drafted or letters.last_code(connection, letter.city_id, letter.kind, own_series=own)


def _stationery(connection: Connection, letter: Letter) -> Stationery | None:
    try:
        return issuing.stationery_for(connection, letter)
    except (StationeryProblem, WordingProblem):
        return None


def _hearing(connection: Connection, letter: Letter, signed: date | None) -> LifeProblem | None:
    """As of the day it was signed off, which is the one it bears unless another is typed."""
    if letter.state != LetterState.signed or signed is None:
        return None
    try:
        letters.hearing(connection, letter, signed)
    except LifeProblem as problem:
        return problem
    return None
