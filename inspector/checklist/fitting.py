"""Does the judge fit the question, has each reason its wording, and does each wording use known names?"""

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

from inspector.checklist.fields import NUMBERS
from inspector.checklist.items import Item
from inspector.checklist.judge import Judge
from inspector.checklist.judge_numbers import Banded, Count, Measure, PerHead, Ratio, Trend
from inspector.checklist.judge_parts import KOfN, Seen, ShareOfRows
from inspector.checklist.judges import ByChoice, ByDate, YesOrNo
from inspector.checklist.models import Checklist
from inspector.checklist.problems import Code
from inspector.checklist.wording import WordingError, names_of

Complain = Callable[..., None]
COMMON = (
    "unit.name",
    "unit.place",
    "district.name",
    "city.name",
    "as_of",
    "due",
    "answer",
    "answer.note",
    "occurrence",
)
GIVES: dict[str, tuple[str, ...]] = {
    "count": ("value", "line", "line_reason", "missing", "row"),
    "measure": ("value", "line", "line_reason", "missing", "row"),
    "ratio": ("part", "whole", "share", "line", "needed", "missing"),
    "per_head": ("row", "value", "line", "line_reason", "amount", "heads", "missing"),
    "k_of_n": ("missing", "part", "whole", "needed"),
    "share_of_rows": ("checked", "failing", "failing_codes", "share"),
    "trend": ("before", "now"),
    "banded": ("value", "band"),
    "seen": ("missing",),
}


def reasons_of(item: Item) -> tuple[str, ...]:
    """The reasons that this very item's judge can give."""
    judge, ask = item.judge, item.ask
    if judge is None:
        return ()
    choices = ask.choices.values()
    if isinstance(judge, ByChoice):
        given = {"not_met": any(c.met is False for c in choices), "shortcoming": _shortcoming(item)}
    elif isinstance(judge, Count | Ratio | PerHead):
        rows = ask.rows.values()
        lower = judge.at_least is not None or any(row.at_least for row in rows)
        upper = getattr(judge, "at_most", None) is not None or any(row.at_most for row in rows)
        given = {"below": lower, "above": upper}
    elif isinstance(judge, ByDate):
        given = {"late": True, "not_done": bool(ask.alternatives)}
    elif isinstance(judge, ShareOfRows):
        given = {"below": True, "advice": any(c.force == "soft" for c in ask.columns.values())}
    elif isinstance(judge, Seen):
        alternatives = any(f.alternatives for f in ask.fields.values())
        given = {"not_seen": alternatives, "out_of_order": judge.in_order}
    else:
        given = dict.fromkeys(judge.REASONS, True)
    return tuple(reason for reason, can in given.items() if can)


def _shortcoming(item: Item) -> bool:
    return any(choice.met and choice.note for choice in item.ask.choices.values())


def check_fit(item: Item, checklist: Checklist, complain: Complain) -> None:
    """Complain of everything about the judge and its question that does not go together."""
    if item.judge is None:
        for key in ("say", "rectify"):
            if getattr(item, key):
                complain(Code.SURPLUS_PART, (key,), key=key)
        return
    if item.rolls_up:
        if not isinstance(item.judge, Ratio):
            complain(Code.WRONG_ASK, ("judge",), form=item.judge.form, detail="roll_up")
        elif item.judge.at_least is None and item.judge.at_most is None:
            complain(Code.MISSING_LINE, ("judge",), form="ratio", known="at_least, at_most")
    else:
        for code, params in _misfits(item, checklist):
            complain(code, ("judge",), **params)
        _units(item, complain)
    for key, needed in (("see", not item.rolls_up), ("rectify", True)):
        if needed and not getattr(item, key):
            complain(Code.MISSING_PART, (), key=key)
    if not item.rolls_up and not item.ask.question:
        complain(Code.MISSING_PART, ("ask",), key="question")


Misfit = tuple[Code, dict[str, object]]


def _misfits(item: Item, checklist: Checklist) -> Iterable[Misfit]:
    judge = item.judge
    assert judge is not None
    yield from FITS[type(judge)](item, judge, checklist)


def _wrong(judge: Any, detail: str) -> Misfit:
    return Code.WRONG_ASK, {"form": judge.form, "detail": detail}


def _lineless(judge: Any, known: str) -> Misfit:
    return Code.MISSING_LINE, {"form": judge.form, "known": known}


def _numbers(item: Item, wanted: Iterable[str], checklist: Checklist | None = None) -> Iterable[Misfit]:
    """Names that are neither a numeric column of the question nor (where facts count) a numeric fact."""
    known = {name for name, field in item.ask.fields.items() if field.type in NUMBERS}
    facts = {name for name, fact in checklist.facts.items() if fact.type in NUMBERS} if checklist else set()
    for name in wanted:
        if name not in known | facts:
            yield Code.UNKNOWN_COLUMN, {"name": name, "known": ", ".join(sorted(known)) or "-"}


def _choice(item: Item, judge: ByChoice, _: Checklist) -> Iterable[Misfit]:
    if not item.ask.choices or item.ask.type != "select_one":
        yield _wrong(judge, "select_one with choices")
    for key, choice in item.ask.choices.items():
        if choice.met is None:
            yield Code.CHOICE_WITHOUT_MET, {"name": key}


def _yes_no(item: Item, judge: YesOrNo, _: Checklist) -> Iterable[Misfit]:
    if item.ask.type != "select_one" or item.ask.choices or item.ask.rows:
        yield _wrong(judge, "select_one without choices")


def _count(item: Item, judge: Count, _: Checklist) -> Iterable[Misfit]:
    yield from _numbers(item, [judge.of])
    if judge.at_least is None and judge.at_most is None and not _row_lines(item):
        yield _lineless(judge, "at_least, at_most")


