"""Findings as an accountability report counts them."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection, func, select

from inspector.casework.accountability import Case
from inspector.casework.finding_life import FindingState, FindingStep
from inspector.storage import ledger
from inspector.storage.ledger import Filter
from inspector.storage.rows import table
from inspector.storage.tables import Finding, FindingEvent

F, E = table(Finding).c, table(FindingEvent).c
READ = (
    *(F.id, F.number, F.unit_id, F.unit_name, F.district_id, F.office, F.basis, F.state),
    *(F.due, F.told_on, F.closed_on, F.chapters),
)
AT_ONCE = 1000


def cases(connection: Connection, wanted: Filter, today: date) -> Iterator[Case]:
    """Row by row; a clause is named as the plan's readers know it."""
    reopened, bases = _reopened(connection), dict[str, tuple[str, ...]]()
    query = select(*READ).where(*ledger.conditions(wanted, today))
    for row in connection.execute(query.execution_options(yield_per=AT_ONCE)):
        key, number, unit, name, district, office, basis, state, due, told, closed, chapters = row
        if basis not in bases:
            bases[basis] = tuple(json.loads(basis))
        opened = reopened[key]
        stands = FindingState(state)
        yield Case(number, unit, name, district, office, bases[basis], stands, due, told, closed, chapters, opened)


def _reopened(connection: Connection) -> Counter[str]:
    query = select(E.finding_id, func.count()).where(E.step == FindingStep.reopen.value).group_by(E.finding_id)
    return Counter({row.finding_id: row[1] for row in connection.execute(query)})
