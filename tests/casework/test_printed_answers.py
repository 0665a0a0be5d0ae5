"""Answers as a reader sees them, and the figures a verdict rests on."""

from inspector.casework.printed_answers import Figures, figures, printed_answers
from inspector.scoring.survey import Survey
from tests.web.museum_round import survey


def of(found: Survey, unit: str, item: str) -> list[Figures]:
    result = next(one for one in found.results(unit) if one.item.id == item)
    return figures(found.edition, found.subjects[unit], result)


def test_a_choice_prints_its_label_and_a_sample_its_codes() -> None:
    found = survey()
    guide, steps = found.edition.items["guide"], found.edition.items["step_height"]
    assert printed_answers(found, found.subjects["m1"], guide)[0].rows[0].values == (("", "只有其中一种"),)
    rows = printed_answers(found, found.subjects["n1"], steps)[0].rows
    assert [(row.label, row.values) for row in rows] == [("S1", (("高度", "150"),)), ("S2", (("高度", "151"),))]


def test_a_state_prints_with_its_reason() -> None:
    found = survey()
    lift = printed_answers(found, found.subjects["m1"], found.edition.items["lift"])[0]
    assert (lift.state, lift.reason, lift.rows) == ("not_applicable", "单层展馆", ())


def test_a_ratio_that_is_not_met_shows_numerator_denominator_and_shortfall() -> None:
    # 2 carers for 15 infants: 15/7 = 2.14, 3 are needed
    values = dict(of(survey(), "n1", "carers")[0].values)
    assert (values["part"], values["whole"], values["needed"], values["missing"]) == ("2", "15", "3", "1")


def test_a_line_that_is_met_shows_its_numbers_as_well() -> None:
    # 100 books for 25 readers: 4 each, the line is 4
    assert dict(of(survey(), "south", "braille_books")[0].values) == {"value": "4", "line": "4"}


def test_nobody_there_has_no_answers() -> None:
    found = survey()
    assert printed_answers(found, found.subjects["city"], found.edition.items["guide"]) == []
