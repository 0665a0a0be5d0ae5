"""What can be taken out of a round, and the files."""

from functools import partial
from typing import IO, Annotated, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Stream
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.i18n import gettext
from inspector.storage.store import Store
from inspector.storage.tables import Role, Round
from inspector.web.districts.survey import OpenedRound, open_round
from inspector.web.exports.files import ENDINGS, write
from inspector.web.exports.tables import BY_NAME, KINDS, Kind, Source
from inspector.web.pages import PageContext, page
from inspector.web.refusals import not_found
from inspector.web.sending import sent
from inspector.web.sessions import store_of

READERS = [Role.evaluator, Role.clerk, Role.administrator]


class Offered(Struct, frozen=True):
    kind: Kind
    paths: Annotated[tuple[tuple[str, str], ...], "ending and path of each file"]


class ExportsPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    units: Annotated[int, "units of the round in the account's area"]
    whole: Annotated[int, "units of the round"]
    offered: Annotated[tuple[Offered, ...], "what can be taken out"]


@get("/rounds/{round_id:str}/exports", roles=READERS)
async def exports_page(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    opened = await open_round(request, round_id)
    base = f"/rounds/{quote(round_id, safe='')}/exports"
    offered = tuple(Offered(kind, tuple((end, f"{base}/{kind.name}/{end}") for end in ENDINGS)) for kind in KINDS)
    context = ExportsPage(opened.round, len(_units(opened)), len(opened.survey.subjects), offered)
    return page(request, "exports/exports.html", context, demo=opened.round.demo)


def _units(opened: OpenedRound) -> tuple[str, ...]:
    return tuple(unit for unit in opened.survey.subjects if opened.covers(unit))


@get("/rounds/{round_id:str}/exports/{kind:str}/{ending:str}", roles=READERS)
async def export_file(
    request: Request[Any, Any, Any], round_id: FromPath[str], kind: FromPath[str], ending: FromPath[str]
) -> Stream:
    opened = await open_round(request, round_id)
    chosen = BY_NAME.get(kind)
    if chosen is None or ending not in ENDINGS:
        raise not_found()
    zone: ZoneInfo = request.app.state.settings.zone
    job = partial(_write, opened, store_of(request), chosen, ending, zone)
    title = f"{opened.round.title}-{gettext(chosen.title)}"
    return await sent(job, title, ending, ENDINGS[ending])


def _write(opened: OpenedRound, store: Store, kind: Kind, ending: str, zone: ZoneInfo, file: IO[bytes]) -> None:
    """In one thread: reads while it writes. Results are worked out in a survey of its own, so that no page of the
    round waits for a long file."""

    def job(connection: Connection) -> None:
        survey = replace(opened.survey, _results={}, _below={})
        source = Source(connection, opened.round, survey, _units(opened), zone)
        write(kind.make(source), ending, file, "演示数据" if opened.round.demo else "")

    store.read_now(job)


handlers: list[HTTPRouteHandler] = [exports_page, export_file]
