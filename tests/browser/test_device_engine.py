"""The device judges and scores like the server: every worked case of the plans, and inspections drawn at random."""

import json
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Page

from inspector.casework.cases import Staged, failing, stage
from inspector.checklist.edition import Edition
from inspector.checklist.judges import FORMS
from inspector.i18n import ngettext
from inspector.scoring.assess import assess, fed
from inspector.scoring.occurrences import occurrences
from inspector.scoring.prepared import prepared
from inspector.scoring.results import STATES, Result
from inspector.scoring.survey import Survey
from inspector.settings import checklists_root
from inspector.web.forms.definition import definition, judging
from inspector.web.forms.filling import progress
from inspector.web.forms.words import hidden, note_needed, trouble
from inspector.web.operations.links import links
from inspector.web.operations.live import Live
from tests.browser.drawn_rounds import answers, lives, survey_of
from tests.browser.modules import alone, module
from tests.browser.rare_forms import with_rare_forms
from tests.editions import edition_in

PLANS = ["yuncheng_2023", "zhuhai_2023_2025"]
ROUNDS, SETS = 4, 25
"""So many rounds of each plan, so many sets of answers to each kind of unit in each: a hundred for every kind."""

ASSESS = """async (text) => {
  const { url, tasks } = JSON.parse(text);
  const { assess } = await import(url);
  return JSON.stringify(tasks.map(({ definition, sets }) => sets.map((cells) => assess(definition, cells))));
}"""
CASES = """async (text) => {
  const { url, tasks } = JSON.parse(text);
  const { judge } = await import(url);
  return JSON.stringify(tasks.map(({ definition, cells, item }) => {
    const { state, low, high, portion, outcomes } = judge(definition, cells).get(item);
    const reasons = outcomes.flatMap(({ occurrence, verdict }) =>
      (verdict.reasons ?? []).map(({ name, row, codes }) => [name, codes ?? (row ? [row] : null), occurrence]));
    return { state, low, high, portion: portion && `${portion.n}/${portion.d}`, reasons };
  }));
}"""
"""As text both ways: the browser's own passing of values takes longer than the judging."""


def asked_of_device(page: Page, script: str, file: str, tasks: list[dict[str, Any]]) -> Any:
    alone(page)
    return json.loads(page.evaluate(script, json.dumps({"url": module(f"js/judge/{file}.js"), "tasks": tasks})))


@cache
def edition_of(plan: str) -> Edition:
    return edition_in(checklists_root() / plan)


def test_the_device_knows_every_judge_form_of_the_language(desk: Page) -> None:
    alone(desk)
    forms = desk.evaluate("async (url) => Object.keys((await import(url)).FORMS)", module("js/judge/judges.js"))
    assert set(forms) == set(FORMS)


def case_task(edition: Edition, staged: Staged) -> dict[str, Any]:
    """The definition of the case's item alone, with those that its conditions ask for."""
    subject, terms, item = staged.subject, staged.terms, staged.item
    needed = links(edition, edition.form(subject.kind)).needed(frozenset({item.id}))
    survey = Survey(edition, edition.schemes["lines"], terms, {subject.id: subject}, {}, needed)
    told = judging(survey, subject)
    for one in told["items"]:
        if one["fed"] and one["id"] == item.id:
            result = fed(prepared(edition, item), subject.place, terms, lambda: staged.fed(item))
            one["fed"] = {"state": result.state, "low": result.low, "high": result.high, "why": result.why}
    return {"definition": told, "cells": dict(staged.cells), "item": item.id}


def told_by_device(edition: Edition, staged: Staged, found: dict[str, Any]) -> set[str]:
    """The failing rows, and for times their labels."""
    times = occurrences(edition, staged.item, staged.subject, staged.terms) or ()
    labels = {time.key: time.label for time in times}
    told = [one for one in found["reasons"] if one[0] not in ("advice", "shortcoming")]
    return {code for _, codes, occurrence in told for code in codes or [labels[occurrence]]} - {""}


@pytest.mark.parametrize("plan", PLANS)
def test_every_worked_case_gives_the_same_on_the_device(desk: Page, plan: str) -> None:
    edition = edition_of(plan)
    cases = [case for _, _, case in edition.cases]
    staged = [stage(edition, case) for case in cases]
    tasks = [case_task(edition, one) for one in staged]
    found = asked_of_device(desk, CASES, "judging", tasks)
    assert len(found) == len(cases) > 300
    for case, world, got in zip(cases, staged, found, strict=True):
        result = server_result(edition, world)
        assert (got["state"], got["low"], got["high"]) == (result.state, result.low, result.high), case.case
        assert got["state"] == case.expect.result, case.case
        if not world.item.rolls_up:
            shares = Fraction(got["portion"] or 0), Fraction(result.portion or 0)
            assert shares[0] == shares[1], case.case
            assert case.expect.share is None or shares[0] == case.expect.share.number, case.case
            assert told_by_device(edition, world, got) == failing(result), case.case


