"""Signing in and out, the own password, the language."""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import Connection

from inspector import i18n
from inspector.i18n import N_, gettext
from inspector.storage import accounts
from inspector.storage.instants import SECOND, now
from inspector.storage.tables import Account
from inspector.web import passwords
from inspector.web.form_input import FormInput, read_form
from inspector.web.pages import PageContext, page
from inspector.web.returning import way_back
from inspector.web.security import own_path, redirect
from inspector.web.sessions import (
    LOCALE_COOKIE,
    account_of,
    begin_session,
    end_session,
    presented_token,
    store_of,
)
from inspector.web.throttle import Throttle

WINDOW = 15 * 60
TRIES_OF_ACCOUNT = 20
WRONG = N_("Login or password is wrong.")


class SignInThrottle:
    """Wrong passwords in 15 minutes: 5 for one login from one address, 30 from one address, 20 for one login.

    The pair comes first, so that nobody locks out a colleague from elsewhere with five tries. The count of a
    login that exists is also kept in the record and outlives a restart.
    """

    def __init__(self) -> None:
        self._pair = Throttle(5, WINDOW)
        self._address = Throttle(30, WINDOW)
        self._login = Throttle(TRIES_OF_ACCOUNT, WINDOW)

    def wait(self, login: str, address: str) -> int:
        pair = self._pair.wait(f"{login}\n{address}")
        return max(pair, self._address.wait(address), self._login.wait(login))

    def note(self, login: str, address: str) -> None:
        self._pair.note(f"{login}\n{address}")
        self._address.note(address)
        self._login.note(login)

    def forget(self, login: str, address: str) -> None:
        self._pair.forget(f"{login}\n{address}")
        self._login.forget(login)


class SignInPage(PageContext, frozen=True):
    login: Annotated[str, "what was typed as login"]
    next_path: Annotated[str, "own path to go to after signing in"]
    error: Annotated[str, "why the last try failed, or empty"]


class PasswordPage(PageContext, frozen=True):
    errors: Annotated[dict[str, str], "what is wrong, by field name: current, new, again"]
    shortest: Annotated[int, "least number of characters"]
    done: Annotated[bool, "whether the password was just changed"]


@get("/sign-in", public=True)
async def sign_in_form(request: Request[Any, Any, Any]) -> Response[str]:
    wish = own_path(request.query_params.get("next"))
    if request.state.account is not None:
        return redirect(request, wish)
    return page(request, "signin/sign_in.html", SignInPage("", wish, ""))


@post("/sign-in", public=True, status_code=200)
async def sign_in(request: Request[Any, Any, Any]) -> Response[str]:
    form = await read_form(request)
    login, wish = accounts.login_key(form.secret("login"))[:64], own_path(form.text("next"))
    address = request.client.host if request.client else ""
    throttle: SignInThrottle = request.app.state.sign_in_throttle
    account = await store_of(request).read(lambda connection: accounts.by_login(connection, login))
    wait = max(throttle.wait(login, address), _blocked(account))
    if wait:
        return _refusal(request, SignInPage(login, wish, _too_many(wait)), 429, {"retry-after": str(wait)})
    if not await _is_right(account, form.secret("password")):
        throttle.note(login, address)
        await _note_failure(request, account)
        return _refusal(request, SignInPage(login, wish, gettext(WRONG)), 401)
    assert account is not None and account.id is not None
    throttle.forget(login, address)
    await _note_success(request, account, form.secret("password"))
    response = redirect(request, wish)
    await begin_session(request, response, account.id, old=presented_token(request))
    return response


async def _is_right(account: Account | None, password: str) -> bool:
    """The same work whether the account exists, is disabled, or does not exist."""
    usable = account is not None and not account.disabled
    known = account.password_hash if account is not None and usable else passwords.nobodys_hash()
    return await passwords.matches_apart(known, password) and usable


def _blocked(account: Account | None) -> int:
    left = (account.blocked_until or 0) - now() if account else 0
    return left // SECOND + 1 if left > 0 else 0


async def _note_failure(request: Request[Any, Any, Any], account: Account | None) -> None:
    if account is None or account.id is None:
        return
    account_id = account.id
    full = (account.failed_tries + 1) % TRIES_OF_ACCOUNT == 0
    until = now() + WINDOW * SECOND if full else None
    await store_of(request).write(lambda connection: accounts.note_failed_try(connection, account_id, until))


