"""Pages of accountability: proposed with reasons, decided by people, a case from proposal to archive, and rights."""

from datetime import timedelta

import pytest
from httpx import Client, Response

from inspector.storage import measures, units
from inspector.storage.tables import MeasureCase
from tests.web.conftest import World
from tests.web.measure_world import SCHOOL, late_school, on
from tests.web.project_round import recuse

UNIT = f"/measures/units/{SCHOOL}"


def take(client: Client, world: World, measure: str = "talk", act: str = "take", **more: str) -> Response:
    data = {"measure": measure, "day": on(world).isoformat(), "note": "督办后仍未整改"} | more
    return client.post(f"{UNIT}/{act}", data=data)


def cases(world: World) -> list[MeasureCase]:
    return world.store.read_now(lambda connection: measures.of_unit(connection, SCHOOL))


def step(client: Client, world: World, name: str, **more: str) -> Response:
    case = cases(world)[0]
    data = {"step": name, "seen": str(case.version), "day": on(world).isoformat(), "note": "照办"} | more
    return client.post(f"/measures/{case.id}/steps", data=data)


def test_proposal_is_shown_with_reason_rule_and_source(world: World) -> None:
    late_school(world)
    clerk = world.signed_in("clerk.city")
    listed = clerk.get("/measures").text
    assert "东城第一小学" in listed and "逾期42日，已督办1次，到期未报告（1个问题）" in listed
    shown = clerk.get(UNIT).text
    assert "教育督导问责方式“约谈”第1条：逾期30日以上，已督办1次以上（日数、次数由督导机构自定）" in shown
    assert "第1号" in shown and "督导委员会主任或副主任" in shown


def test_taking_a_proposal_opens_a_case_and_not_taking_it_needs_a_reason(world: World) -> None:
    late_school(world)
    clerk = world.signed_in("clerk.city")
    back = take(clerk, world, act="refuse", note="")
    assert back.status_code == 422 and "随案保存" in back.text and cases(world) == []
    taken = take(clerk, world)
    assert taken.status_code == 303
    (case,) = cases(world)
    assert taken.headers["location"] == f"/measures/{case.id}"
    assert "问责第1号" in clerk.get("/measures").text
    assert take(clerk, world, "public_criticism", act="refuse").headers["location"] == UNIT
    assert [one.state for one in cases(world)] == ["not_taken", "proposed"]
    assert "公开批评" in clerk.get("/measures/archive").text


def test_bad_day_comes_back_with_everything_typed(world: World) -> None:
    late_school(world)
    for day in ("", "31.12.2025", (on(world) + timedelta(1)).isoformat()):
        back = take(world.signed_in("clerk.city"), world, day=day)
        assert back.status_code == 422 and "督办后仍未整改" in back.text and cases(world) == []


def test_leaving_out_steps_needs_a_reason(world: World) -> None:
    late_school(world)
    clerk = world.signed_in("clerk.city")
    fact = {"condition": "obstruction", "text": "拒绝督学入校", "happened_on": on(world).isoformat(), "evidence": ""}
    assert clerk.post(f"{UNIT}/facts", data=fact).status_code == 422
    assert clerk.post(f"{UNIT}/facts", data=fact | {"evidence": "工作记录第3号"}).status_code == 303
    shown = clerk.get(UNIT).text
    assert "阻挠督导" in shown and "工作记录第3号" in shown
    back = take(clerk, world, "criticism_circular", post="校长")
    assert back.status_code == 422 and "越过了较轻的方式" in back.text and 'value="校长"' in back.text
    assert take(clerk, world, "criticism_circular", post="校长", skip_reason="情节严重").status_code == 303
    assert cases(world)[0].post == "校长"


