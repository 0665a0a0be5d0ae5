"""What moved when facts changed equals a full scoring before and after, compared by brute force."""

import random
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.casework.moved import Moved, moved, read, written
from inspector.cli.demonstration import demo_data
from inspector.scoring.data import Data, cells, subjects
from inspector.scoring.results import pack, unpack
from inspector.scoring.survey import Survey
from inspector.storage.movements import affected
from tests.scoring.rounds import YUNCHENG, ZHUHAI, edition, survey, unit

Changes = dict[tuple[str, str, str], str | None]


@cache
def demo(folder: Path) -> tuple[Data, Mapping[str, Mapping[str, str]]]:
    data = demo_data(edition(folder))
    return data, {one.id: cells(edition(folder), one) for one in data.units if one.answers is not None}


def scored_anew(folder: Path, changes: Changes) -> Survey:
    """The demo round with some facts changed, nothing of it computed yet."""
    data, entered = demo(folder)
    read_ = edition(folder)
    made = []
    for one in data.units:
        facts: dict[str, Any] = {name: dict(v) if isinstance(v, dict) else v for name, v in one.facts.items()}
        for (who, name, key), value in changes.items():
            if who != one.id:
                continue
            if key:
                facts.setdefault(name, {}).pop(key, None)
                facts[name] |= {key: value} if value is not None else {}
            else:
                facts.pop(name, None)
                facts |= {name: value} if value is not None else {}
        made.append(one.model_copy(update={"facts": facts}))
    units = subjects(read_, data.model_copy(update={"units": made}))
    return Survey(read_, read_.schemes["points"], data.terms(), units, entered)


def invented(folder: Path, seed: int) -> Changes:
    """Up to four facts of one to three units: another figure, or none."""
    source, read_ = random.Random(seed), edition(folder)
    data, _ = demo(folder)
    able = [one for one in data.units if one.facts]
    changes: Changes = {}
    for one in source.sample(able, source.randint(1, 3)):
        for name in source.sample(list(one.facts), min(len(one.facts), source.randint(1, 4))):
            fact = read_.checklist.facts[name]
            key = source.choice(list(read_.checklist.dimensions[fact.by])) if fact.by else ""
            if fact.type == "select_one":
                value: str | None = source.choice(list(fact.field.options))
            else:
                low, high = (fact.plausible.low, fact.plausible.high) if fact.plausible else (0, 20)
                value = str(source.randint(int(low), min(int(high), int(low) + 12)))
            changes[one.id, name, key] = None if source.random() < 0.2 else value
    return changes


def vectors(found: Survey) -> dict[str, bytes]:
    return {name: pack(found.results(name)) for name in found.subjects}


@cache
def standing(folder: Path) -> Survey:
    """The demo round as it is, whatever has been computed of it so far."""
    return scored_anew(folder, {})


def by_brute_force(before: Survey, after: Survey) -> dict[str, set[str]]:
    """Items whose state or share differs in the packed vectors of two whole rounds."""
    first, last = vectors(before), vectors(after)
    found: dict[str, set[str]] = {}
    for name in before.subjects:
        form = before.edition.form(before.subjects[name].kind)
        for item, one, other in zip(form, unpack(first[name]), unpack(last[name]), strict=True):
            if one != other:
                found.setdefault(name, set()).add(item.id)
    return found


def scores(found: Survey) -> dict[str, tuple[object, ...]]:
    told = {name: found.inspected(name) for name in found.subjects}
    return {name: (one.low_micro, one.high_micro, one.grade) for name, one in told.items()}


def places(found: Survey) -> dict[str, int | None]:
    return {one.entry.unit: one.rank for one in found.ranking()}


def differing(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def told_items(told: list[Moved]) -> dict[str, set[str]]:
    """Those whose state or share is told to differ."""
    found = {one.unit: {each.item for each in one.items if each.before[:2] != each.after[:2]} for one in told}
    return {name: items for name, items in found.items() if items}


def told_scores(told: list[Moved]) -> set[str]:
    scored = {one.unit: one.score for one in told if one.score}
    return {
        name
        for name, (one, other) in scored.items()
        if (one.low, one.high, one.grade) != (other.low, other.high, other.grade)
    }


def told_places(told: list[Moved]) -> set[str]:
    ranks = {one.unit: [each.rank if each else None for each in one.rank] for one in told if one.rank}
    return {name for name, (one, other) in ranks.items() if one != other}


@pytest.mark.parametrize("folder", [ZHUHAI, YUNCHENG], ids=lambda one: one.name)
@settings(max_examples=5)
@given(seed=st.integers(0, 2**32))
def test_what_moved_is_what_two_full_scorings_differ_in(folder: Path, seed: int) -> None:
    changes = invented(folder, seed)
    before, after = standing(folder), scored_anew(folder, changes)
    told = moved(before, after, affected(before, {name for name, _, _ in changes}))
    last = scored_anew(folder, changes)
    assert told_items(told) == by_brute_force(before, last)
    assert told_scores(told) == differing(scores(before), scores(last))
    assert told_places(told) == differing(places(before), places(last))
    assert told == moved(before, last)
    assert [read(written(one)) for one in told] == told


def district(pupils: str | None, answers: dict[str, Any]) -> Survey:
    facts = {"special_pupils": pupils} if pupils is not None else {}
    schools = [unit("s", "regular_school", "d", facts={"disabled_pupils": "5", "home_taught": "2"}, answers=answers)]
    return survey(YUNCHENG, [unit("c", "city"), unit("d", "district", "c", name="绛县", facts=facts), *schools])


def test_nothing_changed_moves_nothing() -> None:
    assert moved(district("9", {}), district("9", {})) == []


def test_a_fact_nobody_has_any_more_opens_the_items_that_need_it() -> None:
    told = {one.unit: one for one in moved(district("9", {}), district(None, {}))}
    assert "s" not in told
    waiting = {each.item: each.after.why for each in told["d"].items}
    assert {waiting[name] for name in needing()} == {"unit.special_pupils"}


def needing() -> set[str]:
    form = edition(YUNCHENG).form("district")
    found = {item.id for item in form if "unit.special_pupils >= 1" in item.applies_when}
    assert found
    return found


def test_items_that_cease_to_apply_are_told_from_and_to() -> None:
    before, after = district("9", {}), district("0", {})
    (one,) = [one for one in moved(before, after) if one.unit == "d"]
    assert {(each.before.state, each.after.state) for each in one.items} == {("not_checked", "not_applicable")}
    assert needing() <= {each.item for each in one.items}
