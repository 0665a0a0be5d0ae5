"""实地督导工作记录 and 访谈记录 as cells of an inspection: which there are, what they may hold, what they say together.

Their addresses begin with `visit`: `visit/began` is a cell of the record itself, `visit@talks/t1/said` one of a
row. Rows are called by keys that no two devices make alike and that sort by when they were added, so that two
people without signal never write into one row; `team` has a row a member, `m` and the number of the account.
The drawing of a signature is a piece of evidence for the request `signature_<row>`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Literal

from msgspec import Struct

from inspector.checklist.cells import EVIDENCE, VISIT, Cell, CellPathError, in_visit, parse
from inspector.checklist.fields import Field, FieldProblem, normalise
from inspector.checklist.fields import parse as parse_field

Kind = Literal["text", "line", "day", "clock", "yes", "role", "instant", "digest"]
LINE: Kind = "line"
TEXT: Kind = "text"
CELLS: Mapping[str, Mapping[str, Kind]] = {
    "": {
        "day": "day",
        "began": "clock",
        "ended": "clock",
        "place": LINE,
        "materials": TEXT,
        "observed": TEXT,
        "told": TEXT,
        "remarks": TEXT,
    },
    "team": {"present": "yes"},
    "people": {"function": LINE, "name": LINE},
    "talks": {"with": LINE, "began": "clock", "place": LINE, "asked_by": LINE, "said": TEXT},
    "signatures": {
        "of": LINE,
        "role": "role",
        "name": LINE,
        "function": LINE,
        "signed": "instant",
        "content": "digest",
        "refused": LINE,
        "witness": LINE,
    },
}
"""By group, the empty one being the record itself: the cells and what they hold."""
RECORD = "record"
"""What a signature stands under: this, or the row of a talk."""
SIGNATURE = "signature_"
LONGEST: Mapping[str, int] = {LINE: 200, TEXT: 10_000}
DAY = Field.model_construct(type="date", alternatives={})
ROW = re.compile(r"[a-z0-9]{1,24}", re.ASCII)
MEMBER = re.compile(r"m[0-9]{1,9}", re.ASCII)
CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:：.]([0-5][0-9])", re.ASCII)
DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
CHOICES: Mapping[str, tuple[str, ...]] = {"yes": ("yes",), "role": ("team", "unit", "talked")}


def kind_at(address: Cell) -> Kind | None:
    """None for an address that the record of a visit does not have; its evidence is `is_signature`."""
    kind = CELLS.get(address.occurrence, {}).get(address.column)
    if address.item != VISIT or kind is None or bool(address.row) != bool(address.occurrence):
        return None
    row = MEMBER if address.occurrence == "team" else ROW
    return kind if not address.row or row.fullmatch(address.row) else None


def is_signature(request: str) -> bool:
    """Whether the record asks for this piece of evidence."""
    return request.startswith(SIGNATURE) and bool(ROW.fullmatch(request.removeprefix(SIGNATURE)))


def canonical(kind: Kind, raw: str) -> str | FieldProblem:
    """The one text for what was typed, or why it cannot be taken."""
    text = raw.strip()
    if kind == "day" or not text:
        return parse_field(DAY, text)
    if kind in LONGEST:
        return _words(text, LONGEST[kind])
    if kind == "clock":
        found = CLOCK.fullmatch(normalise(text))
        wrong = FieldProblem("'{text}' is not a time; write it like 09:30.", {"text": text[:40]})
        return f"{int(found[1]):02}:{found[2]}" if found else wrong
    if kind == "instant":
        good = instant_of(text) is not None
    else:
        good = text in CHOICES[kind] if kind in CHOICES else bool(DIGEST.fullmatch(text))
    return text if good else FieldProblem("'{text}' is not one of the choices.", {"text": text[:40]})


def instant_of(text: str) -> datetime | None:
    """The instant of a signature, 2025-06-30T02:15:00Z; None for anything else."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def _words(text: str, most: int) -> str | FieldProblem:
    if len(text) > most:
        return FieldProblem("Too long: {length} characters, at most {most}.", {"length": len(text), "most": most})
    return normalised(text)


def normalised(text: str) -> str:
    """The device does the same before it signs (`js/visit.js`)."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


class Person(Struct, frozen=True):
    """Somebody of the unit who was there: an adult, by function and name."""

    key: str
    function: str
    name: str


class Talk(Struct, frozen=True):
    """访谈. `with_` is a function or a code, never a name of a child."""

    key: str
    with_: str
    began: str
    place: str
    asked_by: str
    said: str


class Signature(Struct, frozen=True):
    """Somebody who signed, or refused to with the reason and a witness; `of` is RECORD or the row of a talk."""

    key: str
    of: str
    role: str
    name: str
    function: str
    signed: str
    content: str
    refused: str
    witness: str

    @property
    def stands(self) -> bool:
        return bool(self.signed or self.refused)


class VisitRecord(Struct, frozen=True):
    """`present` are the accounts of the team's members who were there."""

    day: str
    began: str
    ended: str
    place: str
    materials: str
    observed: str
    told: str
    remarks: str
    present: tuple[int, ...]
    people: tuple[Person, ...]
    talks: tuple[Talk, ...]
    signatures: tuple[Signature, ...]


def of_visit(said: Iterable[tuple[str, str]]) -> Iterator[tuple[Cell, str]]:
    """The cells of the record among those of an inspection, without pieces of evidence and empty ones."""
    for path, text in said:
        if text and in_visit(path):
            try:
                cell = parse(path)
            except CellPathError:
                continue
            if cell.column != EVIDENCE:
                yield cell, text


def record_of(said: Mapping[str, str]) -> VisitRecord:
    """What the cells say together; `said` may hold all cells of the inspection."""
    groups: dict[str, dict[str, dict[str, str]]] = {name: {} for name in CELLS}
    for cell, text in of_visit(said.items()):
        if kind_at(cell):
            groups[cell.occurrence].setdefault(cell.row, {})[cell.column] = text
    own = groups[""].get("", {})
    signatures = [Signature(key, **_row("signatures", row)) for key, row in sorted(groups["signatures"].items())]
    return VisitRecord(
        **_row("", own),
        present=tuple(sorted(int(key[1:]) for key, row in groups["team"].items() if row.get("present"))),
        people=tuple(Person(key, **_row("people", row)) for key, row in sorted(groups["people"].items())),
        talks=tuple(_talk(key, row) for key, row in sorted(groups["talks"].items())),
        signatures=tuple(one for one in signatures if one.stands),
    )


def _row(group: str, row: Mapping[str, str]) -> dict[str, str]:
    return {name: row.get(name, "") for name in CELLS[group]}


def _talk(key: str, row: Mapping[str, str]) -> Talk:
    found = _row("talks", row)
    return Talk(key, found.pop("with"), **found)
