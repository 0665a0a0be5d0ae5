"""The explanation (scoring 12) sums exactly, whatever was answered, and the order of the input changes no byte."""

import copy
import json
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.checklist.models import Scheme
from inspector.cli import main
from inspector.scoring.inspection import Inspected
from inspector.scoring.rank import half_up, printed_parts
from inspector.scoring.survey import Survey
from tests.scoring.rounds import survey, unit

THIRD = Path(__file__).parents[1] / "third_plan"
FOLDER = THIRD / "dongjiang_2024"
DATA: dict[str, Any] = json.loads((THIRD / "data.json").read_text(encoding="utf-8"))
HALL: dict[str, Any] = {"period": {"from": "2024-01-01", "to": "2026-12-31"}, "as_of": "2026-01-10"}
STATES = ["not_applicable", "not_checked", "unverifiable"]


def museum(answers: dict[str, str], states: dict[str, str] | None = None, **change: Any) -> Inspected:
    """One museum under the third plan's scheme, with `change` made to the scheme."""
    given_states = {name: {"state": state, "reason": "说明"} for name, state in (states or {}).items()}
    found = survey(FOLDER, [unit("m", "museum", answers=answers, states=given_states)], **HALL)
    changed = Scheme.model_validate(found.scheme.model_dump(by_alias=True, exclude_defaults=True) | change)
    return Survey(found.edition, changed, found.terms, found.subjects, found.cells).inspected("m")


def adds_up(found: Inspected, model: str = "default") -> None:
    assert found.low is not None and found.high is not None and found.low_micro is not None
    lost = [line.lost for line in found.lines]
    assert 100 - sum(lost) - found.whole == found.low
    if model != "absolute":
        assert found.whole == 0 and found.low + sum(line.open for line in found.lines) == found.high
    printed = [Fraction(text) for text in printed_parts(lost)]
    assert sum(printed) == Fraction(half_up(sum(lost, Fraction(0))))
    assert found.low + found.rounding == Fraction(found.low_micro, 1_000_000)
    assert sum(line.points for line in found.lines) == 100


answers = st.fixed_dictionaries(
    {},
    optional={
        "guide": st.sampled_from(["full", "part", "none"]),
        "free_entry": st.sampled_from(["yes", "no"]),
        "lift": st.sampled_from(["yes", "no"]),
        "toilet": st.sampled_from(["good", "locked", "none"]),
    },
)
ITEMS = ["guide", "free_entry", "lift", "toilet"]
states = st.dictionaries(st.sampled_from(ITEMS), st.sampled_from(STATES), max_size=3)
weights = st.lists(st.integers(0, 72).map(lambda eighths: Fraction(eighths, 8)), min_size=4, max_size=4)


@settings(max_examples=100)
@given(answers, states, weights, st.sampled_from(["default", "flat", "flat_unweighted", "absolute"]))
def test_lines_sum_exactly_to_the_score(
    answered: dict[str, str], given_states: dict[str, str], weighed: list[Fraction], model: str
) -> None:
    items = {name: {"weight": str(float(weight))} for name, weight in zip(ITEMS, weighed, strict=True)}
    found = museum(answered, given_states, items=items, model=model)
    if found.low is None:
        assert found.grade == "暂不评定"
    else:
        adds_up(found, model)


def test_absolute_takes_all_and_says_so_in_a_line_of_its_own() -> None:
    found = museum({"guide": "part", "free_entry": "yes", "lift": "yes", "toilet": "good"}, model="absolute")
    # its lines weigh alike: (60 % + 1 + 1 + 1) / 4 = 90 %; absolute gives 0 or 100
    assert (found.low, found.whole) == (Fraction(0), Fraction(90))
    adds_up(found, "absolute")


@pytest.mark.parametrize(
    ("answered", "score", "grade", "floors"),
    [
        # service 60, lift 20 of 40, toilet nothing: 80 would be 良好, the cap makes it 合格
        ({"guide": "full", "free_entry": "yes", "lift": "yes", "toilet": "none"}, "80.00", "合格", ("toilet",)),
        # paid entry: 24 + 40 = 64 is 合格, dropped by one to 不合格
        ({"guide": "full", "free_entry": "no", "lift": "yes", "toilet": "good"}, "64.00", "不合格", ("free_entry",)),
        ({"guide": "full", "free_entry": "yes", "lift": "yes", "toilet": "good"}, "100.00", "优秀", ()),
    ],
)
def test_floor_items_cap_or_drop_the_grade_and_leave_the_number_in_sight(
    answered: dict[str, str], score: str, grade: str, floors: tuple[str, ...]
) -> None:
    found = museum(answered)
    assert found.low is not None
    assert (half_up(found.low), found.grade, found.floors) == (score, grade, floors)


def test_not_applicable_by_hand_is_counted_for_the_guard() -> None:
    # the lift weighs 5/10 of 40 = 20 of 100 points; what the rules leave out is not by hand
    assert museum({"guide": "full"}, {"lift": "not_applicable"}).manual == Fraction(1, 5)
    assert museum({"guide": "full"}, {"lift": "unverifiable"}).manual == 0


def test_what_could_not_be_proved_earns_nothing_and_counts_as_checked() -> None:
    found = museum({"guide": "full", "free_entry": "yes", "toilet": "good"}, {"lift": "unverifiable"})
    assert (found.low, found.high, found.coverage) == (Fraction(80), Fraction(80), Fraction(1))


def test_unchecked_dropped_hands_its_points_on() -> None:
    found = museum({"guide": "full", "free_entry": "yes", "toilet": "good"}, unchecked="drop")
    assert (found.low, found.high) == (Fraction(100), Fraction(100))
    assert {line.item: line.moved for line in found.lines}["lift"] == 20


def shuffled(data: Any, chance: random.Random) -> Any:
    if isinstance(data, dict):
        keys = list(data)
        chance.shuffle(keys)
        return {key: shuffled(data[key], chance) for key in keys}
    if isinstance(data, list):
        found = [shuffled(one, chance) for one in data]
        chance.shuffle(found)
        return found
    return data


@pytest.mark.parametrize("command", [("score", "--json", "--explain"), ("score", "--explain"), ("rank", "--json")])
def test_shuffled_input_gives_identical_bytes(command: tuple[str, ...], tmp_path: Path) -> None:
    seen = set()
    for seed in range(4):
        path = tmp_path / "data.json"
        data = shuffled(copy.deepcopy(DATA), random.Random(seed)) if seed else DATA
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        answer = CliRunner().invoke(main, [command[0], str(FOLDER), str(path), *command[1:]])
        assert answer.exit_code == 0, answer.output
        seen.add(answer.stdout_bytes)
    assert len(seen) == 1
