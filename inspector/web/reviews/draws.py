"""How the samples of an inspection came about."""

from msgspec import Struct

from inspector.checklist.cells import DRAW
from inspector.fieldwork.operations import Head
from inspector.fieldwork.roster_draw import RosterDraw
from inspector.web.operations.fields import drawn
from inspector.web.operations.live import Live


class ReviewDraw(Struct, frozen=True):
    """`time` is the occurrence it belongs to, in words, `roster` what it was drawn from."""

    head: str
    time: str
    roster: str
    draw: RosterDraw


def draws(live: Live, item: str) -> tuple[ReviewDraw, ...]:
    """Those that stand, of one question."""
    heads = [f"{item}@{one.key}" if one.key else item for one in live.times[item]]
    found = [(head, one_draw(live, head)) for head in heads]
    labels = dict(zip(heads, (one.label for one in live.times[item]), strict=True))
    return tuple(ReviewDraw(head, labels[head], roster_name(live, one), one) for head, one in found if one)


def one_draw(live: Live, head: str) -> RosterDraw | None:
    return drawn(live.heads.get(f"{head}/{DRAW}", Head()).value)


def roster_name(live: Live, one: RosterDraw) -> str:
    fact = live.ground.edition.checklist.facts.get(one.of)
    return fact.label if fact else one.of
