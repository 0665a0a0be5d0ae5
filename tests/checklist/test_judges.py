"""Each judge form by hand: on the line, short of it, not complete, contradicting itself."""

from datetime import date
from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from inspector.checklist.fields import Document
from inspector.checklist.items import Ask
from inspector.checklist.judges import FORMS, AnyJudge
from inspector.checklist.verdicts import Answered, Ground, Undecided, Verdict

JUDGE: TypeAdapter[Any] = TypeAdapter(AnyJudge)
CHOICES = {
    "good": {"label": "好", "met": "yes"},
    "minor": {"label": "有不足", "met": "yes", "note": "needed"},
    "bad": {"label": "差", "met": "no"},
}
NUMBER = {"type": "integer"}
TABLE = {
    "rows": {"door": {"label": "门", "at_least": "900"}, "step": {"label": "台阶", "at_most": "150"}},
    "columns": {"size": NUMBER},
}
MONEY = {
    "rows": {"one": {"label": "甲类", "at_least": ["5 x base", "7000"]}, "two": {"label": "乙类", "at_least": "7000"}},
    "columns": {"paid": {"type": "decimal"}, "pupils": NUMBER},
}
SAMPLE = {
    "sample": {"label": "编号"},
    "columns": {
        "hours": {"type": "integer", "at_least": "120"},
        "weekly": {"type": "integer", "at_least": "1", "force": "soft"},
    },
}
PAPERS = {"rows": {"plan": {"label": "计划"}, "report": {"label": "报告"}}, "type": "document", "or": {"none": "没有"}}
SEEN_1, SEEN_2 = Document("计划", "", date(2024, 3, 1)), Document("报告", "", date(2024, 2, 1))
BANDS = {
    "few": {"from_to": "0..50", "label": "少", "met": "no"},
    "many": {"from_to": "50..100", "label": "多", "met": "yes"},
}


def decide(judge: dict[str, Any], ask: dict[str, Any], rows: dict[str, Any], **ground: Any) -> Verdict | Undecided:
    facts = {name: Fraction(value) for name, value in ground.pop("facts", {}).items()}
    there = Ground(facts, ground.pop("varies", ()), ground.pop("as_of", date(2024, 1, 1)), ground.pop("due", None))
    answered = Answered(rows, frozenset(ground.pop("absent", ())))
    found: Verdict | Undecided = JUDGE.validate_python(judge).ready(Ask.model_validate(ask).asked)(answered, there)
    return found


def one(value: Any) -> dict[str, Any]:
    return {"": {"value": value}}


def shown(found: Verdict | Undecided) -> tuple[Any, ...]:
    """(met, portion, names of the reasons), or the cause why nothing was decided."""
    if isinstance(found, Undecided):
        return (found.why,)
    return found.met, found.portion, tuple(reason.name for reason in found.reasons)


