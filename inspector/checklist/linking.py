"""References between the parts of a folder: clauses, kinds, facts, items, places, conditions, schemes."""

from collections.abc import Iterable, Mapping

from inspector.checklist.conditions import CelType, ConditionError, Language, compared_texts, names_in
from inspector.checklist.fields import Choice
from inspector.checklist.fitting import Complain, check_fit, check_wordings
from inspector.checklist.items import Item
from inspector.checklist.judge_numbers import Measure
from inspector.checklist.loading import Loaded
from inspector.checklist.models import Checklist, Fact, Scheme, Setting
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
        if not item.ask.columns and not item.ask.rows and item.ask.type not in (None, "roll_up"):
            if kind := cel_type(str(item.ask.type), item.ask.unit):
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
    _declarations(loaded, checklist)
    words = language(checklist, [item for _, _, item in loaded.items])
    earlier: dict[str, tuple[str, Item]] = {}
    everything = {item.id: item for _, _, item in loaded.items}
    for file, index, item in loaded.items:
        linker = ItemLinker(loaded, plan, checklist, words, earlier, everything, file, index)
        linker.check(item)
        earlier.setdefault(item.id, (file, item))
    for name, scheme in loaded.schemes.items():
        _scheme(loaded, f"schemes/{name}.yaml", scheme, everything)
    for file, index, case in loaded.cases:
        if case.item not in everything:
            loaded.complain(file, Code.UNKNOWN_ITEM, (index, "item"), name=case.item)


def _declarations(loaded: Loaded, checklist: Checklist) -> None:
    kinds = ", ".join(checklist.kinds)
    for name, fact in checklist.facts.items():
        for kind in fact.of:
            if kind not in checklist.kinds:
                loaded.complain("checklist.yaml", Code.UNKNOWN_KIND, ("facts", name, "of"), name=kind, known=kinds)
        if fact.by and fact.by not in checklist.dimensions:
            loaded.complain("checklist.yaml", Code.UNKNOWN_DIMENSION, ("facts", name, "by"), name=fact.by)
    for key, clause in (loaded.plan.clauses if loaded.plan else {}).items():
        for kind in (*clause.bears, *clause.looks):
            if kind not in checklist.kinds and key in loaded.clause_files:
                file = loaded.clause_files[key]
                loaded.complain(file, Code.UNKNOWN_KIND, (key,), name=kind, known=kinds)


def _scheme(loaded: Loaded, file: str, scheme: Scheme, items: Mapping[str, Item]) -> None:
    assert loaded.checklist is not None
    for section in scheme.sections:
        if section not in loaded.checklist.sections:
            loaded.complain(file, Code.UNKNOWN_SECTION, ("sections", section), name=section)
    for name, weighted in scheme.items.items():
        if name not in items:
            loaded.complain(file, Code.UNKNOWN_ITEM, ("items", name), name=name)
        elif weighted.credit:
            for choice in weighted.credit.choices:
                known = items[name].ask.choices
                if choice not in known:
                    path = ("items", name, "credit", "choices", choice)
                    loaded.complain(file, Code.UNKNOWN_CHOICE, path, name=choice, known=", ".join(known) or "-")
            judge = items[name].judge
            form = judge.form if judge else "-"
            if weighted.credit.zero_after and form != "by_date":
                loaded.complain(file, Code.CREDIT, ("items", name, "credit"), form=form, known="in_proportion")
    floors = [amount.number for amount in scheme.grades.values()]
    if scheme.mode == "points" and (floors != sorted(set(floors), reverse=True) or not floors or floors[-1] != 0):
        loaded.complain(file, Code.GRADES, ("grades",))
    for index, floor in enumerate(scheme.floor_items):
        if floor.item not in items:
            loaded.complain(file, Code.UNKNOWN_ITEM, ("floor_items", index, "item"), name=floor.item)
        if floor.form == "cap" and floor.to not in scheme.grades:
            known = ", ".join(scheme.grades)
            loaded.complain(file, Code.UNKNOWN_GRADE, ("floor_items", index), name=floor.to, known=known)
    _weights(loaded, file, scheme)


