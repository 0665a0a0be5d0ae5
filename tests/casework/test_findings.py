"""Findings are charged once, to whom the clause names, in sentences that never miss a value."""

from datetime import date

import pytest

from inspector.casework.findings import Finding, amount_words, findings
from inspector.checklist.edition import Edition, inspect
from inspector.checklist.reader import read_folder
from inspector.scoring.assess import assess
from inspector.scoring.subjects import Subject, Terms
from tests.broken.test_broken_folders import GOOD

TERMS = Terms(date(2027, 1, 1), date(2024, 1, 1), date(2026, 12, 31), {})


def edition(**replaced: str) -> Edition:
    texts = read_folder(GOOD)
    for old, new in replaced.items():
        file, _, words = old.partition("__")
        name = f"{file}.yaml"
        assert words in texts[name]
        texts[name] = texts[name].replace(words, new, 1)
    found, problems, _ = inspect(texts)
    assert found is not None, problems
    return found


def told(found: Edition, kind: str, cells: dict[str, str], facts: dict[str, str] | None = None) -> list[Finding]:
    subject = Subject("u", "东县某单位", kind, {name: {"": text} for name, text in (facts or {}).items()}, {}, "东县")
    return findings(found, subject, TERMS, assess(found, subject, TERMS, cells))


def test_a_hard_clause_unmet_is_a_problem_with_place_offices_and_deadline() -> None:
    found = told(edition(), "county", {"opened/value": "not_yet"})
    assert [(one.kind, one.locators, one.offices, one.helpers) for one in found] == [
        ("problem", ("《阅读计划》一、第1条及任务表第1项",), ("市文旅局",), ("县政府",))
    ]
    # due 2024-06-30, as of 2027-01-01: 184 + 365 + 365 + 1 days (July to December are 184)
    assert found[0].sentence == "东县某单位图书馆尚未建成，逾期915日。"


def test_a_duty_of_another_is_a_suggestion_here() -> None:
    cells = {"book_money/adult/paid": "1", "book_money/adult/books": "1", "book_money/child/books": "0"}
    found = told(edition(), "library", cells, {"price": "1"})
    assert [(one.kind, one.sentence) for one in found] == [("suggestion", "成人书每册1元，不到30元。")]


def test_what_could_not_be_proved_is_neither_problem_nor_suggestion() -> None:
    assert [one.kind for one in told(edition(), "library", {"refused/state": "unverifiable"})] == ["unproven"]


def test_a_fact_that_nobody_entered_prints_as_such_instead_of_failing() -> None:
    found = told(
        edition(access__拒绝过残疾读者入馆="有{{ unit.readers }}名读者，拒绝过残疾读者入馆"),
        "library",
        {"refused/value": "yes"},
    )
    assert found[0].sentence == "东县某单位有（未填报）名读者，拒绝过残疾读者入馆。"


def test_several_times_are_told_apart() -> None:
    cells = {f"picture_books@{year}/value": str(books) for year, books in ((2024, 49), (2025, 60), (2026, 3))}
    sentences = [one.sentence for one in told(edition(), "nursery", cells)]
    assert sentences == ["（2024年）图画书49册，偏少。", "（2026年）图画书3册，偏少。"]


def test_items_of_one_story_give_one_problem() -> None:
    story = {
        "access__  rectify: {action: 纠正": "  story: same\n  rectify: {action: 纠正",
        "access__  rectify: {action: 制定": "  story: same\n  rectify: {action: 制定",
    }
    cells = {"refused/value": "yes", "rules/value": "none"}
    assert len(told(edition(), "library", cells)) == 2
    assert [one.item for one in told(edition(**story), "library", cells)] == ["refused"]


@pytest.mark.parametrize(
    ("text", "words"), [("7000 yuan", "7000元"), ("2 x price", "购书单价的2倍"), ("900 mm", "900毫米")]
)
def test_a_line_in_words(text: str, words: str) -> None:
    assert amount_words(edition(), Subject("u", "馆", "library"), text) == words
