"""The short papers that measure the page: one of every kind, sound before anything lays it out."""

from inspector.letters.check import broken
from inspector.letters.drafting import draft
from inspector.letters.kinds import KINDS, kind_of
from inspector.letters.writer import write
from tests.letters.samples import reference
from tests.letters.samples_brief import BRIEF, brief_wording
from tests.letters.samples_short import SHORT


def test_there_is_one_of_every_kind_and_a_brief_wording_for_it() -> None:
    assert sorted(kind_of(paper).name for paper in SHORT) == sorted(KINDS)
    assert set(BRIEF) == set(KINDS)


def test_each_holds_every_rule_in_its_brief_wording() -> None:
    for paper in SHORT:
        made = draft(paper, "red", brief_wording())
        wrong = [one for one in broken(write(made.letter, reference("red"))) if not one.ok]
        assert not wrong and not made.warnings, (kind_of(paper).name, wrong)
