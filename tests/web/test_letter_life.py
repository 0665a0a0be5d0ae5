"""The life of a letter on its page: what is asked, what is refused and kept, and who may."""

import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from httpx import Client, Response
from PIL import Image
from sqlalchemy import text as sql

from inspector.storage import blobs, letters
from inspector.storage.tables import Letter
from tests.web.conftest import World
from tests.web.museum_round import museum_world
from tests.web.test_letters_pages import LETTERS, OPINION
from tests.web.test_letters_pages import make as make_letter

PNG = io.BytesIO()
Image.new("L", (8, 8), 255).save(PNG, "PNG")
SCAN = PNG.getvalue()


PRELIMINARY = OPINION | {"kind": "preliminary_opinion", "reply_by": "2026-06-30"}


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with museum_world(tmp_path / "data") as world:
        yield world


def step(client: Client, letter: str, name: str, seen: int, **given: str) -> Response:
    return client.post(letter + "/steps", data={"step": name, "seen": str(seen), **given})


def row(world: World, path: str) -> Letter:
    found = world.store.read_now(lambda c: letters.by_id(c, path.rpartition("/")[2]))
    assert found is not None
    return found


def make(client: Client, **changes: str) -> str:
    """A preliminary opinion, unless `changes` say otherwise: nothing has to go before it."""
    return make_letter(client, **(PRELIMINARY | changes))


def issued(world: World, number: str = "东教督〔2026〕5号", **changes: str) -> str:
    """The path of an issued preliminary opinion, unless `changes` say otherwise."""
    clerk = world.signed_in("clerk.city")
    letter = make(clerk, **changes)
    assert step(world.signed_in("evaluator.city"), letter, "review", 1).status_code == 303
    assert step(clerk, letter, "sign", 2, person="王某，主任", day="2026-03-05").status_code == 303
    answer = step(clerk, letter, "issue", 3, number=number, day="2026-03-05", note=changes.get("reason", ""))
    assert answer.status_code == 303, answer.text
    return letter


def test_a_letter_goes_from_draft_to_answer_and_each_step_stands_on_its_page(museums: World) -> None:
    clerk, letter = museums.signed_in("clerk.city"), issued(museums)
    receipt = {"file": ("送达回证.png", SCAN, "image/png")}
    form = {"step": "deliver", "seen": "4", "day": "2026-03-06", "person": "李某，局长", "way": "handed_over"}
    assert clerk.post(letter + "/steps", data=form, files=receipt).status_code == 303
    assert step(clerk, letter, "reply", 5, day="2026-03-20", note="已制定整改方案").status_code == 303
    page = clerk.get(letter).text
    for words in ("王某，主任", "李某，局长", "直接送达", "已制定整改方案", "东教督〔2026〕5号", "甲 evaluator.city"):
        assert words in page
    assert row(museums, letter).blob_sha256 in page
    assert clerk.get(letter + "/files/5").content == SCAN


def test_the_file_of_an_issued_letter_bears_number_and_date(museums: World) -> None:
    letter = issued(museums)
    content = museums.signed_in("clerk.city").get(letter + "/file").content
    printed = [one.text for one in docx.Document(io.BytesIO(content)).paragraphs]
    assert "东教督〔2026〕5号" in printed and "2026年3月5日" in printed


def test_the_drafter_reviews_only_with_a_reason(museums: World) -> None:
    clerk = museums.signed_in("clerk.city")
    letter = make(clerk)
    answer = step(clerk, letter, "review", 1)
    assert answer.status_code == 422 and "本稿由您拟写" in answer.text
    assert row(museums, letter).state == "draft"
    assert step(clerk, letter, "review", 1, note="本单位只有一名文书人员").status_code == 303
    assert "本单位只有一名文书人员" in clerk.get(letter).text


def test_a_step_that_comes_too_late_says_what_happened_and_keeps_what_was_typed(museums: World) -> None:
    clerk = museums.signed_in("clerk.city")
    letter = make(clerk)
    step(museums.signed_in("evaluator.city"), letter, "review", 1)
    step(clerk, letter, "return", 2, reason="漏写一条问题")
    answer = step(clerk, letter, "review", 1, note="核对过数字")
    assert answer.status_code == 409
    assert "他人已办理了这件文书" in answer.text and "核对过数字" in answer.text
    assert answer.text.count('class="news"') == 2 and "漏写一条问题" in answer.text


