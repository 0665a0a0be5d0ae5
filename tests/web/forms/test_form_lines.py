"""The line beside a measured row: each case with its reason, so that the one that binds can be shown alone."""

from html import unescape

from inspector.checklist.edition import Edition
from inspector.web.forms.layout_lines import LineView, joined, lines_by
from tests.web.conftest import World


def test_a_line_that_depends_on_the_building_is_told_for_each_kind_of_it(yuncheng: Edition) -> None:
    item = yuncheng.items["route"]
    door = item.ask.rows["door"]
    found = lines_by(yuncheng, "building", door.at_least, door.at_most)
    assert found == (
        LineView("new", "2022年4月起新建", "不低于900毫米"),
        LineView("rebuilt", "2022年4月起改建", "不低于800毫米"),
        LineView("older", "更早建成，之后没有改建", "不作要求"),
    )
    assert joined(found).startswith("2022年4月起新建：不低于900毫米")


def test_a_line_that_is_the_same_for_every_building_stands_alone(yuncheng: Edition) -> None:
    width = yuncheng.items["route"].ask.rows["width"]
    assert lines_by(yuncheng, "building", width.at_least, width.at_most) == ()


def test_form_and_paper_name_the_cases(world: World) -> None:
    client = world.signed_in("inspector.east")
    form = unescape(client.get("/inspections/r-east_school").text)
    assert 'data-by="building" data-when="rebuilt">不低于800毫米' in form
    assert "2022年4月起改建：不低于800毫米" in unescape(client.get("/inspections/r-east_school/record?blank=1").text)
