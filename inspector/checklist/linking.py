"""References between the parts of a folder: clauses, kinds, facts, items, places, conditions, schemes."""

from collections.abc import Iterable, Mapping

from inspector.checklist.cells import VISIT
from inspector.checklist.conditions import CelType, ConditionError, Language, compared_texts, names_in
from inspector.checklist.declarations import check_case, check_declarations, check_scheme
from inspector.checklist.fields import NUMBERS, Choice
from inspector.checklist.fitting import Complain, check_fit, check_wordings, lines_of
from inspector.checklist.items import Item
from inspector.checklist.judge_numbers import Measure, Ratio
from inspector.checklist.loading import Loaded
from inspector.checklist.models import Checklist, Fact, Setting
from inspector.checklist.plan import Clause, Plan, due_of
from inspector.checklist.problems import Code
from inspector.checklist.values import Due, Line

SCALED = {"yuan": 100, "m": 1000}
"""Units of measure whose decimals conditions see as whole numbers: fen and millimetres."""


def cel_type(kind: str, unit: str) -> CelType | None:
    """How a value of a field type looks to a condition; None when it may have decimals or is prose."""
    if kind == "integer" or (kind == "decimal" and unit in SCALED):
        return "int"
    return "text" if kind in ("select_one", "date") else None


def language(checklist: Checklist, items: Iterable[Item]) -> Language:
    """All names that conditions of this checklist may use."""
    names: dict[str, CelType] = {"unit.place": "text", "unit.kind": "text"}
    for name, fact in checklist.facts.items():
        kind = cel_type(fact.type, fact.unit)
        if kind and not fact.by:
            names |= {f"{where}.{name}": kind for where in ("unit", *fact.of)}
    for name, setting in checklist.settings.items():
        if kind := cel_type(setting.type, setting.unit):
            names[f"setting.{name}"] = kind
    for item in items:
        names[f"result.{item.id}"] = "text"
        single = not item.ask.columns and not item.ask.rows and item.ask.type not in (None, "roll_up")
        if single and (kind := cel_type(str(item.ask.type), item.ask.unit)):
            names[f"answer.{item.id}"] = kind
    return Language(names)


def link(loaded: Loaded) -> None:
    """Add every problem of reference to `loaded.problems`."""
    plan, checklist = loaded.plan, loaded.checklist
    if plan is None or checklist is None:
        return
    present = {loaded.section(file) for file, _, _ in loaded.items}
    for section in checklist.sections:
        if section not in present and not any(loaded.section(problem.file) == section for problem in loaded.problems):
            loaded.complain("checklist.yaml", Code.MISSING_FILE, ("sections", section), name=f"{section}.yaml")
    check_declarations(loaded, plan, checklist)
    words = language(checklist, [item for _, _, item in loaded.items])
    earlier: dict[str, tuple[str, Item]] = {}
    everything = {item.id: item for _, _, item in loaded.items}
    for file, index, item in loaded.items:
        linker = ItemLinker(loaded, plan, checklist, words, earlier, everything, file, index)
        linker.check(item)
        earlier.setdefault(item.id, (file, item))
    for name, scheme in loaded.schemes.items():
        check_scheme(loaded, f"schemes/{name}.yaml", scheme, everything)
    for file, index, case in loaded.cases:
        check_case(loaded, file, index, case, everything)


