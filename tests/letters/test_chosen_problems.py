"""Each problem on record can be chosen by itself for a paper, and none takes another's place."""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from inspector.casework.cases import stage
from inspector.casework.charges import Charge
from inspector.casework.deadlines import Days
from inspector.casework.findings import findings
from inspector.checklist.edition import open_folder
from inspector.letters.blocks import Heading, Origin, Paragraph, origins
from inspector.letters.composition_followup import Answers, follow_up, key_of, problems_for
from inspector.letters.drafting import draft
from inspector.letters.kinds import KINDS
from inspector.letters.papers.kind import Kind
from inspector.scoring.assess import assess
from inspector.scoring.survey import Survey
from tests.letters.samples_all import ONE_OF_EACH
from tests.letters.test_published import at, survey

CHECKLISTS = Path(__file__).parents[2] / "checklists"
PLANS = (
    CHECKLISTS / "yuncheng_2023",
    CHECKLISTS / "zhuhai_2023_2025",
    CHECKLISTS.parent / "tests/third_plan/dongjiang_2024",
)
ABOUT_PROBLEMS = [kind for kind in KINDS.values() if kind.entry is not None]
SHORT = {
    "primary/core/paid": "46",
    "primary/core/pupils": "46",
    "primary/sensory/paid": "64",
    "primary/sensory/pupils": "32",
    "junior/core/paid": "9",
    "junior/core/pupils": "3",
}
"""One, two and three yuan a pupil: three rows below their lines in two stages."""


@cache
def unpaid() -> Survey:
    found = survey("zhuhai_2023_2025")
    own = dict(found.cells["zhuhai01"]) | {f"per_pupil_funds@{cell}": text for cell, text in SHORT.items()}
    return found.entered({**found.cells, "zhuhai01": own})


def test_two_rows_of_one_item_below_their_lines_are_two_problems() -> None:
    chosen = problems_for(KINDS["rectification_notice"], unpaid(), "zhuhai01")
    assert [key for key in chosen if ":per_pupil_funds:" in key] == [
        "zhuhai01:per_pupil_funds:小学:core",
        "zhuhai01:per_pupil_funds:小学:sensory",
        "zhuhai01:per_pupil_funds:初中:core",
    ]
    told = [chosen[key].finding.sentence for key in chosen if ":per_pupil_funds:" in key]
    assert [text.partition("生均")[2].partition("元")[0] for text in told] == ["1", "2", "3"]


@pytest.mark.parametrize("kind", ABOUT_PROBLEMS, ids=lambda kind: kind.name)
def test_a_paper_about_all_problems_prints_the_sentence_of_each(kind: Kind) -> None:
    found = unpaid()
    chosen = problems_for(kind, found, "zhuhai01")
    assert len([key for key in chosen if key.startswith("zhuhai01:per_pupil_funds:")]) == 3
    paper = follow_up(kind, found, "zhuhai01", at(found), Answers(Days(), chosen={key: {} for key in chosen}))
    assert [one.fact for one in paper.problems] == [one.finding.sentence for one in chosen.values()]  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", ABOUT_PROBLEMS, ids=lambda kind: kind.name)
def test_a_paper_knows_of_which_problems_it_speaks(kind: Kind) -> None:
    paper: Any = next(one for one in ONE_OF_EACH if type(one) is kind.paper)
    problems = [replace(one, origin=Origin("u", f"item{place}", (), "")) for place, one in enumerate(paper.problems)]
    told = origins(draft(replace(paper, problems=tuple(problems))).letter.blocks)
    assert problems and {one.origin for one in problems} == set(told)


def test_the_rectification_notice_has_the_sentence_of_each_row_in_its_text() -> None:
    kind, found = KINDS["rectification_notice"], unpaid()
    chosen = problems_for(kind, found, "zhuhai01")
    paper = follow_up(kind, found, "zhuhai01", at(found), Answers(Days(), chosen={key: {} for key in chosen}))
    printed = "".join(one.text for one in draft(paper).letter.blocks if isinstance(one, Heading | Paragraph))
    assert [one for one in chosen.values() if one.finding.sentence.rstrip("。") not in printed] == []


@pytest.mark.parametrize("folder", PLANS, ids=lambda folder: folder.name)
def test_no_worked_case_gives_two_problems_of_one_key(folder: Path) -> None:
    edition = open_folder(folder)
    seen = 0
    for _, _, case in edition.cases:
        staged = stage(edition, case)
        results = assess(edition, staged.subject, staged.terms, staged.cells, roll_up=staged.fed)
        told = findings(edition, staged.subject, staged.terms, results)
        keys = Counter(key_of(Charge(one, "", (), ())) for one in told if one.kind == "problem")
        assert [key for key, count in keys.items() if count > 1] == [], case.case
        seen += len(keys)
    assert seen > 5
