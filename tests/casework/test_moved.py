"""What moved when facts changed equals a full scoring before and after, compared by brute force."""

import random
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.casework.moved import Ranked, moved, read, written
from inspector.cli.demonstration import demo_data
from inspector.scoring.data import Data, cells, subjects
from inspector.scoring.results import pack, unpack
from inspector.scoring.survey import Survey
from inspector.storage.movements import affected
from tests.scoring.rounds import YUNCHENG, ZHUHAI, edition

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


@pytest.mark.parametrize("folder", [ZHUHAI, YUNCHENG], ids=lambda one: one.name)
@settings(max_examples=8, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_what_moved_is_what_two_full_scorings_differ_in(folder: Path, seed: int) -> None:
    changes = invented(folder, seed)
    before, after = scored_anew(folder, {}), scored_anew(folder, changes)
    told = moved(before, after, affected(before, {name for name, _, _ in changes}))
    first, last = scored_anew(folder, {}), scored_anew(folder, changes)
    wanted = by_brute_force(first, last)
    shown = {
        one.unit: {item.item for item in one.items if (item.before[:2]) != (item.after[:2])}
        for one in told
        if any(item.before[:2] != item.after[:2] for item in one.items)
    }
    assert shown == wanted
    old, new = scores(first), scores(last)
    assert {
        one.unit
        for one in told
        if one.score and one.score[0][:2] + one.score[0][3:] != one.score[1][:2] + one.score[1][3:]
    } == {name for name in old if old[name] != new[name]}
    ranked, then = places(first), places(last)
    assert {one.unit for one in told if one.rank and _rank(one.rank[0]) != _rank(one.rank[1])} == {
        name for name in ranked.keys() | then.keys() if ranked.get(name) != then.get(name)
    }
    assert told == moved(first, last)
    assert [read(written(one)) for one in told] == told


def _rank(one: Ranked | None) -> int | None:
    return one.rank if one else None
