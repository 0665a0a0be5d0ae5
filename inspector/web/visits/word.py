"""The papers of a visit as Word files: made as the record stands now, or, once signed, kept as a letter."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from inspector.fieldwork.visit_record import RECORD
from inspector.i18n import N_
from inspector.letters.blocks import Variant
from inspector.letters.drafting import draft, render
from inspector.letters.kinds import kind_of
from inspector.letters.papers.interview_record import InterviewRecord
from inspector.letters.papers.work_record import WorkRecord
from inspector.settings import Settings
from inspector.storage import blobs
from inspector.storage.instants import now
from inspector.web.districts.survey import open_round
from inspector.web.letters.drafts import WORD, attachment, file_name, keep_draft
from inspector.web.letters.stationery import stationery_of
from inspector.web.letters.wish import Wish
from inspector.web.refusals import conflict, not_found
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of
from inspector.web.visits.gathering import Visited
from inspector.web.visits.papers import rounds_of, visit_of
from inspector.web.visits.word_papers import drawn, interview_record, work_record

VARIANT: Variant = "plain"
UNSIGNED = N_("Nobody has signed this yet, or it was changed after it was signed: it cannot be kept as a letter.")


@get("/inspections/{inspection:str}/visit/record/file")
async def record_file(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[bytes]:
    return await _file(request, inspection, RECORD)


@get("/inspections/{inspection:str}/visit/talks/{key:str}/file")
async def talk_file(request: Request[Any, Any, Any], inspection: FromPath[str], key: FromPath[str]) -> Response[bytes]:
    return await _file(request, inspection, key)


@post("/inspections/{inspection:str}/visit/record/letter", status_code=200)
async def keep_record(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    return await _keep(request, inspection, RECORD)


@post("/inspections/{inspection:str}/visit/talks/{key:str}/letter", status_code=200)
async def keep_talk(request: Request[Any, Any, Any], inspection: FromPath[str], key: FromPath[str]) -> Response[str]:
    return await _keep(request, inspection, key)


async def _keep(request: Request[Any, Any, Any], inspection: str, of: str) -> Response[str]:
    """The signed record as a letter of its round, its data and bytes frozen."""
    found = await visit_of(request, inspection)
    paper = await _paper(request, found, inspection, of)
    signed = [one for one in found.signed if one.signature.of == of]
    if not signed or any(one.changed for one in signed):
        raise conflict(UNSIGNED)
    opened = await open_round(request, found.line.round_id, recheck=True)
    office = paper.occasion.office
    wish = Wish(kind_of(paper).name, found.line.unit_id, office=office, variant=VARIANT, once=inspection)
    by = account_of(request).account_id
    letter = await keep_draft(store_of(request), opened, wish, paper, by=by, at=now())
    return redirect(request, f"/letters/{letter}")


async def _paper(
    request: Request[Any, Any, Any], found: Visited, inspection: str, of: str
) -> WorkRecord | InterviewRecord:
    """404 for another inspection than that which keeps the record, and for a talk it does not have."""
    talks = [one.key for one in found.record.talks]
    if found.line.id != inspection or (of != RECORD and of not in talks):
        raise not_found()
    settings: Settings = request.app.state.settings
    folder = store_of(request).blob_folder
    drawings = await asyncio.to_thread(_pictures, folder, drawn(found, of))
    if of != RECORD:
        return interview_record(found, of, drawings, settings.zone)
    served = await store_of(request).read(lambda connection: rounds_of(connection, found))
    return work_record(found, served, drawings, settings.zone)


async def _file(request: Request[Any, Any, Any], inspection: str, of: str) -> Response[bytes]:
    found = await visit_of(request, inspection)
    paper = await _paper(request, found, inspection, of)
    city, office = found.live.city_id, paper.occasion.office
    desk = await store_of(request).read(lambda connection: stationery_of(connection, city, office, VARIANT))
    content = await asyncio.to_thread(lambda: render(paper, desk.reference, desk.wording))
    title = f"{draft(paper, VARIANT, desk.wording).letter.title}（{paper.unit}）"
    return Response(content, media_type=WORD, headers={"content-disposition": attachment(file_name(title))})


def _pictures(folder: Path, digests: Iterable[str]) -> dict[str, bytes]:
    """A drawing whose file is lost or damaged counts as one that has not arrived."""
    found = {}
    for digest in digests:
        with suppress(FileNotFoundError, ValueError):
            found[digest] = blobs.read(folder, digest)
    return found


handlers: list[HTTPRouteHandler] = [record_file, talk_file, keep_record, keep_talk]