async def _note_success(request: Request[Any, Any, Any], account: Account, password: str) -> None:
    newer = await passwords.hash_apart(password) if passwords.outdated(account.password_hash) else None

    def job(connection: Connection) -> None:
        assert account.id is not None
        accounts.clear_failed_tries(connection, account.id)
        if newer:
            accounts.rehash(connection, account.id, newer)

    if newer or account.failed_tries:
        await store_of(request).write(job)


def _too_many(wait: int) -> str:
    minutes = -(-wait // 60)
    return gettext("Too many failed tries. Try again in %(minutes)s minutes.") % {"minutes": minutes}


def _refusal(
    request: Request[Any, Any, Any], context: SignInPage, status: int, headers: dict[str, str] | None = None
) -> Response[str]:
    return page(request, "signin/sign_in.html", context, status=status, headers=headers)


@post("/sign-out", public=True, status_code=200)
async def sign_out(request: Request[Any, Any, Any]) -> Response[str]:
    response = redirect(request, "/sign-in")
    await end_session(request, response)
    return response


@get("/account/password", unit_roles=True)
async def password_form(request: Request[Any, Any, Any]) -> Response[str]:
    return page(request, "signin/password.html", PasswordPage({}, passwords.SHORTEST, False))


@post("/account/password", status_code=200, unit_roles=True)
async def change_password(request: Request[Any, Any, Any]) -> Response[str]:
    """Ends every session of the account; this browser goes on with a new one."""
    form, account = await read_form(request), account_of(request)
    errors = await _faults(request, form)
    if errors:
        return page(request, "signin/password.html", PasswordPage(errors, passwords.SHORTEST, False), status=422)
    password_hash = await passwords.hash_apart(form.secret("new"))
    await store_of(request).write(lambda c: accounts.set_password(c, account.account_id, password_hash))
    response = page(request, "signin/password.html", PasswordPage({}, passwords.SHORTEST, True))
    await begin_session(request, response, account.account_id)
    return response


async def _faults(request: Request[Any, Any, Any], form: FormInput) -> dict[str, str]:
    account, new = account_of(request), form.secret("new")
    throttle: SignInThrottle = request.app.state.sign_in_throttle
    found: dict[str, str] = {}
    if wait := throttle.wait(account.login, "password change"):
        found["current"] = _too_many(wait)
    elif not await _is_right(await _own_account(request), form.secret("current")):
        throttle.note(account.login, "password change")
        found["current"] = gettext("This is not your present password.")
    if problem := password_problem(new, account.login):
        found["new"] = problem
    if form.secret("again") != new:
        found["again"] = gettext("The two entries differ.")
    return found


def password_problem(new: str, login: str) -> str:
    """Why a new password is not taken, or empty."""
    if not passwords.SHORTEST <= len(new) <= passwords.LONGEST:
        return gettext("Use 10 to 128 characters; several words are easy to remember.")
    if passwords.too_easy(new, login):
        return gettext("This password is easy to guess. Choose another one.")
    return ""


async def _own_account(request: Request[Any, Any, Any]) -> Account | None:
    account_id = account_of(request).account_id
    return await store_of(request).read(lambda connection: accounts.by_id(connection, account_id))


@post("/language", public=True, status_code=200)
async def choose_language(request: Request[Any, Any, Any]) -> Response[str]:
    form = await read_form(request)
    locale = i18n.negotiate(form.text("locale"))
    if account := request.state.account:
        await store_of(request).write(lambda c: accounts.set_locale(c, account.account_id, locale))
    response = redirect(request, way_back(request, form.text("back")))
    response.set_cookie(_locale_cookie(request, locale))
    return response


def _locale_cookie(request: Request[Any, Any, Any], locale: str) -> Cookie:
    secure = request.app.state.settings.cookies_secure
    return Cookie(key=LOCALE_COOKIE, value=locale, path="/", max_age=31536000, secure=secure, samesite="lax")


handlers: list[HTTPRouteHandler] = [
    sign_in_form,
    sign_in,
    sign_out,
    password_form,
    change_password,
    choose_language,
]
