"""One entry of one cell as an operation, and the decision what becomes of it when it arrives.

An operation names the operation it was based on. The current answer of a cell is its head: the last operation
that was applied. Whatever the decision, the operation is kept.
"""

import json
import re
from enum import StrEnum
from hashlib import sha256

from msgspec import Struct

from inspector.checklist import cells
from inspector.fieldwork.states import ENTERING, State

LONGEST_TEXT = 100_000
_ENCODE = json.JSONEncoder(separators=(",", ":")).encode
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Level(StrEnum):
    self = "self"  # 自评
    team = "team"  # 核查


class Outcome(StrEnum):
    applied = "applied"
    same = "same"  # the head already says so
    conflict = "conflict"  # someone else changed the cell meanwhile: kept and shown, head unchanged
    refused = "refused"
    id_reused = "id_reused"  # other content under a known id: set aside, never applied


class Refusal(StrEnum):
    submitted = "submitted"
    confirmed = "confirmed"
    void = "void"
    round_not_open = "round_not_open"
    unknown_inspection = "unknown_inspection"
    recused = "recused"
    not_invited = "not_invited"  # these of a self-evaluation
    approved = "approved"
    released = "released"


class MalformedOperationError(ValueError):
    """No client of ours sends this; it cannot be kept under its id."""


class Operation(Struct, frozen=True):
    """`value` is canonical text, or None when nothing was entered or `raw`, as typed, could not be read.

    `account` comes from the sign-in, `seq` counts on the device, `device_time` (UTC microseconds) is for
    people only.
    """

    id: str
    inspection: str
    level: Level
    field: str
    base: str | None
    value: str | None
    raw: str | None
    account: int
    device: str = ""
    seq: int = 0
    device_time: int | None = None

    @property
    def said(self) -> tuple[str | None, str | None]:
        """What the cell says after this: two unreadable texts are two different things to have said."""
        return said(self.value, self.raw)

    @property
    def content_hash(self) -> str:
        """SHA-256 of what the device sent and who sent it; of value and raw, what was typed counts."""
        typed = self.value if self.raw is None else self.raw
        sender = (self.account, self.device, self.seq, self.device_time)
        content = (self.inspection, self.level.value, self.field, self.base, typed, *sender)
        return sha256(_ENCODE(content).encode()).hexdigest()


class Known(Struct, frozen=True):
    """What is stored of an earlier operation with the same id."""

    content_hash: str
    outcome: Outcome
    reason: str = ""


class Head(Struct, frozen=True):
    """The current answer of a cell; `operation` is None while nothing was applied."""

    operation: str | None = None
    value: str | None = None
    raw: str | None = None

    @property
    def said(self) -> tuple[str | None, str | None]:
        return said(self.value, self.raw)


class Decision(Struct, frozen=True):
    """`head` is the operation the cell now stands at, which a device bases its next entry on."""

    outcome: Outcome
    head: str | None
    reason: str = ""


def said(value: str | None, raw: str | None) -> tuple[str | None, str | None]:
    return value, None if value is not None else raw or None


def receive(
    operation: Operation,
    known: Known | None,
    head: Head,
    state: State,
    *,
    base: str | None,
    round_open: bool = True,
    recused: bool = False,
    frozen: Refusal | None = None,
) -> Decision:
    """Decide on one operation. `base` is what its base stands for by now (`heads.stands_for`).

    `frozen` says why a self-evaluation takes nothing any more (`self_evaluation.frozen`).

    A repeated id comes first, so that a lost acknowledgement is answered alike after submission too. In an
    empty cell nothing can be overwritten: whatever the base, the entry is applied. What a `recused` person
    still sends is kept and not applied.
    """
    if known is not None:
        if known.content_hash != operation.content_hash:
            return Decision(Outcome.id_reused, head.operation)
        return Decision(known.outcome, head.operation, known.reason)
    refusal = Refusal.recused if recused else refused(state, round_open) or frozen
    if refusal is not None:
        return Decision(Outcome.refused, head.operation, refusal)
    if head.operation is None or base == head.operation:
        return Decision(Outcome.applied, operation.id)
    if operation.said == head.said:
        return Decision(Outcome.same, head.operation)
    return Decision(Outcome.conflict, head.operation)


def refused(state: State, round_open: bool) -> Refusal | None:
    if not round_open:
        return Refusal.round_not_open
    return None if state in ENTERING else Refusal(state.value)


def check(operation: Operation) -> None:
    """Raises MalformedOperationError or CellPathError for what no form of ours can have sent."""
    cells.parse(operation.field)
    for name, key in (("id", operation.id), ("base", operation.base), ("inspection", operation.inspection)):
        if key is not None and not _ID.fullmatch(key):
            raise MalformedOperationError(f"{name} must be 1 to 64 letters, digits, _ or -")
    if operation.base == operation.id:
        raise MalformedOperationError("an operation cannot be based on itself")
    for text in (operation.value, operation.raw, operation.device):
        if text is not None and (len(text) > LONGEST_TEXT or _UNSTORABLE.search(text)):
            raise MalformedOperationError("text too long, or with characters that no text has")
    if len(operation.device) > 64 or not 0 <= operation.seq < 2**31:
        raise MalformedOperationError("device or seq out of range")
    if operation.device_time is not None and not 0 <= operation.device_time < 2**62:
        raise MalformedOperationError("device_time out of range")
