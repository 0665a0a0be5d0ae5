"""The device and the server decide alike whether a question applies: every condition of the shipped plans, at
facts on and around each figure, with facts, answers and results missing."""

import json
import random
import re
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from inspector.checklist.conditions import Language, compared_texts, holds
from inspector.checklist.edition import Edition
from inspector.scoring.assess import Assessment
from inspector.scoring.credit import ALL_OR_NOTHING
from inspector.scoring.prepared import prepared
from inspector.scoring.results import STATES, Result
from inspector.scoring.subjects import Given, Subject, Terms
from inspector.settings import checklists_root
from tests.browser.modules import alone, module
from tests.editions import edition_in

FACT_SETS = 10_000
SUBJECT = Subject("u", "甲单位", "regular_school")
TERMS = Terms(date(2025, 12, 31), date(2024, 9, 1), date(2025, 8, 31))
NUMBER = re.compile(r"(?<![\w.\"])\d+")
EVALUATE = """async (text) => {
  const { url, definition, names, guarded, sets } = JSON.parse(text);
  const { applies } = await import(url);
  const sign = { true: "y", false: "n", null: "?" };
  return sets.map(([values, states]) => {
    const facts = new Map();
    values.forEach((value, at) => {
      if (value !== null) facts.set(names[at], definition.names[names[at]] === "int" ? BigInt(value) : value);
    });
    const found = new Map(Object.entries(states));
    return guarded.map((item) => sign[applies(definition, item, facts, found)]).join("");
  }).join(" ");
}"""
"""As text both ways: the browser's own passing of values takes longer than the decisions."""


def values_of(edition: Edition, name: str) -> list[str]:
    """What a name may be worth: on, just below and just above every figure it stands beside, or every text."""
    texts = [text for text, one in edition.conditions.items() if name in one.names]
    if edition.language.names[name] == "int":
        figures = {int(one) for text in texts for one in NUMBER.findall(text)} | {0}
        return sorted({str(figure + step) for figure in figures for step in (-1, 0, 1)} | {str(2**53 + 1)})
    if name.startswith("result."):
        return list(STATES)
    compared = {text for condition in texts for other, text in compared_texts(condition) if other == name}
    where, _, fact = name.partition(".")
    asked = edition.items[fact].ask.choices if where == "answer" else {}
    declared = edition.checklist.facts.get(fact) or edition.checklist.settings.get(fact)
    return sorted({*compared, *asked, *(declared.choices if declared else ()), "其他"})


@pytest.mark.parametrize("plan", ["yuncheng_2023", "zhuhai_2023_2025"])
def test_both_decide_alike_at_ten_thousand_sets_of_facts(desk: Page, plan: str) -> None:
    edition = edition_in(checklists_root() / plan)
    chance = random.Random(20261128)
    guarded = list({one.applies_when: one for one in edition.items.values() if one.applies_when}.values())
    names = sorted(edition.condition_names)
    possible = {name: values_of(edition, name) for name in names}
    earlier = [name.partition(".")[2] for name in names if name.startswith(("answer.", "result."))]

    def drawn() -> tuple[list[str | None], dict[str, str]]:
        values = [None if chance.random() < 0.1 else chance.choice(possible[name]) for name in names]
        return values, {item: chance.choice(STATES) for item in earlier if chance.random() < 0.7}

    sets = [drawn() for _ in range(FACT_SETS)]
    here = [decided(edition, guarded, dict(zip(names, values, strict=True)), states) for values, states in sets]
    told = {
        "url": module("js/judge/conditions.js"),
        "definition": {
            "names": {name: edition.language.names[name] for name in names},
            "conditions": {text: one.names for text, one in edition.conditions.items()},
        },
        "names": names,
        "guarded": [{"id": one.id, "applies_when": one.applies_when} for one in guarded],
        "sets": sets,
    }
    alone(desk)
    there = desk.evaluate(EVALUATE, json.dumps(told)).split(" ")
    assert [(one, other) for one, other in zip(here, there, strict=True) if one != other] == []
    assert set("".join(here)) == {"y", "n", "?"}


def decided(edition: Edition, items: list[Any], values: dict[str, str | None], states: dict[str, str]) -> str:
    work = Assessment(edition, SUBJECT, TERMS, Given(edition, SUBJECT, TERMS), {}, ALL_OR_NOTHING, {})
    kinds = edition.language.names
    known = {name: int(text) if kinds[name] == "int" else text for name, text in values.items() if text is not None}
    work.__dict__["known"] = known
    work.results = {name: Result(edition.items[name], state) for name, state in states.items()}  # type: ignore[arg-type]
    signs = {True: "y", False: "n", None: "?"}
    return "".join(signs[work.applies(prepared(edition, one))[0]] for one in items)


LARGEST = 10**18 - 1
"""The largest fact there can be: fifteen digits of metres, in millimetres."""
SYNTHETIC = (
    "unit.a + unit.b >= 1",
    "unit.a / unit.b > 2",
    "unit.a % unit.b == 0 || unit.b == 0",
    "unit.b == 0 || unit.a / unit.b >= 1",
    "unit.b != 0 && unit.a / unit.b >= 1",
    "unit.a * unit.b >= 0",
    "-unit.a < unit.b",
    'unit.t in ["x", "y"] && !(unit.a > 1)',
    'unit.t == "甲" ? unit.a > 0 : unit.b > 0',
    "[unit.a, unit.b].exists(n, n > 3)",
    'unit.t.startsWith("x") || size(unit.t) > 1',
    "unit.t < 'y'",
)


def test_both_know_what_has_no_value_and_short_circuit_alike(desk: Page) -> None:
    language = Language({"unit.a": "int", "unit.b": "int", "unit.t": "text"})
    compiled = [language.compile(text) for text in SYNTHETIC]
    figures = (-LARGEST, -7, -1, 0, 1, 2, 3, 7, 2**53 + 1, LARGEST)
    sets = [(a, b, text) for a in figures for b in figures for text in ("x", "xy", "甲", "")]
    signs = {True: "y", False: "n", None: "?"}
    here = []
    for a, b, text in sets:
        known: dict[str, int | str] = {"unit.a": a, "unit.b": b, "unit.t": text}
        here.append("".join(signs[holds(one, language.activation(known))] for one in compiled))
    told: dict[str, Any] = {
        "url": module("js/judge/conditions.js"),
        "definition": {
            "names": language.names,
            "conditions": {one.text: one.names for one in compiled},
        },
        "names": ["unit.a", "unit.b", "unit.t"],
        "guarded": [{"id": str(at), "applies_when": [text]} for at, text in enumerate(SYNTHETIC)],
        "sets": [([str(a), str(b), text], {}) for a, b, text in sets],
    }
    alone(desk)
    there = desk.evaluate(EVALUATE, json.dumps(told)).split(" ")
    wrong = {
        (SYNTHETIC[at], known, one[at], other[at])
        for known, one, other in zip(sets, here, there, strict=True)
        for at in range(len(SYNTHETIC))
        if one[at] != other[at]
    }
    assert wrong == set()