F = Fraction
CASES: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any], dict[str, Any], tuple[Any, ...]]] = [
    ({"form": "by_choice"}, {"type": "select_one", "choices": CHOICES}, one("good"), {}, (True, 1, ())),
    ({"form": "by_choice"}, {"type": "select_one", "choices": CHOICES}, one("minor"), {}, (True, 1, ("shortcoming",))),
    ({"form": "by_choice"}, {"type": "select_one", "choices": CHOICES}, one("bad"), {}, (False, 0, ("not_met",))),
    ({"form": "by_choice"}, {"type": "select_one", "choices": CHOICES}, {}, {}, ("incomplete",)),
    ({"form": "yes_no"}, {"type": "select_one"}, one("yes"), {}, (True, 1, ())),
    ({"form": "yes_no", "want": "no"}, {"type": "select_one"}, one("yes"), {}, (False, 0, ("not_met",))),
    ({"form": "count", "at_least": "4"}, NUMBER, one(4), {}, (True, 1, ())),
    ({"form": "count", "at_least": "4"}, NUMBER, one(3), {}, (False, F(3, 4), ("below",))),
    ({"form": "count", "at_most": "3"}, NUMBER, one(4), {}, (False, F(3, 4), ("above",))),
    ({"form": "count", "at_least": "4"}, NUMBER, {}, {}, ("incomplete",)),
    ({"form": "count", "at_least": "setting.n"}, NUMBER, one(4), {}, ("unknown",)),
    ({"form": "count", "of": "size"}, TABLE, {"door": {"size": 900}, "step": {"size": 150}}, {}, (True, 1, ())),
    (
        {"form": "count", "of": "size"},
        TABLE,
        {"door": {"size": 899}, "step": {"size": 150}},
        {},
        (False, F(1, 2), ("below",)),
    ),
    ({"form": "count", "of": "size"}, TABLE, {}, {"absent": ["door", "step"]}, ("not_applicable",)),
    # 2 + 3 = 5 of 6
    (
        {"form": "count", "of": "size", "combine": "sum", "at_least": "6"},
        {"sample": {}, "columns": {"size": NUMBER}},
        {"a": {"size": 2}, "b": {"size": 3}},
        {},
        (False, F(5, 6), ("below",)),
    ),
    (
        {"form": "measure", "at_least": {"new": "900", "older": "none"}},
        NUMBER,
        one(900),
        {"varies": ("new",)},
        (True, 1, ()),
    ),
    (
        {"form": "measure", "at_least": {"new": "900", "older": "none"}},
        NUMBER,
        one(1),
        {"varies": ("older",)},
        ("recorded",),
    ),
    ({"form": "measure", "at_least": {"new": "900"}}, NUMBER, one(1), {"varies": ("old",)}, ("not_applicable",)),
    ({"form": "ratio", "at_least": "97%"}, {}, {"": {"part": 1261, "whole": 1300}}, {}, (True, 1, ())),
    # 1,260 / 1,300 against 97 %: 1,260 / 1,261
    (
        {"form": "ratio", "at_least": "97%"},
        {},
        {"": {"part": 1260, "whole": 1300}},
        {},
        (False, F(1260, 1261), ("below",)),
    ),
    ({"form": "ratio", "at_most": "10%"}, {}, {"": {"part": 32, "whole": 310}}, {}, (False, F(31, 32), ("above",))),
    (
        {"form": "ratio", "at_least": "1/3", "part": "value", "whole": "pupils"},
        NUMBER,
        one(31),
        {"facts": {"pupils": 93}},
        (True, 1, ()),
    ),
    ({"form": "ratio", "at_least": "97%"}, {}, {"": {"part": 0, "whole": 0}}, {}, ("not_applicable",)),
    ({"form": "ratio", "at_least": "97%", "zero": "met"}, {}, {"": {"part": 0, "whole": 0}}, {}, (True, 1, ())),
    (
        {"form": "ratio", "at_most": "9%", "zero": "not_met"},
        {},
        {"": {"part": 0, "whole": 0}},
        {},
        (False, 0, ("above",)),
    ),
    ({"form": "ratio", "at_least": "97%"}, {}, {"": {"part": 2, "whole": 1}}, {}, ("contradiction",)),
    (
        {"form": "ratio", "at_least": "97%", "tiny": {"below": "5"}},
        {},
        {"": {"part": 0, "whole": 4}},
        {},
        ("recorded",),
    ),
    # 5 x 1,150 = 5,750 < 7,000 and 5 x 1,950 = 9,750 > 7,000: the larger binds
    (
        {"form": "per_head", "amount": "paid", "heads": "pupils"},
        MONEY,
        {"one": {"paid": 70000, "pupils": 10}, "two": {"paid": 69999, "pupils": 10}},
        {"facts": {"base": 1150}},
        (False, F(1, 2), ("below",)),
    ),
    (
        {"form": "per_head", "amount": "paid", "heads": "pupils"},
        MONEY,
        {"one": {"paid": 97500, "pupils": 10}, "two": {"paid": 0, "pupils": 0}},
        {"facts": {"base": 1950}},
        (True, 1, ()),
    ),
    (
        {"form": "per_head", "amount": "paid", "heads": "pupils"},
        MONEY,
        {"one": {"paid": 1, "pupils": 1}},
        {},
        ("unknown",),
    ),
    ({"form": "by_date"}, {"type": "date"}, one(date(2023, 11, 30)), {"due": date(2023, 11, 30)}, (True, 1, ())),
    (
        {"form": "by_date"},
        {"type": "date"},
        one(date(2023, 12, 20)),
        {"due": date(2023, 11, 30)},
        (False, 0, ("late",)),
    ),
    (
        {"form": "by_date", "grace": "20 calendar days"},
        {"type": "date"},
        one(date(2023, 12, 20)),
        {"due": date(2023, 11, 30)},
        (True, 1, ()),
    ),
    ({"form": "by_date"}, {"type": "date"}, one("not_yet"), {"due": date(2024, 1, 1)}, ("not_due",)),
    ({"form": "by_date"}, {"type": "date"}, one("not_yet"), {"due": date(2023, 12, 31)}, (False, 0, ("not_done",))),
    ({"form": "by_date"}, {"type": "date"}, one(date(2024, 1, 2)), {"due": date(2024, 6, 1)}, ("contradiction",)),
    (
        {"form": "k_of_n"},
        {"type": "select_multiple", "choices": {"a": "甲", "b": "乙"}},
        one(("a",)),
        {},
        (False, F(1, 2), ("missing",)),
    ),
    (
        {"form": "k_of_n", "at_least": "1"},
        {"type": "select_multiple", "choices": {"a": "甲", "b": "乙"}},
        one(("a",)),
        {},
        (True, 1, ()),
    ),
    (
        {"form": "k_of_n", "at_least": "1", "must": ["b"]},
        {"type": "select_multiple", "choices": {"a": "甲", "b": "乙"}},
        one(("a",)),
        {},
        (False, F(1, 2), ("missing",)),
    ),
    # 60 % of 2 rows = 1.2, so 2 are needed
    (
        {"form": "k_of_n", "at_least": "60%"},
        {"type": "select_one", "rows": {"a": "甲", "b": "乙"}},
        {"a": {"value": "yes"}, "b": {"value": "no"}},
        {},
        (False, F(1, 2), ("missing",)),
    ),
    # 39 weeks x 2 lessons = 78 < 120; 120 on the line; 119 just below: one of three
    (
        {"form": "share_of_rows", "at_least": "100%"},
        SAMPLE,
        {"K1": {"hours": 78, "weekly": 1}, "K2": {"hours": 120, "weekly": 1}, "K3": {"hours": 119, "weekly": 2}},
        {},
        (False, F(1, 3), ("below",)),
    ),
    (
        {"form": "share_of_rows", "at_least": "100%"},
        SAMPLE,
        {"K1": {"hours": 120, "weekly": 0}},
        {},
        (True, 1, ("advice",)),
    ),
    ({"form": "share_of_rows", "at_least": "100%"}, SAMPLE, {"K1": {"hours": 120}}, {}, ("incomplete",)),
    ({"form": "share_of_rows", "at_least": "100%"}, SAMPLE, {}, {}, ("incomplete",)),
    ({"form": "trend"}, {}, {"": {"before": 3, "now": 4}}, {}, (True, 1, ())),
    ({"form": "trend"}, {}, {"": {"before": 3, "now": 3}}, {}, (False, 0, ("no_step",))),
    ({"form": "trend", "want": "not_less"}, {}, {"": {"before": 3, "now": 3}}, {}, (True, 1, ())),
    ({"form": "trend", "want": "less"}, {}, {"": {"before": 0, "now": 0}}, {}, (True, 1, ())),
    ({"form": "trend", "enough": "3"}, {}, {"": {"before": 3, "now": 3}}, {}, (True, 1, ())),
    ({"form": "banded", "bands": BANDS}, NUMBER, one(50), {}, (True, 1, ())),
    ({"form": "banded", "bands": BANDS}, NUMBER, one(49), {}, (False, 0, ("not_met",))),
    ({"form": "banded", "bands": BANDS}, NUMBER, one(100), {}, (True, 1, ())),
    ({"form": "banded", "bands": BANDS}, NUMBER, one(101), {}, ("contradiction",)),
    ({"form": "seen"}, {"type": "document"}, one(SEEN_1), {}, (True, 1, ())),
    ({"form": "seen", "need": ["number"]}, {"type": "document"}, one(SEEN_1), {}, ("incomplete",)),
    (
        {"form": "seen"},
        PAPERS,
        {"plan": {"value": SEEN_1}, "report": {"value": "none"}},
        {},
        (False, F(1, 2), ("not_seen",)),
    ),
    (
        {"form": "seen", "in_order": "yes"},
        PAPERS,
        {"plan": {"value": SEEN_1}, "report": {"value": SEEN_2}},
        {},
        (False, 0, ("out_of_order",)),
    ),
]


