"""What a signature under the record of a visit stands for, and what is still missing there."""

import json
from collections.abc import Container, Mapping
from enum import StrEnum
from hashlib import sha256

from inspector.fieldwork.visit_record import RECORD, Signature, VisitRecord, of_visit, record_of

COVERED = ("", "team", "people")
"""Groups that the work record is made of; talks are papers of their own."""


class Gap(StrEnum):
    no_record = "no_record"
    no_talk = "no_talk"
    unsigned_team = "unsigned_team"
    unsigned_unit = "unsigned_unit"
    disputed = "disputed"  # two entries of one cell differ and nobody has chosen
    changed = "changed"  # what was signed is not what the record says now


def covered(said: Mapping[str, str], of: str = RECORD) -> list[list[str]]:
    """The cells that a signature covers, [address, text] in the order of addresses."""
    return sorted(
        [str(cell), text]
        for cell, text in of_visit(said.items())
        if (cell.occurrence in COVERED if of == RECORD else (cell.occurrence, cell.row) == ("talks", of))
    )


def fingerprint(said: Mapping[str, str], of: str = RECORD) -> str:
    """SHA-256 of what is covered, as JSON without spaces in UTF-8; the device makes the same (`js/visit.js`)."""
    return sha256(json.dumps(covered(said, of), ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def changed(signature: Signature, said: Mapping[str, str]) -> bool:
    """Whether what was signed differs from what stands there now; a refusal is no word about the content."""
    return bool(signature.signed and signature.content) and signature.content != fingerprint(said, signature.of)


def gaps(said: Mapping[str, str], drawn: Container[str], *, disputed: bool = False) -> list[Gap]:
    """What the record of a visit lacks; `drawn` are the rows whose drawing has arrived."""
    record = record_of(said)
    lacking = {
        Gap.no_record: not covered(said),
        Gap.no_talk: not record.talks,
        Gap.unsigned_team: not _signed(record, "team", drawn),
        Gap.unsigned_unit: not _signed(record, "unit", drawn),
        Gap.disputed: disputed,
        Gap.changed: any(one.of == RECORD and changed(one, said) for one in record.signatures),
    }
    return [gap for gap, lacks in lacking.items() if lacks]


def _signed(record: VisitRecord, role: str, drawn: Container[str]) -> bool:
    own = [one for one in record.signatures if one.of == RECORD and one.role == role]
    return any(one.refused or one.key in drawn for one in own)
