"""The application of the page tests: its routes are made once in a process, each test gives it a record of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from litestar import Litestar
from litestar.testing import TestClient

from inspector.settings import Settings
from inspector.storage.store import Store
from inspector.web.app import create_app, state_of

HOST = "http://testserver.local"
_IDLE: list[Litestar] = []


@contextmanager
def serving(store: Store, settings: Settings) -> Iterator[TestClient[Litestar]]:
    """Started over the record and stopped again. No settings of TLS: they are fixed in an application."""
    app = _IDLE.pop() if _IDLE else create_app(store, settings, freeze=False)
    app.state.clear()
    app.state.update(state_of(store, settings))
    with TestClient(app, base_url=HOST) as server:
        yield server
    app.state.clear()
    _IDLE.append(app)
