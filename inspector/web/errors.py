"""What went wrong, in plain words with the next step: a page, a fragment for htmx, JSON for JSON routes."""

import errno
import logging
from secrets import token_hex
from sqlite3 import SQLITE_FULL
from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import Request, Response
from litestar.exceptions import HTTPException, LitestarException
from litestar.types import ExceptionHandlersMap
from sqlalchemy.exc import OperationalError

from inspector.i18n import N_, gettext
from inspector.letters.wording import WordingProblem
from inspector.storage.writer import WriterStoppedError
from inspector.web.form_input import TooLong
from inspector.web.htmx import Htmx
from inspector.web.pages import PageContext, page
from inspector.web.refusals import CrossSite, Refused
from inspector.web.security import own_path, redirect
from inspector.web.sessions import choose_locale
from inspector.web.too_long import show_too_long

BROKEN_WORDING = N_(
    "The wording cannot be used: %(what)s. Under Wordings, go back to an earlier version or to the shipped text."
)
logger = logging.getLogger("inspector.web")

Words = tuple[str, str, str]
"""Title, what happened, what to do next."""

WORDS: dict[int, Words] = {
    400: (
        N_("The request could not be read"),
        N_("Something in it does not have the form expected here. Nothing was changed."),
        N_("Go back, load the page again and repeat the step."),
    ),
    401: (
        N_("Please sign in"),
        N_("This page is for signed-in users, or your session has ended."),
        N_("Sign in again; what was saved is still there."),
    ),
    403: (
        N_("Not allowed"),
        N_("Your role does not include this page or this step. Nothing was changed."),
        N_("If you need it for your work, ask your administrator."),
    ),
    404: (
        N_("Nothing found here"),
        N_("The address is wrong, the record does not exist, or it lies outside your area."),
        N_("Check the address, or begin again from the start page."),
    ),
    405: (
        N_("This address does not take that request"),
        N_("The page exists, but not for this kind of request. Nothing was changed."),
        N_("Open the page through the menu."),
    ),
    409: (
        N_("Somebody else was faster"),
        N_("The record has changed since you loaded the page. Your change was not written over it."),
        N_("Load the page again, compare, and repeat your change if it is still right."),
    ),
    413: (
        N_("Too large"),
        N_("The text or file is larger than this page accepts. Nothing was stored."),
        N_("Send a smaller file, or fewer at a time."),
    ),
    415: (
        N_("This kind of content is not accepted here"),
        N_("The content type of the request is not one this page reads. Nothing was stored."),
        N_("Use the form on the page."),
    ),
    422: (
        N_("Something is missing or does not fit"),
        N_("Nothing was changed."),
        N_("Go back to the page before, mend it there and repeat the step."),
    ),
    429: (
        N_("Too many tries"),
        N_("There were too many failed tries from here or for this account."),
        N_("Wait a few minutes, then try again."),
    ),
    500: (
        N_("A fault on our side"),
        N_("The server could not finish this step. What was saved before is still there."),
        N_("Try again. If it happens again, tell your administrator the time and the number below."),
    ),
    503: (
        N_("Not available at the moment"),
        N_("The record cannot be reached right now. What was saved before is still there."),
        N_("Wait a minute and try again. Do not close the page if it holds unsaved text."),
    ),
    507: (
        N_("No room left on the server"),
        N_("The disk of the server is full, so this was not stored. What was saved before is still there."),
        N_("Keep the file and tell your administrator. It can be sent again as soon as there is room."),
    ),
}
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class ErrorPage(PageContext, frozen=True):
    status: Annotated[int, "the HTTP status"]
    title: Annotated[str, "what happened, in three words"]
    explanation: Annotated[str, "what happened, and what did not"]
    detail: Annotated[str, "what this very request did wrong, or empty"]
    next_step: Annotated[str, "what the reader can do now"]
    number: Annotated[str, "number under which the log tells more, or empty"]