@pytest.mark.parametrize(("judge", "ask", "rows", "ground", "wanted"), CASES)
def test_by_hand(
    judge: dict[str, Any], ask: dict[str, Any], rows: dict[str, Any], ground: dict[str, Any], wanted: tuple[Any, ...]
) -> None:
    assert shown(decide(judge, ask, rows, **ground)) == wanted


def test_every_form_and_every_reason_is_worked_by_hand() -> None:
    given: dict[str, set[str]] = {form: set() for form in FORMS}
    for judge, _, _, _, wanted in CASES:
        given[judge["form"]] |= set(wanted[2]) if len(wanted) == 3 else set()
    missing = {form: set(FORMS[form].REASONS) - given[form] for form in FORMS if form != "measure"}
    assert {form: names for form, names in missing.items() if names} == {}
    assert {get_args(model.model_fields["form"].annotation)[0] for model in FORMS.values()} == set(FORMS)


def test_the_larger_of_two_lines_is_the_one_that_is_told() -> None:
    judge = {"form": "per_head", "amount": "paid", "heads": "pupils"}
    rows = {"one": {"paid": 80000, "pupils": 10}, "two": {"paid": 0, "pupils": 0}}
    found = decide(judge, MONEY, rows, facts={"base": 1950})
    assert isinstance(found, Verdict)
    figures = found.reasons[0].values
    assert (figures["line"], figures["line_reason"], figures["missing"]) == (9750, "5 x base", 17500)


