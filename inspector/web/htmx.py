"""What an htmx 4 request tells about itself, read from its headers."""

from typing import Any, Self

from litestar import Request
from msgspec import Struct


class Htmx(Struct, frozen=True):
    """`partial`: the page's fragment is wanted. `source` and `target`: `tag#id` of the elements, or empty."""

    partial: bool
    source: str
    target: str

    @classmethod
    def of(cls, request: Request[Any, Any, Any]) -> Self:
        headers = request.headers
        asked = headers.get("hx-request") == "true" and headers.get("hx-request-type") != "full"
        return cls(asked, headers.get("hx-source", ""), headers.get("hx-target", ""))

    def came_from(self, element_id: str) -> bool:
        return self.source.endswith(f"#{element_id}")
