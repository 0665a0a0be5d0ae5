"""What the pages of batches show."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from msgspec import Struct

from inspector.casework.letter_life import LetterState
from inspector.i18n import N_
from inspector.storage.batches import STEPS
from inspector.storage.tables import Letter, LetterBatch, LetterBatchLine, Office, Round
from inspector.web.letter_batches.order import Order
from inspector.web.letter_batches.plan import PlanLine
from inspector.web.letters.wish import Wish
from inspector.web.pages import PageContext

MOST_LINES = 300
STATE_NAMES: Mapping[str, str] = {
    "running": N_("At work"),
    "paused": N_("Paused"),
    "stopped": N_("Stopped"),
    "done": N_("Done"),
    "undone": N_("Undone"),
}
STEP_NAMES: Mapping[str, str] = {
    "check": N_("Trial run: every paper is made once and held against the standard, nothing is kept"),
    "make": N_("Making drafts"),
    "prove": N_("Trial run with number and date, nothing is issued"),
    "issue": N_("Issuing"),
}


class BatchView(Struct, frozen=True):
    """`total` and `through` count the lines that were not left out; `current` is the unit at work."""

    batch: LetterBatch
    total: int
    through: int
    failed: int
    current: str

    @property
    def made(self) -> bool:
        return self.batch.step in ("prove", "issue") or (self.batch.step == "make" and self.batch.state == "done")

    @property
    def to_issue(self) -> bool:
        """Whether the form for issuing is offered: until the first number is out it can be given anew."""
        return self.total > 0 and (self.batch.step, self.batch.state) in (
            ("make", "done"),
            ("prove", "paused"),
            ("prove", "stopped"),
        )

    @property
    def moving(self) -> bool:
        return self.batch.state == "running"


class LineView(Struct, frozen=True):
    name: str
    line: LetterBatchLine
    letter: Letter | None


class PlanPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    kind: Annotated[str, "kind of paper"]
    kinds: Annotated[Mapping[str, str], "message ids of the kinds that are made in batches"]
    wish: Annotated[Wish | None, "the form; None while no unit can get a paper of this kind or nobody may make one"]
    again: Annotated[bool, "whether units that have one already get another"]
    lines: Annotated[tuple[PlanLine, ...], "units in administrative order"]
    count: Annotated[int, "how many would be made"]
    stop_names: Annotated[Mapping[str, str], "message ids by reason"]
    batches: Annotated[tuple[BatchView, ...], "batches of the round, the newest first"]
    state_names: Annotated[Mapping[str, str], "message ids by state of a batch"]
    variant_names: Annotated[Mapping[Any, str], "message ids by kind of head"]
    offices: Annotated[tuple[Office, ...], "offices to choose from"]
    of_the_unit: Annotated[frozenset[str], "fields that are not asked: each unit has its own"]
    refused: Annotated[str, "why nothing was made, or empty"]


class BatchPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    view: Annotated[BatchView, "the batch and how far it is"]
    lines: Annotated[tuple[LineView, ...], "its units in administrative order, as far as the reader's area goes"]
    hidden: Annotated[int, "units that are not shown, as there are too many for a page that renews itself"]
    may_act: Annotated[bool, "whether the reader may go on with it"]
    order: Annotated[Order | None, "the form for issuing; None while it is not to be filled in"]
    numbers: Annotated[str, "first and last number of the run, once it is given"]
    kind_name: Annotated[str, "message id of the kind"]
    state_names: Annotated[Mapping[str, str], "message ids by state of a batch"]
    step_names: Annotated[Mapping[str, str], "message ids by step"]
    letter_state_names: Annotated[Mapping[LetterState, str], "message ids by state of a letter"]
    reasons: Annotated[Mapping[str, str], "message ids by reason of a failure"]
    maker: Annotated[str, "who began it"]


def first_lines(lines: Sequence[LineView]) -> tuple[LineView, ...]:
    """All, or of very many those that failed and the first of the others."""
    if len(lines) <= MOST_LINES:
        return tuple(lines)
    failed = [one for one in lines if one.line.reason][:MOST_LINES]
    others = [one for one in lines if not one.line.reason][: MOST_LINES - len(failed)]
    return (*failed, *others)


def view_of(batch: LetterBatch, lines: Sequence[LetterBatchLine], names: Mapping[str, str]) -> BatchView:
    counted = [line for line in lines if not line.left_out]
    at = STEPS.index(batch.step)
    waiting = [line for line in counted if line.passed <= at]
    current = next((names.get(line.unit_id, "") for line in waiting if not line.reason), "")
    failed = sum(bool(line.reason) for line in waiting)
    return BatchView(batch, len(counted), len(counted) - len(waiting), failed, current)
