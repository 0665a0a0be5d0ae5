"""The worked cases run: each proves one item on one small world, with the expected result written by hand."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction

from msgspec import Struct

from inspector.casework.findings import Finding, findings
from inspector.checklist.edition import Edition
from inspector.checklist.fields import FieldProblem, parse
from inspector.checklist.items import Below, Case, Item
from inspector.checklist.models import Fact, Setting
from inspector.checklist.problems import Code, Problem
from inspector.checklist.reader import Path_
from inspector.checklist.verdicts import Ground
from inspector.scoring.answers import AnswerError, cells_of
from inspector.scoring.assess import assess
from inspector.scoring.results import MILLION, Result
from inspector.scoring.rollup import roll_up
from inspector.scoring.subjects import Facts, Subject, Terms, numbers


class CaseError(ValueError):
    """A case that cannot be run: what is wrong with its facts or answer, and where in the case."""

    def __init__(self, detail: str, at: Path_) -> None:
        super().__init__(detail)
        self.at = at


class Ran(Struct, frozen=True):
    """A case with what it gave: its result and the differences from what it expects; `at` is the place in the
    case that a problem points to."""

    file: str
    index: int
    case: Case
    result: Result | None
    differences: tuple[tuple[str, str], ...] = ()
    error: str = ""
    at: Path_ = ()

    def problem(self) -> Problem | None:
        """The coded problem of a case that cannot be run or gives something else; its line is set by the reader."""
        if self.error:
            params = {"detail": f"{self.case.case}: {self.error.rstrip('.')}"}
            return Problem(self.file, 0, 0, Code.CASE_ANSWER.number, Code.CASE_ANSWER, params)
        if not self.differences:
            return None
        wanted = "; ".join(wanted for wanted, _ in self.differences)
        got = "; ".join(got for _, got in self.differences)
        params = {"wanted": f"{self.case.case}: {wanted}", "got": got}
        return Problem(self.file, 0, 0, Code.CASE_FAILS.number, Code.CASE_FAILS, params)


def run_cases(edition: Edition) -> Iterator[Ran]:
    """Every worked case of an edition."""
    for file, index, case in edition.cases:
        try:
            yield _run(edition, file, index, case)
        except CaseError as error:
            yield Ran(file, index, case, None, error=str(error), at=error.at)


class Staged(Struct, frozen=True):
    """The small world of a case: the unit that is judged, the round's terms and what was answered."""

    item: Item
    subject: Subject
    terms: Terms
    cells: Mapping[str, str]
    below: Result | None
    """What the units below give, for an item that they feed."""

    def fed(self, asked: Item) -> Result:
        """What feeds the items of its form; no other than the item itself."""
        return self.below if self.below and asked.id == self.item.id else Result(asked, "not_checked", high=MILLION)


def stage(edition: Edition, case: Case) -> Staged:
    """Raises CaseError."""
    item = edition.items[case.item]
    terms = _terms(edition, case)
    subject = _subject(edition, case, item)
    if subject.kind not in item.unit:
        raise CaseError(f"the item is not for a {subject.kind}", ("unit",))
    if case.below and not item.rolls_up:
        raise CaseError("only a roll-up has units below", ("below",))
    cells = _cells(item, case.answer, case.note, case.state, ("answer",))
    for name, answer in case.answers.items():
        cells |= _cells(edition.items[name], answer, "", "", ("answers", name))
    below = _roll_up(edition, case, subject, terms, item) if item.rolls_up and item.judge else None
    return Staged(item, subject, terms, cells, below)


def _run(edition: Edition, file: str, index: int, case: Case) -> Ran:
    staged = stage(edition, case)
    item, subject, terms = staged.item, staged.subject, staged.terms
    results = assess(edition, subject, terms, staged.cells, roll_up=staged.fed)
    result = next(one for one in results if one.item.id == item.id)
    told = findings(edition, subject, terms, [result])
    differences = tuple(_differences(case, result, told))
    at: Path_ = ("expect", differences[0][0].split()[0]) if differences else ()
    return Ran(file, index, case, result, differences, at=at)


def _cells(item: Item, answer: object, note: str, state: str, at: Path_) -> dict[str, str]:
    try:
        return cells_of(item, answer, note, state, "worked case" if state else "")
    except AnswerError as error:
        raise CaseError(str(error), at) from error


def _terms(edition: Edition, case: Case) -> Terms:
    plan = edition.plan.period
    start, end = case.period or (plan.from_, plan.to)
    declared = edition.checklist.settings
    settings = {name: _take(declared.get(name), text, name, "settings") for name, text in case.settings.items()}
    return Terms(case.as_of or plan.to + timedelta(days=1), start, end, settings)


