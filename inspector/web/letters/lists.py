"""The letters of a round or unit: in which state each is, under which number, and what can be made."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct

from inspector.casework.letter_life import LetterState
from inspector.storage import letters
from inspector.storage.tables import Letter, Role, Round
from inspector.web.districts.items import unit_path
from inspector.web.districts.survey import open_round, open_unit
from inspector.web.letters.offers import Offer, offers
from inspector.web.letters.pages import may_see_letters
from inspector.web.letters.wish import KIND_NAMES
from inspector.web.letters.words import STATE_NAMES
from inspector.web.pages import PageContext, page
from inspector.web.sessions import account_of, store_of


class Listed(Struct, frozen=True):
    """`corrected` is the version that was issued in its place."""

    letter: Letter
    unit_name: str
    corrected: Letter | None


class Filters(Struct, frozen=True):
    """As chosen; empty: all."""

    state: str = ""
    kind: str = ""
    unit: str = ""

    def keeps(self, letter: Letter) -> bool:
        wanted = ((self.state, letter.state), (self.kind, letter.kind), (self.unit, letter.unit_id))
        return all(not wish or wish == value for wish, value in wanted)


class LettersPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    unit_name: Annotated[str, "the unit whose letters these are, empty for the whole round"]
    unit_path: Annotated[str, "that unit's page"]
    letters: Annotated[tuple[Listed, ...], "those that the filters keep, the newest first"]
    total: Annotated[int, "how many there are without filters"]
    choices: Annotated[tuple[tuple[str, tuple[Offer, ...]], ...], "what the clerk can make: by step, message ids"]
    filters: Annotated[Filters, "as chosen"]
    kinds: Annotated[tuple[str, ...], "kinds that occur"]
    units: Annotated[Mapping[str, str], "names of units that have letters"]
    kind_names: Annotated[Mapping[str, str], "message ids by kind"]
    state_names: Annotated[Mapping[LetterState, str], "message ids by state"]
    path: Annotated[str, "this page, without filters"]


@get("/rounds/{round_id:str}/letters")
async def list_letters(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    chosen = Filters(*(request.query_params.get(name, "") for name in ("state", "kind", "unit")))
    opened = await (open_unit(request, round_id, chosen.unit) if chosen.unit else open_round(request, round_id))
    rows = await store_of(request).read(lambda connection: letters.of_round(connection, round_id))
    seen = [row for row in rows if opened.covers(row.unit_id) and may_see_letters(request, opened, row.unit_id)]
    subjects, unit = opened.survey.subjects, chosen.unit
    later = {row.supersedes: row for row in rows if row.supersedes and row.number}
    context = LettersPage(
        round=opened.round,
        unit_name=subjects[unit].name if unit else "",
        unit_path=unit_path(round_id, unit) if unit else "",
        letters=tuple(Listed(row, subjects[row.unit_id].name, later.get(row.id)) for row in seen if chosen.keeps(row)),
        total=len(seen),
        choices=offers(opened, unit) if account_of(request).role is Role.clerk else (),
        filters=chosen,
        kinds=tuple(kind for kind in KIND_NAMES if any(row.kind == kind for row in seen)),
        units={row.unit_id: subjects[row.unit_id].name for row in seen},
        kind_names=KIND_NAMES,
        state_names=STATE_NAMES,
        path=f"/rounds/{quote(round_id, safe='')}/letters",
    )
    return page(request, "papers/letters.html", context, demo=opened.round.demo)


handlers: list[HTTPRouteHandler] = [list_letters]
