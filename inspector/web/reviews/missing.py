"""What an inspection still lacks before it is submitted, each with the place to go to."""

from collections.abc import Iterable

from msgspec import Struct

from inspector.fieldwork.operations import Level
from inspector.i18n import N_, gettext
from inspector.scoring.results import Result
from inspector.web.forms.filling import problem_of
from inspector.web.forms.words import (
    CONTRADICTIONS,
    contradiction,
    hidden,
    note_needed,
    reason_needed,
    sample_trouble,
    settled,
)
from inspector.web.operations.live import Live, item_of

KINDS = {
    "conflict": N_("Two entries differ and nobody has chosen yet."),
    "contradiction": N_("The numbers contradict each other."),
    "reason": N_("Not applicable needs a reason."),
    "file": N_("A photo or document is still on its way."),
    "unreadable": N_("What was typed cannot be read and does not count."),
    "note": N_("Please say in the note what the shortcoming is."),
    "sample": "",
    "unanswered": N_("Not answered: it will stay not checked."),
}
NOT_FILLED_IN = N_("Not filled in.")
"""Of a self-evaluation, where 未核查 is not the unit's to say."""
BLOCKING = frozenset({"conflict", "contradiction", "reason", "file"})


class Missing(Struct, frozen=True):
    """`item` leads to the question; `words` say what is wrong there."""

    kind: str
    item: str
    title: str
    words: str

    @property
    def blocks(self) -> bool:
        return self.kind in BLOCKING


def asked(live: Live) -> list[Result]:
    """The results of the questions in sight, which somebody may answer."""
    return [one for one in live.results.values() if not (hidden(one) or one.item.rolls_up)]


def missing(live: Live, awaited: Iterable[str] = ()) -> list[Missing]:
    """In the order of the form; what keeps from submitting has `blocks`. `awaited` are items that wait for a file."""
    waiting = set(awaited)
    disputed = {item_of(path) for path in live.conflicts}
    unreadable = {item_of(path) for path, head in live.heads.items() if problem_of(live, path, head)}
    found = []
    unanswered = NOT_FILLED_IN if live.level is Level.self else ""
    for result in asked(live):
        name, said = result.item.id, contradiction(result)
        kinds = [
            ("conflict", name in disputed, ""),
            ("contradiction", bool(said), CONTRADICTIONS.get(said, "")),
            ("reason", reason_needed(live, result.item), ""),
            ("file", name in waiting, ""),
            ("unreadable", name in unreadable, ""),
            ("note", note_needed(live, result.item), ""),
            ("sample", bool(undrawn := sample_trouble(live, result.item)), undrawn),
            ("unanswered", not said and not settled(live, result), unanswered),
        ]
        title = result.item.ask.question or result.item.title
        found += [Missing(kind, name, title, gettext(words or KINDS[kind])) for kind, holds, words in kinds if holds]
    return found
