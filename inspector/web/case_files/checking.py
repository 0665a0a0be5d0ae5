"""What a case file brings, checked against the record: whose it is, which entries are new, which evidence is sound."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection

from inspector.fieldwork.operations import Level, Operation
from inspector.i18n import N_
from inspector.storage import accounts, inspections, operations
from inspector.storage.case_files import records
from inspector.storage.case_files.needed import origin, rounds_of
from inspector.storage.case_files.reading import CHANGED, CaseHead, CaseReader, UnfitCaseError
from inspector.storage.inspections import InspectionLine
from inspector.storage.tables import Inspection, Role
from inspector.web.evidence.files import Accepted, accept
from inspector.web.operations.fields import LONGEST_CAPTION
from inspector.web.refusals import Refused

OTHER_RECORD = N_(
    "This case file was taken from another installation. Merge it there: at the address where it was taken."
)
NOT_YOURS = N_("Only the person who took this case file, or an evaluator or administrator, may merge it.")
MERGERS = frozenset({Role.evaluator, Role.administrator})
EVIDENCE = "/evidence/"


class Fresh(Struct, frozen=True):
    """New entries of one inspection in their order, and how many of the file's entries the record has already."""

    line: InspectionLine
    operations: tuple[Operation, ...]
    known: int
    pieces: frozenset[str]
    """Digests that the inspection's evidence names in the record already."""


def fresh(connection: Connection, reader: CaseReader, account_id: int | None, role: Role | None) -> list[Fresh]:
    """`account_id` and `role` are of whoever merges; None: at the server's own command line.

    Raises UnfitCaseError.
    """
    head = reader.head
    lines = _ours(connection, head)
    given = records.by_id(connection, head.id)
    if given is not None and set(json.loads(given.inspections)) != set(head.inspections):
        raise UnfitCaseError(CHANGED)
    own = account_id in (None, head.account_id)
    if not own and (role not in MERGERS or given is None):
        raise UnfitCaseError(NOT_YOURS)
    by_inspection: dict[str, list[Operation]] = {line.id: [] for line in lines}
    for operation in reader.operations:
        by_inspection[operation.inspection].append(operation)
    return [_fresh(connection, head, line, by_inspection[line.id]) for line in lines]


def _ours(connection: Connection, head: CaseHead) -> list[InspectionLine]:
    """The inspections of the file; it must be from this record, and whoever took it one of ours."""
    account = accounts.by_id(connection, head.account_id)
    same = account is not None and (account.login, account.created_at) == (head.login, head.account_made_at)
    rows = [inspections.by_id(connection, one) for one in head.inspections]
    found: list[Inspection] = [one for one in rows if one is not None]
    if not same or not found or len(found) < len(rows):
        raise UnfitCaseError(OTHER_RECORD)
    if origin(connection, rounds_of(connection, found)) != head.origin:
        raise UnfitCaseError(OTHER_RECORD)
    lines = [inspections.line(connection, one.id) for one in found]
    return [line for line in lines if line is not None]


def _fresh(connection: Connection, head: CaseHead, line: InspectionLine, sent: Sequence[Operation]) -> Fresh:
    hashes = records.hashes(connection, line.city_id, line.id)
    new = tuple(one for one in sent if hashes.get(one.id) != one.content_hash)
    if any(one.account != head.account_id for one in new):
        raise UnfitCaseError(CHANGED)  # only one person can sign in to a case file
    history = operations.history(connection, line.city_id, line.id, Level.team)
    said = (entry.arrived.operation for entry in history if EVIDENCE in entry.arrived.operation.field)
    named = frozenset(digest for one in said for digest in digests(_piece(one.value)))
    return Fresh(line, new, len(sent) - len(new), named)


def digests(piece: Mapping[str, Any]) -> list[str]:
    return [piece[name] for name in ("sha256", "thumb") if piece.get(name)]


def _piece(text: str | None) -> dict[str, Any]:
    return json.loads(text) if text else {}


class Sound(Struct, frozen=True):
    """Entries that can be taken; `waiting` are those whose photo the file does not hold (yet).

    `files` are new bytes by digest with their kind and name.
    """

    line: InspectionLine
    operations: tuple[Operation, ...]
    waiting: tuple[Operation, ...]
    known: int
    files: Mapping[str, tuple[Accepted, str]]


async def sound(reader: CaseReader, one: Fresh) -> Sound:
    """Looks into every file that came along, as an upload does. Raises UnfitCaseError for what no upload gives."""
    files: dict[str, tuple[Accepted, str]] = {}
    waiting: list[Operation] = []
    for operation in one.operations:
        if EVIDENCE not in operation.field or not operation.raw:
            continue
        piece = _checked(operation.raw)
        missing = [digest for digest in digests(piece) if digest not in one.pieces and digest not in files]
        found = {digest: reader.content(digest) for digest in missing}
        if any(content is None for content in found.values()):
            waiting.append(operation)
            continue
        for digest, content in found.items():
            assert content is not None
            kind = "image/jpeg" if digest == piece["thumb"] else piece["media_type"]
            files[digest] = (await _accepted(content, kind), piece["name"])
    cells = {operation.field for operation in waiting}  # what follows on a missing photo waits with it
    ready = tuple(operation for operation in one.operations if operation.field not in cells)
    late = tuple(operation for operation in one.operations if operation.field in cells)
    return Sound(one.line, ready, late, one.known, files)


def _checked(raw: str) -> dict[str, Any]:
    try:
        piece = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise UnfitCaseError(CHANGED) from error
    names = ("sha256", "thumb", "name", "caption", "media_type")
    if not isinstance(piece, dict) or not _all_text(piece.get(name) for name in names):
        raise UnfitCaseError(CHANGED)
    if len(piece["caption"]) > LONGEST_CAPTION or not all(map(_is_digest, digests(piece))) or not piece["sha256"]:
        raise UnfitCaseError(CHANGED)
    return piece


def _all_text(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) and len(value) <= 500 for value in values)


def _is_digest(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


async def _accepted(content: bytes, media_type: str) -> Accepted:
    """The bytes stay as they are, for their digest stands in the entry; they must be what the entry says."""
    try:
        found = await accept(content, photo_only=False)
    except Refused as error:
        raise UnfitCaseError(CHANGED) from error
    if found.media_type != media_type:
        raise UnfitCaseError(CHANGED)
    return Accepted(content, found.extension, found.media_type)
