"""Who is at the other end: sessions in our own table, and who may open which route.

The token is minted here at sign-in and never taken from a client; the table keeps its hash.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.enums import ScopeType
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.types import ASGIApp, Receive, Scope, Send
from sqlalchemy import Connection

from inspector import i18n
from inspector.fieldwork.states import UNIT_ROLES
from inspector.settings import Settings
from inspector.storage import sessions
from inspector.storage.instants import SECOND, now
from inspector.storage.sessions import SignedIn
from inspector.storage.store import Store
from inspector.storage.tables import Role

IDLE = 2 * 3600 * SECOND
LONGEST = 12 * 3600 * SECOND
SEEN_EVERY = 300 * SECOND
LOCALE_COOKIE = "locale"

ROUTE_SAYS = frozenset({"public", "roles", "unit_roles"})
"""What a route may say of who opens it: `public=True`, anybody; `roles=[...]`, these alone; `unit_roles=True`,
everybody with an account; nothing, everybody but the people of an inspected unit.
"""


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host over TLS; browsers refuse that prefix on plain HTTP."""
    return "__Host-inspector" if settings.cookies_secure else "inspector"


def read_session(app: ASGIApp) -> ASGIApp:
    """Middleware: puts `account` (or None) into the request's state and sets the locale of the request."""

    async def with_account(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and not scope["path"].startswith("/static/"):
            request: Request[Any, Any, Any] = Request(scope)
            account = await _account(request)
            scope["state"]["account"] = account
            choose_locale(request, account)
        await app(scope, receive, send)

    return with_account


def choose_locale(request: Request[Any, Any, Any], account: SignedIn | None) -> None:
    """The account's, else the cookie's, else the browser's, else Chinese."""
    cookie = request.cookies.get(LOCALE_COOKIE)
    own = account.locale if account else None
    i18n.set_locale(i18n.negotiate(own, cookie, request.headers.get("accept-language")))


async def _account(request: Request[Any, Any, Any]) -> SignedIn | None:
    store, at = store_of(request), now()
    token = request.cookies.get(cookie_name(request.app.state.settings), "")
    if not 20 <= len(token) <= 100 or not token.isascii():
        return None
    account = await store.read(lambda connection: sessions.signed_in(connection, token, at))
    if account and at - account.seen_at > SEEN_EVERY:
        until = min(at + IDLE, account.created_at + LONGEST)
        await store.write(lambda c: _touch(c, account.token_hash, at, until))
    if account is None and await store.read(lambda connection: sessions.expired(connection, token, at)):
        await store.write(lambda connection: sessions.purge(connection, at))
    return account


def _touch(connection: Connection, token_hash: str, at: int, until: int) -> None:
    """What has expired goes with it for good: a clock that is set back brings no session to life again."""
    sessions.touch(connection, token_hash, at=at, expires_at=until)
    sessions.purge(connection, at)


def store_of(request: Request[Any, Any, Any]) -> Store:
    store: Store = request.app.state.store
    return store


def account_of(request: ASGIConnection[Any, Any, Any, Any]) -> SignedIn:
    """Who is signed in; 401, which leads to the sign-in page, when nobody is."""
    account: SignedIn | None = request.scope["state"].get("account")
    if account is None:
        raise NotAuthorizedException
    return account


def open_to_its_people(app: ASGIApp) -> ASGIApp:
    """Middleware before every route: 401 or 403 unless the route opens for whoever asks (`ROUTE_SAYS`).

    It is no guard of the framework, which copies the route for each guard at every request.
    """

    async def checked(scope: Scope, receive: Receive, send: Send) -> None:
        says = scope["route_handler"].opt
        if not says.get("public"):
            account: SignedIn | None = scope["state"].get("account")
            if account is None:
                raise NotAuthorizedException
            if not may_open(says, account.role):
                raise PermissionDeniedException
        await app(scope, receive, send)

    return checked


def may_open(says: Mapping[str, Any], role: Role) -> bool:
    """People of an inspected unit (reporter, head) open only what names them."""
    if "roles" in says:
        return role in says["roles"]
    return role not in UNIT_ROLES or says.get("unit_roles", False)


async def begin_session(
    request: Request[Any, Any, Any], response: Response[Any], account_id: int, *, old: str | None = None
) -> None:
    """Opens a session under a new token and sets its cookie. A session the browser still had (`old`) ends."""
    at, token = now(), secrets.token_urlsafe(32)

    def job(connection: Any) -> None:
        if old:
            sessions.close_session(connection, old)
        sessions.purge(connection, at)
        sessions.open_session(connection, token, account_id, at=at, expires_at=at + IDLE)

    await store_of(request).write(job)
    response.set_cookie(_cookie(request, token, max_age=None))


async def end_session(request: Request[Any, Any, Any], response: Response[Any]) -> None:
    token = presented_token(request)
    if token:
        await store_of(request).write(lambda connection: sessions.close_session(connection, token))
    response.set_cookie(_cookie(request, "", max_age=0))


def presented_token(request: Request[Any, Any, Any]) -> str | None:
    return request.cookies.get(cookie_name(request.app.state.settings))


def _cookie(request: Request[Any, Any, Any], token: str, max_age: int | None) -> Cookie:
    settings: Settings = request.app.state.settings
    name, secure = cookie_name(settings), settings.cookies_secure
    return Cookie(key=name, value=token, path="/", max_age=max_age, httponly=True, secure=secure, samesite="lax")
