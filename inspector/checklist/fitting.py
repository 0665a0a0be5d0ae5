"""Does the judge fit the question, has each reason its wording, and does each wording use known names?"""

from collections.abc import Callable, Iterable, Mapping
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
from inspector.checklist.values import Amount, Line
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
        given = {"below": lower, "above": upper and "above" in judge.REASONS}
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
            complain(Code.WRONG_ASK, ("judge", "form"), form=item.judge.form, detail="roll_up")
        elif item.judge.at_least is None and item.judge.at_most is None:
            complain(Code.MISSING_LINE, ("judge", "form"), form="ratio", known="at_least, at_most")
    else:
        for code, path, params in FITS[type(item.judge)](item, item.judge, checklist):
            complain(code, path, **params)
        for place in _idle_lines(item, item.judge):
            complain(Code.SURPLUS_PART, place, key=place[-1])
        _units(item, complain)
    for key, needed in (("see", not item.rolls_up), ("rectify", True)):
        if needed and not getattr(item, key):
            complain(Code.MISSING_PART, (), key=key)
    if not item.rolls_up and not item.ask.question:
        complain(Code.MISSING_PART, ("ask",), key="question")


Place = tuple[str | int, ...]
Misfit = tuple[Code, Place, dict[str, object]]


def _wrong(judge: Any, detail: str, key: str = "form") -> Misfit:
    return Code.WRONG_ASK, ("judge", key), {"form": judge.form, "detail": detail}


def _lineless(judge: Any, known: str) -> Misfit:
    return Code.MISSING_LINE, ("judge", "form"), {"form": judge.form, "known": known}


def _numbers(item: Item, wanted: Mapping[str, str], checklist: Checklist | None = None) -> Iterable[Misfit]:
    """Names (by key of the judge) that are neither a numeric column nor (where facts count) a numeric fact."""
    known = {name for name, field in item.ask.fields.items() if field.type in NUMBERS}
    facts = {name for name, fact in checklist.facts.items() if fact.type in NUMBERS} if checklist else set()
    for key, name in wanted.items():
        if name not in known | facts:
            yield Code.UNKNOWN_COLUMN, ("judge", key), {"name": name, "known": ", ".join(sorted(known)) or "-"}


def _closed(item: Item, judge: Any, *, single: bool = False) -> Iterable[Misfit]:
    """What a form without a reason for it cannot judge: an alternative answer, or several rows where one is read."""
    if any(field.alternatives for field in item.ask.fields.values()):
        yield _wrong(judge, "an alternative under 'or'")
    if single and (item.ask.rows or item.ask.sample):
        yield _wrong(judge, "rows")


def _choice(item: Item, judge: ByChoice, _: Checklist) -> Iterable[Misfit]:
    yield from _closed(item, judge, single=True)
    if not item.ask.choices or item.ask.type != "select_one":
        yield _wrong(judge, "select_one with choices")
    for key, choice in item.ask.choices.items():
        if choice.met is None:
            yield Code.CHOICE_WITHOUT_MET, ("ask", "choices", key), {"name": key}


def _yes_no(item: Item, judge: YesOrNo, _: Checklist) -> Iterable[Misfit]:
    yield from _closed(item, judge, single=True)
    if item.ask.type != "select_one" or item.ask.choices:
        yield _wrong(judge, "select_one without choices")


def _count(item: Item, judge: Count, _: Checklist) -> Iterable[Misfit]:
    yield from _closed(item, judge)
    yield from _numbers(item, {"of": judge.of})
    if judge.at_least is None and judge.at_most is None and not _row_lines(item):
        yield _lineless(judge, "at_least, at_most")


def _ratio(item: Item, judge: Ratio, checklist: Checklist) -> Iterable[Misfit]:
    yield from _closed(item, judge, single=True)
    yield from _numbers(item, {"part": judge.part, "whole": judge.whole}, checklist)
    if judge.at_least is None and judge.at_most is None:
        yield _lineless(judge, "at_least, at_most")


def _per_head(item: Item, judge: PerHead, checklist: Checklist) -> Iterable[Misfit]:
    yield from _closed(item, judge)
    yield from _numbers(item, {"amount": judge.amount})
    yield from _numbers(item, {"heads": judge.heads}, checklist)
    if judge.at_least is None and not _row_lines(item):
        yield _lineless(judge, "at_least")


def _by_date(item: Item, judge: ByDate, _: Checklist) -> Iterable[Misfit]:
    if item.ask.type != "date" or item.ask.rows:
        yield _wrong(judge, "date")


