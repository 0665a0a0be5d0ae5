"""From a typed context to HTML: the whole page, or for htmx the same fragment that the page includes."""

from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct
from msgspec.structs import asdict

from inspector.fieldwork.states import OFFICE_ROLES
from inspector.i18n import LOCALES, N_, current_locale, gettext, ngettext
from inspector.settings import Settings, templates_root
from inspector.storage.case_files.records import OpenCase
from inspector.storage.instants import moment
from inspector.storage.sessions import SignedIn
from inspector.storage.tables import Role
from inspector.web.htmx import Htmx
from inspector.web.static import asset_url, release

SCRIPTS = ("vendor/htmx-4.0.1.min.js", "js/page.js")
ROLE_NAMES = {
    Role.inspector: N_("Inspector"),
    Role.evaluator: N_("Evaluator"),
    Role.clerk: N_("Clerk"),
    Role.administrator: N_("Administrator"),
    Role.reporter: N_("Reporter of a unit"),
    Role.head: N_("Head of a unit"),
}
RESULT_NAMES = {
    "pass": N_("Met"),
    "partial": N_("Partly met"),
    "fail": N_("Not met"),
    "not_due": N_("Not due yet"),
    "not_applicable": N_("Not applicable"),
    "not_checked": N_("Not checked"),
    "unverifiable": N_("Unverifiable"),
    "informational": N_("Recorded only"),
}


class PageContext(Struct, frozen=True):
    """What one template gets: a frozen Struct per page; a field is `Annotated[type, "its meaning"]`."""


class MenuEntry(Struct, frozen=True):
    path: str
    label: str
    roles: frozenset[Role] = OFFICE_ROLES


class PageFamily(Protocol):
    """A module of `inspector.web` that `app.FAMILIES` lists. It may also have `menu: list[MenuEntry]`."""

    handlers: list[HTTPRouteHandler]


class Frame(PageContext, frozen=True):
    account: Annotated[SignedIn | None, "who is signed in"]
    menu: Annotated[tuple[MenuEntry, ...], "entries of the main menu this role may open"]
    path: Annotated[str, "path of this page, to mark the menu entry and to come back to"]
    locale: Annotated[str, "locale of the interface, such as zh_CN"]
    demo: Annotated[bool, "whether 演示数据 stands on the page and its print"]
    zone: Annotated[ZoneInfo, "time zone in which instants are read"]
    case: Annotated[OpenCase | None, "the case file that is open instead of the office's record"]
    scripts: Annotated[tuple[str, ...], "addresses of the scripts every page loads"]


@lru_cache(maxsize=1)
def environment() -> Environment:
    """One for the process. All is escaped, an unknown name is an error; `_()` has the request's locale."""
    made = Environment(
        loader=FileSystemLoader(templates_root()),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {
        "asset": asset_url,
        "release": release,
        "locales": LOCALES,
        "role_names": ROLE_NAMES,
        "result_names": RESULT_NAMES,
    }
    made.filters |= {"civil_date": civil_date_text, "moment": moment_text, "language_tag": language_tag}
    return made


def page(
    request: Request[Any, Any, Any],
    template: str,
    context: PageContext,
    *,
    fragment: str | None = None,
    status: int = 200,
    demo: bool = False,
    headers: dict[str, str] | None = None,
) -> Response[str]:
    """`family/name.html`, or its fragment `family/_name.html` when htmx asks for a part of the page.

    `fragment` names another one (choose by `Htmx.of(request).came_from(id)`). `demo`: the round shown is one
    of demonstration, whatever the installation's setting.
    """
    names = [template]
    if Htmx.of(request).partial:
        folder, _, name = template.rpartition("/")
        names = [fragment or f"{folder}/_{name}", template]
    html = render(names, context, frame_of(request, demo))
    return Response(html, status_code=status, headers=headers, media_type="text/html")


def render(names: list[str], context: PageContext, frame: Frame) -> str:
    values = asdict(context)
    return environment().select_template(names).render(values, frame=frame)


def frame_of(request: Request[Any, Any, Any], demo: bool = False) -> Frame:
    account: SignedIn | None = request.scope["state"].get("account")
    settings: Settings = request.app.state.settings
    menu = [entry for entry in request.app.state.menu if account and account.role in entry.roles]
    return Frame(
        account=account,
        menu=tuple(menu),
        path=request.url.path,
        locale=current_locale(),
        demo=demo or settings.demo,
        zone=settings.zone,
        case=request.app.state.case,
        scripts=tuple(asset_url(path) for path in SCRIPTS),
    )


def civil_date_text(day: date | None) -> str:
    """2025年11月30日, in English November 30, 2025; a dash for none."""
    return "—" if day is None else format_date(day, "long", locale=current_locale())


@pass_context
def moment_text(context: Context, instant: int | None) -> str:
    """An instant as wall clock of the office to the minute: 2025年11月30日 14:05."""
    if instant is None:
        return "—"
    clock = moment(instant, context["frame"].zone)
    return f"{civil_date_text(clock.date())} {clock:%H:%M}"


def language_tag(locale: str) -> str:
    """zh_CN -> zh-CN, as HTML writes it."""
    return locale.replace("_", "-")
