"""Letters: who makes them, the preview, what is frozen, and the Word file as it is downloaded."""

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from zipfile import ZipFile

import pytest
from httpx import Client
from sqlalchemy import Connection
from sqlalchemy import text as sql

from inspector.storage.instants import now
from inspector.storage.intake import load
from tests.web.conftest import World
from tests.web.museum_round import ROUND, data, edition, museum_world

LETTERS = f"/rounds/{ROUND}/letters"
OPINION = {
    "kind": "opinion",
    "unit": "south",
    "office": "东江市人民政府教育督导委员会办公室",
    "legal_basis": "《教育督导条例》",
    "notice": "2026-02-01",
    "heard_on": "2026-01-20",
    "variant": "letter",
}


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with museum_world(tmp_path / "data") as world:
        yield world


def make(client: Client, **changes: str) -> str:
    """The path of a new draft."""
    answer = client.post(LETTERS, data=OPINION | changes)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def printed(content: bytes) -> str:
    with ZipFile(io.BytesIO(content)) as archive:
        return archive.read("word/document.xml").decode()


def test_the_clerk_sees_the_letter_before_making_it(museums: World) -> None:
    form = {"kind": "preliminary_opinion", "unit": "south", "office": "某办公室", "reply_by": "2026-01-31"}
    page = museums.signed_in("clerk.city").get(f"{LETTERS}/new?{urlencode(form)}").text
    assert "（征求意见稿）" in page and "得分为66.00分" in page and "等次为合格" in page
    assert "请于2026年1月31日前书面提出陈述和申辩" in page and "期限由督导机构自定" in page


