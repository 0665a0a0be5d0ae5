"""What plan.yaml, the clauses, checklist.yaml and the schemes name must be declared."""

from collections.abc import Iterable, Iterator, Mapping

from inspector.checklist.fields import NUMBERS
from inspector.checklist.fitting import reasons_of
from inspector.checklist.items import Case, Item
from inspector.checklist.loading import Loaded
from inspector.checklist.models import Checklist, Credit, Fact, Scheme
from inspector.checklist.plan import Clause, Plan
from inspector.checklist.problems import Code

Place = tuple[str | int, ...]


def check_declarations(loaded: Loaded, plan: Plan, checklist: Checklist) -> None:
    """Kinds, places, offices, annex tasks and settings that plan.yaml, clauses and checklist.yaml name."""
    kinds = ", ".join(checklist.kinds)

    def known(file: str, path: Place, wanted: Iterable[str]) -> None:
        for at, kind in enumerate(wanted):
            if kind not in checklist.kinds:
                loaded.complain(file, Code.UNKNOWN_KIND, (*path, at), name=kind, known=kinds)

    if checklist.plan != plan.id:
        loaded.complain("checklist.yaml", Code.OTHER_PLAN, ("plan",), name=plan.id)
    for name, kind in checklist.kinds.items():
        known("checklist.yaml", ("kinds", name, "under"), kind.under)
    for name, fact in checklist.facts.items():
        known("checklist.yaml", ("facts", name, "of"), fact.of)
        if fact.by and fact.by not in checklist.dimensions:
            loaded.complain("checklist.yaml", Code.UNKNOWN_DIMENSION, ("facts", name, "by"), name=fact.by)
        for code, part, words in (*_total(checklist, fact), *_part_of(checklist, fact)):
            loaded.complain("checklist.yaml", code, ("facts", name, *part), **words)
    for name, office in plan.offices.items():
        known("plan.yaml", ("offices", name, "unit"), [office.unit])
    for name, clause in plan.clauses.items():
        file = loaded.clause_files[name]
        path = ("clauses", name) if file == "plan.yaml" else (name,)
        known(file, (*path, "bears"), clause.bears)
        known(file, (*path, "looks"), clause.looks)
        for code, part, wrong in _strangers(plan, checklist, clause):
            loaded.complain(file, code, (*path, *part), name=wrong)


Complaint = tuple[Code, Place, dict[str, str]]


def _total(checklist: Checklist, fact: Fact) -> Iterator[Complaint]:
    """What is wrong with the sum a fact is said to be."""
    total = fact.total_of
    if total is None:
        return
    other = checklist.facts.get(total.fact)
    if other is None:
        yield Code.UNKNOWN_FACT, ("total_of",), {"name": total.fact}
        return
    if not _alike(fact, other):
        yield Code.NOT_ALIKE, ("total_of",), {"name": total.fact}
        return
    kinds = ", ".join(checklist.kinds)
    for at, kind in enumerate(total.of):
        path: Place = ("total_of", "of", at)
        if kind not in checklist.kinds:
            yield Code.UNKNOWN_KIND, path, {"name": kind, "known": kinds}
        elif kind not in other.of:
            yield Code.FACT_NOT_FOR_KIND, path, {"name": total.fact, "kind": kind}
        elif not set(fact.of) & checklist.above(kind):
            yield Code.NOTHING_BELOW, path, {"kind": kind}
    if not total.of and not any(set(fact.of) & checklist.above(kind) for kind in other.of):
        yield Code.NOTHING_BELOW, ("total_of",), {"kind": ", ".join(other.of)}


def _part_of(checklist: Checklist, fact: Fact) -> Iterator[Complaint]:
    """What is wrong with the whole a fact is said to be a part of."""
    if fact.at_most is None:
        return
    other = checklist.facts.get(fact.at_most)
    if other is None:
        yield Code.UNKNOWN_FACT, ("at_most",), {"name": fact.at_most}
    elif not _alike(fact, other):
        yield Code.NOT_ALIKE, ("at_most",), {"name": fact.at_most}
    elif not set(fact.of) & set(other.of):
        yield Code.FACT_NOT_FOR_KIND, ("at_most",), {"name": fact.at_most, "kind": ", ".join(fact.of)}


def _alike(one: Fact, other: Fact) -> bool:
    """Whether two facts are numbers that can be compared."""
    numbers = one.type in NUMBERS and other.type in NUMBERS
    return numbers and (one.unit, one.by) == (other.unit, other.by)


def _strangers(plan: Plan, checklist: Checklist, clause: Clause) -> Iterable[tuple[Code, Place, str]]:
    """Names in a clause that the plan does not declare: places, annex tasks, offices, settings."""
    for place in clause.due or {}:
        if place not in ("always", "others") and place not in plan.places:
            yield Code.UNKNOWN_PLACE, ("due", place), place
    for at, task in enumerate(clause.annex):
        if task not in plan.annex:
            yield Code.UNKNOWN_ANNEX, ("annex", at), task
    for key, offices in (("lead", clause.lead), ("with", clause.with_), ("responsible", clause.responsible)):
        for at, office in enumerate(offices):
            if office not in plan.offices:
                yield Code.UNKNOWN_OFFICE, (key, at), office
    if clause.due_setting and clause.due_setting not in checklist.settings:
        yield Code.UNKNOWN_SETTING, ("due_setting",), clause.due_setting


