"""The sample inside a unit, drawn on site from its roster of codes by the method of `draw`: one stratum, one number.

A draw carries the roster it was made from, so it can be made again whatever became of the roster since. Drawing
again needs a reason, and the new draw carries those it replaces.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from inspector.fieldwork.draw import METHOD, DrawError, Framed, Quota, check_seed, draw, frame_digest
from inspector.fieldwork.draw_protocol import Protocol, Stratum
from inspector.scoring.answers import CODE

MOST_CODES = 2000
LONGEST_CODE = 32
LONGEST_REASON = 200


class Replaced(Struct, frozen=True):
    """What stays of an earlier draw; `reason` is why it no longer stands."""

    seed: str
    frame_digest: str
    codes: tuple[str, ...]
    reason: str


class RosterDraw(Struct, frozen=True):
    """`of` names the roster, `codes` stand in the order of the draw."""

    seed: str
    of: str
    frame: tuple[str, ...]
    codes: tuple[str, ...]
    replaced: tuple[Replaced, ...] = ()

    @property
    def digest(self) -> str:
        return digest_of(self.of, self.frame)

    def protocol(self, title: str, name: str) -> Protocol:
        """The draw as `inspector draw` replays it; `name` is the roster's for a reader."""
        stratum = Stratum(self.of, name, Quota(str(len(self.codes))))
        return Protocol(self.seed, _framed(self.of, self.frame), (stratum,), {}, self.codes, self.digest, title)


def drawn(seed: str, of: str, frame: Iterable[str], count: int) -> RosterDraw:
    """Raises DrawError for a seed or roster that nobody can draw by."""
    codes = tuple(sorted(frame))
    return RosterDraw(seed, of, codes, draw(_framed(of, codes), {of: Quota(str(count))}, seed))


def digest_of(of: str, frame: Iterable[str]) -> str:
    return frame_digest(_framed(of, frame))


def _framed(of: str, frame: Iterable[str]) -> tuple[Framed, ...]:
    return tuple(Framed(code, of) for code in frame)


def to_text(found: RosterDraw) -> str:
    """One line of JSON with sorted keys: the same draw is the same text on device and server."""
    replaced = [
        {"seed": one.seed, "frame_digest": one.frame_digest, "codes": list(one.codes), "reason": one.reason}
        for one in found.replaced
    ]
    body = {
        "method": METHOD,
        "seed": found.seed,
        "of": found.of,
        "count": len(found.codes),
        "frame": list(found.frame),
        "frame_digest": found.digest,
        "codes": list(found.codes),
        "replaced": replaced,
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> RosterDraw:
    """A draw made again from what the text says of it.

    Raises DrawError when the text is no draw, or its codes or digest are not what its own seed and roster give.
    """
    try:
        body = json.loads(text)
    except ValueError as error:
        raise DrawError(f"this is no JSON: {error}") from error
    if not isinstance(body, dict) or body.get("method") != METHOD:
        raise DrawError(f"a draw by {METHOD} is expected")
    seed, of, frame, codes = _text(body, "seed"), _text(body, "of"), _codes(body, "frame"), _codes(body, "codes")
    if len(frame) > MOST_CODES:
        raise DrawError(f"frame: more than {MOST_CODES} codes")
    again = drawn(seed, of, frame, len(codes))
    if (codes, body.get("frame_digest")) != (again.codes, again.digest):
        raise DrawError("the codes are not those that the seed gives")
    replaced = body.get("replaced", [])
    if not isinstance(replaced, list):
        raise DrawError("replaced: a list is expected")
    return RosterDraw(seed, of, again.frame, codes, tuple(_replaced(one) for one in replaced))


def _replaced(body: Any) -> Replaced:
    if not isinstance(body, dict):
        raise DrawError("replaced: an object is expected")
    seed, reason = _text(body, "seed"), _text(body, "reason").strip()
    check_seed(seed)
    if not 0 < len(reason) <= LONGEST_REASON:
        raise DrawError("replaced: a reason is needed")
    return Replaced(seed, _text(body, "frame_digest"), _codes(body, "codes"), reason)


def _text(body: Mapping[str, Any], name: str) -> str:
    if not isinstance(body.get(name), str):
        raise DrawError(f"{name}: a text is expected")
    return str(body[name])


def _codes(body: Mapping[str, Any], name: str) -> tuple[str, ...]:
    listed = body.get(name)
    good = isinstance(listed, list) and all(
        isinstance(one, str) and len(one) <= LONGEST_CODE and CODE.fullmatch(one) for one in listed
    )
    if not good:
        raise DrawError(f"{name}: a list of codes is expected")
    return tuple(listed or ())
