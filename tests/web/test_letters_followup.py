"""Papers that follow a visit, from their forms: nothing typed is lost, what was chosen is printed, nothing else."""

import io
import json
from collections.abc import Iterator
from html import unescape
from zipfile import ZipFile

import pytest
from httpx import Client

from inspector.letters.check import broken
from inspector.letters.kinds import KINDS
from inspector.storage.tables import Letter
from inspector.web.letters.correcting import as_before
from inspector.web.letters.wish import Wish
from tests.web.conftest import World
from tests.web.museum_round import ROUND, museum_world

LETTERS = f"/rounds/{ROUND}/letters"
GUIDE, TOILET = "m1:guide:", "m1:toilet:"
TYPED: dict[str, dict[str, str]] = {
    "rectification_notice": {
        "inspector": "李督学、王督学",
        "report_by": "2026-12-31",
        f"pick:{GUIDE}": "yes",
    },
    "urging": {
        "counted_on": "2026-06-10",
        "report_by": "2026-07-31",
        f"pick:{GUIDE}": "yes",
        f"was_due:{GUIDE}": "2026-05-31",
        f"new_due:{GUIDE}": "2026-07-15",
        f"progress:{GUIDE}": "设备采购中",
    },
    "recheck_opinion": {
        "checked_on": "2026-08-01",
        "team": "李督学\n王督学",
        f"pick:{GUIDE}": "yes",
        f"seen:{GUIDE}": "两种讲解均已提供",
        f"outcome:{GUIDE}": "closed",
    },
    "closure_slip": {
        "verified_by": "李督学",
        "closed_on": "2026-08-02",
        f"pick:{GUIDE}": "yes",
        f"measure:{GUIDE}": "增设手语讲解",
        f"proof:{GUIDE}": "照片2张",
    },
    "talk_notice": {
        "held_at": "2026-09-01T09:30",
        "place": "市文化局三楼",
        "host": "办公室主任",
        "attending": "馆长",
        "bring": "整改方案",
        f"pick:{GUIDE}": "yes",
    },
    "talk_record": {
        "held_at": "2026-09-01T09:30",
        "place": "市文化局三楼",
        "host": "办公室主任",
        "recorder": "赵某",
        "present": "馆长",
        "statement": "设备采购流标。",
        "demands": "九月底前完成。",
    },
    "measure_proposal": {
        "heard": "该馆书面陈述称采购流标。",
        "grounds": "《教育督导问责办法》有关规定。",
        f"pick:{GUIDE}": "yes",
    },
    "measure_circular": {
        "heard": "该馆书面陈述称采购流标。",
        "grounds": "《教育督导问责办法》有关规定。",
        "measure": "督导通报",
        "effective_on": "2026-10-01",
        "approved_by": "钱某",
        "appeal_to": "某省人民政府教育督导委员会",
        f"pick:{GUIDE}": "yes",
    },
    "service_receipt": {"paper_title": "《江南博物馆整改通知书》"},
    "situation_circular": {
        "unit": "south",
        "demand": "各单位要对照检查。",
        f"pick:{GUIDE}": "yes",
    },
}
GUIDE_SAID, TOILET_SAID = "江南博物馆的无障碍讲解只有其中一种", "江南博物馆无障碍卫生间上锁或堆物"


