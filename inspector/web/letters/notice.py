"""The notice of supervision: preview, draft for one unit or for all, and all Word files at once."""

import asyncio
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.fieldwork.readiness import Gap
from inspector.letters.papers.notice import Notice
from inspector.storage import blobs, letters, teams
from inspector.storage.instants import now
from inspector.storage.letter_problems import LifeProblem
from inspector.storage.tables import Letter, Office, Role, Round, Waiver
from inspector.web.districts.survey import OpenedRound, open_round, open_unit
from inspector.web.form_input import read_form
from inspector.web.letters.announcing import (
    REASON_MISSING,
    NoticeWish,
    Told,
    first_wish,
    notice_of,
    read_wish,
    told,
)
from inspector.web.letters.correcting import corrected, naming
from inspector.web.letters.drafts import Sheet, attachment, keep_draft, safe_name, sheet_of
from inspector.web.letters.pages import may_see_letters
from inspector.web.letters.sender import switched
from inspector.web.letters.stationery import VARIANT_NAMES, desk_of
from inspector.web.letters.wish import Wish, once_of
from inspector.web.letters.words import in_words
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, conflict, not_found
from inspector.web.rounds.project import open_reasons
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

CLERKS = [Role.clerk]


class NoticeLine(Struct, frozen=True):
    """A unit that gets a notice, with its newest draft."""

    unit: str
    name: str
    letter: Letter | None


class NoticesPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    lines: Annotated[tuple[NoticeLine, ...], "units that can get a notice, with the newest draft of each"]
    may_make: Annotated[bool, "whether the reader writes notices"]


class NoticePage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    unit_name: Annotated[str, "whom the notice goes to"]
    wish: Annotated[NoticeWish, "what is typed into the form"]
    sheet: Annotated[Sheet | None, "the paper; None while something in the form is wrong"]
    ask_reason: Annotated[bool, "whether the team is too small and no reason is in the record"]
    reason_error: Annotated[str, "message id: the reason is missing, or empty"]
    variant_names: Annotated[Mapping[Any, str], "message ids by kind of head"]
    offices: Annotated[tuple[Office, ...], "offices to choose from"]
    switched: Annotated[bool, "whether another office was chosen, so that its fields were filled in anew"]


