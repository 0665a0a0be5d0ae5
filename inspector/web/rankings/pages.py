"""The ranking of a round: grades in administrative order first, places as an internal annex."""

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from inspector.i18n import N_
from inspector.storage.tables import Role, Round
from inspector.web.districts.survey import OpenedRound, open_round
from inspector.web.pages import PageContext, page
from inspector.web.rankings.rows import RankingRow, ranking_rows
from inspector.web.refusals import Refused

READERS = [Role.evaluator, Role.clerk, Role.administrator]
SORTS: dict[str, Callable[[RankingRow], Any]] = {
    "order": lambda row: row.order,
    "rank": lambda row: row.rank or 10**9,
    "name": lambda row: row.standing.name,
    "score": lambda row: -row.low,
    "grade": lambda row: row.grade,
    "met": lambda row: -row.standing.met,
    "not_met": lambda row: -row.standing.not_met,
    "coverage": lambda row: -row.coverage,
}
PUBLICATION = {
    "met_only": N_("Published: met and not met only."),
    "grades": N_("Published: grades, in administrative order."),
    "ranks": N_("Published: grades and places."),
}


class RankingPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    path: Annotated[str, "this page"]
    city_path: Annotated[str, "page of the whole city, empty outside the account's area"]
    city_name: Annotated[str, "its name"]
    letters_path: Annotated[str, "letters of the round"]
    rows: Annotated[tuple[RankingRow, ...], "in the order asked for, only units of the account's area"]
    view: Annotated[str, "order: administrative order with grades; ranks: places"]
    sort: Annotated[str, "the column sorted by"]
    backward: Annotated[bool, "whether that column runs the other way round"]
    grades: Annotated[bool, "whether grades may be seen"]
    ranks: Annotated[bool, "whether scores and places may be seen"]
    ranked: Annotated[bool, "whether the scheme ranks at all"]
    points: Annotated[bool, "whether the scheme gives points"]
    scheme: Annotated[str, "its title, empty for a round without one"]
    scheme_owner: Annotated[str, "由督导机构自定"]
    unconfirmed: Annotated[int, "inspections of the round that are not confirmed"]
    empty: Annotated[bool, "whether nobody was visited yet"]
    publication: Annotated[str, "message id: what of this is published"]


@get("/rounds/{round_id:str}/ranking", roles=READERS)
async def ranking(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    """`view` and `sort` in the query; a sort with `-` in front runs backward. Works without scripts."""
    opened = await open_round(request, round_id)
    view = request.query_params.get("view", "order")
    sort = request.query_params.get("sort", "rank" if view == "ranks" else "order")
    if view not in ("order", "ranks") or sort.removeprefix("-") not in SORTS:
        raise Refused(400, N_("There is no such view or order of the ranking."))
    rows = await opened.build(lambda survey: ranking_rows(survey, round_id), "ranking")
    context = _page(opened, rows, view, sort)
    return page(request, "rankings/ranking.html", context, demo=opened.round.demo)


def _page(opened: OpenedRound, found: list[RankingRow], view: str, sort: str) -> RankingPage:
    survey, round_, base = opened.survey, opened.round, f"/rounds/{quote(opened.round.id, safe='')}"
    internal = opened.covers(round_.city_id)
    ranks = (internal or round_.publication == "ranks") and survey.scheme.rank is not None
    column, backward = sort.removeprefix("-"), sort.startswith("-")
    rows = [row for row in found if opened.covers(row.standing.unit)]
    return RankingPage(
        round=round_,
        path=f"{base}/ranking",
        city_path=f"{base}/districts/{quote(round_.city_id, safe='')}" if internal else "",
        city_name=survey.subjects[round_.city_id].name if internal else "",
        letters_path=f"{base}/letters",
        rows=tuple(
            sorted(rows, key=SORTS[column if ranks or column not in ("rank", "score") else "order"], reverse=backward)
        ),
        view=view if ranks else "order",
        sort=column,
        backward=backward,
        grades=internal or round_.publication in ("grades", "ranks"),
        ranks=ranks,
        ranked=survey.scheme.rank is not None,
        points=survey.scheme.mode == "points",
        scheme=survey.scheme.title if round_.scheme_digest else "",
        scheme_owner=survey.scheme.owner,
        unconfirmed=opened.unconfirmed,
        empty=not any(survey.cells.values()),
        publication=PUBLICATION.get(round_.publication, PUBLICATION["met_only"]),
    )


handlers: list[HTTPRouteHandler] = [ranking]
