"""Ladders of measures: the shipped ones are sound; each folder of `broken_ladders` is the good one with one mistake.

A mistake is marked where it stands by `# expect: CODE`; a folder with a variant only is laid over the good one."""

import re
from pathlib import Path

import pytest

from inspector.checklist.ladder import Ladder
from inspector.checklist.ladder_reading import read_ladders
from inspector.checklist.problems import LadderCode, Problem
from inspector.checklist.reader import read_texts
from inspector.cli.authoring import words
from inspector.letters.kinds import KINDS
from inspector.letters.papers.measures import AGAINST_PERSONS, AGAINST_UNITS
from inspector.settings import measures_root

HERE = Path(__file__).parent / "broken_ladders"
BROKEN = sorted(path.name for path in HERE.iterdir() if path.is_dir() and path.name != "good")
MARK = re.compile(r"# expect: ([A-Z]\d\d)")
Place = tuple[str, int, str]


def expected(name: str) -> list[Place]:
    return [
        (file, number, code)
        for file, text in read_texts(HERE / name).items()
        for number, line in enumerate(text.splitlines(), start=1)
        for code in MARK.findall(line)
    ]


def problems(name: str) -> list[Problem]:
    return read_ladders(read_texts(HERE / "good") | read_texts(HERE / name), KINDS)[1]


def shipped() -> dict[str, Ladder]:
    ladders, found = read_ladders(read_texts(measures_root()), KINDS)
    assert found == []
    return ladders


@pytest.mark.parametrize("name", BROKEN)
def test_one_mistake_is_one_problem_at_its_line(name: str) -> None:
    wanted = expected(name)
    assert len(wanted) == 1
    assert [(one.file, one.line, one.number) for one in problems(name)] == wanted


@pytest.mark.parametrize("name", BROKEN)
def test_every_problem_says_what_is_wrong_and_what_to_do_next(name: str) -> None:
    [told] = [words(problem) for problem in problems(name)]
    assert "{" not in told and told.endswith("。") and re.search("[\u4e00-\u9fff]", told)


def test_every_code_is_among_them() -> None:
    reached = {code for name in BROKEN for _, _, code in expected(name)}
    assert {code.number for code in LadderCode} - reached == set()


def test_the_good_one_is_sound() -> None:
    assert problems("good") == []


def test_the_shipped_ladders_have_the_measures_in_their_order() -> None:
    """问责办法: against units four kinds, against persons five; what lies beyond is transferred."""
    national = shipped()["national"]
    titles = {
        side: [one.title for one in national.measures.values() if one.against == side] for side in ("unit", "person")
    }
    assert titles["unit"] == ["公开批评", "约谈", "督导通报", "资源调整", "民办学校另行处理"]
    assert titles["person"] == ["责令检查", "约谈", "通报批评", "组织处理", "处分"]
    named = {title for title, _ in (*AGAINST_UNITS, *AGAINST_PERSONS)} | {"约谈", "民办学校另行处理"}
    assert {one.title for one in national.measures.values()} <= named


def test_terms_of_the_national_rule() -> None:
    """Group 60, review 30 decided in 30, appeal 15 decided in 60, correction 15; no other term has a source."""
    national = shipped()["national"]
    terms = {path: (one.within.days if one.within else 0, one.source) for path, one in national.clocks()}
    assert terms[("group",)] == (60, "accountability")
    assert terms[("correction",)] == (15, "accountability")
    assert terms[("remedies", "review")] == (30, "accountability")
    assert terms[("remedies", "appeal")] == (15, "accountability")
    decided = {name: one.decided.days for name, one in national.remedies.items() if one.decided}
    assert decided == {"review": 30, "appeal": 60}
    assert {source for path, (_, source) in terms.items() if path[0] == "measures"} == {"none"}


def test_nothing_recalled_is_printed_as_law() -> None:
    for ladder in shipped().values():
        assert {one.mark for one in ladder.sources.values()} <= {"S", "S2"}


def test_every_national_measure_needs_the_chair_of_the_committee() -> None:
    assert {one.approves for one in shipped()["national"].measures.values()} == {"committee_chair"}


def test_a_variant_changes_what_it_names_and_nothing_else() -> None:
    ladders = shipped()
    national, zhejiang = ladders["national"], ladders["zhejiang"]
    assert zhejiang.measures["talk"].must and not national.measures["talk"].must
    assert zhejiang.measures["talk"].source[0] == "zhejiang_regulation"
    assert zhejiang.measures["talk"].triggers == national.measures["talk"].triggers
    assert {**zhejiang.measures, "talk": None} == {**national.measures, "talk": None}
    assert "杭州市" in zhejiang.cities and national.cities == ()