def test_a_doubled_number_leads_to_the_other_letter(museums: World) -> None:
    first = issued(museums)
    clerk, second = museums.signed_in("clerk.city"), make(museums.signed_in("clerk.city"))
    step(museums.signed_in("evaluator.city"), second, "review", 1)
    step(clerk, second, "sign", 2, person="王某", day="2026-03-05")
    answer = step(clerk, second, "issue", 3, number="东教督[2026]5号", day="2026-03-05")
    assert answer.status_code == 422 and f'href="{first}"' in answer.text and "已用于另一件文书" in answer.text
    assert 'value="东教督[2026]5号"' in answer.text
    assert row(museums, second).state == "signed"


WRONG = (
    ({"number": ""}, "请填写公文管理部门编定的发文字号"),
    ({"number": "五号文"}, "不是规范的发文字号"),
    ({"number": "东教督〔2025〕5号"}, "年份与成文日期的年份"),
    ({"day": "2026-02-30"}, "请填写日期"),
    ({"day": "2099-03-05", "number": "东教督〔2099〕5号"}, "该日期尚未到来"),
    ({"day": "2026-03-04"}, "早于上一步的日期"),
)


def test_what_is_wrong_with_an_issue_is_said_and_nothing_changes(museums: World) -> None:
    clerk = museums.signed_in("clerk.city")
    letter = make(clerk)
    step(museums.signed_in("evaluator.city"), letter, "review", 1)
    step(clerk, letter, "sign", 2, person="王某", day="2026-03-05")
    for given, words in WRONG:
        answer = step(clerk, letter, "issue", 3, **({"number": "东教督〔2026〕5号", "day": "2026-03-05"} | given))
        assert answer.status_code == 422 and words in answer.text
    assert row(museums, letter).state == "signed"


def test_an_opinion_waits_for_the_hearing_unless_a_person_says_why_not(museums: World) -> None:
    clerk = museums.signed_in("clerk.city")
    letter = make(clerk, kind="opinion", heard_on="2026-01-20")
    step(museums.signed_in("evaluator.city"), letter, "review", 1)
    step(clerk, letter, "sign", 2, person="王某", day="2026-03-05")
    assert "尚未向该单位印发初步督导意见" in clerk.get(letter).text
    form = {"number": "东教督〔2026〕6号", "day": "2026-03-05"}
    assert step(clerk, letter, "issue", 3, **form).status_code == 422
    assert step(clerk, letter, "issue", 3, **form, note="当面听取，单位书面放弃申辩").status_code == 303
    assert "当面听取，单位书面放弃申辩" in clerk.get(letter).text


def test_a_preliminary_opinion_that_was_answered_opens_the_way(museums: World) -> None:
    preliminary = issued(museums, "东教督〔2026〕5号", reply_by="2026-06-30")
    clerk = museums.signed_in("clerk.city")
    step(clerk, preliminary, "deliver", 4, day="2026-03-06", person="李某", way="posted")
    letter = make(clerk, kind="opinion", heard_on="2026-03-20")
    step(museums.signed_in("evaluator.city"), letter, "review", 1)
    step(clerk, letter, "sign", 2, person="王某", day="2026-03-25")
    form = {"number": "东教督〔2026〕6号", "day": "2026-03-25"}
    assert "截止日为2026年6月30日" in step(clerk, letter, "issue", 3, **form).text
    step(clerk, preliminary, "reply", 5, day="2026-03-20", note="无异议")
    assert step(clerk, letter, "issue", 3, **form).status_code == 303


def test_a_withdrawn_letter_keeps_number_file_and_reason(museums: World) -> None:
    clerk, letter = museums.signed_in("clerk.city"), issued(museums)
    before = clerk.get(letter + "/file").content
    assert step(clerk, letter, "withdraw", 4).status_code == 422
    assert step(clerk, letter, "withdraw", 4, reason="主送单位有误").status_code == 303
    page = clerk.get(letter).text
    assert "主送单位有误" in page and "东教督〔2026〕5号" in page
    assert clerk.get(letter + "/file").content == before


def test_a_correction_names_the_old_letter_and_each_leads_to_the_other(museums: World) -> None:
    clerk, old = museums.signed_in("clerk.city"), issued(museums, office="某督导办公室")
    form = clerk.get(f"{LETTERS}/new?kind=preliminary_opinion&unit=south&corrects={old.rpartition('/')[2]}").text
    assert 'value="某督导办公室"' in form and "（东教督〔2026〕5号）停止使用" in form
    new = make(clerk, corrects=old.rpartition("/")[2])
    assert (row(museums, new).version, row(museums, old).state) == (2, "issued")
    assert f'href="{old}"' in clerk.get(new).text and f'href="{new}"' in clerk.get(old).text
    content = docx.Document(io.BytesIO(clerk.get(new + "/file").content))
    said = "本件印发后，2026年3月5日印发的《"
    assert any(one.text.startswith(said) for one in content.paragraphs)
    twice = clerk.post(LETTERS, data=PRELIMINARY | {"corrects": old.rpartition("/")[2]})
    assert twice.status_code == 409 and "更正件已在办理" in twice.text


