"""Submit, review, return, confirm; what is missing leads to its place; late entries are kept."""

import json
from datetime import date

import pytest
from sqlalchemy import Connection

from inspector.casework.standing import Visits, visits
from inspector.fieldwork.states import State
from inspector.storage import inspections, operations, surveys, units
from inspector.storage.instants import now
from inspector.storage.tables import UnitVersion
from inspector.web.letters.wish import kinds_for
from tests.web.conftest import World
from tests.web.field_round import give, open_round
from tests.web.forms.conftest import Device, operation
from tests.web.project_round import add_people, recuse

PATH = "/inspections/r-east_school"


def state(world: World) -> State:
    line = world.store.read_now(lambda connection: inspections.line(connection, "r-east_school"))
    assert line is not None
    return line.state


def submitted(world: World) -> Device:
    device = Device(world.signed_in("inspector.east"))
    device.enter("pupils_refused/value", "0")
    assert device.client.post(f"{PATH}/submit", data={"stays_open": "1"}).status_code == 303
    return device


def test_open_questions_are_listed_with_their_places_and_need_a_confirmation(world: World) -> None:
    device = Device(world.signed_in("inspector.east"))
    device.enter("pupils_refused/value", "0")
    html = device.client.get(f"{PATH}/submit").text
    assert f'href="{PATH}#q-class_size"' in html and f'href="{PATH}#q-pupils_refused"' not in html
    assert device.client.post(f"{PATH}/submit", data={"sent": "1"}).status_code == 409
    assert state(world) is State.in_progress
    assert device.client.post(f"{PATH}/submit", data={"stays_open": "1"}).status_code == 303
    assert state(world) is State.submitted


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([("pupils_refused/state", "not_applicable")], "须写明理由"),
        ([("pupils_refused/value", "0"), ("pupils_refused/value", "CONFLICT")], "尚未选定"),
    ],
)
def test_what_must_be_settled_first_keeps_from_submitting(
    world: World, entries: list[tuple[str, str]], words: str
) -> None:
    device = Device(world.signed_in("inspector.east"))
    for path, raw in entries:
        if raw == "CONFLICT":
            device.send(operation(path, "5", base=None))
        else:
            device.enter(path, raw)
    reply = device.client.post(f"{PATH}/submit", data={"stays_open": "1"})
    assert reply.status_code == 409 and words in reply.text
    assert state(world) is State.in_progress


def test_a_contradiction_keeps_from_submitting(world: World) -> None:
    """More enrolled than there are children (part over whole) at the district."""
    device = Device(world.signed_in("inspector.east"), "r-east")
    device.enter("enrolment_rate/school_age", "10")
    told = device.enter("enrolment_rate/enrolled", "11")
    assert "分子大于分母" in told["items"]["enrolment_rate"]["trouble"]
    reply = device.client.post("/inspections/r-east/submit", data={"stays_open": "1"})
    assert reply.status_code == 409 and "分子大于分母" in reply.text


def test_nothing_entered_is_not_submitted(world: World) -> None:
    reply = world.signed_in("inspector.east").post(f"{PATH}/submit", data={"stays_open": "1"})
    assert reply.status_code == 409 and "还没有填写" in reply.text


def test_after_submission_the_form_is_read_only_and_late_entries_are_refused_kept_and_shown(world: World) -> None:
    device = submitted(world)
    told = device.enter("pupils_refused/value", "7")
    assert (told["results"][0]["outcome"], told["results"][0]["reason"]) == ("refused", "submitted")
    assert "已留存" in told["results"][0]["message"]
    assert told["cells"]["pupils_refused/value"]["shown"] == "0"
    kept = world.store.read_now(lambda c: operations.history(c, "shi", "r-east_school"))
    assert [one.arrived.operation.raw for one in kept] == ["0", "7"]
    assert '<fieldset class="bare" disabled>' in device.client.get(PATH).text
    review = world.signed_in("evaluator.east").get(f"{PATH}/review").text
    assert "未计入的内容" in review and "<td>7</td>" in review


def test_an_evaluator_returns_with_reasons_of_single_questions(world: World) -> None:
    submitted(world)
    evaluator = world.signed_in("evaluator.east")
    assert evaluator.post(f"{PATH}/review", data={"step": "return"}).status_code == 409  # no reason given
    sent = {"step": "return", "reason": "请补充", "reason:class_size": "逐班核对"}
    assert evaluator.post(f"{PATH}/review", data=sent).status_code == 303
    html = world.signed_in("inspector.east").get(PATH).text
    assert "请补充" in html and "逐班核对" in html
    assert state(world) is State.returned


def test_a_returned_inspection_takes_entries_and_is_submitted_and_confirmed(world: World) -> None:
    device = submitted(world)
    evaluator = world.signed_in("evaluator.east")
    evaluator.post(f"{PATH}/review", data={"step": "return", "reason": "请核对"})
    assert device.enter("pupils_refused/value", "1")["results"][0]["outcome"] == "applied"
    device.client.post(f"{PATH}/submit", data={"stays_open": "1"})
    assert evaluator.post(f"{PATH}/review", data={"step": "confirm"}).status_code == 303
    assert state(world) is State.confirmed


