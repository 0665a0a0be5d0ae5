"""The network between browser and server, as a proxy that can be cut, held by a portal, or bring an update."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from tests.serving import free_port

PORTAL = b"<!doctype html><title>Free Wi-Fi</title><p>PORTAL: accept the terms"
OTHER_RELEASE = b"0123456789abcdef"


class Wire:
    """`url` is the product's address in the browser. `portal`: everything is answered by somebody else, with 200.

    `update` makes another release of the product: its name is replaced on the way, both ways, nothing else.
    `delay`: seconds that each answer takes longer.
    """

    def __init__(self, product: str) -> None:
        self.product, self.portal, self.delay = urlsplit(product), False, 0.0
        self._release: bytes | None = None
        self._server: ThreadingHTTPServer | None = None
        self.port = free_port()
        self.connect()
        self.url = f"http://127.0.0.1:{self.port}"

    def connect(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def cut(self) -> None:
        """Connections are refused, as by a machine whose server is dead."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def update(self, release: str) -> None:
        self._release = release.encode()

    def outward(self, text: bytes) -> bytes:
        return text.replace(self._release, OTHER_RELEASE) if self._release else text

    def inward(self, text: str) -> str:
        return text.replace(OTHER_RELEASE.decode(), self._release.decode()) if self._release else text

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        wire = self

        class Passing(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                time.sleep(wire.delay)
                status, headers, content = (200, [], PORTAL) if wire.portal else self._asked()
                self.send_response(status)
                for name, text in headers:
                    self.send_header(name, text)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_POST = do_GET  # noqa: N815 (the name the standard library looks for)

            def _asked(self) -> tuple[int, list[tuple[str, str]], bytes]:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                headers = {name: text for name, text in self.headers.items() if name.lower() != "accept-encoding"}
                upstream = HTTPConnection(wire.product.hostname or "", wire.product.port, timeout=30)
                upstream.request(self.command, wire.inward(self.path), body, headers)
                reply = upstream.getresponse()
                content = wire.outward(reply.read())
                upstream.close()
                own = {"content-length", "transfer-encoding", "connection", "date", "server"}
                told = [(name, text) for name, text in reply.getheaders() if name.lower() not in own]
                return reply.status, [(name, wire.outward(text.encode()).decode()) for name, text in told], content

            def log_message(self, format: str, *args: object) -> None:
                """Nothing: pytest's output is for tests."""

        return Passing


@contextmanager
def wired(product: str) -> Iterator[Wire]:
    wire = Wire(product)
    try:
        yield wire
    finally:
        wire.cut()
