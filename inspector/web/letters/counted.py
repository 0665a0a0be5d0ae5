"""What the ledger counts for a report on rectification: what the round of the letter told about its place."""

from typing import Any

from litestar import Request

from inspector.casework.accountability import AccountabilityReport, report
from inspector.storage import accountability
from inspector.storage.ledger import Filter
from inspector.web.districts.survey import OpenedRound
from inspector.web.letters.wish import Wish
from inspector.web.scope import today
from inspector.web.sessions import store_of

KIND = "rectification_report"


async def counted(request: Request[Any, Any, Any], opened: OpenedRound, wish: Wish) -> AccountabilityReport | None:
    """None for every other kind of letter. The same numbers stand on the page of the report for this round."""
    if wish.kind != KIND:
        return None
    round_, on = opened.round, today(request)
    district = wish.unit if opened.survey.subjects[wish.unit].above else ""
    wanted = Filter(city=round_.city_id, units=opened.scope, district=district, round=round_.id)
    return await store_of(request).read(lambda c: report(accountability.cases(c, wanted, on), on), heavy=True)
