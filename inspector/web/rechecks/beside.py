"""What stands beside each question of a re-check: what was found, what was to be done, what the unit reports."""

from collections.abc import Mapping

from sqlalchemy import Connection

from inspector.casework.printed_answers import printed_answers
from inspector.storage import findings, rechecks
from inspector.web.operations.live import Live
from inspector.web.operations.memory import Memory
from inspector.web.pages import RESULT_NAMES, environment
from inspector.web.rechecks.proofs import proofs


def beside_again(connection: Connection, memory: Memory, live: Live) -> Mapping[str, str]:
    """Fragments by item; none where the inspection is no re-check."""
    recheck = rechecks.of_inspection(connection, live.id)
    found = memory.current(connection, recheck.first_inspection) if recheck else None
    if recheck is None or found is None:
        return {}
    asked = {row.item_id: row.finding_id for row in rechecks.found_again(connection, recheck.round_id)}
    return {item.id: _fragment(connection, found[0], item.id, asked.get(item.id)) for item in live.items}


def _fragment(connection: Connection, first: Live, item: str, finding_id: str | None) -> str:
    """`finding_id` is None for an earlier question whose answer decides whether others are asked."""
    result = first.results[item]
    return (
        environment()
        .get_template("rechecks/_beside.html")
        .render(
            finding=findings.by_id(connection, finding_id) if finding_id else None,
            answers=printed_answers(first.ground.survey, first.subject, result.item),
            state=result.state,
            result_name=RESULT_NAMES[result.state],
            proofs=proofs(connection, finding_id) if finding_id else [],
        )
    )
