"""What an evaluator decides about a re-check: read from its form, finding by finding."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from inspector.casework.deadlines import Days
from inspector.casework.finding_life import FindingStep, Outcome, Step
from inspector.i18n import gettext
from inspector.storage.rechecks import Decided
from inspector.web.form_input import FormInput
from inspector.web.letters.cautions import free_day
from inspector.web.rechecks import words
from inspector.web.rechecks.comparing import Comparison, Row

RECHECKED: Mapping[str, Outcome] = {"done": "done", "partly": "partly", "not_done": "not_done"}


class Decision(Struct, frozen=True):
    """As typed; `version` is the finding's as the page showed it."""

    row: Row
    outcome: str
    seen: str
    reason: str
    version: int

    def step(self, day: date, due: date | None, source: str) -> Step | None:
        """None where the finding stays as it is. `due` with its `source` is set where something is left to do."""
        if self.outcome == "none":
            return None
        name = FindingStep.recheck if self.outcome in RECHECKED else FindingStep.reopen
        step = Step(name, note="；".join(filter(None, (self.seen, self.reason))), day=day, proofs=self.row.pieces)
        step = replace(step, outcome=RECHECKED.get(self.outcome, ""))
        return replace(step, due=due, due_source=source) if self.outcome in words.LEFT else step

    @property
    def kept(self) -> Decided:
        both = self.row.compared
        return Decided(
            self.row.finding.id,
            both.before.state,
            both.before.low,
            both.after.state,
            both.after.low,
            both.proposed,
            self.outcome,
            self.seen,
            self.reason,
        )


class Typed(Struct, frozen=True):
    """The whole form, with what is wrong in it by name of the input."""

    day: date | None
    due: date | None
    due_source: str
    decisions: tuple[Decision, ...]
    values: Mapping[str, str]
    errors: Mapping[str, str]


def read_decisions(form: FormInput, found: Comparison, days: Days) -> Typed:
    values = {name: form.text(name, 4000) for name in form.values}
    day, due = day_of(values.get("day", "")), day_of(values.get("due", ""))
    decisions = tuple(_decision(values, row) for row in found.rows)
    wrong = {name: what for one in decisions for name, what in _faults(one)}
    if day is None:
        wrong["day"] = words.DAY
    due = due if (left := any(one.outcome in words.LEFT for one in decisions)) else None
    if left and due is None:
        wrong["due"] = words.DUE
    elif due is not None and day is not None and due <= day:
        wrong["due"] = words.DUE_EARLY
    errors = {name: gettext(what) for name, what in wrong.items()}
    errors = due_on_free_day(values, days) if due is not None and not errors else errors
    return Typed(day, due, values.get("due_source", ""), decisions, values, errors)


def due_on_free_day(typed: Mapping[str, str], days: Days) -> dict[str, str]:
    """Said once beside the last day when nobody works on it; `due_known` is the one of which it was said before."""
    due = day_of(typed.get("due", ""))
    if due is None or days.is_working(due) or typed.get("due_known") == typed.get("due"):
        return {}
    return {"due": f"{free_day(gettext(words.NEW_DUE), due, days)}{gettext(words.KEEP_DAY)}"}


def _decision(values: Mapping[str, str], row: Row) -> Decision:
    key = row.finding.id
    only = words.WAYS[row.way][0] if row.way == "nothing" else ""
    version = values.get(f"version-{key}", "")
    return Decision(
        row,
        only or values.get(f"outcome-{key}", ""),
        values.get(f"seen-{key}", ""),
        values.get(f"reason-{key}", ""),
        int(version) if version.isdecimal() and len(version) < 9 else -1,
    )


def _faults(one: Decision) -> list[tuple[str, str]]:
    key, proposed = one.row.finding.id, one.row.compared.proposed
    if one.outcome not in words.WAYS[one.row.way]:
        return [(f"outcome-{key}", words.OUTCOME)]
    if one.outcome == "none":
        return []
    found = [] if one.seen else [(f"seen-{key}", words.SEEN)]
    if one.outcome in RECHECKED and proposed and one.outcome != proposed and not one.reason:
        found.append((f"reason-{key}", words.REASON))
    return found


def day_of(text: str) -> date | None:
    """None for what is no civil date of these years."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if len(text) == 10 and 2000 <= day.year <= 2099 else None
