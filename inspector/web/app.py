"""The application: routes of all page families behind the same doors."""

import gc
from collections.abc import Iterable
from typing import Any

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
from inspector.web.passwords import hash_nobody
from inspector.web.reminding.runner import reminding
from inspector.web.routes import lay
from inspector.web.security import LARGEST_BODY, SecureHeaders, refuse_cross_site
from inspector.web.sessions import open_to_its_people, read_session
from inspector.web.signin import SignInThrottle
from inspector.web.static import release


def create_app(store: Store, settings: Settings, *, freeze: bool = True) -> Litestar:
    """Serves an opened store; closing it stays with the caller (`app.on_shutdown.append(store.close)`).

    `freeze` keeps what is loaded at start out of every later garbage collection; tests leave it off.
    """
    app = Litestar(
        middleware=[refuse_cross_site, read_session, stay_inside, open_to_its_people],
        before_send=[SecureHeaders(settings.cookies_secure), OwnMarks()],
        exception_handlers=errors.handlers,
        on_startup=[_sweep, _make_key, _load, *([freeze_memory] if freeze else [])],
        lifespan=[working, reminding],
        state=State(state_of(store, settings), deep_copy=False),
        request_max_body_size=LARGEST_BODY,
        openapi_config=None,
        logging_config=None,
        debug=False,
    )
    lay(app, _handlers())
    return app


def state_of(store: Store, settings: Settings) -> dict[str, Any]:
    """What an application knows of the record it serves; its routes are the same for all records."""
    case = store.read_now(records.opened) if settings.case_file else None
    return {
        "store": store,
        "settings": settings,
        "menu": [entry for entry in main_menu() if case is None or entry.path == "/"],
        "case": case,
        "sign_in_throttle": SignInThrottle(),
    }


def _handlers() -> Iterable[HTTPRouteHandler]:
    return (handler for family in FAMILIES for handler in family.handlers)


def _load() -> None:
    """What the first request would otherwise wait for."""
    release()
    hash_nobody()
    environment().get_template("base.html")


def _sweep(app: Litestar) -> None:
    parts.sweep(app.state.store.blob_folder)


def _make_key(app: Litestar) -> None:
    """At the first start, so that backups hold it from the first day."""
    settings: Settings = app.state.settings
    if settings.case_file is None:
        key.opened(settings.data_folder)


def freeze_memory() -> None:
    gc.freeze()  # without collecting first: a start leaves a handful of dead objects, and looking for them takes long
    gc.set_threshold(50_000, 50, 50)