def _k_of_n(item: Item, judge: KOfN, _: Checklist) -> Iterable[Misfit]:
    yield from _closed(item, judge)
    single = item.ask.fields.get("value")
    many = single is not None and single.type == "select_multiple" and bool(single.choices)
    yes_no = single is not None and single.type == "select_one" and not single.choices and bool(item.ask.rows)
    if not (many or yes_no):
        yield _wrong(judge, "select_multiple with choices, or rows of yes and no")
    elif isinstance(judge.at_least, Amount) and judge.at_least.times:
        yield _wrong(judge, "a fact as line", "at_least")
    for at, key in enumerate(judge.must):
        if key not in item.ask.asked.labels:
            params: dict[str, object] = {"name": key, "known": ", ".join(item.ask.asked.labels)}
            yield Code.UNKNOWN_CHOICE, ("judge", "must", at), params


def _share_of_rows(item: Item, judge: ShareOfRows, _: Checklist) -> Iterable[Misfit]:
    if not (item.ask.sample or item.ask.rows) or not item.ask.columns:
        yield _wrong(judge, "a sample with columns")
    elif not any(
        column.at_least or column.at_most or any(choice.met is not None for choice in column.choices.values())
        for column in item.ask.columns.values()
    ):
        yield _lineless(judge, "at_least, at_most, met")
    elif judge.at_least.times:
        yield _wrong(judge, "a fact as line", "at_least")


def _trend(item: Item, judge: Trend, checklist: Checklist) -> Iterable[Misfit]:
    yield from _closed(item, judge, single=True)
    yield from _numbers(item, {"before": judge.before, "now": judge.now})
    if judge.enough and judge.enough.times:
        yield from _numbers(item, {"enough": judge.enough.times}, checklist)


def _banded(item: Item, judge: Banded, _: Checklist) -> Iterable[Misfit]:
    yield from _closed(item, judge, single=True)
    yield from _numbers(item, {"of": judge.of})
    bands = sorted(judge.bands.items(), key=lambda band: band[1].from_to.low)
    for (_key, earlier), (key, later) in pairwise(bands):
        if earlier.from_to.high != later.from_to.low:
            yield Code.BANDS, ("judge", "bands", key), {"at": str(earlier.from_to.high)}


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


def lines_of(item: Item) -> Iterable[tuple[Place, Line]]:
    """Every line of an item with its place in the item."""
    for end in ("at_least", "at_most"):
        line = getattr(item.judge, end, None)
        if isinstance(line, dict):
            yield ("judge", end), line
        for part in ("rows", "columns"):
            for key, one in getattr(item.ask, part).items():
                if getattr(one, end) is not None:
                    yield ("ask", part, key, end), getattr(one, end)


def _idle_lines(item: Item, judge: Judge) -> Iterable[Place]:
    """Lines that the judge never looks at: they would bind nobody, and nobody would notice."""
    looked_at: tuple[tuple[str, str], ...] = ()
    if isinstance(judge, ShareOfRows):
        looked_at = ("columns", "at_least"), ("columns", "at_most")
    elif isinstance(judge, Count) and judge.combine == "every_row":
        looked_at = ("rows", "at_least"), ("rows", "at_most")
    elif isinstance(judge, PerHead) and judge.combine == "every_row":
        looked_at = (("rows", "at_least"),)
    for place, _ in lines_of(item):
        if place[0] == "ask" and (place[1], place[-1]) not in looked_at:
            yield place


def _units(item: Item, complain: Complain) -> None:
    judge, fields = item.judge, item.ask.fields
    if not isinstance(judge, Count | PerHead):
        return
    asked = fields.get(judge.of if isinstance(judge, Count) else judge.amount)
    for path, line in lines_of(item):
        for amount in (amount for amounts in line.values() for amount in amounts):
            if asked is not None and "columns" not in path and amount.unit and amount.unit != asked.unit:
                complain(Code.UNIT_MISMATCH, path, line=amount.unit, answer=asked.unit or "-")


def check_wordings(item: Item, checklist: Checklist, complain: Complain) -> None:
    """Each reason that can occur has one wording, and each wording uses only names that its judge gives."""
    reasons = reasons_of(item)
    if item.judge is None:
        return
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
            complain(code, ("say", reason), "{%" if "{%" in text else "{{", detail=error.detail)
            continue
        for name in unknown:
            complain(Code.WORDING_NAME, ("say", reason), name, name=name, known=", ".join(sorted(known)))


def wording_names(item: Item, reason: str, checklist: Checklist) -> set[str]:
    """The names that the wording of a reason may use."""
    assert item.judge is not None
    form = item.judge.form
    known = set(COMMON) | set(GIVES.get(form, ()))
    plain = {name: fact for name, fact in checklist.facts.items() if not fact.by}
    known |= {f"unit.{name}" for name, fact in plain.items() if set(item.unit) <= set(fact.of)}
    known |= {f"setting.{name}" for name in checklist.settings} | {f"{kind}.name" for kind in checklist.kinds}
    if form == "by_date":
        known |= {"days_late"} if reason == "late" else {"days_overdue"}
    if form == "share_of_rows":
        known |= {f"{c}.{end}" for c, f in item.ask.columns.items() if f.type in NUMBERS for end in ("min", "max")}
    return known
