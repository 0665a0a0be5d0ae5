"""Who is at the other end: sessions in our own table, guards, and the part of the tree an account may see.

The token is minted here at sign-in and never taken from a client; the table keeps its hash.
"""

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.enums import ScopeType
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
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

Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]
"""A coroutine: the framework runs a plain function in a thread of its own, at every request."""


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


def signed_in_unless_public(app: ASGIApp) -> ASGIApp:
    """Middleware before every route: only one that says `public=True` opens without an account.

    People of an inspected unit (reporter, head) open only what says `unit_roles=True`. It is no guard, because
    for each guard the framework copies the route at every request.
    """

    async def checked(scope: Scope, receive: Receive, send: Send) -> None:
        says = scope["route_handler"].opt
        if not says.get("public"):
            account: SignedIn | None = scope["state"].get("account")
            if account is None:
                raise NotAuthorizedException
            if account.role in UNIT_ROLES and not says.get("unit_roles"):
                raise PermissionDeniedException
        await app(scope, receive, send)

    return checked


def require(*roles: Role) -> Guard:
    """Guard of a route or router: the account's role must be one of these; 403 in plain words otherwise."""

    async def check(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        if account_of(connection).role not in roles:
            raise PermissionDeniedException

    return check


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