def test_review_shows_answers_results_and_findings(world: World) -> None:
    device = Device(world.signed_in("inspector.east"))
    device.enter("pupils_refused/value", "2")
    html = world.signed_in("evaluator.east").get(f"{PATH}/review").text
    assert "<b>2</b>" in html and 'class="finding problem"' in html


def test_only_evaluators_decide_and_only_inspectors_submit(world: World) -> None:
    submitted(world)
    assert world.signed_in("inspector.east").post(f"{PATH}/review", data={"step": "confirm"}).status_code == 403
    assert world.signed_in("clerk.east").post(f"{PATH}/review", data={"step": "confirm"}).status_code == 403
    assert world.signed_in("evaluator.east").post(f"{PATH}/submit", data={"sent": "1"}).status_code == 403
    assert world.signed_in("evaluator.west").post(f"{PATH}/review", data={"step": "confirm"}).status_code == 404


def test_history_names_who_entered_what_and_which_stands(world: World) -> None:
    device = Device(world.signed_in("inspector.east"))
    device.enter("pupils_refused/value", "1")
    device.enter("pupils_refused/value", "2")
    html = world.signed_in("evaluator.east").get(f"{PATH}/history/pupils_refused").text
    assert html.count("甲 inspector.east") == 2 and html.count("现行") == 1
    assert html.index(">2<") < html.index(">1<")


def test_the_printed_record_has_answers_findings_signatures_and_the_demo_mark(world: World) -> None:
    device = Device(world.signed_in("inspector.east"))
    device.enter("pupils_refused/value", "2")
    html = device.client.get(f"{PATH}/record").text
    for words in ("督导核查记录", "<b>2</b>", "未达到", "督导组组长签名", "单位负责人签名", "演示数据", "截至日期"):
        assert words in html


def test_the_blank_form_asks_everything_that_applies_on_paper(world: World) -> None:
    html = world.signed_in("inspector.east").get(f"{PATH}/record?blank=1").text
    assert "督导评估表" in html and "□" in html and "学生编号" in html
    assert "<b>2</b>" not in html


def test_a_form_that_asks_nothing_is_submitted_empty(world: World) -> None:
    """The school has no senior stage, and the round looks at nothing else."""
    known = {"data_date": date(2025, 9, 1), "cutoff": date(2025, 12, 31)}
    open_round(world, selection=json.dumps(["senior_included"]), selection_digest="senior", **known)
    client, path = world.signed_in("inspector.east"), f"/inspections/{give(world, 'east_school', 'inspector.east')}"
    assert 'id="q-senior_included" data-item="senior_included" hidden' in client.get(path).text
    assert "没有需要该单位回答的问题" in client.get(f"{path}/submit").text
    assert client.post(f"{path}/submit", data={"sent": "1"}).status_code == 303
    assert "已提交" in client.get(path).text
    returned = {"step": "return", "reason": "请再看一遍"}
    assert world.signed_in("evaluator.east").post(f"{path}/review", data=returned).status_code == 303
    assert client.post(f"{path}/submit", data={"sent": "1"}).status_code == 303


def test_a_refused_entry_is_no_beginning(world: World) -> None:
    """A recused person typed into a form that asks nothing: the next person submits it all the same."""
    known = {"data_date": date(2025, 9, 1), "cutoff": date(2025, 12, 31)}
    open_round(world, selection=json.dumps(["senior_included"]), selection_digest="senior", **known)
    inspection = give(world, "east_school", "inspector.east")
    recused = Device(world.signed_in("inspector.east"), inspection)
    recuse(world, "inspector.east", "east_school")
    refused = recused.send(operation("senior_included/note", "记一笔", base=None))
    assert refused.json()["results"][0]["outcome"] == "refused"
    add_people(world)
    give(world, "east_school", "inspector.city")
    submitted = world.signed_in("inspector.city").post(f"/inspections/{inspection}/submit", data={"sent": "1"})
    assert submitted.status_code == 303


def test_an_office_that_leads_none_of_the_items_gets_no_inspection(world: World) -> None:
    """It gets no notice, nothing is written about its visit, and it is not counted as one that was left out."""

    def offices(connection: Connection) -> None:
        for name in ("市财政局", "市残疾人联合会"):
            office = UnitVersion(
                city_id="shi", unit_id=name, valid_from=date(2000, 1, 1), parent_id="shi", name=name, kind="department"
            )
            units.add(connection, office, now())

    world.store.write_now(offices)
    row = open_round(world, selection=json.dumps(["city_per_pupil_funds"]), selection_digest="funds")
    found = world.store.read_now(lambda connection: inspections.of_round(connection, row.id))
    assert [line.unit_name for line in found] == ["市财政局"]
    survey = world.store.read_now(lambda connection: surveys.survey(connection, row))
    assert visits(survey, "shi") == Visits(0, 1)
    assert "opinion" in kinds_for(survey, "市财政局") and "opinion" not in kinds_for(survey, "市残疾人联合会")
    add_people(world)
    listed = world.signed_in("clerk.city").get("/rounds/spring/notice").text
    assert "市财政局" in listed and "市残疾人联合会" not in listed
