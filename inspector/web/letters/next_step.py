"""The step that a reader takes next with a letter, and what its form shows before anybody typed."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from inspector.casework.letter_life import LetterState, LetterStep, Way, letter_steps
from inspector.letters.kinds import KINDS
from inspector.storage import letter_events
from inspector.storage.sessions import SignedIn
from inspector.web.letters.record import LetterRecord
from inspector.web.letters.words import in_words

ONWARD = (LetterStep.review, LetterStep.sign, LetterStep.issue, LetterStep.deliver, LetterStep.reply)


class NextStep(Struct, frozen=True):
    """`own_draft`: the reader has made it; `series`: its number is drawn from an own series.

    `hearing` says in words why the opinion should not go out yet. `typed` holds the form's fields.
    """

    step: LetterStep
    own_draft: bool
    series: bool
    hearing: str
    typed: Mapping[str, str]


def next_step(record: LetterRecord, reader: SignedIn, today: date, typed: Mapping[str, str]) -> NextStep | None:
    """None when the reader has none; `typed` stands over what would be proposed."""
    letter = record.letter
    step = next((one for one in letter_steps(LetterState(letter.state), reader.role) if one in ONWARD), None)
    if step is None:
        return None
    return NextStep(
        step,
        letter.created_by == reader.account_id,
        KINDS[letter.kind].own_series,
        in_words(record.hearing) if record.hearing and step is LetterStep.issue else "",
        _proposed(record, step, today) | dict(typed),
    )


def _proposed(record: LetterRecord, step: LetterStep, today: date) -> dict[str, str]:
    fields = {"number": "", "series": "", "day": today.isoformat(), "person": "", "way": Way.handed_over, "note": ""}
    if step is LetterStep.issue:
        # 成文日期 is the day on which it was signed off, not the one on which it is printed
        day = letter_events.last_day(record.events) or today
        fields |= {"day": day.isoformat(), "series": record.code}
        fields |= {"number": f"{record.code}〔{day.year}〕"} if record.code else {}
    return fields
