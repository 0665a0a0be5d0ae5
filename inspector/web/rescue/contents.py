"""What a rescue file says, read into the entries and files of one person at one form each."""

import re
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from inspector.fieldwork.operations import Level
from inspector.storage.rescues.container import DAMAGED, Rescued, UnfitRescueError
from inspector.web.operations.intake import Entry
from inspector.web.operations.live import path_of

FORM = re.compile(r"/(inspections|self-evaluations)/([A-Za-z0-9_-]{1,64})", re.ASCII)
User = Annotated[str, Field(pattern=r"^[0-9]{1,18}$")]
Form = Annotated[str, Field(pattern=f"^{FORM.pattern}$")]


class _Sent(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)

    user: User
    form: Form


class SentEntry(_Sent):
    id: str
    inspection: str
    field: str
    base: str | None = None
    raw: str
    device: str
    seq: int
    device_time: int | None = None

    def entry(self) -> Entry:
        place = (self.id, self.inspection, self.field, self.base, self.raw)
        return Entry(*place, self.device, self.seq, self.device_time)


class SentFile(_Sent):
    """Its bytes stand beside it; the rest is what the device would announce."""

    model_config = ConfigDict(frozen=True, strict=True, extra="allow")

    id: str
    name: str = ""

    @property
    def announcement(self) -> dict[str, Any]:
        return self.model_dump()


class _Signed(_Sent):
    """A form handed in without signal."""


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)

    operations: list[SentEntry]
    files: list[SentFile]
    intents: list[_Signed] = []


class Share(Struct, frozen=True):
    """What one person entered in one form, the entries in the device's order."""

    account: int
    inspection: str
    level: Level
    entries: Sequence[SentEntry]
    files: Sequence[tuple[SentFile, bytes]]
    signed: bool

    @property
    def path(self) -> str:
        return path_of(self.inspection, self.level)


def shares(rescued: Rescued) -> list[Share]:
    """Raises UnfitRescueError for what no device of ours saves."""
    try:
        said = _Said.model_validate(rescued.said)
    except ValidationError as error:
        raise UnfitRescueError(DAMAGED) from error
    files = list(zip(said.files, rescued.contents, strict=True))
    places = dict.fromkeys((one.user, one.form) for one in _all(said))
    return [_share(said, files, *place) for place in places]


def _all(said: _Said) -> Iterable[_Sent]:
    return sorted([*said.operations, *said.files, *said.intents], key=lambda one: (int(one.user), one.form))


def _share(said: _Said, files: Sequence[tuple[SentFile, bytes]], user: str, form: str) -> Share:
    def here(one: _Sent) -> bool:
        return (one.user, one.form) == (user, form)

    found = FORM.fullmatch(form)
    assert found is not None
    entries = sorted(filter(here, said.operations), key=lambda one: (one.seq, one.id))
    own = [(one, content) for one, content in files if here(one)]
    level = Level.team if found[1] == "inspections" else Level.self
    return Share(int(user), found[2], level, entries, own, any(map(here, said.intents)))