def test_an_opinion_says_when_the_unit_was_heard_or_that_it_let_the_term_pass(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    heard, silent = (client.get(make(client, defence=how)).text for how in ("heard", "silent"))
    assert "征求意见稿" not in heard and "经于2026年1月20日听取你单位意见" in heard
    assert "你单位截至2026年1月20日未对初步督导意见提出陈述和申辩" in silent and "听取你单位意见" not in silent


def test_an_opinion_without_the_day_of_the_hearing_is_asked_back_and_keeps_what_was_typed(museums: World) -> None:
    answer = museums.signed_in("clerk.city").post(LETTERS, data=OPINION | {"heard_on": "", "office": "某办公室"})
    assert answer.status_code == 422
    assert 'id="wish-heard_on-error"' in answer.text and 'value="某办公室"' in answer.text


def test_terms_run_from_the_notice_and_end_on_a_working_day(museums: World) -> None:
    # guide_share: 90 calendar days from 2026-02-01 is 2026-05-02 (27 left in February, 31, 30, 2);
    # Labour Day lasts until the 5th, so that the last day is the 6th
    assert date(2026, 2, 1).toordinal() + 90 == date(2026, 5, 2).toordinal()
    client = museums.signed_in("clerk.city")
    assert "自收到本意见书之日起90日内，遇休假日顺延（2026年5月6日前）" in client.get(make(client)).text


def test_the_file_comes_as_an_attachment_under_its_chinese_name(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    answer = client.get(make(client) + "/file")
    assert answer.status_code == 200 and answer.content[:2] == b"PK"
    name = quote("东江市2026年专项督导江南区督导意见书.docx", safe="")
    assert answer.headers["content-disposition"].endswith(f"filename*=UTF-8''{name}")
    assert answer.headers["content-type"].startswith("application/vnd.openxmlformats")


def test_a_draft_keeps_its_inputs_and_bytes_whatever_happens_later(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    path = make(client)
    before = client.get(path + "/file").content
    museums.store.write_now(lambda connection: connection.execute(sql("DELETE FROM head")))
    assert "得分为66.00分" in client.get(path).text
    assert client.get(path + "/file").content == before
    inputs = museums.store.read_now(lambda c: c.execute(sql("SELECT inputs FROM letter")).scalar_one())
    assert json.loads(inputs)["paper"]["evaluation"]["score"] == ["66.00"]


def test_the_same_wish_gives_the_same_bytes(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    first, second = make(client), make(client)
    assert first != second
    assert client.get(first + "/file").content == client.get(second + "/file").content


def test_no_internal_id_and_no_number_is_on_paper_but_the_demo_mark_is(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    for changes in (
        {},
        {"kind": "accountability"},
        {"kind": "district_report"},
        {"kind": "city_report", "unit": "city", "publication": "ranks"},
        {"kind": "rank_annex", "unit": "city"},
    ):
        found = printed(client.get(make(client, **changes) + "/file").content)
        assert not [name for name in ("guide_share", "braille_books", "reading_room", "south", "m1") if name in found]
        assert "（由督导机构自定）" in found or "由督导机构自定" in found
        assert "〔" in found and "〔2026〕" not in found


def test_the_list_of_responsibilities_holds_the_schools_problems_as_well(museums: World) -> None:
    page = museums.signed_in("clerk.city").get(make(museums.signed_in("clerk.city"), kind="accountability")).text
    assert "江南博物馆的无障碍讲解只有其中一种" in page and "牵头单位：市文化局" in page
    assert "江南区人民政府：" in page


def test_a_report_shows_what_the_round_publishes_unless_told_otherwise(museums: World) -> None:
    client, annex = museums.signed_in("clerk.city"), "不参加排名名单"
    base = f"{LETTERS}/new?kind=city_report&unit=city"
    grades = "个督导对象中，"
    assert grades not in client.get(base).text  # the round publishes met and not met only
    typed = f"{base}&office=a&legal_basis=b"
    assert grades in client.get(f"{typed}&publication=grades").text
    assert annex not in client.get(f"{typed}&publication=grades").text
    museums.store.write_now(lambda c: c.execute(sql("UPDATE round SET publication = 'ranks'")) and None)
    assert "位次表" in client.get(base).text


def test_the_annex_of_ranks_is_a_paper_of_its_own_with_its_marking(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    path = make(client, kind="rank_annex", unit="city", marking="内部资料　妥善保管", publication="grades")
    page = client.get(path).text
    assert "（内部资料　妥善保管）" in page and "位次区间" in page and "得分率表" not in page
    withheld = client.get(make(client, kind="rank_annex", unit="city", publication="met_only")).text
    assert "一级指标得分率表" in withheld  # what the report may not show


def earlier_round(museums: World, *, state: str = "closed", cutoff: str = "2025-01-10") -> None:
    """The same answers in a round of the year before, but for a library that was short of one book."""

    def change(raw: dict[str, Any]) -> None:
        raw["title"], raw["as_of"], raw["accounts"] = "东江市2025年专项督导", cutoff, []
        next(unit for unit in raw["units"] if unit["id"] == "south")["answers"]["braille_books"] = 99

    def job(connection: Connection) -> None:
        found = data(change)
        load(connection, edition(), found, round_id="2025", scheme="points", hashed=lambda _: "x", at=now())
        connection.execute(sql("UPDATE round SET state = :state WHERE id = '2025'"), {"state": state})

    museums.store.write_now(job)


def test_a_districts_report_is_laid_beside_the_round_before(museums: World) -> None:
    client, path = museums.signed_in("clerk.city"), f"{LETTERS}/new?kind=district_report&unit=south"
    assert "系统里没有这份计划的上一次督导" in client.get(path).text
    earlier_round(museums)
    page = client.get(path).text
    assert '<option value="2025" selected>东江市2025年专项督导</option>' in page
    assert "上次未达到、本次已达到的观测点1项：盲文书每名读者不少于4册。" in page
    assert "与上次督导比较" not in client.get(f"{path}&office=a&legal_basis=b&earlier=").text
    assert "与上次督导比较" not in client.get(f"{path}&office=a&legal_basis=b&earlier=none").text
    made = client.get(make(client, kind="district_report", earlier="2025", publication="grades")).text
    assert "上次督导为东江市2025年专项督导" in made and "一级指标得分率比较" in made


@pytest.mark.parametrize(("state", "cutoff"), [("draft", "2025-01-10"), ("closed", "2027-01-10")])
def test_drafts_and_later_rounds_are_not_offered(museums: World, state: str, cutoff: str) -> None:
    earlier_round(museums, state=state, cutoff=cutoff)
    page = museums.signed_in("clerk.city").get(f"{LETTERS}/new?kind=district_report&unit=south").text
    assert "东江市2025年专项督导" not in page


def test_a_districts_own_clerk_writes_its_report_but_no_annex(museums: World) -> None:
    client = museums.signed_in("clerk.south")
    assert client.get(f"{LETTERS}/new?kind=district_report&unit=south").status_code == 200
    assert client.get(f"{LETTERS}/new?kind=rank_annex&unit=south").status_code == 400
    assert client.get(f"{LETTERS}/new?kind=rank_annex&unit=city").status_code == 404


@pytest.mark.parametrize("login", ["inspector.city", "evaluator.city", "administrator.city"])
def test_only_the_clerk_makes_letters(museums: World, login: str) -> None:
    client = museums.signed_in(login)
    assert client.post(LETTERS, data=OPINION).status_code == 403
    assert client.get(f"{LETTERS}/new?kind=opinion&unit=south").status_code == 403


def test_letters_of_a_foreign_district_do_not_exist(museums: World) -> None:
    path = make(museums.signed_in("clerk.city"), unit="north")
    foreign = museums.signed_in("clerk.south")
    assert [foreign.get(one).status_code for one in (path, path + "/file", f"{LETTERS}?unit=north")] == [404, 404, 404]
    assert path not in foreign.get(LETTERS).text
    assert foreign.post(LETTERS, data=OPINION | {"unit": "north"}).status_code == 404


def test_an_inspector_sees_letters_of_the_own_units_only(museums: World) -> None:
    path = make(museums.signed_in("clerk.city"))
    own, other = museums.account_id("inspector.city"), museums.account_id("inspector.other")
    seen = {}
    for login, account in (("inspector.city", own), ("inspector.other", other)):
        museums.store.write_now(
            lambda c: c.execute(sql("UPDATE inspection SET inspector_id = :own WHERE unit_id = 'south'"), {"own": own})
        )
        client = museums.signed_in(login)
        seen[account] = (client.get(path).status_code, path in client.get(LETTERS).text)
    assert seen == {own: (200, True), other: (404, False)}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"kind": "none"}, 400),
        ({"kind": "city_report"}, 400),
        ({"unit": "none"}, 404),
        ({"unit": "m1", "kind": "accountability"}, 400),
        ({"notice": "2026-02-30"}, 422),
        ({"notice": "soon"}, 422),
        ({"notice": "2205-01-01"}, 422),
        ({"office": ""}, 422),
        ({"office": "长" * 101}, 422),
        ({"variant": "../red"}, 422),
        ({"kind": "district_report", "publication": "everything"}, 422),
        ({"kind": "rank_annex", "unit": "city", "marking": ""}, 422),
        ({"legal_basis": "\u202e倒\x07"}, 303),
        ({"office": "{{ 7*7 }}<b>&"}, 303),
    ],
)
def test_bad_input_never_breaks_a_letter(museums: World, changes: dict[str, str], status: int) -> None:
    client = museums.signed_in("clerk.city")
    answer = client.post(LETTERS, data=OPINION | changes)
    assert answer.status_code == status
    if status == 303:
        assert client.get(answer.headers["location"] + "/file").content[:2] == b"PK"


@pytest.mark.parametrize("path", ["/letters/none", "/letters/none/file", "/rounds/none/letters"])
def test_an_unknown_letter_is_a_clear_page(museums: World, path: str) -> None:
    assert museums.signed_in("clerk.city").get(path).status_code == 404


def test_before_any_visit_there_is_nothing_to_write(tmp_path: Path) -> None:
    with museum_world(tmp_path / "data", visited=False) as world:
        client = world.signed_in("clerk.city")
        assert "没有可写的内容" in client.get(f"{LETTERS}/new?kind=opinion&unit=south").text
        assert client.post(LETTERS, data=OPINION).status_code == 422
