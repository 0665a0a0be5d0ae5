"""A door before a running server, on an address of its own: shut, deaf, or with somebody else answering in it."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal
from urllib.parse import urlsplit

Way = Literal["open", "shut", "deaf", "slow", "late", "portal", "redirect", "fault", "lookalike"]
"""`deaf`: the request arrives and its reply is lost. `slow`: entries and pieces of files come through when the way is
open again. `late`: what the server said of a page, and of all that is only read, is held until entries overtook it. The
last four answer entries in the server's place."""

ANSWERS: dict[Way, tuple[int, dict[str, str], bytes]] = {
    "portal": (200, {"content-type": "text/html"}, "<h1>请先认证上网</h1>".encode()),
    "redirect": (302, {"location": "/sign-in"}, b""),
    "fault": (500, {"content-type": "text/html"}, b"<h1>Internal Server Error</h1>"),
    "lookalike": (200, {"content-type": "application/json"}, b'{"results": [], "mark": "", "cells": {}}'),
}
SECONDS_TO_NOTE_A_REPLY = 0.5
SECONDS_TO_WAIT = 20
NOT_PASSED_ON = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Gate:
    """`posts` counts the batches of entries that came to the door, whatever became of them."""

    def __init__(self, behind: str) -> None:
        self.behind = urlsplit(behind).netloc
        self.way: Way = "open"
        self.posts = 0
        gate = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                gate.pass_on(self, b"")

            def do_POST(self) -> None:
                gate.pass_on(self, self.rfile.read(int(self.headers.get("content-length", 0))))

            def do_PATCH(self) -> None:
                self.do_POST()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def pass_on(self, visit: BaseHTTPRequestHandler, body: bytes) -> None:
        entries = visit.path.endswith("/operations")
        self.posts += entries
        visit.close_connection = True
        if entries or visit.command == "PATCH":
            self._wait_while("slow")
        if self.way in ANSWERS and entries:
            _reply(visit, *ANSWERS[self.way])
        elif self.way != "shut":
            try:
                found = self._ask(visit, body)
            except (OSError, HTTPException):
                return
            if visit.command == "GET":
                self._wait_while("late")
            if self.way != "deaf":
                _reply(visit, *found)
            if self.way == "late" and entries:
                time.sleep(SECONDS_TO_NOTE_A_REPLY)
                self.way = "open"

    def _wait_while(self, way: Way) -> None:
        end = time.monotonic() + SECONDS_TO_WAIT
        while self.way == way and time.monotonic() < end:
            time.sleep(0.05)

    def _ask(self, visit: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        with closing(HTTPConnection(self.behind, timeout=30)) as server:
            server.request(visit.command, visit.path, body or None, dict(visit.headers))
            reply = server.getresponse()
            return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()


def _reply(visit: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes) -> None:
    visit.send_response_only(status)
    for name, value in headers.items():
        if name not in NOT_PASSED_ON:
            visit.send_header(name, value)
    visit.send_header("content-length", str(len(body)))
    visit.send_header("connection", "close")
    visit.end_headers()
    visit.wfile.write(body)


@contextmanager
def gate_before(url: str) -> Iterator[Gate]:
    gate = Gate(url)
    thread = threading.Thread(target=gate.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield gate
    finally:
        gate.server.shutdown()
        gate.server.server_close()
