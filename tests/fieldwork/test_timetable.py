"""The steps keep the order of the regulation."""

from datetime import date, timedelta

import pytest

from inspector.fieldwork.timetable import ARTICLES, Planned, Step, out_of_order, turned

START = date(2026, 3, 2)


def days(**planned: tuple[int, int]) -> dict[Step, Planned]:
    return {Step(name): Planned(START + timedelta(a), START + timedelta(b)) for name, (a, b) in planned.items()}


def test_the_usual_order_is_right() -> None:
    planned = days(
        notice=(0, 0),
        self_evaluation=(0, 10),
        visits=(10, 14),
        preliminary_opinion=(20, 20),
        defence=(20, 30),
        opinion=(30, 30),
        rectification=(30, 90),
        report=(95, 95),
    )
    assert out_of_order(planned) == [] and turned(planned) == []


@pytest.mark.parametrize(
    ("planned", "expected"),
    [
        ({"notice": (5, 5), "visits": (5, 8)}, [("visits", "notice")]),
        ({"notice": (5, 5), "self_evaluation": (4, 8)}, [("self_evaluation", "notice")]),
        ({"self_evaluation": (0, 9), "visits": (8, 9)}, [("visits", "self_evaluation")]),
        ({"visits": (0, 9), "opinion": (8, 8)}, [("opinion", "visits")]),
        ({"defence": (0, 9), "opinion": (8, 8)}, [("opinion", "defence")]),
        ({"opinion": (3, 3), "report": (2, 2)}, [("report", "opinion")]),
        ({"visits": (3, 3)}, []),
    ],
)
def test_a_step_too_early_is_named_with_the_one_before(
    planned: dict[str, tuple[int, int]], expected: list[tuple[str, str]]
) -> None:
    assert out_of_order(days(**planned)) == expected


def test_a_turned_step_is_named() -> None:
    assert turned(days(visits=(5, 4), notice=(1, 1))) == [Step.visits]


def test_every_step_has_its_article() -> None:
    assert set(ARTICLES) == set(Step)
    assert [ARTICLES[step] for step in Step] == sorted(ARTICLES.values())
