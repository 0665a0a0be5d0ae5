"""What a unit says against a paper, from its page to the office's decision and back; on paper, late, twice."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import Client, Response

from inspector.casework.deadlines import Rule
from inspector.casework.finding_life import FindingStep
from inspector.casework.letter_life import LetterObstacle, LetterStep
from inspector.casework.terms import Event, Term
from inspector.fieldwork.recusal import Ground
from inspector.storage import findings, letters, recusals, statements, terms
from inspector.storage.instants import now
from inspector.storage.letter_problems import LifeProblem
from inspector.storage.tables import Letter, Recusal, Statement
from tests.web.conftest import World
from tests.web.museum_round import ROUND
from tests.web.test_rectification_files import PDF
from tests.web.unit_world import TODAY, TOLD, finding, paper, taken, unit_world


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with unit_world(tmp_path / "data") as world:
        yield world


def said(world: World, letter: str) -> list[Statement]:
    return world.store.read_now(lambda c: statements.of_letter(c, letter))


def letter_of(world: World, letter: str) -> Letter:
    found = world.store.read_now(lambda c: letters.by_id(c, letter))
    assert found is not None
    return found


def key(letter: str, kind: str = "defence", about: str = "") -> str:
    return f"/rectification/writing/{kind}.l-{letter}" + (f".f-{about}" if about else "")


def say(client: Client, address: str, note: str = "讲解设备已于三月到位。", **more: Any) -> Response:
    return client.post(address, data={"seen": "0", "act": "send", "note": note}, **more)


def decide(client: Client, statement: Statement, decision: str, **given: str) -> Response:
    form = {"decision": decision, "reason": "经核实", "change": "", "day": TODAY.isoformat()} | given
    return client.post(f"/statements/{statement.id}", data=form)


def test_a_defence_goes_from_the_unit_to_the_decision_and_back(museums: World) -> None:
    head, row, letter = museums.signed_in("head.m1"), finding(museums), paper(museums)
    page = head.get(f"/rectification/letters/{letter}").text
    assert "收到文书" in page and "还剩12天" in page and row.title in page and "设置无障碍电梯" in page
    assert f'href="/rectification/letters/{letter}"' in head.get("/rectification").text
    files = [("file", ("验收.pdf", PDF, "application/pdf"))]
    assert say(head, key(letter, about=row.id), files=files).status_code == 303
    (one,) = said(museums, letter)
    assert (one.late, one.finding_id, letter_of(museums, letter).state) == (False, row.id, "replied")
    evaluator = museums.signed_in("evaluator.city")
    for place in ("/ledger", f"/letters/{letter}/statements"):
        assert 'href="/statements"' in evaluator.get(place).text
    assert "有1份单位申辩或异议等待处理" in evaluator.get("/").text
    assert f'href="/statements/{one.id}"' in evaluator.get("/statements").text
    assert f'href="/statements/{one.id}"' in evaluator.get(f"/ledger/{row.id}").text
    shown = evaluator.get(f"/statements/{one.id}").text
    assert "讲解设备已于三月到位。" in shown
    (proof,) = re.findall(r'href="(/statements/\w+/proofs/\w+)"', shown)
    for login, status in (("evaluator.city", 200), ("head.m1", 200), ("reporter.m2", 404), ("clerk.south", 200)):
        assert museums.signed_in(login).get(proof).status_code == status, login
    assert decide(evaluator, one, "dropped", reason="讲解设备已核实").status_code == 303
    assert finding(museums).state == "dropped"
    page = head.get(f"/rectification/letters/{letter}").text
    assert "采纳，撤销" in page and "讲解设备已核实" in page and "甲 evaluator.city" not in page
    assert "讲解设备已核实" in head.get(f"/rectification/{row.id}").text


def test_a_paper_marked_secret_is_answered_on_paper_alone(museums: World) -> None:
    head, letter = museums.signed_in("head.m1"), paper(museums, secrecy="秘密★1年")
    assert letter not in head.get("/rectification").text
    assert head.get(f"/rectification/letters/{letter}").status_code == 404
    assert say(head, key(letter)).status_code == 404
    assert museums.signed_in("clerk.city").get(f"/letters/{letter}/statements").status_code == 200


def test_a_letter_that_waits_for_an_answer_is_brought_to_mind(museums: World) -> None:
    head, clerk = museums.signed_in("head.m1"), museums.signed_in("clerk.city")
    paper(museums, until=TODAY + timedelta(days=3))
    paper(museums, "rectification_notice", until=TODAY - timedelta(days=1), asks="report_by")
    paper(museums, "opinion", until=TODAY + timedelta(days=20))
    paper(museums, "urging", until=TODAY - timedelta(days=1), secrecy="秘密★1年")
    shown, desk = head.get("/").text, clerk.get("/").text
    assert "等待答复的文书" in shown and "文书preliminary_opinion" in shown and "文书rectification_notice" in shown
    assert "文书opinion" not in shown.partition("等待答复的文书")[2].partition("</section>")[0]
    assert "文书rectification_notice" in desk.partition("等待答复的文书")[2].partition("</section>")[0]
    assert "文书preliminary_opinion" not in desk.partition("等待答复的文书")[2].partition("</section>")[0]
    assert "文书urging" not in shown and "等待答复的文书" not in museums.signed_in("reporter.m2").get("/").text
    answer = clerk.post("/account/calendar", data={"step": "renew"}).text
    (feed,) = re.findall(r"(/calendar/[\w-]+\.ics)", answer)
    told = museums.visitor().get(feed).text
    assert f"reply-city-{'lrectificationnoticem1'}@inspector" in told.replace("\r\n ", "") and "urging" not in told
    assert say(head, key("lpreliminaryopinionm1")).status_code == 303
    assert "文书preliminary_opinion" not in head.get("/").text.partition("等待答复的文书")[2].partition("</section>")[0]
    rows = museums.store.read_now(lambda c: findings.of_unit(c, "m1"))
    for at, row in enumerate(rows):
        assert "文书rectification_notice" in waiting(clerk), f"{len(rows) - at} findings are not reported yet"
        taken(museums, row, FindingStep.report, "head.m1", note="已整改到位。", day=TODAY)
    assert "文书rectification_notice" not in waiting(clerk)


def waiting(reader: Client) -> str:
    """The card of letters that wait for an answer."""
    return reader.get("/").text.partition("等待答复的文书")[2].partition("</section>")[0]


def test_the_reporter_drafts_a_defence_and_the_head_sends_it(museums: World) -> None:
    letter = paper(museums)
    refused = say(museums.signed_in("reporter.m1"), key(letter))
    assert refused.status_code == 409 and said(museums, letter) == []
    assert "讲解设备已于三月到位。" in museums.signed_in("head.m1").get(key(letter)).text
    sent = museums.signed_in("head.m1").post(key(letter), data={"seen": "1", "act": "send", "note": "改过的"})
    assert sent.status_code == 303 and said(museums, letter)[0].text == "改过的"


def test_late_and_twice(museums: World) -> None:
    head, letter = museums.signed_in("head.m1"), paper(museums, until=TODAY - timedelta(days=1))
    assert "逾期1天" in head.get(f"/rectification/letters/{letter}").text
    assert say(head, key(letter)).status_code == 303
    assert "逾期" in museums.signed_in("clerk.city").get(f"/letters/{letter}/statements").text
    twice = say(head, key(letter), "再说一遍")
    assert twice.status_code == 409 and "已提交过意见" in twice.text and "再说一遍" in twice.text
    (one,) = said(museums, letter)
    assert one.late and one.last_day == TODAY - timedelta(days=1)


def test_a_clerk_enters_what_came_on_paper_and_both_see_one_record(museums: World) -> None:
    clerk, row, letter = museums.signed_in("clerk.city"), finding(museums), paper(museums)
    address = f"/letters/{letter}/statements"
    form = {"kind": "defence", "finding": row.id, "note": "设备已到位", "day": TOLD.isoformat()}
    assert clerk.post(address, data=form | {"day": "2026-02-30"}).status_code == 422
    early = clerk.post(address, data=form | {"day": (TOLD - timedelta(days=1)).isoformat()})
    assert early.status_code == 422 and 'id="day-error"' in early.text and "设备已到位" in early.text
    scan = {"file": ("扫描.pdf", PDF, "application/pdf")}
    assert clerk.post(address, data=form, files=scan).status_code == 303
    assert clerk.post(address, data=form).status_code == 409
    assert clerk.post(address, data=form | {"finding": "none"}).status_code == 409
    (one,) = said(museums, letter)
    assert one.on_paper and letter_of(museums, letter).state == "replied"
    assert "书面提交" in clerk.get(f"/statements/{one.id}").text
    assert row.title not in re.findall(
        r"<h3>.*?</h3>", museums.signed_in("head.m1").get(f"/rectification/letters/{letter}").text
    )
    assert museums.signed_in("evaluator.city").post(address, data=form).status_code == 403


def test_decisions_need_a_reason_and_are_taken_once(museums: World) -> None:
    letter = paper(museums)
    say(museums.signed_in("head.m1"), key(letter))
    (one,) = said(museums, letter)
    clerk, evaluator = museums.signed_in("clerk.city"), museums.signed_in("evaluator.city")
    bare = decide(clerk, one, "changed", reason="", change="改为部分完成")
    assert bare.status_code == 422 and "改为部分完成" in bare.text and 'id="reason-error"' in bare.text
    assert decide(clerk, one, "changed").status_code == 422
    assert decide(clerk, one, "dropped").status_code == 409  # it names no finding
    assert decide(clerk, one, "nonsense").status_code == 400
    assert decide(clerk, one, "changed", change="改为部分完成").status_code == 303
    late = decide(evaluator, one, "upheld", reason="另一个理由")
    assert late.status_code == 409 and "他人已先作出" in late.text and "改为部分完成" in late.text
    assert said(museums, letter)[0].decision == "changed"


def test_who_keeps_out_of_the_unit_does_not_decide(museums: World) -> None:
    letter = paper(museums)
    say(museums.signed_in("head.m1"), key(letter))
    row = Recusal(
        id="q", round_id=ROUND, account_id=museums.account_id("evaluator.city"), unit_id="south",
        ground=Ground.near_relative, recorded_at=now(), recorded_by=museums.account_id("administrator.city"),
    )  # fmt: off
    museums.store.write_now(lambda c: recusals.record(c, row))
    refused = decide(museums.signed_in("evaluator.city"), said(museums, letter)[0], "upheld")
    assert refused.status_code == 409 and "回避" in refused.text and said(museums, letter)[0].decided_on is None


def test_other_areas_see_nothing_of_it(museums: World) -> None:
    letter = paper(museums, unit="m2")
    assert say(museums.signed_in("reporter.m2"), key(letter)).status_code == 303
    (one,) = said(museums, letter)
    south = museums.signed_in("evaluator.south")
    assert south.get(f"/statements/{one.id}").status_code == 404 and one.id not in south.get("/statements").text
    assert decide(south, one, "upheld").status_code == 404
    assert south.get(f"/letters/{letter}/statements").status_code == 404
    head = museums.signed_in("head.m1")
    for address in (key(letter), f"/rectification/letters/{letter}", key("none")):
        assert head.get(address).status_code == 404, address
    for login in ("inspector.city", "administrator.city"):
        assert decide(museums.signed_in(login), one, "upheld").status_code == 403
        assert museums.signed_in(login).get(f"/statements/{one.id}").status_code == 200
    assert museums.signed_in("inspector.city").get("/statements/none").status_code == 404


def test_a_letter_withdrawn_meanwhile_keeps_what_was_written(museums: World) -> None:
    head, letter = museums.signed_in("head.m1"), paper(museums)
    head.post(key(letter), data={"seen": "0", "act": "save", "note": "写到一半"})
    clerk = museums.account_id("clerk.city")
    museums.store.write_now(lambda c: letters.advance(c, letter, LetterStep.withdraw, by=clerk, at=now(), note="有误"))
    assert (
        "写到一半" in head.get(key(letter)).text and "文书已撤回" in head.get(f"/rectification/letters/{letter}").text
    )
    answer = head.post(key(letter), data={"seen": "1", "act": "send", "note": "写到一半"})
    assert answer.status_code == 409 and "写到一半" in answer.text and said(museums, letter) == []


def test_a_measure_is_carried_out_while_review_and_appeal_run(museums: World) -> None:
    head, letter = museums.signed_in("head.m1"), paper(museums, "measure_circular")
    page = head.get(f"/rectification/letters/{letter}").text
    assert "不停止决定的执行" in page and "可以申请复核" in page and "《教育督导问责办法》" in page
    assert head.get(key(letter)).status_code == 404  # a measure takes no defence
    assert say(head, key(letter, "review")).status_code == 303
    page = museums.signed_in("clerk.city").get(f"/letters/{letter}/statements").text
    assert "已申请复核" in page and "等待处理决定" in page and "不停止决定的执行" in page
    assert letter_of(museums, letter).state == "delivered"


def test_an_objection_has_no_legal_term(museums: World) -> None:
    letter = paper(museums, "opinion")
    page = museums.signed_in("head.m1").get(f"/rectification/letters/{letter}").text
    assert "没有设定截止日；无法定依据，由督导机构自定" in page
    assert say(museums.signed_in("head.m1"), key(letter, "objection")).status_code == 303
    assert not said(museums, letter)[0].late


def test_the_office_sets_a_term_for_objections(museums: World) -> None:
    rule = {Term.objection: Rule(10, "calendar", Event.opinion_received, "浙江省的规定")}
    museums.store.write_now(lambda c: terms.save(c, "city", rule, by=None, at=now()))
    letter = paper(museums, "opinion")  # delivered 20 days ago: the tenth day is over, whatever weekend it moved past
    page = museums.signed_in("head.m1").get(f"/rectification/letters/{letter}").text
    assert "依据：浙江省的规定" in page and "▲ 已逾期" in page
    assert say(museums.signed_in("head.m1"), key(letter, "objection")).status_code == 303
    (one,) = said(museums, letter)
    assert one.late and one.term_source == "浙江省的规定"


def test_what_was_followed_in_a_statement_is_in_the_opinion_or_holds_it_back(museums: World) -> None:
    """One finding is withdrawn, one reads otherwise, the paper too; the draft made before says none of it."""
    head, clerk, evaluator = (museums.signed_in(one) for one in ("head.m1", "clerk.city", "evaluator.city"))
    letter = paper(museums, until=TODAY - timedelta(days=1))
    rows = [finding(museums, place=place) for place in (0, 1)]
    form = {
        "kind": "opinion",
        "unit": "m1",
        "heard_on": TODAY.isoformat(),
        "office": "某室",
        "legal_basis": "《条例》",
    }
    address = f"/rounds/{ROUND}/letters"
    before = clerk.get(f"{address}/new", params=form)
    assert before.status_code == 200 and "采纳" not in before.text
    early = clerk.post(address, data=form).headers["location"].rpartition("/")[2]
    for about in (rows[0].id, rows[1].id, ""):
        assert say(head, key(letter, about=about)).status_code == 303
    by_item = {one.finding_id: one for one in said(museums, letter)}
    assert decide(evaluator, by_item[rows[0].id], "dropped").status_code == 303
    assert decide(clerk, by_item[rows[1].id], "changed", change="卫生间扶手仅装一侧").status_code == 303
    assert decide(clerk, by_item[None], "changed", change="数据时点改为九月底").status_code == 303
    shown = clerk.get(f"{address}/new", params=form).text
    gone, changed = (f"“{one.title}”一项，" for one in rows)
    for words in (f"{gone}予以撤销。", f"{changed}修改为：卫生间扶手仅装一侧。", "数据时点改为九月底。"):
        assert words in shown, words

    def hearing(letter_id: str) -> LetterObstacle | None:
        try:
            museums.store.read_now(lambda c: letters.hearing(c, letter_of(museums, letter_id), TODAY))
        except LifeProblem as problem:
            return problem.obstacle
        return None

    assert hearing(early) is LetterObstacle.statement_unheeded
    anew = clerk.post(address, data=form).headers["location"].rpartition("/")[2]
    assert hearing(anew) is None