def _weights(loaded: Loaded, file: str, scheme: Scheme) -> None:
    by_section: dict[str, list[bool]] = {}
    for item_file, _, item in loaded.items:
        weighted = scheme.items.get(item.id) or scheme.default
        weight = weighted.weight or scheme.default.weight
        by_section.setdefault(loaded.section(item_file), []).append(weight is None or weight.number > 0)
    for section, some in by_section.items():
        if not any(some):
            loaded.complain(file, Code.WEIGHTS, ("items",), name=section)


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

    def complain(self, code: Code, path: tuple[str | int, ...] = (), /, **params: object) -> None:
        self.loaded.complain(self.file, code, (self.index, *path), **params)

    def check(self, item: Item) -> None:
        if item.id in self.earlier:
            self.complain(Code.DUPLICATE_ITEM, ("id",), name=item.id, other=self.earlier[item.id][0])
        if item.id in self.checklist.retired:
            self.complain(Code.RETIRED_ID, ("id",), name=item.id)
        self.kinds(item)
        self.clauses(item)
        self.references(item)
        self.conditions(item)
        self.due(item)
        complain: Complain = self.complain
        check_fit(item, self.checklist, complain)
        check_wordings(item, self.checklist, complain)

    def kinds(self, item: Item) -> None:
        for kind in (*item.unit, *([item.duty_of] if item.duty_of else [])):
            if kind not in self.checklist.kinds:
                known = ", ".join(self.checklist.kinds)
                self.complain(Code.UNKNOWN_KIND, ("unit",), name=kind, known=known)

    def clauses(self, item: Item) -> None:
        found: list[tuple[str, Clause]] = []
        for at, name in enumerate(item.clause):
            if name not in self.plan.clauses:
                self.complain(Code.UNKNOWN_CLAUSE, ("clause", at), name=name)
            else:
                found.append((name, self.plan.clauses[name]))
        for name, clause in found:
            if not set(item.unit) & {*clause.bears, *clause.looks}:
                self.complain(Code.KIND_WITHOUT_DUTY, ("clause",), clause=name, kind=", ".join(item.unit))
            if item.duty_of is None:
                for kind in item.unit:
                    if kind in clause.looks and not any(kind in other.bears for _, other in found):
                        self.complain(Code.DUTY_ELSEWHERE, ("clause",), clause=name, kind=kind)
        if item.duty_of and found and not any(item.duty_of in clause.bears for _, clause in found):
            self.complain(Code.NO_OTHER_BEARER, ("duty_of",), kind=item.duty_of)
        if item.duty_of is None and len({clause.hard for _, clause in found}) > 1:
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
        if isinstance(item.judge, Measure) and item.judge.by and item.judge.by not in self.earlier:
            code = Code.LATER_ITEM if item.judge.by in self.everything else Code.UNKNOWN_ITEM
            self.complain(code, ("judge", "by"), name=item.judge.by)

    def _fact(self, name: str, item: Item, path: tuple[str | int, ...]) -> Fact | None:
        fact = self.checklist.facts.get(name)
        if fact is None:
            self.complain(Code.UNKNOWN_FACT, path, name=name)
            return None
        for kind in item.unit:
            if kind not in fact.of:
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
                elif amount.times and amount.times not in item.ask.fields:
                    self._fact(amount.times, item, path)

    def _keys(self, item: Item) -> set[str]:
        known = set(self.plan.places) | {key for one in self.checklist.dimensions.values() for key in one}
        by = item.judge.by if isinstance(item.judge, Measure) else None
        if by and by in self.everything:
            known |= set(self.everything[by].ask.choices)
        return known

    def _roll_up(self, item: Item) -> None:
        target = self.everything.get(item.ask.of or "")
        if target is None or item.ask.as_ is None:
            self.complain(Code.ROLL_UP, ("ask",), name=item.ask.of or "", detail="no such item, or 'as' is missing")
        elif not any(set(item.unit) & self._above(kind) for kind in target.unit):
            self.complain(Code.ROLL_UP, ("ask", "of"), name=target.id, detail=", ".join(target.unit))

    def _above(self, kind: str) -> set[str]:
        above: set[str] = set()
        queue = [kind]
        while queue:
            found = self.checklist.kinds.get(queue.pop())
            for parent in found.under if found else ():
                if parent not in above:
                    above.add(parent)
                    queue.append(parent)
        return above

    def due(self, item: Item) -> None:
        for key in item.due or {}:
            if key not in ("always", "others") and key not in self.plan.places:
                self.complain(Code.UNKNOWN_PLACE, ("due", key), name=key)
        if item.judge and item.judge.form == "by_date" and not item.every and not effective_due(item, self.plan):
            self.complain(Code.MISSING_DUE, ("judge",))
        for at, text in enumerate(item.every.year if item.every else ()):
            month, _, day = text.partition("-")
            if not (month.isdigit() and day.isdigit() and 1 <= int(month) <= 12 and 1 <= int(day) <= 31):
                self.complain(Code.BAD_DATE, ("every", "year", at), value=text)

    def conditions(self, item: Item) -> None:
        for at, text in enumerate(item.applies_when):
            path = ("applies_when", at) if len(item.applies_when) > 1 else ("applies_when",)
            if any([self._name(item, path, name) for name in names_in(text)]):
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
        """Complain of a name that this item cannot use; True when it did."""
        before = len(self.loaded.problems)
        where, _, rest = name.partition(".")
        if where in ("answer", "result"):
            if rest not in self.earlier:
                code = Code.LATER_ITEM if rest in self.everything else Code.UNKNOWN_ITEM
                self.complain(code, path, name=rest)
        elif where == "setting":
            if rest not in self.checklist.settings:
                self.complain(Code.UNKNOWN_SETTING, path, name=rest)
        elif where == "unit" and rest not in ("place", "kind"):
            fact = self._fact(rest, item, path)
            if fact is not None and cel_type(fact.type, fact.unit) is None:
                self.complain(Code.CONDITION_EXACT, path, name=name)
        return len(self.loaded.problems) > before

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


def lines_of(item: Item) -> Iterable[tuple[tuple[str | int, ...], Line]]:
    """Every line of an item with its place in the item."""
    for end in ("at_least", "at_most"):
        line = getattr(item.judge, end, None)
        if isinstance(line, dict):
            yield ("judge", end), line
        for part in ("rows", "columns"):
            for key, one in getattr(item.ask, part).items():
                if getattr(one, end) is not None:
                    yield ("ask", part, key, end), getattr(one, end)


def effective_due(item: Item, plan: Plan) -> Due | None:
    """The item's own due dates, else those of its dated hard or soft clauses when they are all alike."""
    if item.due is not None or item.every:
        return item.due
    clauses = [plan.clauses[name] for name in item.clause if name in plan.clauses]
    dues = [clause.due for clause in clauses if clause.force != "step"]
    if dues and all(due == dues[0] for due in dues):
        return dues[0]
    return None


def due_on(item: Item, plan: Plan, place: str) -> str | None:
    """The key in the item's due dates that holds at a place, None when the item has no date there."""
    return due_of(effective_due(item, plan), place)