def _ratio(item: Item, judge: Ratio, checklist: Checklist) -> Iterable[Misfit]:
    yield from _numbers(item, [judge.part, judge.whole], checklist)
    if judge.at_least is None and judge.at_most is None:
        yield _lineless(judge, "at_least, at_most")


def _per_head(item: Item, judge: PerHead, checklist: Checklist) -> Iterable[Misfit]:
    yield from _numbers(item, [judge.amount])
    yield from _numbers(item, [judge.heads], checklist)
    if judge.at_least is None and not _row_lines(item):
        yield _lineless(judge, "at_least")


def _by_date(item: Item, judge: ByDate, _: Checklist) -> Iterable[Misfit]:
    if item.ask.type != "date":
        yield _wrong(judge, "date")


def _k_of_n(item: Item, judge: KOfN, _: Checklist) -> Iterable[Misfit]:
    single = item.ask.fields.get("value")
    many = single is not None and single.type == "select_multiple" and bool(single.choices)
    yes_no = single is not None and single.type == "select_one" and not single.choices and bool(item.ask.rows)
    if not (many or yes_no):
        yield _wrong(judge, "select_multiple with choices, or rows of yes and no")
    for key in judge.must:
        if key not in item.ask.asked.labels:
            yield Code.UNKNOWN_CHOICE, {"name": key, "known": ", ".join(item.ask.asked.labels)}


def _share_of_rows(item: Item, judge: ShareOfRows, _: Checklist) -> Iterable[Misfit]:
    if not (item.ask.sample or item.ask.rows) or not item.ask.columns:
        yield _wrong(judge, "a sample with columns")
    elif not any(
        column.at_least or column.at_most or any(choice.met is not None for choice in column.choices.values())
        for column in item.ask.columns.values()
    ):
        yield _lineless(judge, "at_least, at_most, met")


def _trend(item: Item, judge: Trend, _: Checklist) -> Iterable[Misfit]:
    yield from _numbers(item, [judge.before, judge.now])


def _banded(item: Item, judge: Banded, _: Checklist) -> Iterable[Misfit]:
    yield from _numbers(item, [judge.of])
    bands = sorted(judge.bands.values(), key=lambda band: band.from_to.low)
    for earlier, later in pairwise(bands):
        if earlier.from_to.high != later.from_to.low:
            yield Code.BANDS, {"at": str(earlier.from_to.high)}


def _seen(item: Item, judge: Seen, _: Checklist) -> Iterable[Misfit]:
    first = next(iter(item.ask.fields.values()), None)
    if first is None or first.type != "document":
        yield _wrong(judge, "document")


FITS: dict[type[Judge], Callable[[Item, Any, Checklist], Iterable[Misfit]]] = {
    ByChoice: _choice,
    YesOrNo: _yes_no,
    Count: _count,
    Measure: _count,
    Ratio: _ratio,
    PerHead: _per_head,
    ByDate: _by_date,
    KOfN: _k_of_n,
    ShareOfRows: _share_of_rows,
    Trend: _trend,
    Banded: _banded,
    Seen: _seen,
}


def _row_lines(item: Item) -> bool:
    return bool(item.ask.rows) and all(row.at_least or row.at_most for row in item.ask.rows.values())


def _units(item: Item, complain: Complain) -> None:
    judge, fields = item.judge, item.ask.fields
    if isinstance(judge, Count):
        asked = fields.get(judge.of)
    elif isinstance(judge, PerHead):
        asked = fields.get(judge.amount)
    else:
        return
    lines = [judge.at_least, getattr(judge, "at_most", None)]
    lines += [line for row in item.ask.rows.values() for line in (row.at_least, row.at_most)]
    for line in lines:
        for amounts in (line or {}).values():
            for amount in amounts:
                if asked is not None and amount.unit and amount.unit != asked.unit:
                    complain(Code.UNIT_MISMATCH, ("judge",), line=amount.unit, answer=asked.unit or "-")


def check_wordings(item: Item, checklist: Checklist, complain: Complain) -> None:
    """Each reason that can occur has one wording, and each wording uses only names that its judge gives."""
    reasons = reasons_of(item)
    for reason in reasons:
        if reason not in item.say:
            complain(Code.MISSING_WORDING, ("say",), reason=reason)
    for reason, text in item.say.items():
        if reason not in reasons:
            complain(Code.SURPLUS_WORDING, ("say", reason), reason=reason, known=", ".join(reasons) or "-")
            continue
        known = wording_names(item, reason, checklist)
        try:
            unknown = [name for name in names_of(text) if name not in known]
        except WordingError as error:
            code = Code.WORDING_LOGIC if error.kind == "logic" else Code.WORDING_SYNTAX
            complain(code, ("say", reason), detail=error.detail)
            continue
        for name in unknown:
            complain(Code.WORDING_NAME, ("say", reason), name=name, known=", ".join(sorted(known)))


def wording_names(item: Item, reason: str, checklist: Checklist) -> set[str]:
    """The names that the wording of a reason may use."""
    assert item.judge is not None
    form = item.judge.form
    known = set(COMMON) | set(GIVES.get(form, ()))
    known |= {f"unit.{name}" for name, fact in checklist.facts.items() if set(item.unit) <= set(fact.of)}
    known |= {f"setting.{name}" for name in checklist.settings}
    if form == "by_date":
        known |= {"days_late"} if reason == "late" else {"days_overdue"}
    if form == "share_of_rows":
        known |= {f"{c}.{end}" for c, f in item.ask.columns.items() if f.type in NUMBERS for end in ("min", "max")}
    return known
