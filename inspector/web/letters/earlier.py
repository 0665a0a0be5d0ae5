"""The rounds before one, with which a report of a district may compare: same city, same plan, an earlier cut-off."""

from collections.abc import Mapping
from typing import Any

from litestar import Request
from sqlalchemy import Connection

from inspector.letters.composition_report import Earlier
from inspector.letters.composition_report import earlier as standing_of
from inspector.storage import rounds, surveys
from inspector.web.districts.survey import OpenedRound, open_round
from inspector.web.letters.wish import Wish
from inspector.web.sessions import store_of


def earlier_rounds(connection: Connection, opened: OpenedRound) -> Mapping[str, str]:
    """Titles by id, the latest first. Drafts have nothing to compare with."""
    round_, scope = opened.round, opened.scope
    plan = opened.survey.edition.plan.id
    before = [one for one in rounds.of_city(connection, round_.city_id) if one.state != "draft"]
    before = [one for one in before if one.id != round_.id and one.cutoff < round_.cutoff]
    same = [one for one in before if surveys.edition(connection, one.edition_digest).plan.id == plan]
    seen = [
        one for one in same if scope is None or any(unit.id in scope for unit in rounds.units_of(connection, one.id))
    ]
    return {one.id: one.title for one in sorted(seen, key=lambda one: one.cutoff, reverse=True)}


async def offered(request: Request[Any, Any, Any], opened: OpenedRound, kind: str) -> Mapping[str, str]:
    """What the form of a kind of letter offers."""
    if kind != "district_report":
        return {}
    return await store_of(request).read(lambda connection: earlier_rounds(connection, opened))


async def chosen(request: Request[Any, Any, Any], opened: OpenedRound, wish: Wish) -> Earlier | None:
    """How the unit stood in the round that was chosen; None without one, and for one that is not offered."""
    if not wish.earlier or wish.earlier not in await offered(request, opened, wish.kind):
        return None
    before = await open_round(request, wish.earlier)
    title = before.round.title
    return await before.build(lambda survey: standing_of(survey, wish.unit, title), ("earlier", wish.unit))
