"""A choice's result is made once and shared: never with another credit, never with what was said beside it."""

from datetime import date
from itertools import product

from msgspec.structs import replace

from inspector.checklist.edition import open_folder
from inspector.checklist.models import Credit
from inspector.checklist.values import read_amount
from inspector.checklist.verdicts import Answered
from inspector.scoring.assess import assess
from inspector.scoring.data import Data, DataPeriod, subjects
from inspector.scoring.results import Result
from inspector.settings import checklists_root

EDITION = open_folder(checklists_root() / "yuncheng_2023")
ITEM = next(
    one
    for one in EDITION.items.values()
    if one.judge and one.judge.form == "by_choice" and "regular_school" in one.unit and not one.applies_when
    if not (one.every or one.split_by or one.needs) and {choice.met for choice in one.ask.choices.values()} > {False}
)
DATA = Data.model_validate(
    {
        "as_of": "2025-12-31",
        "period": DataPeriod.model_validate({"from": "2024-09-01", "to": "2025-12-31"}),
        "units": [
            {"id": "shi", "name": "海州市", "kind": "city"},
            {"id": "qu", "name": "东城区", "kind": "district", "parent": "shi"},
            {"id": "xiao", "name": "东城第一小学", "kind": "regular_school", "parent": "qu"},
        ],
    }
)
SCHOOL = subjects(EDITION, DATA)["xiao"]


def judged(choice: str, credit: Credit, note: str = "") -> Result:
    points = EDITION.schemes["points"]
    own = points.items[ITEM.id].model_copy(update={"credit": credit})
    scheme = points.model_copy(update={"items": {**points.items, ITEM.id: own}})
    cells = {f"{ITEM.id}/value": choice} | ({f"{ITEM.id}/note": note} if note else {})
    return assess(EDITION, SCHOOL, DATA.terms(), cells, scheme=scheme, selection=frozenset({ITEM.id}))[0]


def earned(choice: str, credit: Credit, note: str = "") -> tuple[int, str]:
    found = judged(choice, credit, note)
    return found.low, found.outcomes[0].note


def test_each_scheme_gives_its_own_credit_for_the_same_choice() -> None:
    choices = list(ITEM.ask.choices)
    shares = {f"{number}%": number * 10_000 for number in (10, 20, 30)}
    for _ in range(2):
        for choice, (percent, millionths) in product(choices, shares.items()):
            credit = Credit(choices={choice: read_amount(percent)})
            assert earned(choice, credit) == (millionths, "")


def test_what_is_said_beside_a_choice_stays_with_its_unit() -> None:
    choice, credit = next(iter(ITEM.ask.choices)), Credit(kind="all_or_nothing")
    assert [earned(choice, credit, note)[1] for note in ("", "见附件", "", "另一处")] == ["", "见附件", "", "另一处"]


def test_a_note_changes_nothing_but_the_note() -> None:
    for choice in ITEM.ask.choices:
        credit = Credit(kind="all_or_nothing")
        noted, plain = judged(choice, credit, "见附件"), judged(choice, credit)
        (with_it,), (without,) = noted.outcomes, plain.outcomes
        assert (with_it.typed, without.typed) == (
            Answered({"": {"value": choice}}, frozenset(), "见附件"),
            Answered({"": {"value": choice}}),
        )
        assert replace(noted, outcomes=()) == replace(plain, outcomes=())
        assert replace(with_it, note="", typed=None) == replace(without, typed=None)
        assert plain.met == ITEM.ask.choices[choice].met


def test_a_choice_weighs_only_once_its_date_has_passed() -> None:
    """The county's vocational class is due by 2025-12-31, that day included."""
    name, district = "county_vocational_class", subjects(EDITION, DATA)["qu"]
    for _ in range(2):
        for day, state in ((date(2025, 12, 31), "not_due"), (date(2026, 1, 1), "fail")):
            terms = replace(DATA.terms(), as_of=day)
            found = assess(EDITION, district, terms, {f"{name}/value": "none"}, selection=frozenset({name}))
            assert (found[0].state, found[0].outcomes[0].due) == (state, date(2025, 12, 31))
