"""What each response says and what no request may be: headers, cross-site refusal, bounded bodies."""

import json
import re
from typing import Any, NoReturn
from urllib.parse import urlsplit

from litestar import Request, Response
from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from inspector.i18n import N_
from inspector.web.htmx import Htmx
from inspector.web.refusals import CrossSite, Refused

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",  # blob: a photo is shown before it is sent
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # no-referrer would turn the Origin of our own forms into "null"
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
    "cache-control": "no-store",
}
HSTS = {"strict-transport-security": "max-age=63072000; includeSubDomains"}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}

LARGEST_BODY = 1_000_000
DEEPEST_JSON = 32
_JSON_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_NULL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


class SecureHeaders:
    """`before_send` hook: also on error pages. A header that the handler has set itself stands."""

    def __init__(self, secure: bool) -> None:
        wanted = HEADERS | (HSTS if secure else {})
        self._headers = [(name.encode(), value.encode()) for name, value in wanted.items()]

    async def __call__(self, message: Message, scope: Scope) -> None:
        if message["type"] == "http.response.start":
            present = {name.lower() for name, _ in message["headers"]}
            missing = [header for header in self._headers if header[0] not in present]
            message["headers"] = [*message["headers"], *missing]


def refuse_cross_site(app: ASGIApp) -> ASGIApp:
    """Middleware: a request that may change something must come from our own pages.

    Sec-Fetch-Site decides; browsers leave it out over plain HTTP, then Origin must name our host. A request
    with neither is refused: every browser that runs our pages sends one of them with a POST.
    """

    async def checked(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and scope["method"] not in SAFE_METHODS and not from_own_site(scope):
            raise CrossSite(403, N_("The request came from another website and was refused."))
        await app(scope, receive, send)

    return checked


def from_own_site(scope: Scope) -> bool:
    headers = Headers.from_scope(scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    try:
        origin = urlsplit(headers.get("origin", "")).netloc
    except ValueError:
        return False
    return bool(origin) and origin == headers.get("host")


def own_path(wish: str | None) -> str:
    """The wished path when it is one of ours, else the start page: `//evil`, `/\\evil` and URLs are not."""
    return wish if wish and len(wish) <= 2000 and _OWN_PATH.fullmatch(wish) else "/"


def redirect(request: Request[Any, Any, Any], path: str) -> Response[str]:
    """To one of our own paths, with GET (303); htmx is told to load the whole page."""
    target = own_path(path)
    if Htmx.of(request).partial:
        return Response("", status_code=200, headers={"hx-redirect": target}, media_type="text/html")
    return Response("", status_code=303, headers={"location": target}, media_type="text/html")


async def read_json(request: Request[Any, Any, Any], largest: int = LARGEST_BODY) -> Any:
    """The body as JSON: UTF-8, at most `largest` bytes, 32 levels, no doubled names, NaN or lone surrogates.

    Raises 413, 415 or 400; never anything else, whatever was sent. A route whose bodies may be larger than
    the application's limit says so itself with `request_max_body_size`.
    """
    if request.content_type[0] != "application/json":
        raise Refused(415)
    body = await request.body()
    if len(body) > largest:
        raise Refused(413)
    if _depth(body) > DEEPEST_JSON:
        raise Refused(400, N_("The data is nested too deeply."))
    try:
        value = _STRICT.decode(body.decode("utf-8"))
        if b"\\u" in body:  # only written so can a text hold what no database takes
            _storable(value)
    except (ValueError, RecursionError) as error:
        raise Refused(400, N_("The data is not readable JSON.")) from error
    return value


def _storable(value: Any) -> None:
    """Raises ValueError for a lone surrogate or a null character."""
    text = json.dumps(value, ensure_ascii=False).encode("utf-8")
    if _NULL.search(text):
        raise ValueError("no database takes the null character")


def _depth(body: bytes) -> int:
    """How deep it is nested at most; the number of its opening brackets where that already settles it."""
    opening = body.count(b"[") + body.count(b"{")
    if opening <= DEEPEST_JSON:
        return opening
    deepest = depth = 0
    for byte in re.findall(rb"[\[\]{}]", _JSON_STRING.sub(b"", body)):
        depth += 1 if byte in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name twice in one object")
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


_STRICT = json.JSONDecoder(object_pairs_hook=_once_each, parse_constant=_refuse)