def test_case_goes_from_proposal_to_decision_with_its_clocks(world: World) -> None:
    late_school(world)
    clerk, evaluator = world.signed_in("clerk.city"), world.signed_in("evaluator.city")
    take(clerk, world)
    skipped = step(clerk, world, "approve", person="赵主任", post="主任")
    assert skipped.status_code == 409 and "依次办理" in skipped.text
    for name in ("group", "notice"):
        assert step(clerk, world, name).status_code == 303
    runs = step(clerk, world, "hear", outcome="silent")
    assert runs.status_code == 422 and "陈述申辩的期限还没有届满" in runs.text
    assert step(clerk, world, "hear", outcome="stated").status_code == 303
    assert step(clerk, world, "consult").status_code == 303
    own = step(clerk, world, "approve", person="赵主任", post="主任")
    assert own.status_code == 422 and "是您提出的" in own.text and "赵主任" in own.text
    proposer = step(evaluator, world, "approve", person="甲 clerk.city", post="主任")
    assert proposer.status_code == 422 and "此人不能批准" in proposer.text
    assert step(evaluator, world, "approve", person="赵主任", post="副主任").status_code == 303
    offered = evaluator.get(f"/measures/{cases(world)[0].id}").text
    assert "第1号：未建成资源教室。" in offered and "《教育督导问责办法》" in offered
    assert step(evaluator, world, "enact", facts="逾期42日", grounds="《教育督导问责办法》").status_code == 303
    assert step(clerk, world, "deliver").status_code == 303
    shown = clerk.get(f"/measures/{cases(world)[0].id}").text
    assert "没有法定依据，由督导机构自定" in shown and "单位可以申请复核" in shown and "副主任 赵主任" in shown
    assert step(clerk, world, "end", outcome="closes").status_code == 303
    assert cases(world)[0].state == "ended"


def test_of_two_people_at_the_same_step_the_second_is_told(world: World) -> None:
    late_school(world)
    clerk = world.signed_in("clerk.city")
    take(clerk, world)
    assert step(clerk, world, "group").status_code == 303
    late = step(world.signed_in("evaluator.city"), world, "notice", seen="1", note="我写的告知")
    assert late.status_code == 409 and "其他人刚对这个案件" in late.text and "我写的告知" in late.text
    assert step(clerk, world, "nonsense").status_code == 400
    assert step(clerk, world, "notice", seen="x").status_code == 400


def test_whoever_is_recused_sees_and_does_not_decide(world: World) -> None:
    late_school(world)
    recuse(world, "clerk.city", "east")
    clerk = world.signed_in("clerk.city")
    assert "您不参与对这个单位的问责决定" in clerk.get(UNIT).text
    assert take(clerk, world).status_code == 422 and cases(world) == []


@pytest.mark.parametrize("login", ["inspector.city", "reporter.east", "head.east"])
def test_pages_are_for_the_office(world: World, login: str) -> None:
    late_school(world)
    take(world.signed_in("clerk.city"), world)
    client = world.signed_in(login)
    for path in ("/measures", "/measures/archive", "/measures/ladder", UNIT, f"/measures/{cases(world)[0].id}"):
        assert client.get(path).status_code == 403
    assert take(client, world, "public_criticism").status_code == 403


def test_administrator_reads_and_decides_nothing(world: World) -> None:
    late_school(world)
    administrator = world.signed_in("administrator.city")
    assert administrator.get(UNIT).status_code == 200
    assert take(administrator, world).status_code == 403


def test_area_is_kept(world: World) -> None:
    late_school(world)
    take(world.signed_in("clerk.city"), world)
    case = cases(world)[0]
    west, east = world.signed_in("clerk.west"), world.signed_in("clerk.east")
    assert west.get(UNIT).status_code == west.get(f"/measures/{case.id}").status_code == 404
    assert west.get("/measures/units/nobody").status_code == west.get("/measures/none").status_code == 404
    assert "东城" not in west.get("/measures").text
    assert east.get(f"/measures/{case.id}").status_code == 200 and "东城" in east.get("/measures").text


def test_case_of_a_unit_that_is_gone_stays_in_its_area(world: World) -> None:
    late_school(world)
    clerk = world.signed_in("clerk.east")
    take(world.signed_in("clerk.city"), world)
    world.store.write_now(lambda c: units.end(c, SCHOOL, on(world)))
    assert "已不存在" in clerk.get(UNIT).text
    assert clerk.get(f"/measures/{cases(world)[0].id}").status_code == 200
    assert world.signed_in("clerk.west").get(f"/measures/{cases(world)[0].id}").status_code == 404
    assert step(clerk, world, "refuse", note="学校已并入东城实验学校").status_code == 303


def test_rules_are_shown_with_their_sources(world: World) -> None:
    shown = world.signed_in("evaluator.east").get("/measures/ladder").text
    assert "《教育督导条例》第二十五条" in shown and "据转述" in shown and "资源调整" in shown
