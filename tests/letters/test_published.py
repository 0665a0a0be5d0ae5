"""What everybody may read of both real plans: no group of fewer than five pupils is a number in it."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from inspector.casework.deadlines import Days
from inspector.checklist.edition import open_folder
from inspector.checklist.items import Item
from inspector.cli.demonstration import demo_data
from inspector.cli.numbers import survey_of
from inspector.letters.blocks import Heading, Paragraph, Table
from inspector.letters.composition import Circumstances, accountability, occasion, office_of
from inspector.letters.composition_city import city_report
from inspector.letters.composition_followup import Answers, follow_up, problems_for
from inspector.letters.composition_report import district_report
from inspector.letters.drafting import draft
from inspector.letters.kinds import KINDS, Paper, kind_of
from inspector.letters.papers.shared import Occasion
from inspector.scoring.survey import Survey
from tests.casework.test_small_numbers import FEW, STAFF

ROOT = Path(__file__).parents[2] / "checklists"
PLANS = ("yuncheng_2023", "zhuhai_2023_2025")


@cache
def survey(plan: str) -> Survey:
    edition = open_folder(ROOT / plan)
    return survey_of(edition, demo_data(edition), edition.schemes["points"])


def at(found: Survey) -> Occasion:
    day = found.terms.as_of
    given = Circumstances(office_of(found), "专项督导", "《教育督导条例》", (day, day), day, day, demo=True)
    return occasion(found, given)


def papers(plan: str) -> Iterator[Paper]:
    found = survey(plan)
    for unit in found.subjects.values():
        if found.below(unit.id):
            make = district_report if unit.above else city_report
            yield make(found, unit.id, at(found), provisional=False)


def small_in(text: str, *items: Item) -> list[str]:
    """Small counts that do not stand in the wording itself."""
    literal = " ".join(re.sub(r"\{\{.*?\}\}", "|", text) for item in items for text in item.say.values())
    return [few for few in FEW.findall(text) if few not in literal]


def counted(paper: Paper, found: Survey) -> Iterator[str]:
    """Small counts of somebody that a finding prints, but for grown-ups and lines that stand in the wording itself."""
    for block in draft(paper).letter.blocks:
        if isinstance(block, Heading | Paragraph) and block.origins:
            items = [found.edition.items[one.item] for one in block.origins]
            if not STAFF & {item.id for item in items}:
                yield from small_in(block.text, *items)


@pytest.mark.parametrize("plan", PLANS)
def test_no_published_report_prints_a_few_pupils(plan: str) -> None:
    made = list(papers(plan))
    assert len(made) > 3 and all(kind_of(paper).published for paper in made)
    assert [few for paper in made for few in counted(paper, survey(plan))] == []
    assert "少于5" in " ".join(
        one.text for paper in made for one in draft(paper).letter.blocks if isinstance(one, Heading)
    )


@pytest.mark.parametrize("kind", ["situation_circular", "measure_circular"])
@pytest.mark.parametrize("plan", PLANS)
def test_no_circular_prints_a_few_pupils_though_it_is_about_chosen_problems(plan: str, kind: str) -> None:
    found, about = survey(plan), KINDS[kind]
    texts = []
    for unit in found.subjects:
        chosen = problems_for(about, found, unit)
        paper = follow_up(about, found, unit, at(found), Answers(Days(), chosen={key: {} for key in chosen}))
        assert [one.fact for one in paper.problems] == [one.finding.sentence for one in chosen.values()]  # type: ignore[union-attr]
        texts += [
            one.finding.sentence
            for one in chosen.values()
            if one.finding.item not in STAFF and small_in(one.finding.sentence, found.edition.items[one.finding.item])
        ]
    assert texts == [] and about.published


@pytest.mark.parametrize("plan", PLANS)
def test_the_list_of_responsibilities_which_is_internal_keeps_them(plan: str) -> None:
    found = survey(plan)
    entries = [
        entry.text
        for unit in found.subjects.values()
        if unit.above and found.below(unit.id)
        for entry in accountability(found, unit.id, at(found), days=Days()).entries
    ]
    assert any(FEW.search(text) for text in entries) and not any("少于5" in text for text in entries)


@pytest.mark.parametrize("plan", PLANS)
def test_the_tables_of_a_report_count_items_units_and_points_only(plan: str) -> None:
    for paper in papers(plan):
        for block in draft(paper).letter.blocks:
            if isinstance(block, Table):
                cells = [cell.text for row in block.rows for cell in row]
                heads = [column.head for column in block.columns]
                assert not any("人数" in head or "学生数" in head for head in heads)
                assert not any(re.fullmatch("[1-4](人|名)", text) for text in cells)