def _take(declared: Fact | Setting | None, text: str, name: str, part: str) -> str:
    if declared is None:
        raise CaseError(f"'{name}' is not declared", (part, name))
    taken = parse(declared.field, text)
    if isinstance(taken, FieldProblem):
        raise CaseError(f"{name}: {taken.message.format(**taken.params)}", (part, name))
    return taken


def read_facts(edition: Edition, facts: Mapping[str, object], part: str = "facts") -> Facts:
    """Facts as written (`name: text` or `name: {key: text}`) to canonical texts; raises CaseError."""
    found: dict[str, dict[str, str]] = {}
    for name, value in facts.items():
        declared = edition.checklist.facts.get(name)
        by_key = value if isinstance(value, Mapping) else {"": value}
        found[name] = {str(key): _take(declared, str(text), name, part) for key, text in by_key.items()}
    return found


def _subject(edition: Edition, case: Case, item: Item) -> Subject:
    kind = case.unit.kind or item.unit[0]
    place = case.unit.place
    above = _above(edition, case, kind, place)
    named = case.unit.model_fields_set & {"name"}
    name = case.unit.name if named else place if kind == "district" and place else case.unit.name
    if kind == "department" and not named and item.office:
        name = item.office[0]
    return Subject("unit", name, kind, read_facts(edition, case.facts), above, place)


def _above(edition: Edition, case: Case, kind: str, place: str) -> dict[str, Subject]:
    """The units above one of a kind, nearest first; below the top they stand for the case's place."""
    parent = next(iter(edition.checklist.kinds[kind].under), None)
    if parent is None:
        return {}
    further = _above(edition, case, parent, place)
    written = {"district": case.district, "city": case.city} | case.above
    part = "above" if parent in case.above else parent
    facts = read_facts(edition, written.get(parent, {}), part)
    name, place = (place or "甲区", place) if further else (edition.plan.city, "")
    return {parent: Subject(parent, name, parent, facts, further, place), **further}


def _roll_up(edition: Edition, case: Case, subject: Subject, terms: Terms, asked: Item) -> Result:
    target = edition.items[asked.ask.of or ""]
    below: list[tuple[str, Result]] = []
    for at, one in enumerate(case.below):
        result = _below(edition, one, subject, terms, target, at)
        below += [(f"{at}.{time}", result) for time in range(one.times)]
    place = (subject.place,) if subject.place else ()
    ground = Ground(numbers(edition, subject, terms), place, terms.as_of)
    return roll_up(asked, below, ground, None)


def _below(edition: Edition, one: Below, above: Subject, terms: Terms, target: Item, at: int) -> Result:
    kind = one.kind or target.unit[0]
    if kind not in target.unit:
        raise CaseError(f"'{target.id}' is not for a {kind}", ("below", at))
    line = {above.kind: above, **above.above}
    unit = Subject("below", "乙校", kind, read_facts(edition, one.facts), line, above.place)
    cells = _cells(target, one.answer, one.note, one.state, ("below", at))
    results = assess(edition, unit, terms, cells, selection=frozenset({target.id}))
    return results[0]


def _differences(case: Case, result: Result, told: Sequence[Finding]) -> Iterator[tuple[str, str]]:
    expect = case.expect
    if result.state != expect.result:
        why = f" ({result.why})" if result.why else ""
        yield f"result {expect.result}", f"result {result.state}{why}"
    if expect.share is not None:
        share = result.portion if result.portion is not None else Fraction(0)
        if share != expect.share.number:
            yield f"share {expect.share.text}", f"share {share}"
    reasons = {reason.name for _, reason in result.reasons}
    if expect.reasons is not None and set(expect.reasons) != reasons:
        yield f"reasons {sorted(expect.reasons)}", f"reasons {sorted(reasons)}"
    if expect.failing is not None:
        rows = failing(result)
        if set(expect.failing) != rows:
            yield f"failing {sorted(expect.failing)}", f"failing {sorted(rows)}"
    yield from _told(case, told)


def failing(result: Result) -> set[str]:
    """Codes of failing rows; for times (years, stages) their labels."""
    found: set[str] = set()
    for outcome, reason in result.reasons:
        if reason.name in ("advice", "shortcoming"):
            continue
        codes = reason.values.get("failing_codes")
        found |= set(str(codes).split("、")) if codes else {reason.row or outcome.occurrence}
    return found - {""}


def _told(case: Case, told: Sequence[Finding]) -> Iterator[tuple[str, str]]:
    kinds = {one.kind for one in told}
    wanted = case.expect.finding
    if wanted is not None and (kinds != ({wanted} - {"none"})) and not (wanted == "problem" and "problem" in kinds):
        yield f"finding {wanted}", f"finding {', '.join(sorted(kinds)) or 'none'}"
    if case.expect.says is not None:
        text = " ".join(one.sentence for one in told)
        if case.expect.says not in text:
            yield f"says {case.expect.says}", f"says {text or '-'}"
