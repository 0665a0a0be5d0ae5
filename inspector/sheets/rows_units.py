"""Rows of units: new ones and those that are here already, with the unit above from the record or the same file."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from inspector.checklist.edition import Edition
from inspector.sheets import cells
from inspector.sheets.columns import Target
from inspector.sheets.gathering import Gathered
from inspector.sheets.heading import SheetTable
from inspector.sheets.matching import Missed, Units
from inspector.sheets.preview import KnownUnit, Values
from inspector.sheets.reading import Cell
from inspector.sheets.vocabulary import KINDS, SEVERAL_STAGES, STAGES, STAGES_OF_KIND, plain

ROW = "row:"
"""A unit above that the same file brings in is `row:<number>` of the same sheet; it comes earlier or later there."""
ORDER = ("name", "kind", "parent", "code", "stages", "id")
FIELDS = (*ORDER, "unit")
STAGE_SIGNS = str.maketrans(dict.fromkeys(",，、;；/+和及与", " "))


def kinds_by_word(edition: Edition | None) -> tuple[dict[str, str], str]:
    """Kinds by what they are called, the edition's own labels first; and its labels as one reads them."""
    labels = {name: kind.label for name, kind in edition.checklist.kinds.items()} if edition else {}
    found = {plain(word): name for name, words in KINDS.items() if not labels or name in labels for word in words}
    found |= {plain(word): name for name, label in labels.items() for word in (label, name)}
    found |= {} if labels else {name: name for name in KINDS}
    return found, "、".join(labels.values()) or "、".join(words[0] for words in KINDS.values())