def check_scheme(loaded: Loaded, file: str, scheme: Scheme, items: Mapping[str, Item]) -> None:
    """Sections, items, choices, grades and credits that a scheme names."""
    assert loaded.checklist is not None
    for section in scheme.sections:
        if section not in loaded.checklist.sections:
            loaded.complain(file, Code.UNKNOWN_SECTION, ("sections", section), name=section)
    for name, weighted in scheme.items.items():
        if name not in items:
            loaded.complain(file, Code.UNKNOWN_ITEM, ("items", name), name=name)
        elif weighted.credit:
            for choice in weighted.credit.choices:
                choices = items[name].ask.choices
                if choice not in choices:
                    path = ("items", name, "credit", "choices", choice)
                    loaded.complain(file, Code.UNKNOWN_CHOICE, path, name=choice, known=", ".join(choices) or "-")
            for key in _misplaced(items[name], weighted.credit):
                form = getattr(items[name].judge, "form", "-")
                loaded.complain(
                    file, Code.CREDIT, ("items", name, "credit", key), form=form, known="in_proportion, all_or_nothing"
                )
    floors = [amount.number for amount in scheme.grades.values()]
    if scheme.mode == "points" and (floors != sorted(set(floors), reverse=True) or not floors or floors[-1] != 0):
        loaded.complain(file, Code.GRADES, ("grades",))
    for index, floor in enumerate(scheme.floor_items):
        if floor.item not in items:
            loaded.complain(file, Code.UNKNOWN_ITEM, ("floor_items", index, "item"), name=floor.item)
        if floor.form == "cap" and floor.to not in scheme.grades:
            known = ", ".join(scheme.grades)
            loaded.complain(file, Code.UNKNOWN_GRADE, ("floor_items", index, "to"), name=floor.to, known=known)
    if scheme.rank and scheme.rank.kind not in loaded.checklist.kinds:
        kinds = ", ".join(loaded.checklist.kinds)
        loaded.complain(file, Code.UNKNOWN_KIND, ("rank", "kind"), name=scheme.rank.kind, known=kinds)
    if scheme.mode == "points":
        _weights(loaded, file, scheme)


def _misplaced(item: Item, credit: Credit) -> Iterable[str]:
    """Keys of a credit that never earn anything under the item's judge form."""
    form = item.judge.form if item.judge else "-"
    if credit.zero_after and form != "by_date":
        yield "zero_after"
    if credit.floor and not (item.judge and item.judge.NUMERIC and form != "share_of_rows"):
        yield "floor"
    if credit.shortcoming and "shortcoming" not in reasons_of(item):
        yield "shortcoming"


def _weights(loaded: Loaded, file: str, scheme: Scheme) -> None:
    by_section: dict[str, dict[str, bool]] = {}
    for item_file, _, item in loaded.items:
        weighted = scheme.items.get(item.id) or scheme.default
        weight = weighted.weight or scheme.default.weight
        by_section.setdefault(loaded.section(item_file), {})[item.id] = weight is None or weight.number > 0
    for section, some in by_section.items():
        if not any(some.values()):
            first = next((("items", name, "weight") for name in scheme.items if name in some), ("default", "weight"))
            loaded.complain(file, Code.WEIGHTS, first, name=section)


def check_case(loaded: Loaded, file: str, index: int, case: Case, items: Mapping[str, Item]) -> None:
    """Items, facts, settings, places and kinds that a worked case names."""
    plan, checklist = loaded.plan, loaded.checklist
    assert plan is not None and checklist is not None
    kinds = ", ".join(checklist.kinds)
    wanted: list[tuple[Code, Place, str, Iterable[str]]] = [
        (Code.UNKNOWN_ITEM, ("item",), case.item, items),
        (Code.UNKNOWN_KIND, ("unit", "kind"), case.unit.kind or "", ("", *checklist.kinds)),
        (Code.UNKNOWN_PLACE, ("unit", "place"), case.unit.place, ("", *plan.places)),
    ]
    wanted += [(Code.UNKNOWN_SETTING, ("settings", name), name, checklist.settings) for name in case.settings]
    wanted += [(Code.UNKNOWN_ITEM, ("answers", name), name, items) for name in case.answers]
    for part in ("facts", "district", "city"):
        wanted += [(Code.UNKNOWN_FACT, (part, name), name, checklist.facts) for name in getattr(case, part)]
    for kind, facts in case.above.items():
        wanted.append((Code.UNKNOWN_KIND, ("above", kind), kind, checklist.kinds))
        wanted += [(Code.UNKNOWN_FACT, ("above", kind, name), name, checklist.facts) for name in facts]
    for at, below in enumerate(case.below):
        wanted.append((Code.UNKNOWN_KIND, ("below", at, "kind"), below.kind or "", ("", *checklist.kinds)))
        wanted += [(Code.UNKNOWN_FACT, ("below", at, "facts", f), f, checklist.facts) for f in below.facts]
    for code, path, name, known in wanted:
        if name not in known:
            loaded.complain(file, code, (index, *path), name=name, known=kinds)
