"""Reminders that leave the house: one message a day to whom it concerns, over servers that answer and that do not."""

import base64
import hashlib
import hmac
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr, ValidationError
from sqlalchemy import Connection

from inspector.casework.finding_life import FindingStep, Step
from inspector.settings import Settings
from inspector.storage import accounts, finding_taking, findings, reminders
from inspector.storage.instants import from_moment
from inspector.storage.tables import Role
from inspector.web.reminding import robot
from inspector.web.reminding.runner import tick
from tests import loops
from tests.storage.test_findings import story
from tests.web.conftest import World
from tests.web.field_round import open_round
from tests.web.project_round import add_people
from tests.web.reminder_servers import Given, mail_server, robot_server

DUE = date(2026, 3, 20)
REPORTER = "reporter@school.example"


def noon(month: int, day: int, hour: int = 4) -> int:
    """Twelve o'clock in Shanghai."""
    return from_moment(datetime(2026, month, day, hour, tzinfo=UTC))


@pytest.fixture(autouse=True)
def told(world: World) -> None:
    """A finding of 东城第一小学 whose last day is 20 March; its reporter, a clerk and an evaluator have addresses."""
    add_people(world)
    round_ = open_round(world)
    found = story(unit="east_school", unit_name="东城第一小学", district="east")

    def job(connection: Connection) -> None:
        finding_taking.take(connection, round_, "east_school", [found], by=None, at=1)
        row = findings.of_unit(connection, "east_school")[0]
        step = Step(FindingStep.tell, day=date(2026, 2, 10), due=DUE)
        by = world_id(connection, "clerk.city")
        findings.advance(connection, row.id, step, by=by, at=2, today=date(2026, 3, 1))
        accounts.set_role(connection, world_id(connection, "reporter.east"), Role.reporter, "east_school")
        for login, address in (("reporter.east", REPORTER), ("clerk.city", "clerk@x.example")):
            accounts.set_email(connection, world_id(connection, login), address)

    world.store.write_now(job)


def world_id(connection: Connection, login: str) -> int:
    found = accounts.by_login(connection, login)
    assert found is not None and found.id is not None
    return found.id


def mailing(given: Given) -> Settings:
    return Settings(
        smtp_host="127.0.0.1", smtp_port=given.port, smtp_security="none", mail_from="inspector@office.example"
    )


def robots(given: Given, path: str = "/robot?token=t", secret: str = "s") -> Settings:
    return Settings(robot_url=f"http://127.0.0.1:{given.port}{path}", robot_secret=SecretStr(secret))


def run(world: World, settings: Settings, at: int) -> int:
    return loops.run(tick(world.store, settings, lambda: at))


def test_a_week_before_the_unit_has_one_mail_and_nobody_else(world: World) -> None:
    with mail_server() as server:
        settings = mailing(server)
        assert run(world, settings, noon(3, 13)) == 1
        assert run(world, settings, noon(3, 13, 9)) == 0 == run(world, settings, noon(3, 12))
    (mail,) = server.mails
    assert mail["To"] == REPORTER and "整改提醒" in mail["Subject"]
    text = mail.get_content()
    assert "第1号 东城第一小学：建成资源教室（期限将近，期限2026年3月20日）" in text


def test_late_it_is_the_clerk_s_too_and_never_before_eight(world: World) -> None:
    with mail_server() as server:
        settings = mailing(server)
        assert run(world, settings, from_moment(datetime(2026, 3, 20, 23, 59, tzinfo=UTC))) == 0  # 07:59 there
        assert run(world, settings, noon(3, 21)) == 2
    assert {mail["To"] for mail in server.mails} == {REPORTER, "clerk@x.example"}


def test_a_server_that_fails_is_asked_again_later_and_the_administrator_sees_it(world: World) -> None:
    with mail_server() as server:
        server.refuse = 1
        settings = mailing(server)
        assert run(world, settings, noon(3, 13)) == 0
        assert [one.state for one in world.store.read_now(reminders.troubles)] == ["failed"]
        assert "451" in world.signed_in("administrator.city").get("/reminders").text
        assert run(world, settings, noon(3, 13) + 30_000_000) == 0
        assert run(world, settings, noon(3, 13) + reminders.BACK_OFF[0]) == 1
    assert len(server.mails) == 1 and world.store.read_now(reminders.troubles) == []


def test_a_robot_gets_a_signed_message_of_the_city(world: World) -> None:
    with robot_server() as server:
        assert run(world, robots(server), noon(3, 21)) == 1
    (path, body), *others = server.calls
    query = parse_qs(urlsplit(path).query)
    expected = hmac.new(b"s", f"{query['timestamp'][0]}\ns".encode(), hashlib.sha256).digest()
    assert base64.b64decode(query["sign"][0]) == expected and query["token"] == ["t"] and not others
    assert body["msgtype"] == "text" and "东城第一小学" in str(body["text"])


def test_the_signature_is_that_of_the_platform_s_own_recipe() -> None:
    # printf '1577262236757\nthis is secret' | openssl dgst -sha256 -hmac 'this is secret' -binary | base64
    assert robot.signature("this is secret", 1577262236757) == SIGNED


SIGNED = "hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM="


def test_a_robot_that_refuses_or_leads_away_has_not_taken_it(world: World) -> None:
    with robot_server() as server:
        server.refuse = 1
        assert run(world, robots(server), noon(3, 21)) == 0
        assert "310000" in world.store.read_now(reminders.troubles)[0].error
    with robot_server() as server:
        with pytest.raises(OSError, match="302"):
            robot.send(f"http://127.0.0.1:{server.port}/elsewhere", "", "text", 1)
        assert len(server.calls) == 1


def test_nothing_is_sent_where_nothing_is_switched_on(world: World) -> None:
    assert run(world, Settings(), noon(3, 21)) == 0
    assert world.store.read_now(lambda c: reminders.newest(c, 10)) == []


@pytest.mark.parametrize("url", ["http://robot.example/x", "ftp://127.0.0.1/x", "https://"])
def test_a_robot_s_address_is_https_and_stands_in_the_environment(url: str) -> None:
    with pytest.raises(ValidationError, match="https"):
        Settings(robot_url=url)


def test_an_address_is_set_by_its_owner_and_checked(world: World) -> None:
    client = world.signed_in("evaluator.city")
    for wrong in ("nobody", "a@b", "a b@x.example", "a@x.example\r\nBcc: c@x.example", "a" * 250 + "@x.example"):
        answer = client.post("/account/email", data={"email": wrong})
        assert answer.status_code == 422, wrong
    assert client.post("/account/email", data={"email": "evaluator@x.example"}).status_code == 303
    assert 'value="evaluator@x.example"' in client.get("/account/calendar").text
    assert client.post("/account/email", data={"email": ""}).status_code == 303
    assert 'value="evaluator@x.example"' not in client.get("/account/calendar").text
