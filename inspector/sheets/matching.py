"""Which unit a row means: by id, code or name, told apart by the unit above; never by what only looks like it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from inspector.i18n import N_
from inspector.sheets.preview import NO_PARAMS, KnownUnit
from inspector.sheets.vocabulary import plain

SUGGESTIONS = 200
"""Unknown names of one file for which a likely one is looked up; a file of another city has thousands."""
SHOWN = 4
TELLING = frozenset("0123456789零〇一二三四五六七八九十百东西南北中上下大小新老男女甲乙丙丁")

MESSAGES: Mapping[str, str] = {
    "unknown_unit": N_("Unknown unit {text}."),
    "near_unit": N_("Unknown unit {text}: did you mean {near}?"),
    "ambiguous_unit": N_("{count} units are named {text} ({above}). Add the column of the unit above, or a code."),
    "not_below": N_("{text} lies below {above}, not below {parent}."),
    "other_code": N_("The code {code} belongs to {other}, not to {text}."),
    "other_city": N_("{text} is a unit of another city."),
}


class Missed(NamedTuple):
    """Why no unit was found."""

    code: str
    params: Mapping[str, str] = NO_PARAMS

    @property
    def message(self) -> str:
        return MESSAGES[self.code]


class Units:
    """The units that stand in the record and those that the file brings in, looked up as a row names them."""

    def __init__(self, known: Iterable[KnownUnit], city_id: str = "") -> None:
        self._city = city_id
        self._suggested = 0
        self._beside: dict[str, list[KnownUnit]] | None = None
        self.by_id: dict[str, KnownUnit] = {}
        self.by_code: dict[str, KnownUnit] = {}
        self.by_name: dict[str, list[KnownUnit]] = {}
        for unit in known:
            self.add(unit)

    def add(self, unit: KnownUnit) -> None:
        self.by_id[unit.id] = unit
        if unit.code:
            self.by_code.setdefault(plain(unit.code), unit)
        self.by_name.setdefault(plain(unit.name), []).append(unit)

    def find(self, text: str, parent: str = "", code: str = "") -> KnownUnit | Missed:
        """The unit that `text` names; `parent` and `code` are what else the row says of it."""
        found = self._named(text, parent)
        if code:
            by_code = self.by_code.get(plain(code))
            if by_code is None:
                return Missed("unknown_unit", {"text": code[:80]}) if isinstance(found, Missed) else found
            if not text or by_code in self.by_name.get(plain(text), ()) or by_code.id == text:
                return self._at_home(by_code)
            return Missed("other_code", {"code": code, "other": by_code.name, "text": text})
        return found if isinstance(found, Missed) else self._at_home(found)

    def _at_home(self, unit: KnownUnit) -> KnownUnit | Missed:
        if self._city and self.line(unit)[-1].id != self._city:
            return Missed("other_city", {"text": unit.name})
        return unit

    def _named(self, text: str, parent: str) -> KnownUnit | Missed:
        unit = self.by_id.get(text) or self.by_code.get(plain(text))
        if unit is not None:
            return unit
        named = self.by_name.get(plain(text), [])
        if not named:
            return self._unknown(text)
        if parent:
            return self._below(text, named, parent)
        if len(named) > 1:
            above = "、".join(self._above(one) for one in named[:SHOWN])
            return Missed("ambiguous_unit", {"count": str(len(named)), "text": text, "above": above})
        return named[0]

    def _below(self, text: str, named: Sequence[KnownUnit], parent: str) -> KnownUnit | Missed:
        upper = self._named(parent, "")
        if isinstance(upper, Missed):
            return upper
        below = [one for one in named if upper in self.line(one)]
        if len(below) == 1:
            return below[0]
        if below:
            above = "、".join(self._above(one) for one in below[:SHOWN])
            return Missed("ambiguous_unit", {"count": str(len(below)), "text": text, "above": above})
        return Missed("not_below", {"text": text, "above": self._above(named[0]), "parent": upper.name})

    def _above(self, unit: KnownUnit) -> str:
        upper = self.by_id.get(unit.parent_id or "")
        return upper.name if upper else unit.id

    def line(self, unit: KnownUnit) -> list[KnownUnit]:
        """The unit and everything above it, the top last."""
        found = [unit]
        while (upper := self.by_id.get(found[-1].parent_id or "")) and upper not in found:
            found.append(upper)
        return found

    def _unknown(self, text: str) -> Missed:
        near = self.near(text)
        if near:
            return Missed("near_unit", {"text": text[:80], "near": near})
        return Missed("unknown_unit", {"text": text[:80]})

    def near(self, text: str) -> str:
        """The one name that differs by a single character, or of which only the beginning is missing."""
        self._suggested += 1
        wanted = plain(text)
        if self._suggested > SUGGESTIONS or len(wanted) < 2:
            return ""
        close = [name for name in self.by_name if one_apart(wanted, name)]
        if not close and len(wanted) > 3:
            close = [name for name in self.by_name if name.endswith(wanted) or wanted.endswith(name)]
        return self.by_name[close[0]][0].name if len(close) == 1 else ""

    def near_beside(self, text: str, parent_id: str) -> str:
        """A unit under the same one whose name is longer or shorter by one character, or has another one inside.

        第一小学 and 第二小学 are two schools: a number or a point of the compass makes another name.
        """
        if self._beside is None:
            self._beside = {}
            for unit in self.by_id.values():
                self._beside.setdefault(unit.parent_id or "", []).append(unit)
        self._suggested += 1
        if self._suggested > SUGGESTIONS:
            return ""
        wanted = plain(text)
        for unit in self._beside.get(parent_id, ()):
            other = plain(unit.name)
            if one_apart(wanted, other) and not set(wanted).symmetric_difference(other) & TELLING:
                return unit.name
        return ""


def one_apart(one: str, other: str) -> bool:
    """Whether one character more, less or another makes one text of the other."""
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) > 1 or shorter == longer:
        return False
    at = next((at for at, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    rest = shorter[at + 1 :] if len(shorter) == len(longer) else shorter[at:]
    return rest == longer[at + 1 :]