def _with_stages(kinds: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """小学 says the kind and the stage in one word."""
    for word, stages in STAGES_OF_KIND.items():
        if kinds.get(plain(word)) == "regular_school":
            yield plain(word), f"regular_school {stages}"


class UnitRows:
    """`unit` among the values is the id of a unit that is here already; its row changes it."""

    def __init__(
        self,
        table: SheetTable,
        target: Target,
        gathered: Gathered,
        known: Sequence[KnownUnit],
        edition: Edition | None,
        city_id: str,
    ) -> None:
        self._gathered, self._edition, self._city = gathered, edition, city_id
        self.order = tuple(name for name in ORDER if name in gathered.places)
        self._units = Units(known, city_id)
        self._known = Units(known, city_id)
        self._tops = [unit for unit in known if unit.parent_id is None and city_id in ("", unit.id)]
        kinds, shown = kinds_by_word(edition)
        self.readers: Mapping[str, Callable[[Cell], str]] = {
            "name": cells.name,
            "kind": cells.chosen(kinds | dict(_with_stages(kinds)), shown),
            "parent": cells.name,
            "code": cells.code,
            "stages": self._stages,
            "id": cells.name,
        }
        self._seen: dict[tuple[str, ...], int] = {}
        self._long_codes = self._bring_in(table)

    def _stages(self, cell: Cell) -> str:
        text = cells.words(cell)
        if type(text) is not str or not text:
            return text
        several = SEVERAL_STAGES.get(plain(text))
        if several:
            return several
        dimension = self._edition.checklist.dimensions.get("stage", {}) if self._edition else {}
        known = {plain(word): key for key, words in STAGES.items() for word in words}
        known |= {plain(word): key for key, label in dimension.items() for word in (key, label)}
        found = [known.get(plain(part), "") for part in text.translate(STAGE_SIGNS).split()]
        if "" in found:
            return cells.Flaw("not_a_choice", text=text, choices="、".join(dimension.values() or STAGES))
        order = list(dimension or STAGES)
        return " ".join(sorted(set(found), key=lambda one: order.index(one) if one in order else len(order)))

    def _bring_in(self, table: SheetTable) -> dict[str, str]:
        """Adds what the file brings in and others may lie below; gives the codes that begin with a zero without it."""
        zeros = {code.lstrip("0"): code for code in self._known.by_code if code.startswith("0") and code.isdigit()}
        for number, name, kind, code, given, parent in self._rows(table):
            if code.startswith("0") and code.isdigit():
                zeros[code.lstrip("0")] = code
            if kind not in self._upper_kinds() or not name:
                continue
            if isinstance(self._known.find(given or name, parent, code), Missed):
                above = self._units.find(parent) if parent else None
                above_id = above.id if isinstance(above, KnownUnit) else self._tops[0].id if self._tops else None
                self._units.add(KnownUnit(f"{ROW}{number}", name, kind, above_id, code))
        return zeros

    def _rows(self, table: SheetTable) -> Iterator[tuple[int, str, str, str, str, str]]:
        wanted = ("name", "kind", "code", "id", "parent")
        places = [self._gathered.places.get(name) for name in wanted]
        readers = [cells.Column(self.readers[name]) for name in wanted]
        for number, row in table.rows:
            picked = zip(readers, places, strict=True)
            texts = ["" if at is None or at >= len(row) else read[row[at]] for read, at in picked]
            name, kind, code, given, parent = (text if type(text) is str else "" for text in texts)
            yield number, name, kind.partition(" ")[0], code, given, parent

    def _upper_kinds(self) -> frozenset[str]:
        if self._edition is None:
            return frozenset({"city", "district"})
        return frozenset(upper for kind in self._edition.checklist.kinds.values() for upper in kind.under)

    def take(self, number: int, texts: Sequence[str]) -> Values | None:
        given = dict(zip(self.order, texts, strict=True))
        name, code = given["name"], given.get("code", "")
        kind, _, implied = given["kind"].partition(" ")
        if not self._code_is_whole(number, code):
            return None
        parent = self._parent(number, given.get("parent", ""), kind)
        if parent is None:
            return None
        unit = self._here_already(number, given, parent)
        if unit is None or not self._first_time(number, name, code, parent):
            return None
        stages = given.get("stages") or implied
        return Values(FIELDS, (name, kind, parent, code, stages, given.get("id", ""), unit))

    def _code_is_whole(self, number: int, code: str) -> bool:
        whole = self._long_codes.get(code) if code else None
        if whole is not None and whole != code:
            self._gathered.complain(number, "code", "lost_zeros", {"text": code, "other": whole})
            return False
        return True

    def _parent(self, number: int, text: str, kind: str) -> str | None:
        """The id of the unit above, `row:<number>` for one of the same file, empty for a city at the top."""
        under = self._edition.checklist.kinds[kind].under if self._edition else ()
        if not text:
            if kind == "city" or (self._edition and not under):
                return ""
            tops = [one for one in self._tops if not under or one.kind in under]
            if len(tops) == 1:
                return tops[0].id
            self._gathered.complain(number, "parent", "no_parent")
            return None
        upper = self._units.find(text)
        if isinstance(upper, Missed):
            code = "unknown_parent" if upper.code == "unknown_unit" else upper.code
            self._gathered.complain(number, "parent", code, upper.params)
            return None
        if under and upper.kind not in under:
            self._gathered.complain(number, "parent", "kind_below", self._kind_words(kind, upper))
            return None
        return upper.id

    def _kind_words(self, kind: str, upper: KnownUnit) -> dict[str, str]:
        labels = {name: one.label for name, one in self._edition.checklist.kinds.items()} if self._edition else {}
        kind_word, upper_word = labels.get(kind, kind), labels.get(upper.kind, upper.kind)
        return {"kind": kind_word, "above": upper.name, "above_kind": upper_word}

    def _here_already(self, number: int, given: Mapping[str, str], parent: str) -> str | None:
        """The id of the known unit that the row is about, empty for a new one; None when that cannot be."""
        name, code, wanted = given["name"], given.get("code", ""), given.get("id", "")
        if wanted:
            if wanted in self._known.by_id:
                return wanted
            self._gathered.complain(number, "id", "unknown_unit", {"text": wanted})
            return None
        by_code = self._known.by_code.get(plain(code)) if code else None
        named = [one for one in self._known.by_name.get(plain(name), ()) if one.parent_id == (parent or None)]
        if by_code is not None:
            if plain(by_code.name) != plain(name):
                self._gathered.complain(number, "name", "renamed", {"code": code, "other": by_code.name}, fatal=False)
            return by_code.id
        if named:
            return named[0].id
        near = self._known.near_beside(name, parent)
        if near:
            self._gathered.complain(number, "name", "near_known", {"text": name, "near": near}, fatal=False)
        return ""

    def _first_time(self, number: int, name: str, code: str, parent: str) -> bool:
        for field, text, key in (("code", code, ("code", plain(code))), ("name", name, ("name", plain(name), parent))):
            first = self._seen.setdefault(key, number) if text else number
            if first != number:
                self._gathered.complain(
                    number, field, "duplicate", {"text": text, "cell": self._gathered.cell(first, field)}
                )
                return False
        return True
