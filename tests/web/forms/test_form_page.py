"""The page of an inspection: what each field type looks like, what is given, what is read only."""

import re

from inspector.storage import inspections
from tests.web.conftest import World
from tests.web.forms.conftest import Device, live_of

PAGE = "/inspections/r-east_school"


def page(world: World, login: str = "inspector.east", path: str = PAGE) -> str:
    reply = world.signed_in(login).get(path)
    assert reply.status_code == 200
    return reply.text


def item(html: str, name: str) -> str:
    found = re.search(rf'<article class="card question" id="q-{name}".*?</article>', html, re.DOTALL)
    assert found, name
    return found[0]


def test_sections_show_progress_and_lead_to_their_questions(world: World) -> None:
    html = page(world)
    assert '<a href="#s-enrolment">' in html and 'id="s-enrolment"' in html
    assert re.search(r'data-progress="enrolment">0/\d+<', html)


def test_where_files_are_taken_the_page_has_the_piece_of_one_on_its_way(world: World) -> None:
    for path in (PAGE, f"{PAGE}/quick"):
        assert 'id="queued-piece"' in page(world, path=path)


def test_the_clause_stands_beside_the_question_with_its_locator(world: World) -> None:
    shown = item(page(world), "pupils_refused")
    assert "《实施方案》" in shown and 'class="clause"' in shown


def test_given_facts_are_shown_and_not_asked(world: World) -> None:
    assert re.search(r"<dt>送教上门学生数</dt><dd>4人</dd>", item(page(world), "home_lessons"))


def test_a_yearly_duty_is_asked_once_for_each_school_year(world: World) -> None:
    shown = item(page(world), "home_lessons")
    assert 'data-sample="home_lessons@2025"' in shown  # 2024-09-01 to 2025-12-31 holds one 31 August


def test_an_item_that_does_not_apply_is_hidden_and_its_answers_return(world: World) -> None:
    """senior_included asks only schools with a senior stage."""
    device = Device(world.signed_in("inspector.east"))
    live = live_of(world)
    gone = [name for name, one in live.results.items() if one.state == "not_applicable" and not one.outcomes]
    assert gone
    for name in gone:
        assert " hidden>" in item(page(world), name)[:200]
    device.enter(f"{gone[0]}/note", "留着")
    assert "留着" in page(world)


def test_not_applicable_needs_a_reason_and_stays_in_sight(world: World) -> None:
    device = Device(world.signed_in("inspector.east"))
    told = device.enter("pupils_refused/state", "not_applicable")
    assert told["items"]["pupils_refused"]["hidden"] is False
    assert "须写明理由" in told["items"]["pupils_refused"]["trouble"]
    told = device.enter("pupils_refused/reason", "学校停办")
    assert told["items"]["pupils_refused"]["trouble"] == ""


def test_each_state_instead_of_an_answer_is_its_own_result(world: World) -> None:
    device = Device(world.signed_in("inspector.east"))
    for state, words in (("not_checked", "未核查"), ("unverifiable", "无法核实"), ("not_applicable", "不适用")):
        assert words in device.enter("pupils_refused/state", state)["items"]["pupils_refused"]["badge"]


def test_rows_of_a_sample_come_back_by_their_code(world: World) -> None:
    Device(world.signed_in("inspector.east")).enter("home_lessons@2025/K07/lessons", "119")
    shown = item(page(world), "home_lessons")
    assert 'data-row="K07"' in shown and 'value="119"' in shown


def test_a_row_marked_absent_is_left_out_of_the_judgement(world: World) -> None:
    device = Device(world.signed_in("inspector.east"))
    device.enter("building/value", "new")
    device.enter("route/width/value", "1200")
    told = {}
    for row in ("crowded", "door", "automatic", "handle"):
        told = device.enter(f"route/{row}/state", "not_applicable")
    assert "badge pass" in told["items"]["route"]["badge"]  # 1200 mm against 1200 mm, the other rows are not there


def test_an_evaluator_reads_and_does_not_write(world: World) -> None:
    html = page(world, "evaluator.east")
    assert '<fieldset class="bare" disabled>' in html and 'id="save-state"' not in html


def test_roll_up_items_say_where_they_come_from(world: World) -> None:
    shown = item(page(world, path="/inspections/r-east"), "no_refusal_share")
    assert "由下属单位" in shown and "<input" not in shown


def test_without_javascript_a_full_post_saves_what_differs(world: World) -> None:
    client = world.signed_in("inspector.east")
    seen = re.search(r'name="seen" value="(\d+)"', client.get(PAGE).text)
    assert seen
    sent = {"seen": seen[1], "pupils_refused/value": "2", "home_lessons@2025/K01/lessons": "120"}
    assert client.post(PAGE, data=sent).status_code == 303
    live = live_of(world)
    assert live.cells == {"pupils_refused/value": "2", "home_lessons@2025/K01/lessons": "120"}


def test_without_javascript_nobody_elses_answer_is_overwritten(world: World) -> None:
    client = world.signed_in("inspector.east")
    seen = re.search(r'name="seen" value="(\d+)"', client.get(PAGE).text)
    assert seen
    Device(world.signed_in("inspector.east")).enter("pupils_refused/value", "1")
    client.post(PAGE, data={"seen": seen[1], "pupils_refused/value": ""})  # it was empty on this page
    assert live_of(world).cells["pupils_refused/value"] == "1"


def test_a_row_can_be_added_without_javascript(world: World) -> None:
    client = world.signed_in("inspector.east")
    head = "home_lessons@2025"
    reply = client.post(PAGE, data={"add": head, f"code:{head}": "K03"})
    assert f'name="{head}/K03/lessons"' in client.get(reply.headers["location"]).text


def test_the_form_of_another_district_is_not_there(world: World) -> None:
    assert world.signed_in("inspector.west").get(PAGE).status_code == 404


def test_the_demo_mark_stands_on_the_page(world: World) -> None:
    assert "演示数据" in page(world)
    assert world.store.read_now(lambda c: inspections.line(c, "r-east_school")).demo  # type: ignore[union-attr]