@pytest.fixture(scope="module")
def museums(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One for all: drafts only add up."""
    with museum_world(tmp_path_factory.mktemp("followup") / "data") as world:
        yield world


def typed_for(kind: str) -> dict[str, str]:
    return {"kind": kind, "unit": "m1", "office": "某办公室"} | TYPED[kind]


def made(client: Client, form: dict[str, str]) -> bytes:
    answer = client.post(LETTERS, data=form)
    assert answer.status_code == 303, unescape(answer.text)
    return client.get(answer.headers["location"] + "/file").content


def printed(content: bytes) -> str:
    with ZipFile(io.BytesIO(content)) as archive:
        return archive.read("word/document.xml").decode()


def test_each_paper_is_made_from_its_form_and_holds_only_the_chosen_problem(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    for kind in TYPED:
        form = typed_for(kind)
        preview = client.get(f"{LETTERS}/new", params=form)
        assert preview.status_code == 200 and 'class="paper' in preview.text, kind
        content = made(client, form)
        assert broken(content) == [], kind
        words = printed(content)
        assert (GUIDE_SAID in words) == (f"pick:{GUIDE}" in form), kind
        assert TOILET_SAID not in words, kind


def test_every_form_opens_with_what_the_round_knows_and_says_what_is_missing(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    for kind in TYPED:
        unit = TYPED[kind].get("unit", "m1")
        page = unescape(client.get(f"{LETTERS}/new", params={"kind": kind, "unit": unit}).text)
        assert "还需填写或改正" in page or 'class="paper' in page, kind
        assert "此项必填" not in page, kind
        for asked in KINDS[kind].asks:
            assert f'name="{asked.name}"' in page, (kind, asked.name)


def test_what_is_missing_stands_beside_its_field_and_nothing_typed_is_lost(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    before = client.get(LETTERS).text.count('href="/letters/')
    form = typed_for("urging") | {"report_by": "", f"new_due:{GUIDE}": "2026-05-01", "demand": "第一行\n第二行<b>"}
    answer = client.post(LETTERS, data=form)
    page = unescape(answer.text)
    assert answer.status_code == 422 and 'id="wish-report_by-error"' in page
    assert 'value="设备采购中"' in page and "第一行\n第二行<b>" in page and 'value="2026-05-01"' in page
    assert f'name="pick:{GUIDE}" value="yes" checked' in page
    again = unescape(client.post(LETTERS, data=form | {"report_by": "2026-07-31"}).text)
    assert f'id="wish-new_due:{GUIDE}-error"' in again and "新的期限不晚于原定期限" in again
    assert client.get(LETTERS).text.count('href="/letters/') == before


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({f"pick:{GUIDE}": ""}, 303),
        ({"pick:m1:nothing:": "yes"}, 422),
        ({"pick:m2:guide:": "yes"}, 422),
        ({"counted_on": "2026-02-30"}, 422),
        ({"form": "decree"}, 422),
        ({"demand": "长" * 4001}, 422),
        ({"after": "长" * 201}, 422),
        ({f"was_due:{GUIDE}": "soon"}, 422),
        ({"demand": "{{ 7*7 }}</w:t>&\x07\u202e"}, 303),
    ],
)
def test_bad_input_is_told_and_never_breaks_a_paper(museums: World, changes: dict[str, str], status: int) -> None:
    answer = museums.signed_in("clerk.city").post(LETTERS, data=typed_for("urging") | changes)
    assert answer.status_code == status


def test_a_paper_about_problems_needs_one_on_record(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    form = {name: text for name, text in typed_for("urging").items() if not name.startswith("pick:")}
    answer = client.post(LETTERS, data=form)
    assert answer.status_code == 422 and "请至少选择一个问题" in answer.text
    foreign = client.post(LETTERS, data=form | {"pick:m2:guide:": "yes"})
    assert foreign.status_code == 422 and "所选问题已不在记录中" in foreign.text


def test_the_papers_of_a_unit_are_offered_in_the_order_of_a_supervision(museums: World) -> None:
    page = museums.signed_in("clerk.city").get(f"{LETTERS}?unit=m1").text
    order = ["整改通知书", "初步督导意见", "督导意见书", "整改督办通知（函）", "整改复查意见", "问题销号确认单"]
    order += ["约谈通知", "约谈记录", "问责建议书", "督导通报（问责）", "送达回证"]
    places = [page.index(f">{name}</a>") for name in order]
    assert places == sorted(places)


def test_the_receipt_knows_the_newest_paper(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    made(client, typed_for("rectification_notice"))
    page = unescape(client.get(f"{LETTERS}/new", params={"kind": "service_receipt", "unit": "m1"}).text)
    assert 'value="《江南博物馆整改通知书》"' in page


def test_a_correction_chooses_all_rows_that_an_earlier_release_named_by_one_key() -> None:
    offered = ("m1:books:", "m1:money:2025年:adult", "m1:money:2025年:child", "m1:money:2026年:adult", "m1:guide:")
    before = {"m1:money:2025年": {"progress": "采购中"}, "m1:guide:": {}, "m1:gone:": {}}
    inputs = json.dumps({"paper": {"occasion": {"legal_basis": ""}}, "chosen": before})
    old = Letter(
        id="old",
        city_id="city",
        kind="urging",
        round_id=ROUND,
        unit_id="m1",
        title="整改督办通知",
        inputs=inputs,
        blob_sha256="",
        created_at=0,
    )
    form = as_before(Wish("urging", "m1", offered=offered), old)
    assert form.chosen == {
        "m1:money:2025年:adult": {"progress": "采购中"},
        "m1:money:2025年:child": {"progress": "采购中"},
        "m1:guide:": {},
    }


@pytest.mark.parametrize("login", ["inspector.city", "evaluator.city"])
def test_only_the_clerk_opens_the_forms(museums: World, login: str) -> None:
    client = museums.signed_in(login)
    assert client.get(f"{LETTERS}/new", params={"kind": "urging", "unit": "m1"}).status_code == 403
