"""What a browser fetches to work without signal: the worker, the manifest, the page for "not on this device"."""

import json
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from inspector import i18n
from inspector.i18n import LOCALES, N_, current_locale, gettext
from inspector.web.pages import PageContext, language_tag, page
from inspector.web.refusals import not_found
from inspector.web.static import asset_url, assets, release

WORKER = "js/service_worker.js"
NAME = N_("Special education supervision")
SHORT_NAME = N_("Supervision")
ICONS = (
    ("icons/icon-192.png", "192x192", "any"),
    ("icons/icon-512.png", "512x512", "any"),
    ("icons/icon-maskable-512.png", "512x512", "maskable"),
)
NOT_KEPT = {"cache-control": "no-cache"}


def shell() -> list[str]:
    """Addresses of everything a kept page loads, in one release: all or nothing of it is on a device."""
    files = [asset_url(path) for path in assets() if not path.startswith("css/") and path != WORKER]
    return [*files, *(f"{page}/{locale}" for page in ("/offline", "/rescue/offline") for locale in LOCALES)]


@get("/service-worker.js", public=True)
async def service_worker(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Served from the root, where its scope covers all pages; another release is another script."""
    known = {"RELEASE": release(), "SHELL": shell()}
    opening = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in known.items())
    script = opening.encode() + assets()[WORKER].content
    return Response(script, headers=NOT_KEPT, media_type="text/javascript; charset=utf-8")


@get("/manifest.webmanifest", public=True)
async def manifest(request: Request[Any, Any, Any]) -> Response[bytes]:
    told = {
        "id": "/",
        "name": gettext(NAME),
        "short_name": gettext(SHORT_NAME),
        "lang": language_tag(current_locale()),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": "#0f2d4f",
        "background_color": "#f4f6f8",
        "icons": [
            {"src": asset_url(path), "sizes": size, "type": "image/png", "purpose": purpose}
            for path, size, purpose in ICONS
        ],
    }
    content = json.dumps(told, ensure_ascii=False).encode()
    return Response(content, headers=NOT_KEPT, media_type="application/manifest+json")


@get("/offline/{locale:str}", public=True)
async def not_on_this_device(request: Request[Any, Any, Any], locale: FromPath[str]) -> Response[str]:
    """Kept with the shell for whoever comes: it is nobody's page, whoever fetches it."""
    if locale not in LOCALES:
        raise not_found()
    request.scope["state"]["account"] = None
    i18n.set_locale(locale)
    return page(request, "offline/offline.html", PageContext())


handlers: list[HTTPRouteHandler] = [service_worker, manifest, not_on_this_device]
