"""What the last re-check of a unit brings to the papers that follow it, as it would be typed."""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from sqlalchemy import Connection

from inspector.casework.finding_life import FindingState
from inspector.storage import accounts, findings, inspections, rechecks
from inspector.storage.tables import Finding, Inspection, Recheck, RecheckFinding
from inspector.web.rechecks.proofs import proofs

OUTCOMES = {"done": "closed", "partly": "partly", "not_done": "open", "reopen": "open"}
"""As the opinion of a re-check has them."""
Texts = Mapping[str, str]


class Prefilled(Struct, frozen=True):
    """By field of a paper, and by item of a chosen problem and then by field of it."""

    typed: Texts = field(default_factory=dict)
    chosen: Mapping[str, Texts] = field(default_factory=dict)


def prefilled(connection: Connection, round_id: str, unit_id: str) -> Mapping[str, Prefilled]:
    """By kind of paper; where the unit was not checked again by a short inspection, what was verified by hand."""
    recheck = next(reversed(rechecks.confirmed(connection, round_id, unit_id)), None)
    inspection = inspections.by_id(connection, recheck.inspection_id) if recheck else None
    if recheck is None or inspection is None:
        return _by_hand(connection, round_id, unit_id)
    who = [one for one in (inspection.inspector_id, inspection.confirmed_by) if one is not None]
    names = accounts.named(connection, who)
    kept = [row for row in rechecks.found_again(connection, recheck.round_id) if row.outcome in OUTCOMES]
    return {
        "recheck_opinion": _opinion(recheck, inspection, names, kept),
        "closure_slip": _slip(connection, [names[one] for one in dict.fromkeys(who)], kept),
    }


def _by_hand(connection: Connection, round_id: str, unit_id: str) -> Mapping[str, Prefilled]:
    """Of what stands verified in the ledger."""
    rows = [one for one in findings.of_unit(connection, unit_id) if one.state == FindingState.verified]
    rows = [one for one in rows if one.last_round == round_id]
    if not rows:
        return {}
    names = accounts.named(connection, [one.verified_by for one in rows if one.verified_by])
    chosen = {one.item_id: _texts(connection, one, one.progress) for one in rows}
    return {"closure_slip": Prefilled({"verified_by": "\n".join(names.values())}, chosen)}


def _opinion(
    recheck: Recheck, inspection: Inspection, names: Mapping[int, str], kept: Sequence[RecheckFinding]
) -> Prefilled:
    typed = {"team": names.get(inspection.inspector_id or 0, "")}
    typed |= {"checked_on": recheck.day.isoformat()} if recheck.day else {}
    typed |= {"new_due": recheck.new_due.isoformat()} if recheck.new_due else {}
    return Prefilled(typed, {row.item_id: {"seen": row.seen, "outcome": OUTCOMES[row.outcome]} for row in kept})


def _slip(connection: Connection, who: Sequence[str], kept: Sequence[RecheckFinding]) -> Prefilled:
    rows = [(row, findings.by_id(connection, row.finding_id)) for row in kept if row.outcome == "done"]
    chosen = {row.item_id: _texts(connection, found, row.seen) for row, found in rows if found is not None}
    return Prefilled({"verified_by": "\n".join(who)}, chosen)


def _texts(connection: Connection, found: Finding, seen: str) -> Texts:
    files = "、".join(blob.name for blob in proofs(connection, found.id))
    return {"measure": found.measure or found.progress or found.action, "proof": files or seen}
