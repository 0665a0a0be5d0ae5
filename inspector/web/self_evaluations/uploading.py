"""The unit's own files in pieces, as the team's come."""

from typing import Any

from litestar import Request, Response, delete, patch, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.types import ASGIApp

from inspector.fieldwork.operations import Level
from inspector.web.evidence.uploading import LARGEST_PIECE, announced, continued, dropped, withdrawn
from inspector.web.operations.live import path_of
from inspector.web.security import redirect
from inspector.web.self_evaluations.access import must_enter
from inspector.web.self_evaluations.form import UNIT

UPLOAD = "/self-evaluations/{inspection:str}/uploads/{upload:str}"


@post("/self-evaluations/{inspection:str}/uploads", roles=UNIT, status_code=200)
async def announce_own(request: Request[Any, Any, Any], inspection: FromPath[str]) -> ASGIApp:
    await must_enter(request, inspection)
    return await announced(request, inspection, Level.self)


@patch(UPLOAD, roles=UNIT, request_max_body_size=LARGEST_PIECE)
async def go_on_own(request: Request[Any, Any, Any], inspection: FromPath[str], upload: FromPath[str]) -> ASGIApp:
    await must_enter(request, inspection)
    return await continued(request, inspection, upload, Level.self)


@delete(UPLOAD, roles=UNIT, status_code=200)
async def withdraw_own(request: Request[Any, Any, Any], inspection: FromPath[str], upload: FromPath[str]) -> ASGIApp:
    await must_enter(request, inspection)
    return await withdrawn(request, inspection, upload, Level.self)


@post(f"{UPLOAD}/drop", roles=UNIT, status_code=200)
async def drop_own(request: Request[Any, Any, Any], inspection: FromPath[str], upload: FromPath[str]) -> Response[str]:
    await must_enter(request, inspection)
    await dropped(request, inspection, upload, Level.self)
    return redirect(request, path_of(inspection, Level.self))


handlers: list[HTTPRouteHandler] = [announce_own, go_on_own, withdraw_own, drop_own]
