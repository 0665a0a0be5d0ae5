"""A mail server and a group robot on loopback, as real as the tests need them: they keep what they were given."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer


@dataclass
class Given:
    """`refuse`: how many messages are turned down before one is taken."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    calls: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    refuse: int = 0


@contextmanager
def _served(server: socketserver.BaseServer, given: Given) -> Iterator[Given]:
    given.port = server.server_address[1]  # type: ignore[index,assignment]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield given
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def mail_server() -> Iterator[Given]:
    given = Given()

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 here")
            while line := self.rfile.readline().strip().upper():
                if line.startswith(b"DATA"):
                    self._say("354 go on")
                    self._take()
                elif line.startswith(b"QUIT"):
                    self._say("221 bye")
                    return
                elif line.startswith(b"MAIL") and given.refuse:
                    given.refuse -= 1
                    self._say("451 not now")
                else:
                    self._say("250 ok")

        def _take(self) -> None:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line)
            given.mails.append(message_from_bytes(b"".join(lines), EmailMessage, policy=policy.default))
            self._say("250 taken")

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with _served(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session), given):
        yield given


@contextmanager
def robot_server() -> Iterator[Given]:
    """Refuses with an errcode, as robots do, with HTTP 200; /elsewhere leads away."""
    given = Given()

    class Call(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            given.calls.append((self.path, body))
            code = 310000 if given.refuse else 0
            given.refuse = max(given.refuse - 1, 0)
            away = self.path.startswith("/elsewhere")
            self.send_response(302 if away else 200)
            if away:
                self.send_header("location", f"http://127.0.0.1:{given.port}/there")
            self.end_headers()
            self.wfile.write(json.dumps({"errcode": code, "errmsg": "sign not match" if code else "ok"}).encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with _served(HTTPServer(("127.0.0.1", 0), Call), given):
        yield given
