"""The language: Chinese unless the account, the cookie or the browser asks for English."""

import pytest

from inspector import i18n
from tests.web.application import HOST
from tests.web.conftest import World


def test_chinese_is_the_default(world: World) -> None:
    answer = world.visitor(accept_language="fr-FR,de;q=0.5").get("/sign-in")
    assert '<html lang="zh-CN" ' in answer.text and "登录" in answer.text


def test_the_browser_is_heard_before_anybody_signs_in(world: World) -> None:
    assert '<html lang="en" ' in world.visitor(accept_language="en-GB,en;q=0.9").get("/sign-in").text


def test_the_switch_stays_with_the_browser_and_leads_back(world: World) -> None:
    visitor = world.visitor()
    answer = visitor.post("/language", data={"locale": "en", "back": "/sign-in"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert "Sign in" in visitor.get("/sign-in").text


def test_the_switch_stays_with_the_account(world: World) -> None:
    world.signed_in("clerk.east").post("/language", data={"locale": "en", "back": "/"})
    elsewhere = world.signed_in("clerk.east")
    assert "Today" in elsewhere.get("/").text


def test_a_language_we_do_not_have_is_chinese_and_a_foreign_way_back_is_the_start_page(world: World) -> None:
    visitor = world.visitor(accept_language="en")
    answer = visitor.post("/language", data={"locale": "../../etc", "back": "//evil.example"})
    assert answer.headers["location"] == "/"
    assert "登录" in visitor.get("/sign-in").text


def test_one_reader_does_not_change_the_language_of_the_next(world: World) -> None:
    english, chinese = world.visitor(accept_language="en"), world.visitor()
    assert "Sign in" in english.get("/sign-in").text
    assert "登录" in chinese.get("/sign-in").text
    assert "未找到" in chinese.get("/nothing").text and "Nothing found" in english.get("/nothing").text


@pytest.mark.parametrize(
    ("wishes", "locale"),
    [
        (("en", None, "zh-CN"), "en"),
        ((None, "en", "zh-CN"), "en"),
        ((None, None, "zh-TW,en"), "zh_CN"),
        ((None, None, "en-US,zh;q=0.8"), "en"),
        ((None, "klingon", "fr"), "zh_CN"),
        ((), "zh_CN"),
    ],
)
def test_who_is_heard_first(wishes: tuple[str | None, ...], locale: str) -> None:
    assert i18n.negotiate(*wishes) == locale


def test_the_switch_leads_from_any_page_to_one_that_opens(world: World) -> None:
    clerk = world.signed_in("clerk.east")
    for shown, back in (
        ("/ledger?state=overdue&page=2", "/ledger?state=overdue&page=2"),
        ("/ledger/abc/steps", "/ledger/abc"),
        ("/measures/units/west/facts", "/measures/units/west"),
        ("/no/such/page", "/"),
    ):
        sent = {"referer": f"{HOST}{shown}"}
        answer = clerk.post("/language", data={"locale": "zh_CN", "back": "/sign-in"}, headers=sent)
        assert answer.headers["location"] == back
    foreign = clerk.post("/language", data={"back": "/ledger/bulk"}, headers={"referer": "https://evil.example/x"})
    assert foreign.headers["location"] == "/ledger"