def test_the_shortfall_is_in_whole_heads() -> None:
    # 97 % of 3,000 = 2,910; of 1,299 = 1,260.03, so 1,261 are needed
    for part, whole, needed, missing in ((2909, 3000, 2910, 1), (1260, 1299, 1261, 1)):
        found = decide({"form": "ratio", "at_least": "97%"}, {}, {"": {"part": part, "whole": whole}})
        assert isinstance(found, Verdict)
        figures = found.reasons[0].values
        assert (figures["needed"], figures["missing"]) == (needed, missing)


def test_an_amount_per_head_knows_no_upper_line() -> None:
    """100 yuan for 2 pupils and 8 for 2, at least 1 each: a ceiling that stands at the row binds nothing."""
    rows = {key: {"label": key, "at_most": "5"} for key in ("one", "two")}
    ask = {"rows": rows, "columns": MONEY["columns"]}
    judge = {"form": "per_head", "amount": "paid", "heads": "pupils", "at_least": "1"}
    answer = {"one": {"paid": 100, "pupils": 2}, "two": {"paid": 8, "pupils": 2}}
    assert shown(decide(judge, ask, answer)) == (True, 1, ())


@given(value=st.integers(0, 60), low=st.integers(1, 40), high=st.integers(20, 60), added=st.booleans())
def test_a_single_number_says_the_same_whichever_way_it_is_judged(value: int, low: int, high: int, added: bool) -> None:
    """Added up over one row it takes the general way; else, when it is met, the short one."""
    judge = {"form": "count", "at_least": str(low), "at_most": str(high)}
    found = decide(judge | ({"combine": "sum"} if added else {}), NUMBER, one(value))
    assert isinstance(found, Verdict)
    assert found.met == (low <= value <= high)
    assert (found.measured, found.parts, found.partly, found.days_late, found.pooled) == (
        (value, 1),
        None,
        False,
        0,
        False,
    )
    assert found.bound == (high if value > high and value >= low else low)
    assert (found.portion == 1) == found.met and bool(found.reasons) != found.met
