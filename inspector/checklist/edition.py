"""An edition: one frozen state of a checklist, known by the digest of its canonical form."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from inspector.checklist.conditions import Condition, Language
from inspector.checklist.items import Case, Item
from inspector.checklist.linking import language, link
from inspector.checklist.loading import APART, Loaded, load
from inspector.checklist.models import Checklist, Scheme
from inspector.checklist.plan import Plan
from inspector.checklist.problems import Broken, Code, Problem
from inspector.checklist.reader import read_folder

SEMANTICS = 1
"""Raised when the same text would be judged otherwise than before."""


def canonical(data: Any) -> str:
    """NFC, keys sorted, no blanks: equal data gives equal text on every machine."""
    return unicodedata.normalize("NFC", json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


ORDERED = frozenset(
    {"kinds", "dimensions", "sections", "facts", "settings", "choices", "rows", "columns", "or", "see", "bands"}
    | {"places", "offices", "grades"}
)
"""Mappings whose order is content: what a form shows first, what must come earlier."""
PAIRS = "[]"


def with_order(data: Any, key: str = "") -> Any:
    """Ordered mappings as lists of pairs, so that sorting the keys of the canonical form keeps their order."""
    if isinstance(data, list):
        return [with_order(one) for one in data]
    if not isinstance(data, dict):
        return data
    inner = "choices" if key == "dimensions" else ""
    found = {name: with_order(one, inner or name) for name, one in data.items()}
    return {PAIRS: [[name, one] for name, one in found.items()]} if key in ORDERED else found


def without_order(data: Any) -> Any:
    """The inverse of `with_order`."""
    if isinstance(data, list):
        return [without_order(one) for one in data]
    if not isinstance(data, dict):
        return data
    pairs = data[PAIRS] if data.keys() == {PAIRS} else data.items()
    return {name: without_order(one) for name, one in pairs}


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Edition(Struct, frozen=True, eq=False, dict=True, weakref=True):
    """Plan, checklist and items in the order of the form; schemes and cases lie beside, outside the digest."""

    plan: Plan
    checklist: Checklist
    sections: Mapping[str, tuple[Item, ...]]
    schemes: Mapping[str, Scheme] = field(default_factory=dict)
    cases: tuple[tuple[str, int, Case], ...] = ()

    @cached_property
    def items(self) -> dict[str, Item]:
        return {item.id: item for items in self.sections.values() for item in items}

    @cached_property
    def section_of(self) -> dict[str, str]:
        return {item.id: section for section, items in self.sections.items() for item in items}

    @cached_property
    def body(self) -> str:
        """The canonical text that is stored and fingerprinted."""
        dump = {"mode": "json", "by_alias": True, "exclude_defaults": True}
        return canonical(
            {
                "semantics": SEMANTICS,
                "plan": with_order(self.plan.model_dump(**dump)),  # type: ignore[arg-type]
                "checklist": with_order(self.checklist.model_dump(**dump)),  # type: ignore[arg-type]
                "order": list(self.sections),
                "items": [with_order(item.model_dump(**dump)) for item in self.items.values()],  # type: ignore[arg-type]
                "sections": self.section_of,
            }
        )

    @cached_property
    def digest(self) -> str:
        return digest(self.body)

    @cached_property
    def language(self) -> Language:
        return language(self.checklist, self.items.values())

    @cached_property
    def conditions(self) -> dict[str, Condition]:
        """Every condition once, compiled, by its text."""
        texts = dict.fromkeys(text for item in self.items.values() for text in item.applies_when)
        return {text: self.language.compile(text) for text in texts}

    @cached_property
    def condition_names(self) -> frozenset[str]:
        """Every name that some condition uses."""
        return frozenset(name for one in self.conditions.values() for name in one.names)

    def form(self, kind: str, selection: frozenset[str] | None = None) -> tuple[Item, ...]:
        """The items of a kind of unit in the order of the form; `selection` None means all."""
        key = kind, selection
        if key not in self._forms:
            self._forms[key] = self._form(kind, selection)
        return self._forms[key]

    def asks(self, kind: str, name: str, selection: frozenset[str] | None = None) -> bool:
        """Whether the form of a unit has any item that is not led by other offices."""
        return not all(item.led_elsewhere(kind, name) for item in self.form(kind, selection))

    @cached_property
    def _forms(self) -> dict[tuple[str, frozenset[str] | None], tuple[Item, ...]]:
        return {}

    def _form(self, kind: str, selection: frozenset[str] | None) -> tuple[Item, ...]:
        return tuple(
            item
            for item in self.items.values()
            if kind in item.unit and not item.retired and (selection is None or item.id in selection)
        )


def scheme_body(scheme: Scheme) -> str:
    """The canonical text of a scheme; its digest is the scheme's fingerprint."""
    return canonical(with_order(scheme.model_dump(mode="json", by_alias=True, exclude_defaults=True)))


def restore_scheme(body: str) -> Scheme:
    """The scheme behind a stored canonical text."""
    return Scheme.model_validate(without_order(json.loads(body)))


def restore(body: str, schemes: Mapping[str, str] | None = None) -> Edition:
    """The edition behind a stored canonical text, with stored schemes by name."""
    data = json.loads(body)
    items = [Item.model_validate(without_order(one)) for one in data["items"]]
    sections = {name: tuple(item for item in items if data["sections"][item.id] == name) for name in data["order"]}
    found = {name: restore_scheme(text) for name, text in (schemes or {}).items()}
    plan = Plan.model_validate(without_order(data["plan"]))
    checklist = Checklist.model_validate(without_order(data["checklist"]))
    return Edition(plan, checklist, sections, found)


def inspect(texts: Mapping[str, str]) -> tuple[Edition | None, list[Problem], Loaded]:
    """Read a folder's texts: all problems, and the edition unless something in it cannot be understood.

    What lies apart does not hold it up: a section that is named but not written yet, a scheme, a worked case."""
    loaded = load(dict(texts))
    link(loaded)
    wrong = {(problem.file, problem.line) for problem in loaded.problems if problem.number.startswith("Y")}
    loaded.problems = [
        problem
        for problem in loaded.problems
        if problem.number.startswith("Y") or (problem.file, problem.line) not in wrong
    ]
    apart = {problem.file for problem in loaded.problems if problem.file.startswith(APART)}
    fatal = any(problem.code is not Code.MISSING_FILE and problem.file not in apart for problem in loaded.problems)
    if fatal or loaded.plan is None or loaded.checklist is None:
        return None, sorted(loaded.problems), loaded
    by_section: dict[str, list[Item]] = {name: [] for name in loaded.checklist.sections}
    for file, _, item in loaded.items:
        by_section[loaded.section(file)].append(item)
    sections = {name: tuple(items) for name, items in by_section.items()}
    schemes = {name: one for name, one in loaded.schemes.items() if f"schemes/{name}.yaml" not in apart}
    cases = tuple(case for case in loaded.cases if case[0] not in apart)
    edition = Edition(loaded.plan, loaded.checklist, sections, schemes, cases)
    return edition, sorted(loaded.problems), loaded


def open_folder(folder: Path) -> Edition:
    """The edition in a folder; raises Broken with all its problems."""
    edition, problems, _ = inspect(read_folder(folder))
    if edition is None or problems:
        raise Broken(problems)
    return edition
