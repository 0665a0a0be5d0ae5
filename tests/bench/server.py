"""The product as `inspector serve` runs it, with the routes beside it that it is compared with."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from subprocess import Popen
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ASGIApp
from markupsafe import Markup

from inspector.cli.serving import run_app
from inspector.fieldwork.operations import Decision, Outcome
from inspector.settings import Settings
from inspector.storage.store import open_store
from inspector.web.app import create_app
from inspector.web.forms import pages as forms
from inspector.web.forms.layout import form_of
from inspector.web.operations.answer import answer
from inspector.web.operations.intake import Taken, entries_of
from inspector.web.operations.live import Live
from inspector.web.operations.memory import memory_of
from inspector.web.operations.receiving import cover
from inspector.web.scope import today
from inspector.web.security import read_json
from inspector.web.sending import our_answer
from inspector.web.sessions import account_of, store_of
from tests.bench.async_orm import Orm
from tests.bench.bare import bare
from tests.bench.template import rendered
from tests.serving import answers, free_port


@get("/bench/cpu")
async def cpu() -> str:
    """CPU seconds of this process so far."""
    return str(time.process_time())


AS_TEMPLATE: ContextVar[bool] = ContextVar("AS_TEMPLATE", default=False)
compiled = forms.content_of


def content_of(live: Live, **how: Any) -> Markup:
    """The questions compiled, or as one Jinja template where that is asked for."""
    if not AS_TEMPLATE.get():
        return compiled(live, **how)
    form = form_of(live)
    return Markup(rendered(form, forms.values_of(live, form, **how)))


@get("/bench/plain/{inspection:str}")
async def plain_form(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[str]:
    """The form page, all but its questions made by the very same handler."""
    token = AS_TEMPLATE.set(True)
    try:
        return await forms.show_form.fn(request, inspection)  # type: ignore[no-any-return]
    finally:
        AS_TEMPLATE.reset(token)


@post("/bench/unsaved/{inspection:str}", status_code=200)
async def unsaved(request: Request[Any, Any, Any], inspection: FromPath[str]) -> ASGIApp:
    """The saving route without write and score: read, checked, answered."""
    payload = await read_json(request)
    entries = entries_of(payload, inspection)
    await cover(request, inspection)
    memory = memory_of(store_of(request))
    found = await store_of(request).read(lambda connection: memory.current(connection, inspection))
    assert found is not None
    decisions = [Decision(Outcome.applied, entry.id) for entry in entries]
    told = answer(Taken(found[0], entries, decisions, 0), payload["mark"], {})
    return our_answer("operations", told)


@post("/bench/orm/{inspection:str}", status_code=200)
async def through_orm(request: Request[Any, Any, Any], inspection: FromPath[str]) -> ASGIApp:
    """The same work, each answer in an asynchronous ORM session and transaction of its own."""
    payload = await read_json(request)
    entries = entries_of(payload, inspection)
    memory, orm = memory_of(store_of(request)), request.app.state.orm
    found = await store_of(request).read(lambda connection: memory.current(connection, inspection))
    assert found is not None
    taken = await orm.take(found[0], entries, account_of(request), today(request))
    # as our own route does: else each answer would make the server read the whole round anew, in both routes
    memory.publish(taken.live, taken.arrived - 1, taken.arrived)
    told = answer(taken, payload["mark"], {})
    return our_answer("operations", told)


def main(folder: str, port: str) -> None:
    settings = Settings(data_folder=Path(folder), port=int(port))
    store = open_store(settings)
    forms.content_of = content_of
    app = create_app(store, settings)
    app.state.orm = Orm(settings.url)
    for handler in (cpu, plain_form, unsaved, through_orm, bare):
        app.register(handler)
    app.on_shutdown.append(app.state.orm.close)
    run_app(app, store, settings)


@contextmanager
def running(settings: Settings) -> Iterator[int]:
    """The server in a process of its own; its port."""
    port = free_port()
    process = Popen([sys.executable, "-m", "tests.bench.server", str(settings.data_folder), str(port)])
    try:
        while not answers(f"http://127.0.0.1:{port}/"):
            if process.poll() is not None:
                raise RuntimeError("the server of the bench stopped")
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(15)


if __name__ == "__main__":
    main(*sys.argv[1:])