def server_result(edition: Edition, staged: Staged) -> Result:
    scheme = edition.schemes["lines"]
    found = assess(edition, staged.subject, staged.terms, staged.cells, scheme=scheme, roll_up=staged.fed)
    return next(one for one in found if one.item.id == staged.item.id)


def said(found: Live, words: dict[str, Any], code: str) -> str:
    """What a code of the device says."""
    kind, _, name = code.partition(":")
    if kind == "below":
        many = int(name)
        text = ngettext("%(num)s unit below is not checked yet.", "%(num)s units below are not checked yet.", many)
        return text % {"num": many}
    text = words[kind] if kind else ""
    checklist = found.ground.edition.checklist
    if kind == "fact":
        return text.replace("{label}", checklist.facts[name].label)
    return text.replace("{label}", checklist.settings[name].label) if kind == "setting" else text


def shown(found: Live) -> dict[str, Any]:
    """What the server makes of it, in the words of the device."""
    tally = found.tally()
    return {
        "items": {
            name: {
                "state": one.state,
                "low": one.low,
                "high": one.high,
                "hidden": hidden(one),
                "trouble": trouble(found, one),
                "note": note_needed(found, one.item),
            }
            for name, one in found.results.items()
        },
        "progress": {section: list(counts) for section, counts in progress(found).items()},
        "score": {"low": tally.low, "high": tally.high, "coverage": str(tally.coverage), "grade": tally.grade},
    }


def drawn(plan: str, number: int) -> Iterator[list[Live]]:
    """One kind of unit after the other, each with its sets of answers."""
    random = Random(f"{plan} {number}")
    survey = survey_of(random, with_rare_forms(edition_of(plan)))
    for subject in survey.subjects.values():
        yield lives(survey, subject, answers(random, survey, subject, SETS))


@pytest.mark.parametrize("plan", PLANS)
def test_drawn_inspections_of_every_kind_come_out_the_same(desk: Page, plan: str) -> None:
    seen: Counter[str] = Counter()
    for number in range(ROUNDS):
        kinds = list(drawn(plan, number))
        definitions = [definition(some[0]) for some in kinds]
        tasks = [
            {"definition": told, "sets": [dict(one.cells) for one in some]}
            for told, some in zip(definitions, kinds, strict=True)
        ]
        found = asked_of_device(desk, ASSESS, "engine", tasks)
        for told, some, sets in zip(definitions, kinds, found, strict=True):
            for one, got in zip(some, sets, strict=True):
                for item in got["items"].values():
                    item["trouble"] = said(one, told["words"]["trouble"], item["trouble"])
                assert got == shown(one), (one.subject.kind, dict(one.cells))
                seen.update(result.state for result in one.results.values())
    assert seen.keys() == set(STATES)
    assert min(seen.values()) > 100, seen


def weighted(plain: dict[str, Any], section: str, scale: Fraction) -> dict[str, Any]:
    """The definition with the weights of a section and of everything in it, or everywhere, times `scale`."""
    changed: dict[str, Any] = json.loads(json.dumps(plain))
    for one in [*changed["items"], *changed["sections"]]:
        if section in ("", one.get("section", one["id"])):
            one["weight"] = str(Fraction(one["weight"]) * scale)
    return changed


def test_neither_the_scale_of_weights_nor_the_order_of_answers_changes_anything(desk: Page) -> None:
    found = next(some for some in drawn("zhuhai_2023_2025", 1) if some[0].subject.kind == "special_school")
    plain = definition(found[0])
    plain["scheme"] |= {"mode": "points", "model": "default"}
    first_of_all = plain["sections"][0]["id"]
    empty = weighted(plain, first_of_all, Fraction(0))
    named_only = json.loads(json.dumps(empty))
    named_only["sections"][0]["weight"] = "5"
    sets = [dict(one.cells) for one in found]
    turned = [dict(reversed(one.items())) for one in sets]
    asked = [(plain, sets), (plain, turned), (weighted(plain, "", Fraction(7, 3)), sets)]
    asked += [(empty, sets), (named_only, sets)]
    tasks = [{"definition": told, "sets": some} for told, some in asked]
    as_is, other_order, scaled, without, weighing_nothing = asked_of_device(desk, ASSESS, "engine", tasks)
    assert any(one["score"]["low"] for one in as_is)
    assert other_order == as_is
    assert scaled == as_is
    assert without != as_is
    assert weighing_nothing == without, "a section of items that weigh nothing leaves its weight to the others"
