"""A message to a group robot such as those of DingTalk and WeCom: JSON over HTTPS, signed. Blocking."""

import base64
import hashlib
import hmac
import json
from http.client import HTTPMessage
from typing import IO, Any
from urllib.parse import urlencode, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

SECONDS = 20
MOST_ANSWER = 10_000


class RobotRefusedError(OSError):
    """The robot answered with an error of its own."""


class _NoRedirect(HTTPRedirectHandler):
    """The address of the environment is the only one that is called."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


def signature(secret: str, milliseconds: int) -> str:
    """HMAC-SHA256 of time and secret under the secret, in base64, as DingTalk checks it."""
    text = f"{milliseconds}\n{secret}".encode()
    return base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()


def signed(url: str, secret: str, milliseconds: int) -> str:
    """The address with time and signature; without a secret as it stands."""
    if not secret:
        return url
    found = urlsplit(url)
    given = urlencode({"timestamp": milliseconds, "sign": signature(secret, milliseconds)})
    return urlunsplit(found._replace(query=f"{found.query}&{given}" if found.query else given))


def send(url: str, secret: str, text: str, milliseconds: int) -> None:
    """Raises OSError when the robot does not take it."""
    body = json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False).encode()
    request = Request(signed(url, secret, milliseconds), body, {"Content-Type": "application/json; charset=utf-8"})
    with build_opener(_NoRedirect, ProxyHandler({})).open(request, timeout=SECONDS) as answer:
        told = _read(answer.read(MOST_ANSWER))
    if told.get("errcode", 0) != 0:
        raise RobotRefusedError(f"{told.get('errcode')}: {told.get('errmsg', '')}"[:200])


def _read(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError as error:
        raise RobotRefusedError("the answer is no JSON") from error
    return found if isinstance(found, dict) else {}