def show_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    if "account" not in request.scope["state"]:  # refused before the session was read, such as an unknown path
        choose_locale(request, None)
    if error.status_code == 401 and not wants_json(request):
        return _to_sign_in(request)
    if isinstance(error, CrossSite):
        logger.warning("cross-site %s of %.200r refused", request.method, request.url.path)
    if isinstance(error, TooLong) and not wants_json(request):
        return show_too_long(request, error)
    message = gettext(error.message) if isinstance(error, Refused) and error.message else ""
    return _answer(request, error.status_code, message, headers=_kept(error))


def show_crash(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    number = token_hex(4)
    logger.error("fault %s in %s %.200r", number, request.method, request.url.path, exc_info=error)
    return _answer(request, 500, "", number=number)


def show_broken_wording(request: Request[Any, Any, Any], error: WordingProblem) -> Response[Any]:
    """Template, line and what is wrong: a clerk can go back to an earlier version."""
    logger.error("wording in %s %.200r: %s", request.method, request.url.path, error)
    return _answer(request, 409, gettext(BROKEN_WORDING) % {"what": error})


def show_unavailable(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    if getattr(getattr(error, "orig", None), "sqlite_errorcode", None) == SQLITE_FULL:
        return _no_room(request, error)
    number = token_hex(4)
    logger.error("record out of reach %s in %s %.200r", number, request.method, request.url.path, exc_info=error)
    return _answer(request, 503, "", number=number, headers={"retry-after": "30"})


def wants_json(request: Request[Any, Any, Any]) -> bool:
    accepted = request.headers.get("accept", "")
    if "text/html" in accepted:
        return False
    return "application/json" in accepted or request.headers.get("content-type", "").startswith("application/json")


def _answer(
    request: Request[Any, Any, Any],
    status: int,
    detail: str,
    number: str = "",
    headers: dict[str, str] | None = None,
) -> Response[Any]:
    title, explanation, next_step = (gettext(text) for text in _words(status))
    if wants_json(request):
        account = request.scope["state"].get("account")
        problem = {"status": status, "message": detail or title, "next_step": next_step, "number": number}
        problem["account"] = str(account.account_id) if account else ""  # a device has entries of several people
        return Response({"error": problem}, status_code=status, headers=headers, media_type="application/json")
    context = ErrorPage(status, title, explanation, detail, next_step, number)
    return page(request, "errors/error.html", context, status=status, headers=headers)


def _words(status: int) -> Words:
    return WORDS.get(status) or WORDS[400 if status < 500 else 500]


def _kept(error: HTTPException) -> dict[str, str]:
    given = {name.lower(): value for name, value in (error.headers or {}).items()}
    return {name: given[name] for name in ("allow", "retry-after") if name in given}


def _to_sign_in(request: Request[Any, Any, Any]) -> Response[str]:
    """Back to where the reader was, if that can be opened by its address."""
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    wish = own_path(path) if request.method == "GET" and not Htmx.of(request).partial else "/"
    return redirect(request, "/sign-in" if wish == "/" else f"/sign-in?{urlencode({'next': wish})}")


def show_full_disk(request: Request[Any, Any, Any], error: OSError) -> Response[Any]:
    """A file that finds no room is the sender's to keep for a while; every other fault of the disk is ours."""
    if error.errno not in NO_ROOM:
        return show_crash(request, error)
    return _no_room(request, error)


def _no_room(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    logger.error("no room on the disk in %s %.200r", request.method, request.url.path, exc_info=error)
    return _answer(request, 507, "", headers={"retry-after": "60"})


handlers: ExceptionHandlersMap = {
    OSError: show_full_disk,
    WordingProblem: show_broken_wording,
    HTTPException: show_http_error,
    OperationalError: show_unavailable,
    WriterStoppedError: show_unavailable,
    LitestarException: show_crash,
    Exception: show_crash,
}
