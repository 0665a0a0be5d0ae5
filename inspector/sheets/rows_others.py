"""Rows of accounts and of pupils by code."""

import re
from collections.abc import Callable, Mapping, Sequence

from inspector.checklist.edition import Edition
from inspector.sheets import cells
from inspector.sheets.columns import Target
from inspector.sheets.gathering import Gathered
from inspector.sheets.heading import SheetTable
from inspector.sheets.matching import Missed, Units
from inspector.sheets.preview import KnownUnit, Values
from inspector.sheets.reading import Cell
from inspector.sheets.vocabulary import ROLES, plain, title


class AccountRows:
    """`scope` comes out as the id of a unit, empty for everything. A password is never in a file."""

    def __init__(
        self,
        table: SheetTable,
        target: Target,
        gathered: Gathered,
        known: Sequence[KnownUnit],
        edition: Edition | None,
        city_id: str,
    ) -> None:
        self._gathered = gathered
        self._units = Units(known, city_id)
        self._seen: dict[str, int] = {}
        self.order = tuple(name for name in ("login", "name", "role", "scope", "parent") if name in gathered.places)
        roles = {plain(word): role for role, words in ROLES.items() for word in (role, *words)}
        self.readers: Mapping[str, Callable[[Cell], str]] = {
            "login": cells.login,
            "name": cells.name,
            "role": cells.chosen(roles, "、".join(words[0] for words in ROLES.values())),
            "scope": cells.name,
            "parent": cells.name,
        }

    def take(self, number: int, texts: Sequence[str]) -> Values | None:
        given = dict(zip(self.order, texts, strict=True))
        scope = ""
        if given.get("scope"):
            unit = self._units.find(given["scope"], given.get("parent", ""))
            if isinstance(unit, Missed):
                self._gathered.complain(number, "scope", unit.code, unit.params)
                return None
            scope = unit.id
        first = self._seen.setdefault(given["login"], number)
        if first != number:
            cell = self._gathered.cell(first, "login")
            self._gathered.complain(number, "login", "duplicate", {"text": given["login"], "cell": cell})
            return None
        return Values(("login", "name", "role", "scope"), (given["login"], given["name"], given["role"], scope))


class PupilRows:
    """`fact` comes out as the id of the roster; with a single roster in the checklist it need not be named."""

    def __init__(
        self,
        table: SheetTable,
        target: Target,
        gathered: Gathered,
        known: Sequence[KnownUnit],
        edition: Edition | None,
        city_id: str,
    ) -> None:
        self._gathered = gathered
        self._units = Units(known, city_id)
        self._seen: dict[tuple[str, str, str], int] = {}
        self.order = tuple(name for name in ("unit", "code", "fact", "parent") if name in gathered.places)
        self._rosters = rosters(edition)
        known_words = {plain(one): name for name, label in self._rosters.items() for one in _called(name, label)}
        self.readers: Mapping[str, Callable[[Cell], str]] = {
            "unit": cells.name,
            "code": cells.child,
            "fact": cells.chosen(known_words, "、".join(self._rosters.values())),
            "parent": cells.name,
        }

    def take(self, number: int, texts: Sequence[str]) -> Values | None:
        given = dict(zip(self.order, texts, strict=True))
        unit = self._units.find(given["unit"], given.get("parent", ""))
        if isinstance(unit, Missed):
            self._gathered.complain(number, "unit", unit.code, unit.params)
            return None
        only = next(iter(self._rosters)) if len(self._rosters) == 1 else ""
        fact, code = given.get("fact") or only, given["code"]
        if not fact:
            choices = "、".join(self._rosters.values())
            self._gathered.complain(number, "fact", "not_a_choice", {"text": "", "choices": choices})
            return None
        first = self._seen.setdefault((unit.id, fact, code.casefold()), number)
        if first != number:
            cell = self._gathered.cell(first, "code")
            self._gathered.complain(number, "code", "duplicate", {"text": code, "cell": cell})
            return None
        return Values(("unit", "code", "fact"), (unit.id, code, fact))


def rosters(edition: Edition | None) -> dict[str, str]:
    """The facts of which some item draws a sample of pupils, by id with their labels."""
    if edition is None:
        return {}
    drawn = {item.ask.sample.of for item in edition.items.values() if item.ask.sample}
    return {name: fact.label for name, fact in edition.checklist.facts.items() if name in drawn}


def _called(name: str, label: str) -> tuple[str, ...]:
    """送教上门学生数 is also 送教上门学生 and 送教上门."""
    short = re.sub(r"(数|人数)$", "", label)
    return name, label, title(label), short, short.removesuffix("学生"), f"{short.removesuffix('学生')}名册"
