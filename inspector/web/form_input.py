"""Raw forms, read by ourselves: what was typed stays text, so that the page can show it beside the fault."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request
from litestar.datastructures import UploadFile
from msgspec import Struct, field

from inspector.i18n import N_
from inspector.web.refusals import Refused

MOST_FIELDS = 5_000
LONGEST_TEXT = 20_000
UNREADABLE = N_("The form could not be read. Load the page again and send it once more.")


class FormInput(Struct, frozen=True):
    """Every field as a list of texts in the order sent, and the files of a multipart form."""

    values: Mapping[str, list[str]]
    files: Mapping[str, list[UploadFile]] = field(default_factory=dict)

    def text(self, name: str, longest: int = LONGEST_TEXT) -> str:
        """The first value without its margins; empty when absent. Longer than `longest` characters: TooLong."""
        value = next(iter(self.values.get(name, ())), "").strip()
        if len(value) > longest:
            raise TooLong(name, longest, self)
        return value

    def secret(self, name: str) -> str:
        """A password as typed, margins included."""
        return next(iter(self.values.get(name, ())), "")[:1000]

    def all(self, name: str) -> list[str]:
        return list(self.values.get(name, ()))

    def has(self, name: str) -> bool:
        return name in self.values


class TooLong(Refused):
    """A text that does not fit; the page of this error gives the whole form back, so that nothing is typed twice."""

    def __init__(self, name: str, longest: int, form: FormInput) -> None:
        super().__init__(400, N_("A field holds more text than fits there."))
        self.name, self.longest, self.form = name, longest, form


async def read_form(request: Request[Any, Any, Any]) -> FormInput:
    """Urlencoded or multipart. Bad UTF-8, null characters, too many fields: 400; other types: 415."""
    kind = request.content_type[0]
    if kind == "application/x-www-form-urlencoded":
        return FormInput(_by_name(_pairs(await request.body())))
    if kind == "multipart/form-data":
        return await _read_multipart(request)
    raise Refused(415)


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        text = body.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise Refused(400, UNREADABLE) from error


async def _read_multipart(request: Request[Any, Any, Any]) -> FormInput:
    try:
        parts = list((await request.form()).multi_items())
    except ValueError as error:  # the multipart parser's own decoding of names and texts
        raise Refused(400, UNREADABLE) from error
    texts = [(name, part) for name, part in parts if isinstance(part, str)]
    files: dict[str, list[UploadFile]] = {}
    for name, part in parts:
        if isinstance(part, UploadFile):
            files.setdefault(name, []).append(part)
    return FormInput(_by_name(texts), files)


def _by_name(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if "\x00" in name or "\x00" in value:
            raise Refused(400, UNREADABLE)
        found.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return found
