"""What was written on the paper form, entered by item numbers from the keyboard alone."""

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from inspector.storage.tables import Role
from inspector.web.forms.pages import form_page
from inspector.web.operations.receiving import cover
from inspector.web.pages import page
from inspector.web.security import redirect


@get("/inspections/{inspection:str}/quick", roles=[Role.inspector])
async def quick_entry(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    """The form with a line above it that takes `12 A` or `14 K01 120 2`; a form that takes nothing is shown as such."""
    await cover(request, inspection)
    context = await form_page(request, inspection)
    if not context.writable:
        return redirect(request, f"/inspections/{inspection}")
    return page(request, "forms/quick.html", context, demo=context.line.demo)


handlers: list[HTTPRouteHandler] = [quick_entry]
