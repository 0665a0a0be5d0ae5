"""Wordings: out as a Word file, back as a version, approved by somebody else, used for the next letter."""

import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from httpx import Client, Response

from tests.web.conftest import World
from tests.web.museum_round import museum_world
from tests.web.test_letters_pages import LETTERS, make

WORDING = "/wordings/city/opinion"


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with museum_world(tmp_path / "data") as world:
        yield world


def changed(data: bytes, old: str, new: str) -> bytes:
    document = docx.Document(io.BytesIO(data))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace(old, new)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def hand_in(client: Client, old: str, new: str) -> Response:
    data = changed(client.get(f"{WORDING}/file").content, old, new)
    return client.post(WORDING, files={"file": ("opinion.docx", data)}, data={"note": "按本市习惯"})


def test_a_changed_sentence_is_compared_approved_and_printed(museums: World) -> None:
    client, other = museums.signed_in("clerk.city"), museums.signed_in("administrator.city")
    before = make(client, heard_on="2026-01-20")
    version = hand_in(client, "现将督导意见反馈如下", "现送上督导意见").headers["location"]
    page = other.get(version).text
    assert page.count("<del>") == page.count("<ins>") == 1 and "现送上督导意见" in page
    assert "现送上督导意见" not in client.get(make(client, heard_on="2026-01-20")).text
    assert other.post(version, data={"alone": ""}).status_code == 303
    assert "现送上督导意见" in client.get(make(client, heard_on="2026-01-20")).text
    assert "现送上督导意见" not in client.get(before).text


def test_an_own_text_needs_somebody_else_or_a_reason(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    version = hand_in(client, "逐项销号", "逐项核查后销号").headers["location"]
    refused = client.post(version, data={"alone": ""})
    assert refused.status_code == 422 and "确无他人的，请说明原因" in refused.text
    assert client.post(version, data={"alone": "本办只有一名文书"}).status_code == 303
    assert "本办只有一名文书" in client.get(version).text
    assert client.post(version, data={"alone": "再点一次"}).status_code == 409


def test_a_lost_field_is_said_and_nothing_is_kept(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    answer = hand_in(client, "〔督导.发文机关〕", "今天")
    assert answer.status_code == 422 and "字段〔督导.发文机关〕丢失" in answer.text
    assert "待批准" not in client.get("/wordings").text


def test_the_same_file_and_no_file_say_so(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    assert "没有差异" in hand_in(client, "没有这句话", "").text
    assert client.post(WORDING, data={"note": ""}).status_code == 422


def test_the_shipped_text_can_be_taken_up_again(museums: World) -> None:
    client, other = museums.signed_in("clerk.city"), museums.signed_in("administrator.city")
    made = hand_in(client, "现将督导意见反馈如下", "现送上督导意见").headers["location"]
    other.post(made, data={"alone": ""})
    back = client.post(WORDING, data={"again": "shipped"}).headers["location"]
    assert other.post(back, data={"alone": ""}).status_code == 303
    assert "现送上督导意见" not in client.get(make(client, heard_on="2026-01-20")).text


def test_only_clerks_and_administrators_of_the_city(museums: World) -> None:
    assert museums.signed_in("inspector.city").get("/wordings").status_code == 403
    client = museums.signed_in("clerk.city")
    assert client.get("/wordings/elsewhere/opinion").status_code == 404
    assert client.get("/wordings/city/poem").status_code == 404
    assert client.get("/wordings/versions/none").status_code == 404


def test_a_sentence_leads_to_its_answer_and_back_to_the_letter(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    path = make(client, heard_on="2026-01-20")
    page = client.get(path).text
    assert 'class="source"' in page
    source = page.split('class="source" href="')[1].split('"')[0].replace("&amp;", "&")
    follow = client.get(source).text
    assert "写入了以下文书" in follow and f'href="{path}"' in follow
    assert LETTERS.split("/letters")[0] in source
