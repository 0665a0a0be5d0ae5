"""The answer to a text that does not fit: which field, how much fits, and the form again with all that was typed."""

from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Request, Response

from inspector.i18n import N_, gettext
from inspector.web.form_input import TooLong
from inspector.web.pages import PageContext, page

NAMES: Mapping[str, str] = {
    "note": N_("Note"),
    "reason": N_("Reason"),
    "measure": N_("Measure"),
    "person": N_("Person"),
    "text": N_("Text"),
    "evidence": N_("Evidence"),
    "source": N_("Source"),
    "change": N_("If changed: what shall be said instead"),
    "skip_reason": N_("Why lower steps are left out"),
    "bound_note": N_("Note"),
    "due_source": N_("Source of the term"),
    "name": N_("Name"),
    "title": N_("Title"),
    "office": N_("Issuing office"),
    "legal_basis": N_("Legal basis"),
    "day": N_("Day"),
    "due": N_("Last day"),
}
"""Of fields that people write into, message ids; others are known by the text that stands below the words."""
SECRETS = frozenset({"password", "current", "new", "passphrase"})


class TooLongPage(PageContext, frozen=True):
    field: Annotated[str, "name of the input"]
    label: Annotated[str, "what it is called, or empty"]
    text: Annotated[str, "what was typed into it"]
    longest: Annotated[int, "how many characters fit"]
    others: Annotated[tuple[tuple[str, str], ...], "the other inputs"]
    files: Annotated[tuple[str, ...], "inputs of files, which are to be chosen again"]
    path: Annotated[str, "where the form goes; empty: it is not given back"]


def show_too_long(request: Request[Any, Any, Any], error: TooLong) -> Response[str]:
    form, name = error.form, error.name
    values = [(key, text) for key, texts in form.values.items() for text in texts]
    place = next(n for n, (key, _) in enumerate(values) if key == name)
    again = request.scope["state"].get("account") is not None and not SECRETS & form.values.keys()
    context = TooLongPage(
        field=name,
        label=gettext(NAMES[name]) if name in NAMES else "",
        text=form.values[name][0].strip() if again else "",
        longest=error.longest,
        others=tuple(values[:place] + values[place + 1 :]) if again else (),
        files=tuple(form.files),
        path=request.url.path + (f"?{request.url.query}" if request.url.query else "") if again else "",
    )
    return page(request, "errors/too_long.html", context, status=400)
