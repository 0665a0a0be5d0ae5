"""The form page against the same page, data loaded alike, as one Jinja template; and its rendering alone."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from inspector.storage import inspections
from inspector.storage.store import Store, open_store
from inspector.web.forms.filling import filled as filled_in
from inspector.web.forms.layout import form_of
from inspector.web.operations.live import Live
from inspector.web.operations.memory import memory_of
from tests.bench.clients import Load, get, load
from tests.bench.measure import Measured, compared
from tests.bench.server import running
from tests.bench.template import rendered
from tests.bench.world import ROUND, filled

CLIENTS, EACH, ROUNDS = 8, 15, 7


def measure() -> Iterator[Measured]:
    with tempfile.TemporaryDirectory() as folder:
        settings = filled(Path(folder))
        with open_store(settings) as store:
            live = longest(store)
            yield _rendering(live)
        with running(settings) as port:
            yield from _pages(port, live)


def longest(store: Store) -> Live:
    """The inspection with the longest form."""
    lines = store.read_now(lambda connection: inspections.of_round(connection, ROUND))
    found = [store.read_now(lambda c, key=one.id: memory_of(store).current(c, key)) for one in lines]  # type: ignore[misc]
    return max((one[0] for one in found if one is not None), key=lambda live: len(live.items) + len(live.heads) / 1000)


def _rendering(live: Live) -> Measured:
    form = form_of(live)
    values = filled_in(live, form)
    assert _dense(form.content.fill(values)) == _dense(rendered(form, values))
    ratio = compared(lambda: form.content.fill(values), lambda: rendered(form, values), times=8)
    note = f"{len(live.items)} items, {len(live.heads)} answers"
    return Measured("form: rendering alone, one Jinja template / compiled", ratio, "x CPU", "at least", 8, note)


def _dense(html: str | bytes) -> str:
    """The same page, whatever blank space its templates leave."""
    text = html if isinstance(html, str) else html.decode()
    return "".join(text.split())


def _pages(port: int, live: Live) -> Iterator[Measured]:
    ours, jinja = f"/inspections/{live.id}", f"/bench/plain/{live.id}"
    assert _dense(get(port, ours)) == _dense(get(port, jinja)).replace(jinja, ours)
    pairs = [(_visit(port, ours), _visit(port, jinja)) for _ in range(ROUNDS)]
    note = f"{len(get(port, ours)) // 1000} kB, {CLIENTS} clients"
    rate = median(slow.wall / fast.wall for fast, slow in pairs)
    yield Measured("form page over HTTP, throughput / Jinja template", rate, "x", "at least", 4, note)
    cpu = median(slow.cpu / fast.cpu for fast, slow in pairs)
    fastest = min(fast.cpu for fast, _ in pairs) * 1000
    yield Measured("the same as CPU of the server", cpu, "x CPU", note=f"{fastest:.2f} ms a page")


def _visit(port: int, path: str) -> Load:
    return load(port, CLIENTS, EACH, lambda client, answer: ("GET", path, b""))