def test_what_is_no_issued_letter_cannot_be_corrected(museums: World) -> None:
    clerk = museums.signed_in("clerk.city")
    for letter in ("none", make(clerk).rpartition("/")[2]):
        assert clerk.post(LETTERS, data=PRELIMINARY | {"corrects": letter}).status_code == 400
        assert clerk.get(f"{LETTERS}/new?kind=preliminary_opinion&unit=south&corrects={letter}").status_code == 400


def test_scan_and_edited_text_are_bound_and_differences_shown(museums: World) -> None:
    clerk, letter = museums.signed_in("clerk.city"), issued(museums)
    before = clerk.get(letter + "/file").content
    scan = {"file": ("盖章.png", SCAN, "image/png")}
    assert clerk.post(letter + "/files", data={"what": "bind_scan"}, files=scan).status_code == 303
    document = docx.Document(io.BytesIO(before))
    document.paragraphs[-1].insert_paragraph_before("请于每月末报送进度。")
    target = io.BytesIO()
    document.save(target)
    edited = {"file": ("wps.docx", target.getvalue(), "application/octet-stream")}
    assert clerk.post(letter + "/files", data={"what": "bind_edited"}, files=edited).status_code == 303
    page = clerk.get(letter + "/files/6/differences").text
    assert "<ins>请于每月末报送进度。</ins>" in page and "<del>" not in page
    assert clerk.get(letter + "/files/5").content == SCAN
    assert clerk.get(letter + "/file").content == before  # what was issued stands still


NO_GOOD = (
    ("bind_scan", b"", "请选择文件"),
    ("bind_scan", b"<html>", "只收PDF、PNG、JPEG或Word"),
    ("bind_scan", b"%PDF-1.7 cut off", "损坏或不完整"),
    ("bind_scan", SCAN[:-20], "损坏或不完整"),
    ("bind_edited", SCAN, "请选择Word文件"),
    ("bind_edited", b"PK\x03\x04 no archive", "请选择Word文件"),
)


def test_a_file_that_is_no_good_is_refused_in_words(museums: World) -> None:
    clerk, letter = museums.signed_in("clerk.city"), issued(museums)
    for what, content, words in NO_GOOD:
        files = {"file": ("x", content, "application/octet-stream")}
        answer = clerk.post(letter + "/files", data={"what": what}, files=files)
        assert answer.status_code == 422 and words in answer.text, (what, content[:8])


def test_nothing_is_bound_before_a_letter_is_issued(museums: World) -> None:
    clerk = museums.signed_in("clerk.city")
    files = {"file": ("x.png", SCAN, "image/png")}
    assert clerk.post(make(clerk) + "/files", data={"what": "bind_scan"}, files=files).status_code == 409


def test_an_evaluator_reviews_and_others_only_read(museums: World) -> None:
    letter = make(museums.signed_in("clerk.city"))
    assert step(museums.signed_in("evaluator.city"), letter, "review", 1).status_code == 303
    late = step(museums.signed_in("evaluator.city"), letter, "sign", 2, person="王某", day="2026-03-05")
    assert late.status_code == 422 and "您的角色不能进行这一步" in late.text
    for login in ("administrator.city", "inspector.city"):
        assert step(museums.signed_in(login), letter, "sign", 2).status_code == 403
    assert museums.signed_in("administrator.city").get(letter).status_code == 200
    assert (
        step(
            museums.signed_in("clerk.south"), make(museums.signed_in("clerk.city"), unit="north"), "review", 1
        ).status_code
        == 404
    )


def test_the_list_filters_by_state_kind_and_unit(museums: World) -> None:
    clerk, out = museums.signed_in("clerk.city"), issued(museums)
    draft = make(clerk, unit="north", kind="accountability")

    def shown(query: str) -> list[bool]:
        page = clerk.get(f"{LETTERS}?{query}").text
        return [f'href="{one}"' in page for one in (out, draft)]

    assert shown("") == [True, True]
    assert [shown("state=issued"), shown("kind=accountability"), shown("unit=south")] == [
        [True, False],
        [False, True],
        [True, False],
    ]
    assert "没有符合条件的文书" in clerk.get(f"{LETTERS}?state=signed").text
    assert "东教督〔2026〕5号" in clerk.get(LETTERS).text


