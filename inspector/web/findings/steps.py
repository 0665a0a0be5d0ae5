"""The steps of a finding, taken from its page; what fails comes back with the reason and everything typed."""

import asyncio
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy import Connection

from inspector.casework.finding_life import FindingObstacle, FindingStep, Step
from inspector.i18n import gettext
from inspector.storage import blobs, findings, recusals
from inspector.storage.finding_problems import FindingProblem
from inspector.storage.instants import now
from inspector.storage.store import Store
from inspector.storage.tables import Blob, Finding, Role
from inspector.web.evidence.files import accept
from inspector.web.findings.step_fields import FIELDS, LONGEST, NO_DAY, PLACES, NoDay, step_of
from inspector.web.findings.story import Tried, may_read, story_page
from inspector.web.form_input import FormInput, read_form
from inspector.web.letters.files import LARGEST_UPLOAD
from inspector.web.refusals import Refused
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

LATE = frozenset({FindingObstacle.stale, FindingObstacle.state})


@post(
    "/ledger/{finding:str}/steps",
    roles=[Role.clerk, Role.evaluator],
    status_code=200,
    request_max_body_size=LARGEST_UPLOAD,
)
async def take_step(request: Request[Any, Any, Any], finding: FromPath[str]) -> Response[str]:
    row, form = await may_read(request, finding), await read_form(request)
    name, seen = form.text("step", 20), form.text("seen", 10)
    if name not in {step.value for step in FIELDS} or not seen.isdecimal():
        raise Refused(400)
    typed = {field: form.text(field, LONGEST.get(field, 20)) for field in FIELDS[FindingStep(name)] if field != "file"}
    try:
        blob = await _file(store_of(request), form, gettext(row.title))
        step = step_of(FindingStep(name), typed, (blob.sha256,) if blob else ())
        await _take(request, row, step, int(seen), blob)
    except NoDay as problem:
        return await _again(request, row, name, typed, {problem.field: gettext(NO_DAY)}, 422)
    except FindingProblem as problem:
        late = problem.obstacle in LATE
        errors = {PLACES.get(problem.obstacle, ""): gettext(problem.message)}
        return await _again(request, row, name, typed, errors, 409 if late else 422)
    except Refused as refused:
        if refused.status_code not in (413, 422):
            raise
        return await _again(request, row, name, typed, {"file": gettext(refused.message)}, refused.status_code)
    return redirect(request, f"/ledger/{row.id}")


async def _again(
    request: Request[Any, Any, Any],
    row: Finding,
    name: str,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    status: int,
) -> Response[str]:
    return await story_page(request, row.id, Tried(name, typed, errors), status)


async def _file(store: Store, form: FormInput, title: str) -> Blob | None:
    """On disk, still to be recorded; photos without what the camera wrote into them."""
    found = next((one for one in form.files.get("file", ()) if one.filename), None)
    if found is None:
        return None
    kept = await accept(await found.read(), photo_only=False)
    digest = await asyncio.to_thread(blobs.keep, store.blob_folder, kept.content)
    name = f"{title[:60]}.{kept.extension}"
    return Blob(sha256=digest, size=len(kept.content), media_type=kept.media_type, name=name, stored_at=now())


async def _take(request: Request[Any, Any, Any], row: Finding, step: Step, seen: int, blob: Blob | None) -> None:
    by, at, on = account_of(request).account_id, now(), today(request)

    def job(connection: Connection) -> None:
        if blob is not None:
            blobs.record(connection, blob)
        advance_as(connection, row, step, by=by, at=at, today=on, seen=seen)

    await store_of(request).write(job)


def advance_as(connection: Connection, row: Finding, step: Step, *, by: int, at: int, **more: Any) -> Finding:
    """A step by a person, who may keep out of the unit."""
    recused = by in recusals.of_unit(connection, row.last_round, row.unit_id, at)
    return findings.advance(connection, row.id, step, by=by, at=at, recused=recused, **more)


handlers: list[HTTPRouteHandler] = [take_step]