@get("/rounds/{round_id:str}/notice")
async def notices(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    opened = await open_round(request, round_id)
    lines = await _lines(request, opened)
    context = NoticesPage(opened.round, tuple(lines), account_of(request).role is Role.clerk)
    return page(request, "papers/notices.html", context, demo=opened.round.demo)


async def _lines(request: Request[Any, Any, Any], opened: OpenedRound) -> list[NoticeLine]:
    """Units with a form, and places with units below; those outside the sample get none."""
    survey = opened.survey
    rows, record = await store_of(request).read(
        lambda c: (letters.of_round(c, opened.round.id), told(c, opened.round.city_id, opened.round.id, now()))
    )
    newest: dict[str, Letter] = {}
    for row in rows:
        if row.kind == "notice" and may_see_letters(request, opened, row.unit_id):
            newest.setdefault(row.unit_id, row)
    return [
        NoticeLine(unit, subject.name, newest.get(unit))
        for unit, subject in survey.subjects.items()
        if opened.covers(unit)
        and unit not in record.outside
        and survey.edition.asks(subject.kind, subject.name, survey.selection)
    ]


@get("/rounds/{round_id:str}/notice/new", roles=CLERKS)
async def preview_notice(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    values = {name: request.query_params.get(name, "") for name in request.query_params}
    opened, record, wish = await _wish(request, round_id, values, typed="office" in values)
    return await _preview(request, opened, record, wish, 200, "")


@post("/rounds/{round_id:str}/notice", roles=CLERKS, status_code=200)
async def make_notice(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    """For the unit of the form, or with `all` for every unit that gets one, each with its own planned day."""
    form = await read_form(request)
    values = {name: form.text(name) for name in form.values}
    opened, record, wish = await _wish(request, round_id, values, typed=True)
    desk = await desk_of(store_of(request), opened.round.city_id, wish.office, wish.variant)
    if wish.errors or desk.faults:
        return await _preview(request, opened, record, wish, 422, "")
    if not await _explained(request, opened.round, form.text("reason", 500)):
        return await _preview(request, opened, record, wish, 422, REASON_MISSING)
    if form.has("all"):
        for line in await _lines(request, opened):
            await _keep(request, opened, record, _for(wish, line.unit), own_day=True)
        return redirect(request, f"/rounds/{round_id}/notice")
    letter_id = await _keep(request, opened, record, wish, own_day=False)
    return redirect(request, f"/letters/{letter_id}")


def _for(wish: NoticeWish, unit: str) -> NoticeWish:
    return replace(wish, unit=unit, corrects="")


async def _explained(request: Request[Any, Any, Any], round_: Round, reason: str) -> bool:
    """A notice goes out with a full team or with a written reason; the reason is kept with the round."""
    store, by, at = store_of(request), account_of(request).account_id, now()

    def job(connection: Connection) -> bool:
        lacking = open_reasons(connection, round_)
        if lacking and not reason:
            return False
        for gap in lacking:
            row = Waiver(round_id=round_.id, gap=Gap(gap).value, reason=reason, given_at=at, given_by=by)
            teams.waive(connection, row)
        return True

    return await store.write(job)


async def _keep(
    request: Request[Any, Any, Any], opened: OpenedRound, record: Told, wish: NoticeWish, *, own_day: bool
) -> str:
    paper = await _paper(request, opened, record, wish, own_day=own_day)
    as_letter = Wish(
        "notice", wish.unit, office=wish.office, variant=wish.variant, corrects=wish.corrects, once=wish.once
    )
    by = account_of(request).account_id
    try:
        return await keep_draft(store_of(request), opened, as_letter, paper, by=by, at=now())
    except LifeProblem as problem:
        raise conflict(in_words(problem)) from problem


async def _paper(
    request: Request[Any, Any, Any], opened: OpenedRound, record: Told, wish: NoticeWish, *, own_day: bool = False
) -> Notice:
    day = today(request)
    paper = await opened.build(lambda _: notice_of(opened, wish, record, day, own_day=own_day))
    if not wish.corrects:
        return paper
    old = await store_of(request).read(lambda c: corrected(c, wish.corrects, opened.round.id, wish.unit, "notice"))
    return replace(paper, occasion=naming(paper, old).occasion)


async def _wish(
    request: Request[Any, Any, Any], round_id: str, values: Mapping[str, str], *, typed: bool
) -> tuple[OpenedRound, Told, NoticeWish]:
    unit, at = values.get("unit", ""), now()
    opened = await open_unit(request, round_id, unit)
    round_ = opened.round
    record = await store_of(request).read(lambda connection: told(connection, round_.city_id, round_.id, at))
    if unit in record.outside:
        raise not_found()
    first = replace(first_wish(opened, unit, record), corrects=values.get("corrects", ""), once=once_of(values))
    return opened, record, read_wish(values, first, record.offices) if typed else first


async def _preview(
    request: Request[Any, Any, Any], opened: OpenedRound, record: Told, wish: NoticeWish, status: int, reason: str
) -> Response[str]:
    desk = await desk_of(store_of(request), opened.round.city_id, wish.office, wish.variant)
    if desk.faults:
        wish = replace(wish, errors={**(wish.errors or {}), **desk.faults})
    ready = not wish.errors and wish.visit_from and wish.visit_to
    paper = await _paper(request, opened, record, wish) if ready else None
    sheet = sheet_of(paper, wish.variant, desk.wording, mark=desk.mark) if paper else None
    lacking = await store_of(request).read(lambda connection: open_reasons(connection, opened.round))
    context = NoticePage(
        opened.round,
        opened.survey.subjects[wish.unit].name,
        wish,
        sheet,
        bool(lacking),
        reason,
        VARIANT_NAMES,
        desk.offices,
        switched(request.query_params, wish.office),
    )
    demo = opened.round.demo
    return page(
        request, "papers/notice.html", context, fragment="papers/_notice_preview.html", status=status, demo=demo
    )


@get("/rounds/{round_id:str}/notice/all.zip")
async def all_notices(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[bytes]:
    """The newest notice of each unit, as far as the reader's area goes."""
    opened = await open_round(request, round_id)
    found = [(line.name, line.letter) for line in await _lines(request, opened) if line.letter is not None]
    if not found:
        raise not_found()
    folder = store_of(request).blob_folder
    try:
        content = await asyncio.to_thread(_zipped, folder, found)
    except (OSError, ValueError) as error:
        raise Refused(503) from error
    headers = {"content-disposition": attachment(f"{safe_name(opened.round.title)}督导通知.zip", "notices.zip")}
    return Response(content, media_type="application/zip", headers=headers)


def _zipped(folder: Path, found: list[tuple[str, Letter]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for place, (name, letter) in enumerate(found, 1):
            info = zipfile.ZipInfo(f"{place:03} {safe_name(name)}.docx")
            archive.writestr(info, blobs.read(folder, letter.blob_sha256))
    return target.getvalue()


handlers: list[HTTPRouteHandler] = [notices, preview_notice, make_notice, all_notices]
