"""Worked cases of every shipped checklist are green, and a case proves nothing when it is wrong."""

from pathlib import Path

import pytest

from inspector.casework.cases import run_cases
from inspector.checklist.edition import Edition, inspect
from inspector.checklist.problems import Code
from inspector.checklist.reader import read_folder
from inspector.cli.authoring import examine
from tests.broken.test_broken_folders import GOOD

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(path.parent for path in ROOT.glob("checklists/*/plan.yaml"))


def test_both_plans_are_shipped() -> None:
    assert len(SHIPPED) >= 2


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_a_shipped_checklist_has_no_problem_and_every_pair_is_carried_or_excused(folder: Path) -> None:
    edition, problems, covered, ran = examine(folder)
    assert [f"{one.file}:{one.line} {one.number} {one.params}" for one in problems] == []
    assert edition is not None and covered is not None
    assert covered.wanted == (covered.carried.keys() | covered.excused.keys())
    assert len(ran) > len(edition.items)
    assert not [
        item for item in edition.items.values() if item.judged and not any(one.case.item == item.id for one in ran)
    ]


def good(file: str, old: str, new: str) -> Edition:
    texts = read_folder(GOOD)
    assert old in texts[file]
    edition, problems, _ = inspect(texts | {file: texts[file].replace(old, new, 1)})
    assert edition is not None, problems
    return edition


@pytest.mark.parametrize(
    ("old", "new", "code", "where"),
    [
        ("answer: 899", "answer: 898", Code.CASE_FAILS, ("expect", "share")),
        ("answer: 900", "answer: 90000", Code.CASE_ANSWER, ("answer",)),
        ("P2: {width: 999, mat: no}", "P2: {width: 1000, mat: no}", Code.CASE_FAILS, ("expect", "result")),
        ("failing: [P2]", "failing: [P1]", Code.CASE_FAILS, ("expect", "failing")),
        ("finding: problem", "finding: suggestion", Code.CASE_FAILS, ("expect", "finding")),
        (
            "settings: {visits_a_year: 4}",
            "settings: {visits_a_year: some}",
            Code.CASE_ANSWER,
            ("settings", "visits_a_year"),
        ),
        ("answers: {building: new}", "answers: {building: ruin}", Code.CASE_ANSWER, ("answers", "building")),
        ("facts: {ramps: 2}", "facts: {ramps: 3}", Code.CASE_FAILS, ("expect", "result")),
    ],
)
def test_a_wrong_case_says_where_it_is_wrong(old: str, new: str, code: Code, where: tuple[str, ...]) -> None:
    wrong = [one for one in run_cases(good("cases/access.yaml", old, new)) if one.problem() is not None]
    assert len(wrong) == 1
    problem = wrong[0].problem()
    assert problem is not None and problem.code is code and wrong[0].at == where


def test_a_setting_that_nobody_set_is_recorded_only() -> None:
    edition = good("cases/access.yaml", "  settings: {visits_a_year: 4}\n  answer: 4\n", "  answer: 4\n")
    ran = next(one for one in run_cases(edition) if one.case.case == "应4次，送4次")
    assert ran.result is not None and ran.result.state == "informational"
