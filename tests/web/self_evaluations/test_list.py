"""The district's list: who has handed in, who is late, whom to remind; many released at once, each for itself."""

from datetime import date

import pytest

from inspector.fieldwork.self_evaluation import SelfState
from tests.web.conftest import World
from tests.web.self_evaluations.conftest import People, links, set_due, state

PATH = "/rounds/r/self-evaluations"


def test_units_stand_with_their_state_and_the_late_ones_come_first(world: World, people: People) -> None:
    links(world.signed_in("administrator.city"), "r-east_special")
    set_due(world, "r-east_special", date(2025, 1, 31))
    page = world.signed_in("evaluator.east").get(PATH).text
    assert page.index("东城特殊教育学校") < page.index("东城第一小学")
    assert "西城" not in page
    late = world.signed_in("evaluator.east").get(f"{PATH}?state=overdue").text
    assert 'value="r-east_special"' in late and 'value="r-east_school"' not in late


def test_the_text_to_remind_names_who_has_not_handed_in(world: World, people: People) -> None:
    page = world.signed_in("evaluator.east").get(PATH).text
    assert "东城第一小学" in page.partition('<textarea id="remind"')[2]
    people.enter("pupils_refused/value", "0")
    people.approve()
    assert '<textarea id="remind"' not in world.signed_in("evaluator.east").get(PATH).text


@pytest.mark.parametrize(("wish", "status"), [("released", 200), ("nonsense", 400)])
def test_only_known_filters_are_taken(world: World, wish: str, status: int) -> None:
    assert world.signed_in("evaluator.east").get(f"{PATH}?state={wish}").status_code == status


def test_many_are_released_at_once_and_each_answers_for_itself(world: World, people: People) -> None:
    links(world.signed_in("administrator.city"), "r-east_special")
    people.enter("pupils_refused/value", "0")
    people.approve()
    sent = {"inspection": ["r-east_school", "r-east_special", "r-east"]}
    page = world.signed_in("evaluator.east").post(PATH, data=sent).text
    assert state(world) is SelfState.released
    assert state(world, "r-east_special") is SelfState.invited
    assert state(world, "r-east") is None
    assert page.count('<strong role="status">') == 3


def test_a_unit_of_another_area_is_not_there(world: World, people: People) -> None:
    people.enter("pupils_refused/value", "0")
    people.approve()
    reply = world.signed_in("evaluator.west").post(PATH, data={"inspection": ["r-east_school"]})
    assert reply.status_code == 404
    assert state(world) is SelfState.approved


def test_an_administrator_sees_and_does_not_release(world: World, people: People) -> None:
    administrator = world.signed_in("administrator.city")
    assert administrator.get(PATH).status_code == 200
    assert administrator.post(PATH, data={"inspection": ["r-east_school"]}).status_code == 403


def test_nobody_releases_the_self_evaluation_of_the_own_unit(world: World) -> None:
    links(world.signed_in("administrator.city"), "r-east", roles="none")
    page = world.signed_in("evaluator.east").post(PATH, data={"inspection": ["r-east"]}).text
    assert "上级单位" in page
