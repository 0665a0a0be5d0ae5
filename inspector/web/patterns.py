"""The pattern page: every component with sample data, for whoever writes templates. Administrators only."""

from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler

from inspector.i18n import N_, gettext
from inspector.storage.tables import Role
from inspector.web.form_input import read_form
from inspector.web.pages import RESULT_NAMES, MenuEntry, PageContext, page
from inspector.web.refusals import Refused


class PatternsPage(PageContext, frozen=True):
    results: Annotated[tuple[str, ...], "the result states to show: all, or the one chosen in the filter"]
    chosen: Annotated[str, "the state chosen in the filter, or empty"]
    pupils: Annotated[str, "what was typed into the sample number field"]
    pupils_error: Annotated[str, "what is wrong with it, or empty"]
    day: Annotated[date, "a sample date"]


SAMPLE_DAY = date(2025, 11, 30)


@get("/patterns", roles=[Role.administrator])
async def patterns(request: Request[Any, Any, Any]) -> Response[str]:
    chosen = request.query_params.get("result", "")
    if chosen and chosen not in RESULT_NAMES:
        raise Refused(400, N_("There is no such result."))
    results = (chosen,) if chosen else tuple(RESULT_NAMES)
    context = PatternsPage(results, chosen, "", "", SAMPLE_DAY)
    return page(request, "patterns/patterns.html", context, fragment="patterns/_results.html", demo=True)


@post("/patterns/pupils", roles=[Role.administrator], status_code=200)
async def check_pupils(request: Request[Any, Any, Any]) -> Response[str]:
    """A field that is checked by the server: 422 brings the field back with its fault."""
    typed = (await read_form(request)).text("pupils", 20)
    error = "" if typed.isdecimal() else gettext("Whole numbers only, such as 12.")
    context = PatternsPage((), "", typed, error, SAMPLE_DAY)
    status = 422 if error else 200
    return page(request, "patterns/patterns.html", context, fragment="patterns/_pupils.html", status=status, demo=True)


menu = [MenuEntry("/patterns", N_("Patterns"), frozenset({Role.administrator}))]
handlers: list[HTTPRouteHandler] = [patterns, check_pupils]