def test_a_list_is_numbered_from_an_own_series_without_gaps(museums: World) -> None:
    clerk = museums.signed_in("clerk.city")
    for serial in (1, 2):
        letter = make(clerk, kind="accountability")
        step(museums.signed_in("evaluator.city"), letter, "review", 1)
        step(clerk, letter, "sign", 2, person="王某", day="2026-03-05")
        assert step(clerk, letter, "issue", 3, series="东2026", day="2026-03-05").status_code == 422
        assert step(clerk, letter, "issue", 3, series="东教督清", day="2026-03-05").status_code == 303
        assert row(museums, letter).number == f"东教督清〔2026〕{serial}号"
    third = make(clerk)
    step(museums.signed_in("evaluator.city"), third, "review", 1)
    step(clerk, third, "sign", 2, person="王某", day="2026-03-05")
    typed = step(clerk, third, "issue", 3, number="东教督清〔2026〕3号", day="2026-03-05")
    assert typed.status_code == 422 and "由系统连续编号" in typed.text


def test_when_the_wording_changed_since_the_page_shows_the_text_of_the_file(museums: World) -> None:
    letter = issued(museums)
    found = row(museums, letter)
    inputs = found.inputs.replace("收到督导意见书之日", "收到本通知之日")
    assert inputs != found.inputs
    museums.store.write_now(lambda c: c.execute(sql("UPDATE letter SET inputs = :i"), {"i": inputs}) and None)
    page = museums.signed_in("clerk.city").get(letter).text
    assert "下面是文件中的文字" in page and "收到督导意见书之日" in page and "收到本通知之日" not in page


def test_a_lost_file_is_told_and_no_fault(museums: World) -> None:
    letter = issued(museums)
    blobs.path(museums.store.blob_folder, row(museums, letter).blob_sha256).unlink()
    clerk = museums.signed_in("clerk.city")
    assert "缺失或损坏" in clerk.get(letter).text
    assert clerk.get(letter + "/file").status_code == 503


def test_what_no_page_of_ours_sends_is_refused(museums: World) -> None:
    clerk = museums.signed_in("clerk.city")
    letter = make(clerk)
    for form in ({"step": "fly", "seen": "1"}, {"step": "review", "seen": "x"}, {"seen": "1"}):
        assert clerk.post(letter + "/steps", data=form).status_code == 400


def test_papers_that_follow_name_the_issued_letter_with_its_number(museums: World) -> None:
    clerk = museums.signed_in("clerk.city")
    issued(museums)
    make(clerk, kind="accountability")  # newer, but nobody has sent it
    receipt = clerk.get(f"{LETTERS}/new?kind=service_receipt&unit=south").text
    assert 'value="东教督〔2026〕5号"' in receipt and "初步督导意见（征求意见稿）》" in receipt


def test_the_letter_leads_from_each_problem_to_its_source(museums: World) -> None:
    page = museums.signed_in("clerk.city").get(issued(museums)).text
    assert 'class="source" href="/rounds/2026/districts/' in page


HEAD = {"sender_of": "某督导办公室", "office": "某督导办公室", "variant": "red", "code": "东教督函"}
MARKED = HEAD | {"urgency": "特急", "secrecy": "秘密★1年", "copy_number": "12", "signer": "王某", "copies": "市财政局"}


def test_what_stands_over_the_mark_is_typed_printed_and_kept_for_the_correction(museums: World) -> None:
    clerk, letter = museums.signed_in("clerk.city"), issued(museums, **MARKED)
    printed = [one.text for one in docx.Document(io.BytesIO(clerk.get(letter + "/file").content)).paragraphs]
    assert printed[:3] == ["000012", "秘密★1年", "特急"] and any("签发人：王某" in text for text in printed)
    form = clerk.get(f"{LETTERS}/new?kind=preliminary_opinion&unit=south&corrects={letter.rpartition('/')[2]}").text
    for kept in (
        'value="秘密★1年"',
        'value="12"',
        "<option selected>特急",
        'value="王某"',
        'value="东教督"',
        "市财政局",
    ):
        assert kept in form, kept


@pytest.mark.parametrize(
    ("field", "text"), [("copy_number", "1234567"), ("secrecy", "不外传"), ("urgency", "很急"), ("code", "东〔1〕")]
)
def test_what_no_head_may_bear_is_asked_back(museums: World, field: str, text: str) -> None:
    answer = museums.signed_in("clerk.city").post(LETTERS, data=PRELIMINARY | HEAD | {field: text})
    assert answer.status_code == 422 and f'id="wish-{field}-error"' in answer.text
