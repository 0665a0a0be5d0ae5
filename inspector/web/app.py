"""The application: routes of all page families behind the same doors."""

import gc
from collections.abc import Iterable
from functools import partial

from litestar import Litestar
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler

from inspector.settings import Settings
from inspector.storage import parts
from inspector.storage.case_files import records
from inspector.storage.rescues import key
from inspector.storage.store import Store
from inspector.web import errors
from inspector.web.case_files.opened import stay_inside
from inspector.web.families import FAMILIES, main_menu
from inspector.web.letter_batches.runner import working
from inspector.web.offline.marks import OwnMarks
from inspector.web.pages import environment
from inspector.web.passwords import nobodys_hash
from inspector.web.security import LARGEST_BODY, SecureHeaders, refuse_cross_site
from inspector.web.sessions import read_session, signed_in_unless_public
from inspector.web.signin import SignInThrottle
from inspector.web.static import release


def create_app(store: Store, settings: Settings, *, freeze: bool = True) -> Litestar:
    """Serves an opened store; closing it stays with the caller (`app.on_shutdown.append(store.close)`).

    `freeze` keeps what is loaded at start out of every later garbage collection; tests leave it off.
    """
    case = store.read_now(records.opened) if settings.case_file else None
    inside = [stay_inside(store, case)] if case else []
    menu = [entry for entry in main_menu() if case is None or entry.path == "/"]
    return Litestar(
        route_handlers=list(_handlers()),
        guards=[signed_in_unless_public],
        middleware=[refuse_cross_site, read_session, *inside],
        before_send=[SecureHeaders(settings.cookies_secure), OwnMarks()],
        exception_handlers=errors.handlers,
        on_startup=[
            partial(parts.sweep, store.blob_folder),
            partial(_make_key, settings),
            _load,
            *([freeze_memory] if freeze else []),
        ],
        lifespan=[working],
        state=State(
            {
                "store": store,
                "settings": settings,
                "menu": menu,
                "case": case,
                "sign_in_throttle": SignInThrottle(),
            },
            deep_copy=False,
        ),
        request_max_body_size=LARGEST_BODY,
        openapi_config=None,
        logging_config=None,
        debug=False,
    )


def _handlers() -> Iterable[HTTPRouteHandler]:
    return (handler for family in FAMILIES for handler in family.handlers)


def _load() -> None:
    """What the first request would otherwise wait for."""
    release()
    nobodys_hash()
    environment().get_template("base.html")


def _make_key(settings: Settings) -> None:
    """At the first start, so that backups hold it from the first day."""
    if settings.case_file is None:
        key.opened(settings.data_folder)


def freeze_memory() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
