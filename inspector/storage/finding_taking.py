"""Taking findings over into the ledger from a confirmed inspection."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from msgspec.structs import astuple
from sqlalchemy import Connection, delete, insert, select, update

from inspector.casework.finding_life import ENDED, RUNNING, FindingState, FindingStep
from inspector.casework.stories import Story
from inspector.storage import counters, finding_events
from inspector.storage.findings import of_unit
from inspector.storage.ids import new_id
from inspector.storage.raw import Cursor
from inspector.storage.rows import many, table
from inspector.storage.tables import Finding, FindingChapter, FindingEvent, Round

F, C = table(Finding).c, table(FindingChapter).c
NOUN = "finding"
GONE = "gone"
BLANK = {name: field.default for name, field in Finding.model_fields.items() if not field.is_required()}


class Taken(NamedTuple):
    """How many stories were new, seen again after an earlier round, told anew in the same round, or gone from it."""

    new: int = 0
    again: int = 0
    anew: int = 0
    gone: int = 0


def take(
    connection: Connection, round_: Round, unit_id: str, found: Sequence[Story], *, by: int | None, at: int
) -> Taken:
    """What a confirmed inspection says goes into the ledger; taking it twice changes nothing.

    A story that was ended comes back as found again; one that runs keeps its state and gets a chapter. What the
    same round no longer says leaves the ledger while no letter told it; afterwards it is marked, and only a person
    drops it.
    """
    known = {story: one for one in of_unit(connection, unit_id) for story in [one.item_id]}
    counts = {"again": 0, "anew": 0}
    kept: set[str] = set()
    new: list[Story] = []
    for story in found:
        row = next((known[name] for name in (story.item, *story.was) if _same(known.get(name), story)), None)
        if row is None:
            new.append(story)
        else:
            kept.add(row.id)
            changed = _again(connection, round_, row, story, by, at)
            counts[changed] = counts.get(changed, 0) + 1
    kept |= _add(connection, round_, new, by, at)
    gone = _gone(connection, round_, unit_id, kept, by, at)
    return Taken(len(new), counts["again"], counts["anew"], gone)


def _same(row: Finding | None, story: Story) -> bool:
    return row is not None and row.checklist_id == story.checklist


def _told(story: Story) -> dict[str, Any]:
    """The columns that a round says anew."""
    return {
        "item_id": story.item,
        "unit_name": story.unit_name,
        "district_id": story.district,
        "kind": story.kind,
        "title": story.title,
        "text": story.text,
        "basis": _list(story.basis),
        "clauses": _list(story.clauses),
        "office": next(iter(story.leads), story.unit_name),
        "leads": _list(story.leads),
        "helpers": _list(story.helpers),
        "action": story.rectify.action if story.rectify else "",
        "term_days": story.rectify.within.days if story.rectify else None,
        "term_kind": story.rectify.within.kind if story.rectify else "",
        "term_from": story.rectify.from_ if story.rectify else "",
    }


def _list(texts: Iterable[str]) -> str:
    return json.dumps(list(texts), ensure_ascii=False)


def _add(connection: Connection, round_: Round, found: Sequence[Story], by: int | None, at: int) -> set[str]:
    """New stories of a unit, in three statements: making a record of each costs more than the database."""
    cursor = Cursor(connection)
    made = [_new(round_, story, counters.take(cursor, round_.city_id, NOUN), at) for story in found]
    if made:
        ids: list[str] = [row["id"] for row in made]
        told = [_chapter(round_, key, 1, story, at) for key, story in zip(ids, found, strict=True)]
        connection.execute(insert(table(Finding)), made)
        connection.execute(insert(table(FindingChapter)), told)
        events = [finding_events.line(key, 1, "found", FindingState.found, by, at) for key in ids]
        connection.execute(insert(table(FindingEvent)), events)
    return {row["id"] for row in made}


def _new(round_: Round, story: Story, number: int, at: int) -> dict[str, Any]:
    return BLANK | {
        "id": new_id(),
        "city_id": round_.city_id,
        "number": number,
        "checklist_id": story.checklist,
        "unit_id": story.unit,
        "severity": story.severity,
        "first_round": round_.id,
        "last_round": round_.id,
        "demo": round_.demo,
        "version": 1,
        "found_at": at,
        **_told(story),
    }


def _chapter(round_: Round, finding_id: str, number: int, story: Story, at: int) -> dict[str, Any]:
    return {
        "finding_id": finding_id,
        "round_id": round_.id,
        "number": number,
        "item_id": story.item,
        "kind": story.kind,
        "told": json.dumps([astuple(one) for one in story.told], ensure_ascii=False),
        "result": story.result,
        "low": story.share[0],
        "high": story.share[1],
        "taken_at": at,
    }


def _again(connection: Connection, round_: Round, row: Finding, story: Story, by: int | None, at: int) -> str:
    """`again`: a chapter of another round; `anew`: the same round says it otherwise; `same`."""
    listed = finding_events.chapters(connection, row.id)
    here = next((one for one in listed if one.round_id == round_.id), None)
    chapter = _chapter(round_, row.id, here.number if here else len(listed) + 1, story, at)
    changed = _told(story) if here is None or here.number == len(listed) else {}
    if here is None:
        state = FindingState.found if FindingState(row.state) in ENDED else FindingState(row.state)
        changed |= {"state": state.value, "last_round": round_.id, "chapters": len(listed) + 1}
        if state is FindingState.found and row.state != "found":
            changed |= {"due": None, "asked_due": None, "told_on": None, "closed_on": None, "reported_on": None}
        connection.execute(insert(table(FindingChapter)), chapter)
        finding_events.write(connection, row, FindingStep.seen_again, changed, by, at)
        return "again"
    said = tuple(chapter[name] for name in ("told", "result", "low", "high"))
    if (here.told, here.result, here.low, here.high) == said and not _is_gone(connection, row):
        return "same"
    where = (C.finding_id == row.id, C.round_id == round_.id)
    connection.execute(update(table(FindingChapter)).where(*where).values(chapter))
    finding_events.write(connection, row, "anew", changed, by, at)
    return "anew"


def _gone(connection: Connection, round_: Round, unit_id: str, kept: set[str], by: int | None, at: int) -> int:
    """Of this round: what nobody was told of yet is dropped; what was told stays and is marked."""
    query = select(table(Finding)).join(table(FindingChapter), C.finding_id == F.id)
    here = (C.round_id == round_.id, F.unit_id == unit_id, F.last_round == round_.id, F.id.not_in(sorted(kept)))
    left = many(connection, Finding, query.where(*here))
    untold = [row for row in left if row.state == FindingState.found]
    for row in untold:
        connection.execute(delete(table(FindingChapter)).where(C.finding_id == row.id, C.round_id == round_.id))
        found = [one for one in finding_events.of_finding(connection, row.id) if one.step == FindingStep.seen_again]
        changed = {"state": FindingState.dropped.value, "chapters": 0}
        if row.chapters > 1:
            changed = finding_events.before(found[-1])
        finding_events.write(connection, row, GONE, changed, by, at)
    told = [row for row in left if FindingState(row.state) in RUNNING and not _is_gone(connection, row)]
    for row in told:
        finding_events.write(connection, row, GONE, {}, by, at)
    return len(untold) + len(told)


def _is_gone(connection: Connection, row: Finding) -> bool:
    return finding_events.last_said(finding_events.of_finding(connection, row.id)) == GONE
