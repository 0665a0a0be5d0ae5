"""What a device is told after it sent entries: what became of each, and what the form shows by now."""

from collections.abc import Iterable, Mapping
from typing import Any

from inspector.fieldwork.operations import Decision, Head
from inspector.i18n import N_, gettext
from inspector.web.forms.filling import problem_of, progress
from inspector.web.forms.words import badge, hidden, note_needed, score_text, trouble
from inspector.web.operations.intake import Entry, Taken
from inspector.web.operations.live import Live, item_of

REASONS = {
    "submitted": N_("The inspection has been submitted. Your entry was kept but not taken over."),
    "confirmed": N_("The inspection has been confirmed. Your entry was kept but not taken over."),
    "void": N_("The inspection is void. Your entry was kept but not taken over."),
    "round_not_open": N_("The round is not open. Your entry was kept but not taken over."),
    "recused": N_("You are recused from this unit. Your entry was kept but not taken over."),
    "not_invited": N_("The unit was not asked for a self-evaluation. Your entry was kept but not taken over."),
    "approved": N_("The self-evaluation has been approved. Your entry was kept but not taken over."),
    "released": N_("The self-evaluation has been released. Your entry was kept but not taken over."),
    "unknown_inspection": N_("There is no such inspection."),
    "unknown_field": N_("The form has no such field; it may have changed. Load the page again."),
    "unknown_evidence": N_("There is no such piece of evidence any more."),
    "draw_differs": N_("The draw was not taken over: its codes are not those that its seed gives for its roster."),
    "draw_few": N_("The draw was not taken over: it has fewer codes than the question asks for."),
    "draw_again": N_("The draw was not taken over: there is one already, and drawing again needs a reason."),
    "malformed": N_("The entry does not have the form expected here."),
    "id_reused": N_("Another entry was sent under the same number. Both were kept."),
}


def answer(taken: Taken, mark: str, conflicts: Mapping[str, str]) -> dict[str, Any]:
    """`mark` is what the page knew: everything that changed since, by whomever, comes with the answer."""
    live = taken.live
    changed = live.since(mark)
    everything = changed is None
    own = [entry.field for entry in taken.entries]
    names = [*live.results, *live.heads] if changed is None else [*changed, *own]
    section_of = live.ground.edition.section_of
    sections = None if everything else {section_of[item] for item in map(item_of, names) if item in section_of}
    return acknowledged(taken) | {
        "mark": live.mark,
        "everything": everything,
        "cells": {path: _cell(live, path) for path in dict.fromkeys(names) if path in live.heads},
        "items": _items(live, names, own),
        "progress": {section: f"{done}/{whole}" for section, (done, whole) in progress(live, sections).items()},
        "score": score_text(live),
        "conflicts": dict(conflicts),
    }


def acknowledged(taken: Taken) -> dict[str, Any]:
    """What became of each entry; a page loaded later has a number not below `seen`."""
    pairs = zip(taken.entries, taken.decisions, strict=True)
    return {"results": [_result(entry, decision) for entry, decision in pairs], "seen": taken.arrived}


def _result(entry: Entry, decision: Decision) -> dict[str, Any]:
    reason = str(decision.reason) or (str(decision.outcome) if decision.outcome == "id_reused" else "")
    words = gettext(REASONS[reason]) if reason in REASONS else ""
    found = {"id": entry.id, "field": entry.field, "outcome": str(decision.outcome), "head": decision.head}
    return found | ({"reason": reason, "message": words} if reason else {})


def _cell(live: Live, path: str) -> dict[str, str]:
    head: Head = live.heads[path]
    shown = head.raw or "" if head.value is None else head.value
    return {"base": head.operation or "", "shown": shown, "problem": problem_of(live, path, head)}


def _items(live: Live, changed: Iterable[str], own: Iterable[str]) -> dict[str, dict[str, Any]]:
    names = dict.fromkeys([*changed, *map(item_of, own)])
    return {
        name: {
            "badge": badge(result),
            "hidden": hidden(result),
            "trouble": trouble(live, result),
            "note": note_needed(live, result.item),
        }
        for name in names
        if (result := live.results.get(name)) is not None
    }
