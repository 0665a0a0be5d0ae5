"""A report in words: problems by cell, and what would change from what to what."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from inspector.checklist.edition import Edition
from inspector.checklist.fields import sign
from inspector.i18n import N_, gettext
from inspector.storage.takeover.changes import Verdict
from inspector.web.pages import ROLE_NAMES

STATES = {
    "uploaded": N_("Columns to be settled"),
    "previewed": N_("Waits for confirmation"),
    "taken": N_("Has been taken over"),
    "undone": N_("Undone"),
}
VERDICTS = {
    Verdict.conflict: N_("Not taken"),
    Verdict.changed: N_("Changed"),
    Verdict.new: N_("New"),
    Verdict.same: N_("Unchanged"),
}
SKIPPED = {
    "blank": N_("blank rows"),
    "empty": N_("rows without a value"),
    "total": N_("rows of totals"),
    "heading": N_("repeated headings"),
    "note": N_("remarks"),
    "outside": N_("rows beside the table"),
}
UNIT_FIELDS = {
    "name": N_("Name"),
    "kind": N_("Kind of unit"),
    "parent": N_("Lies below"),
    "code": N_("National code"),
    "stages": N_("Stages"),
}
ACCOUNT_FIELDS = {"name": N_("Name of the person"), "role": N_("Role"), "scope": N_("Area")}


class ProblemLine(Struct, frozen=True):
    sheet: str
    cell: str
    words: str
    fatal: bool


class ChangeLine(Struct, frozen=True):
    """One row of the change report; `parts` are label, former and new value, the former empty for something new."""

    verdict: Verdict
    name: str
    sheet: str
    line: int
    parts: tuple[tuple[str, str, str], ...]
    note: str


class Report(Struct, frozen=True):
    """The preview as it is shown."""

    rows: int
    problems: int
    left_out: int
    skipped: tuple[tuple[str, int], ...]
    shown_problems: tuple[ProblemLine, ...]
    counts: Mapping[str, int]
    changes: tuple[ChangeLine, ...]
    digest: str
    absent: int
    absent_names: tuple[str, ...]

    @property
    def moving(self) -> int:
        return self.counts["new"] + self.counts["changed"]


def report_in_words(report: str, target: str, edition: Edition | None) -> Report | None:
    """None for an import that has not been looked at yet."""
    found = json.loads(report)
    if not found:
        return None
    return Report(
        found["rows"],
        found["problems"],
        found["left_out"],
        tuple((gettext(SKIPPED.get(reason, reason)), count) for reason, count in found["skipped"].items() if count),
        tuple(ProblemLine(one[0], one[1], say(one[2], one[3]), one[4]) for one in found["shown_problems"]),
        found["counts"],
        tuple(change_in_words(one, target, edition, found["names"]) for one in found["changes"]),
        found["digest"],
        found["absent"][0],
        tuple(found["absent"][1:]),
    )


def say(message: str, params: Mapping[str, str]) -> str:
    """A message with its places filled; left as it is when it names a place nobody fills."""
    words = gettext(message)
    try:
        return words.format(**params)
    except (KeyError, IndexError, ValueError):
        return words


def change_in_words(
    one: Mapping[str, Any], target: str, edition: Edition | None, names: Mapping[str, str]
) -> ChangeLine:
    parts = () if one["verdict"] == "conflict" else tuple(_parts(one, target, edition, names))
    note = say(one["reason"], one["params"]) if one["reason"] else ""
    return ChangeLine(Verdict(one["verdict"]), one["name"], one["sheet"], one["line"], parts, note)


def _parts(
    one: Mapping[str, Any], target: str, edition: Edition | None, names: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    before, after = one["before"] or {}, one["after"]
    if target == "facts":
        _, fact, dimension, day = one["key"].split("/")
        label = f"{fact_label(edition, fact, dimension)}（{day}）"
        yield label, fact_text(edition, fact, before.get("value", "")), fact_text(edition, fact, after["value"])
        return
    if target == "pupils":
        yield roster_label(edition, after["fact"]), "", after["code"]
        return
    labels = UNIT_FIELDS if target == "units" else ACCOUNT_FIELDS
    for field, label in labels.items():
        old, new = before.get(field, ""), after.get(field, "")
        if field == "name" and not one["before"]:
            continue  # stands beside it already
        if (old != new) if one["before"] else new:
            yield gettext(label), text_of(field, old, edition, names), text_of(field, new, edition, names)


def text_of(field: str, value: str, edition: Edition | None, names: Mapping[str, str]) -> str:
    """A value of a unit or an account as readers see it."""
    if field in ("parent", "scope"):
        return names.get(value, value)
    if field == "role":
        return gettext(ROLE_NAMES.get(value, value))  # type: ignore[call-overload]
    if field == "kind" and edition is not None and value in edition.checklist.kinds:
        return edition.checklist.kinds[value].label
    if field == "stages" and edition is not None:
        labels = edition.checklist.dimensions.get("stage", {})
        return "、".join(labels.get(one, one) for one in value.split())
    return value


def fact_label(edition: Edition | None, fact: str, dimension: str) -> str:
    declared = edition.checklist.facts.get(fact) if edition else None
    if edition is None or declared is None:
        return f"{fact} {dimension}".strip()
    key = edition.checklist.dimensions.get(declared.by or "", {}).get(dimension, dimension)
    return f"{declared.label} · {key}" if key else declared.label


def fact_text(edition: Edition | None, fact: str, value: str) -> str:
    declared = edition.checklist.facts.get(fact) if edition else None
    if declared is None or not value:
        return value
    options = declared.field.options
    if options:
        return "、".join(options[key].label if key in options else key for key in value.split(","))
    return f"{value}{sign(declared.unit)}"


def roster_label(edition: Edition | None, fact: str) -> str:
    return fact_label(edition, fact, "") if fact else gettext("Roster")
