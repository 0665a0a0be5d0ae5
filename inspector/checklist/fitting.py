"""Does the judge fit the question, has each reason its wording, and does each wording use known names?"""

from collections.abc import Callable, Iterable

from inspector.checklist.fields import NUMBERS
from inspector.checklist.items import Item
from inspector.checklist.judge_numbers import Banded, Count, Measure, PerHead, Ratio, Trend
from inspector.checklist.judge_parts import KOfN, Seen, ShareOfRows
from inspector.checklist.judges import ByChoice, ByDate, YesOrNo
from inspector.checklist.models import Checklist
from inspector.checklist.problems import Code
from inspector.checklist.wording import WordingError, names_of

Complain = Callable[..., None]
COMMON = ("unit.name", "unit.place", "district.name", "city.name", "as_of", "due", "answer", "answer.note", "occurrence")
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


def _misfits(item: Item, checklist: Checklist) -> Iterable[tuple[Code, dict[str, object]]]:
    judge, ask, fields = item.judge, item.ask, item.ask.fields
    assert judge is not None
    form = judge.form
    numbers = {name for name, field in fields.items() if field.type in NUMBERS}
    known_facts = {name for name, fact in checklist.facts.items() if fact.type in NUMBERS}

    def wrong(detail: str) -> tuple[Code, dict[str, object]]:
        return Code.WRONG_ASK, {"form": form, "detail": detail}

    def names(wanted: Iterable[str], known: set[str]) -> Iterable[tuple[Code, dict[str, object]]]:
        for name in wanted:
            if name not in known:
                yield Code.UNKNOWN_COLUMN, {"name": name, "known": ", ".join(sorted(numbers)) or "-"}

    single = fields.get("value")
    if isinstance(judge, ByChoice):
        if not ask.choices or ask.type != "select_one":
            yield wrong("select_one with choices")
        for key, choice in ask.choices.items():
            if choice.met is None:
                yield Code.CHOICE_WITHOUT_MET, {"name": key}
    elif isinstance(judge, YesOrNo):
        if ask.type != "select_one" or ask.choices or ask.rows:
            yield wrong("select_one without choices")
    elif isinstance(judge, Measure | Count):
        yield from names([judge.of], numbers)
        if judge.at_least is None and judge.at_most is None and not _row_lines(item):
            yield Code.MISSING_LINE, {"form": form, "known": "at_least, at_most"}
    elif isinstance(judge, Ratio):
        yield from names([judge.part, judge.whole], numbers | known_facts)
        if judge.at_least is None and judge.at_most is None:
            yield Code.MISSING_LINE, {"form": form, "known": "at_least, at_most"}
    elif isinstance(judge, PerHead):
        yield from names([judge.amount], numbers)
        yield from names([judge.heads], numbers | known_facts)
        if judge.at_least is None and not _row_lines(item):
            yield Code.MISSING_LINE, {"form": form, "known": "at_least"}
    elif isinstance(judge, ByDate):
        if single is None or single.type != "date":
            yield wrong("date")
    elif isinstance(judge, KOfN):
        many = single is not None and single.type == "select_multiple" and bool(single.choices)
        yes_no = single is not None and single.type == "select_one" and not single.choices and bool(ask.rows)
        if not (many or yes_no):
            yield wrong("select_multiple with choices, or rows of yes and no")
        for key in judge.must:
            if key not in ask.asked.labels:
                yield Code.UNKNOWN_CHOICE, {"name": key, "known": ", ".join(ask.asked.labels)}
    elif isinstance(judge, ShareOfRows):
        if not (ask.sample or ask.rows) or not ask.columns:
            yield wrong("a sample with columns")
        elif not any(
            f.at_least or f.at_most or any(c.met is not None for c in f.choices.values()) for f in fields.values()
        ):
            yield Code.MISSING_LINE, {"form": form, "known": "at_least, at_most, met"}
    elif isinstance(judge, Trend):
        yield from names([judge.before, judge.now], numbers)
    elif isinstance(judge, Banded):
        yield from names([judge.of], numbers)
        bands = sorted(judge.bands.values(), key=lambda band: band.from_to.low)
        for earlier, later in zip(bands, bands[1:], strict=False):
            if earlier.from_to.high != later.from_to.low:
                yield Code.BANDS, {"at": str(earlier.from_to.high)}
    elif isinstance(judge, Seen) and next(iter(fields.values()), None) is not None:
        if next(iter(fields.values())).type != "document":
            yield wrong("document")


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
