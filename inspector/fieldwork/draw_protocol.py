"""The record of a draw as plain data: everything that is needed to make it again anywhere, and the comparison."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from inspector.fieldwork.draw import METHOD, DrawError, Framed, Quota, check_seed, draw, frame_digest, key, strata

MOST_UNITS = 100_000


class Stratum(Struct, frozen=True):
    """One stratum with its name for a reader and its quota."""

    id: str
    name: str
    quota: Quota


class Protocol(Struct, frozen=True):
    """`names` of units for a reader; `drawn` and `digest` as recorded, None where a file has none of them."""

    seed: str
    frame: tuple[Framed, ...]
    strata: tuple[Stratum, ...]
    names: Mapping[str, str]
    drawn: tuple[str, ...] | None = None
    digest: str | None = None
    title: str = ""

    @property
    def quotas(self) -> dict[str, Quota]:
        return {one.id: one.quota for one in self.strata}

    def members(self) -> dict[str, list[str]]:
        return strata(self.frame)

    def made(self) -> "Protocol":
        """The same with what the draw gives."""
        drawn = draw(self.frame, self.quotas, self.seed)
        digest = frame_digest(self.frame)
        return Protocol(self.seed, self.frame, self.strata, self.names, drawn, digest, self.title)

    def rows(self) -> list[tuple[str, str, str, str, bool]]:
        """Stratum, unit, name, key and whether it was drawn, in the order of the draw."""
        drawn = set(self.drawn or ())
        return [
            (stratum, unit, self.names.get(unit, ""), key(self.seed, unit), unit in drawn)
            for stratum, units in self.members().items()
            for unit in sorted(units, key=lambda unit: (key(self.seed, unit), unit))
        ]


def differences(recorded: Protocol) -> list[str]:
    """What a replay finds different, in words of this file: `frame_digest`, `drawn`. Empty: all is the same."""
    again = recorded.made()
    found = []
    if recorded.digest is not None and recorded.digest != again.digest:
        found.append("frame_digest")
    if recorded.drawn is not None and recorded.drawn != again.drawn:
        found.append("drawn")
    return found


def to_text(found: Protocol) -> str:
    """JSON with sorted keys, two spaces deep: the same protocol is the same text everywhere."""
    members = found.members()
    drawn = set(found.drawn or ())
    body = {
        "method": METHOD,
        "title": found.title,
        "seed": found.seed,
        "strata": [
            {
                "stratum": one.id,
                "name": one.name,
                "take": one.quota.take,
                "at_least": one.quota.at_least,
                "units": len(members.get(one.id, ())),
                "drawn": sum(unit in drawn for unit in members.get(one.id, ())),
            }
            for one in found.strata
        ],
        "frame": [
            {"unit": one.unit, "name": found.names.get(one.unit, ""), "stratum": one.stratum}
            for one in sorted(found.frame, key=lambda one: (one.stratum, one.unit))
        ],
        "frame_digest": found.digest,
        "drawn": None if found.drawn is None else list(found.drawn),
    }
    return json.dumps(body, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def from_text(text: str, seed: str = "") -> Protocol:
    """`seed` replaces that of the file. Raises DrawError in words for everything that is no protocol."""
    try:
        body = json.loads(text)
    except ValueError as error:
        raise DrawError(f"this is no JSON: {error}") from error
    if not isinstance(body, dict):
        raise DrawError("a JSON object with frame and strata is expected")
    if body.get("method", METHOD) != METHOD:
        raise DrawError(f"the method is {body['method']!r}; this version draws by {METHOD}")
    frame, names = _frame(body.get("frame"))
    chosen = seed or body.get("seed")
    if not isinstance(chosen, str):
        raise DrawError("seed: a text is expected")
    check_seed(chosen)
    drawn, digest = body.get("drawn"), body.get("frame_digest")
    if not (drawn is None or (isinstance(drawn, list) and all(isinstance(one, str) for one in drawn))):
        raise DrawError("drawn: a list of unit ids is expected")
    if not isinstance(digest, str | None):
        raise DrawError("frame_digest: a text is expected")
    recorded = None if drawn is None else tuple(drawn)
    return Protocol(chosen, frame, _strata(body.get("strata")), names, recorded, digest, str(body.get("title", "")))


def _frame(listed: Any) -> tuple[tuple[Framed, ...], dict[str, str]]:
    rows = _objects(listed, "frame", ("unit", "stratum"))
    if len(rows) > MOST_UNITS:
        raise DrawError(f"frame: more than {MOST_UNITS} units")
    names = {row["unit"]: str(row.get("name", "")) for row in rows}
    return tuple(Framed(row["unit"], row["stratum"]) for row in rows), names


def _strata(listed: Any) -> tuple[Stratum, ...]:
    rows = _objects(listed, "strata", ("stratum", "take"))
    found = []
    for row in rows:
        least = row.get("at_least", 0)
        if type(least) is not int or least < 0:
            raise DrawError(f"strata: at_least of {row['stratum']} is no number")
        found.append(Stratum(row["stratum"], str(row.get("name", "")), Quota(row["take"], least)))
    return tuple(found)


def _objects(listed: Any, where: str, texts: Iterable[str]) -> list[dict[str, Any]]:
    if not isinstance(listed, list):
        raise DrawError(f"{where}: a list is expected")
    for place, row in enumerate(listed):
        if not isinstance(row, dict) or not all(isinstance(row.get(name), str) and row[name] for name in texts):
            raise DrawError(f"{where}[{place}]: an object with {' and '.join(texts)} is expected")
        if any("\n" in row[name] or "\t" in row[name] for name in texts):
            raise DrawError(f"{where}[{place}]: a line feed or tab in an id")
    return listed