class ItemLinker:
    """The references of one item, checked against what stands before it."""

    def __init__(
        self,
        loaded: Loaded,
        plan: Plan,
        checklist: Checklist,
        words: Language,
        earlier: Mapping[str, tuple[str, Item]],
        everything: Mapping[str, Item],
        file: str,
        index: int,
    ) -> None:
        self.loaded, self.plan, self.checklist, self.words = loaded, plan, checklist, words
        self.earlier, self.everything, self.file, self.index = earlier, everything, file, index

    def complain(self, code: Code, path: tuple[str | int, ...] = (), near: str = "", /, **params: object) -> None:
        self.loaded.complain(self.file, code, (self.index, *path), near, **params)

    def check(self, item: Item) -> None:
        if item.id in self.earlier:
            self.complain(Code.DUPLICATE_ITEM, ("id",), name=item.id, other=self.earlier[item.id][0])
        if item.id in self.checklist.retired:
            self.complain(Code.RETIRED_ID, ("id",), name=item.id)
        if item.id == VISIT:
            self.complain(Code.RESERVED_ID, ("id",), name=item.id)
        self.kinds(item)
        self.clauses(item)
        self.references(item)
        self.conditions(item)
        self.due(item)
        complain: Complain = self.complain
        check_fit(item, self.checklist, complain)
        check_wordings(item, self.checklist, complain)

    def kinds(self, item: Item) -> None:
        named: list[tuple[tuple[str | int, ...], str]] = [(("unit", at), kind) for at, kind in enumerate(item.unit)]
        for path, kind in [*named, *([(("duty_of",), item.duty_of)] if item.duty_of else [])]:
            if kind not in self.checklist.kinds:
                known = ", ".join(self.checklist.kinds)
                self.complain(Code.UNKNOWN_KIND, path, name=kind, known=known)

    def clauses(self, item: Item) -> None:
        found: list[tuple[int, str, Clause]] = []
        for at, name in enumerate(item.clause):
            if name not in self.plan.clauses:
                self.complain(Code.UNKNOWN_CLAUSE, ("clause", at), name=name)
            else:
                found.append((at, name, self.plan.clauses[name]))
        known_kinds = set(item.unit) <= self.checklist.kinds.keys()
        for at, name, clause in found:
            if known_kinds and not set(item.unit) & {*clause.bears, *clause.looks}:
                self.complain(Code.KIND_WITHOUT_DUTY, ("clause", at), clause=name, kind=", ".join(item.unit))
            if item.duty_of is None:
                for kind in item.unit:
                    if kind in clause.looks and not any(kind in other.bears for _, _, other in found):
                        self.complain(Code.DUTY_ELSEWHERE, ("clause", at), clause=name, kind=kind)
        bearer = item.duty_of if item.duty_of in self.checklist.kinds else None
        if bearer and found and not any(bearer in clause.bears for _, _, clause in found):
            self.complain(Code.NO_OTHER_BEARER, ("duty_of",), kind=bearer)
        if item.duty_of is None and len({clause.hard for _, _, clause in found}) > 1:
            self.complain(Code.MIXED_FORCE, ("clause",))

    def references(self, item: Item) -> None:
        for at, name in enumerate(item.given):
            self._fact(name, item, ("given", at))
        for at, name in enumerate(item.needs):
            if name not in self.checklist.settings:
                self.complain(Code.UNKNOWN_SETTING, ("needs", at), name=name)
        if item.split_by and item.split_by not in self.checklist.dimensions:
            self.complain(Code.UNKNOWN_DIMENSION, ("split_by",), name=item.split_by)
        if item.ask.sample and item.ask.sample.of:
            self._fact(item.ask.sample.of, item, ("ask", "sample", "of"))
        for path, line in lines_of(item):
            self._line(item, path, line)
        if item.rolls_up:
            self._roll_up(item)
        if isinstance(item.judge, Measure) and item.judge.by:
            self._by(item.judge, item.judge.by)

    def _by(self, judge: Measure, name: str) -> None:
        if name not in self.earlier:
            code = Code.LATER_ITEM if name in self.everything else Code.UNKNOWN_ITEM
            self.complain(code, ("judge", "by"), name=name)
        elif not self.everything[name].ask.choices or self.everything[name].ask.type != "select_one":
            self.complain(Code.WRONG_ASK, ("judge", "by"), form=judge.form, detail=f"'{name}' has no choices")

    def _fact(self, name: str, item: Item, path: tuple[str | int, ...]) -> Fact | None:
        fact = self.checklist.facts.get(name)
        if fact is None:
            self.complain(Code.UNKNOWN_FACT, path, name=name)
            return None
        for kind in item.unit:
            if kind in self.checklist.kinds and kind not in fact.of:
                self.complain(Code.FACT_NOT_FOR_KIND, path, name=name, kind=kind)
        return fact

    def _line(self, item: Item, path: tuple[str | int, ...], line: Line) -> None:
        known = self._keys(item)
        for key, amounts in line.items():
            if key not in ("always", "others") and key not in known:
                self.complain(Code.UNKNOWN_CHOICE, (*path, key), name=key, known=", ".join(sorted(known)))
            for amount in amounts:
                if amount.times.startswith("setting."):
                    if amount.times.removeprefix("setting.") not in self.checklist.settings:
                        self.complain(Code.UNKNOWN_SETTING, path, name=amount.times)
                elif amount.times:
                    fact = self._fact(amount.times, item, path)
                    if fact is not None and fact.type not in NUMBERS:
                        self.complain(Code.UNKNOWN_COLUMN, path, name=amount.times, known="-")

    def _keys(self, item: Item) -> set[str]:
        known = set(self.plan.places) | {key for one in self.checklist.dimensions.values() for key in one}
        by = item.judge.by if isinstance(item.judge, Measure) else None
        if by and by in self.everything:
            known |= set(self.everything[by].ask.choices)
        return known

    def _roll_up(self, item: Item) -> None:
        target = self.everything.get(item.ask.of or "")
        if target is None or item.ask.as_ is None:
            if target is None and item.ask.of and self.loaded.torn:
                return
            path = ("ask", "of") if target is None else ("ask",)
            self.complain(Code.ROLL_UP, path, name=item.ask.of or "", detail="no such item, or 'as' is missing")
        elif target.judge is None or target.rolls_up:
            self.complain(Code.ROLL_UP, ("ask", "of"), name=target.id, detail="it is not judged by an answer")
        elif item.ask.as_ in ("pooled", "mean", "worst") and not isinstance(target.judge, Ratio):
            self.complain(Code.ROLL_UP, ("ask", "as"), name=target.id, detail=f"{item.ask.as_} needs a ratio")
        elif not any(set(item.unit) & self.checklist.above(kind) for kind in target.unit):
            self.complain(Code.ROLL_UP, ("ask", "of"), name=target.id, detail=", ".join(target.unit))

    def due(self, item: Item) -> None:
        for key in item.due or {}:
            if key not in ("always", "others") and key not in self.plan.places:
                self.complain(Code.UNKNOWN_PLACE, ("due", key), name=key)
        undated = not item.every and all(name in self.plan.clauses for name in item.clause)
        if undated and item.judge and item.judge.form == "by_date" and not _has_due(item, self.plan):
            self.complain(Code.MISSING_DUE, ("judge", "form"))
        for at, office in enumerate(item.office):
            if office not in self.plan.offices:
                self.complain(Code.UNKNOWN_OFFICE, ("office", at), name=office)

    def conditions(self, item: Item) -> None:
        for at, text in enumerate(item.applies_when):
            path = ("applies_when", at)
            strange = [name for name in names_in(text) if self._name(item, path, name)]
            if strange:
                continue
            try:
                self.words.compile(text)
            except ConditionError as error:
                codes = {
                    "syntax": Code.CONDITION_SYNTAX,
                    "name": Code.CONDITION_NAME,
                    "type": Code.CONDITION_TYPE,
                }
                known = ", ".join(sorted(self.words.names)[:40])
                self.complain(codes[error.kind], path, detail=error.detail, name=error.detail, known=known)
                continue
            for name, word in compared_texts(text):
                choices = self._choices(name)
                if choices is not None and word not in choices:
                    self.complain(Code.CONDITION_CHOICE, path, name=word, known=", ".join(choices))

    def _name(self, item: Item, path: tuple[str | int, ...], name: str) -> bool:
        """Complain of a name that this item cannot use; True when it cannot."""
        where, _, rest = name.partition(".")
        if where in ("answer", "result") and rest not in self.earlier:
            code = Code.LATER_ITEM if rest in self.everything else Code.UNKNOWN_ITEM
            self.complain(code, path, name=rest)
            return True
        if where == "setting" and rest not in self.checklist.settings:
            self.complain(Code.UNKNOWN_SETTING, path, name=rest)
            return True
        if where == "unit" and rest not in ("place", "kind"):
            fact = self._fact(rest, item, path)
            if fact is not None and cel_type(fact.type, fact.unit) is None:
                self.complain(Code.CONDITION_EXACT, path, name=name)
            return fact is None or not set(item.unit) <= set(fact.of) or cel_type(fact.type, fact.unit) is None
        return False

    def _choices(self, name: str) -> list[str] | None:
        where, _, rest = name.partition(".")
        if name == "unit.place":
            return list(self.plan.places)
        if where == "result":
            return ["pass", "partial", "fail", "not_due", "not_checked", "unverifiable", "informational"]
        if where == "answer":
            return list(_options(self.everything[rest])) if rest in self.everything else None
        found: Fact | Setting | None
        found = self.checklist.settings.get(rest) if where == "setting" else self.checklist.facts.get(rest)
        return list(found.field.options) if found and found.type == "select_one" else None


def _options(item: Item) -> Mapping[str, Choice]:
    first = next(iter(item.ask.fields.values()), None)
    return first.options if first else {}


def effective_due(item: Item, plan: Plan) -> Due | None:
    """The item's own due dates, else those of its dated hard or soft clauses when they are all alike."""
    if item.due is not None or item.every:
        return item.due
    clauses = [plan.clauses[name] for name in item.clause if name in plan.clauses]
    dues = [clause.due for clause in clauses if clause.force != "step"]
    if dues and all(due == dues[0] for due in dues):
        return dues[0]
    return None


def open_due(item: Item, plan: Plan) -> str:
    """The setting that holds the due date of a clause whose text leaves it open; "" when none does."""
    if item.due is not None:
        return ""
    clauses = [plan.clauses[name] for name in item.clause if name in plan.clauses]
    return next((clause.due_setting for clause in clauses if clause.due_setting), "")


def _has_due(item: Item, plan: Plan) -> bool:
    return effective_due(item, plan) is not None or bool(open_due(item, plan))


def due_on(item: Item, plan: Plan, place: str) -> str | None:
    """The key in the item's due dates that holds at a place, None when the item has no date there."""
    return due_of(effective_due(item, plan), place)
