"""A correction of an issued letter: a draft of its own, begun with what the old one was written with."""

import json

from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.casework.letter_life import OUT
from inspector.i18n import N_
from inspector.letters.kinds import Paper
from inspector.letters.layout import date_text
from inspector.storage import letters
from inspector.storage.letter_inputs import code_of
from inspector.storage.tables import Letter
from inspector.web.letters.sender import sender_before
from inspector.web.letters.wish import Wish
from inspector.web.refusals import Refused

NO_CORRECTION = N_("The letter to be corrected is not one that was issued about this unit.")
NO_MODEL = N_("The letter to begin with is not one of this kind about this unit.")


def corrected(connection: Connection, letter_id: str, round_id: str, unit: str, kind: str) -> Letter:
    """400 for what is no issued letter of this kind about this unit."""
    old = letters.by_id(connection, letter_id)
    if old is None or (old.round_id, old.unit_id, old.kind) != (round_id, unit, kind) or old.state not in OUT:
        raise Refused(400, NO_CORRECTION)
    return old


def model(connection: Connection, letter_id: str, round_id: str, unit: str, kind: str) -> Letter:
    """What a new draft begins with, such as a draft that was returned; 400 for one of another kind or unit."""
    old = letters.by_id(connection, letter_id)
    if old is None or (old.round_id, old.unit_id, old.kind) != (round_id, unit, kind):
        raise Refused(400, NO_MODEL)
    return old


def as_before(first: Wish, old: Letter) -> Wish:
    """Nothing is typed twice: the form begins with the old letter's fields."""
    inputs = json.loads(old.inputs)
    before = inputs.get("chosen", {})
    occasion = inputs["paper"]["occasion"]
    return replace(
        first,
        office=old.office,
        variant=old.variant,
        sender=sender_before(occasion, code_of(old)),
        legal_basis=occasion["legal_basis"],
        typed={**first.typed, **inputs.get("typed", {})},
        # letters of earlier releases name all rows of an item by one key
        chosen={one: before[key] for one in first.offered for key in before if one == key or one.startswith(f"{key}:")},
    )


def naming(paper: Paper, old: Letter) -> Paper:
    """The paper with the words that say which letter it takes the place of."""
    assert old.issued_on is not None
    said = f"{date_text(old.issued_on)}印发的《{old.title}》（{old.number}）"
    changed: Paper = replace(paper, occasion=replace(paper.occasion, replaces=said))
    return changed
