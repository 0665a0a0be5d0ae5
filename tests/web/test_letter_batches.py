"""Letters for a whole round: all or none after a trial run, each once, numbers without gaps, and taken back."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from litestar.testing import TestClient

from inspector.casework.letter_life import LetterStep
from inspector.letters.reference import ReferenceProblem
from inspector.letters.wording import Wording
from inspector.settings import templates_root
from inspector.storage import batches, ids, letters
from inspector.storage.batches import STEPS
from inspector.storage.instants import now
from inspector.web.app import create_app
from inspector.web.letter_batches import steps
from inspector.web.letters.stationery import Stationery, stationery_of
from tests.web.application import HOST
from tests.web.batch_world import (
    ORDER,
    PATH,
    UNITS,
    WISH,
    agrees,
    begin,
    kept,
    lines,
    numbers,
    settled,
    unpacked,
    waiting,
)
from tests.web.conftest import World
from tests.web.museum_round import museum_world


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with museum_world(tmp_path / "data") as world:
        yield world


def written(folder: Path, change: str) -> Wording:
    """The shipped wording with one more line in the opinion."""
    folder.mkdir()
    for file in (templates_root() / "letters" / "wording").glob("*.txt"):
        text = file.read_text(encoding="utf-8")
        (folder / file.name).write_text(text + change if file.stem == "opinion" else text, encoding="utf-8")
    return Wording(folder)


def on(monkeypatch: pytest.MonkeyPatch, wording: Wording) -> None:
    """The office's own wording."""

    def own(*given: object) -> Stationery:
        return Stationery(stationery_of(*given).reference, wording)  # type: ignore[arg-type]

    monkeypatch.setattr(steps, "stationery_of", own)


def test_one_click_makes_a_draft_for_every_unit_and_one_file_holds_them_all(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    assert "制作6份草稿" in client.get(PATH).text
    path = begin(client)
    assert settled(museums, path).state == "done"
    assert len(kept(museums)) == 6 and {row.state for row in kept(museums)} == {"draft"}
    content = client.get(f"{path}/all.zip").content
    rows, files = unpacked(content)
    assert [row["督导对象"] for row in rows] == UNITS and agrees(rows, files)
    assert client.get(f"{path}/all.zip").content == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(archive.open("目录.xlsx")) as index:
        assert b"1980-01-01T00:00:00Z</dcterms:created>" in index.read("docProps/core.xml")  # no clock in the bytes


def test_every_letter_of_a_batch_brings_what_its_office_brings(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    usual = {"office_id": ids.new_id(), "city": "city", "seal": "yes", "code": "东教督函", "usual": "yes"}
    office = usual | {"name": WISH["office"], "copies": "东江市财政局", "contact": "联系人：某某"}
    assert client.post("/offices", data=office).status_code == 303
    shown = client.get(f"{PATH}?kind=preliminary_opinion").text
    assert f'<option value="{WISH["office"]}" selected' in shown and "东江市财政局" in shown
    path = begin(client, kind="preliminary_opinion", reply_by="2026-03-16", reply_to=WISH["office"])
    assert settled(museums, path).state == "done"
    for row in kept(museums):
        text = client.get(f"/letters/{row.id}").text
        assert "抄送：东江市财政局。" in text and "东教督函〔" in text and "联系人：某某" in text


def test_all_are_issued_with_the_numbers_of_the_run_in_order(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    path = begin(client)
    settled(museums, path)
    client.post(f"{path}/issue", data=ORDER)
    assert settled(museums, path).state == "done"
    assert numbers(museums, path) == [f"东教督〔2026〕{serial}号" for serial in range(12, 18)]
    assert {(row.state, str(row.issued_on)) for row in kept(museums)} == {("issued", "2026-03-05")}
    rows, files = unpacked(client.get(f"{path}/all.zip").content)
    assert [row["文号"] for row in rows] == numbers(museums, path) and agrees(rows, files)
    first = docx.Document(io.BytesIO(files[rows[0]["文件名"]]))
    assert "东教督〔2026〕12号" in [one.text for one in first.paragraphs]
    assert client.post(path, data={"act": "undo"}).status_code == 409


def test_own_series_counts_on_from_batch_to_batch(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    found = []
    for _ in range(2):
        path = begin(client, kind="accountability", again="yes")
        settled(museums, path)
        client.post(f"{path}/issue", data=ORDER | {"numbers": "series", "code": "东教督单"})
        assert settled(museums, path).state == "done"
        found += numbers(museums, path)
    assert found == [f"东教督单〔2026〕{serial}号" for serial in (1, 2, 3, 4)]


def test_a_number_that_is_taken_stops_all_before_the_first_is_issued(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    other = begin(client, kind="accountability")
    settled(museums, other)
    client.post(f"{other}/issue", data=ORDER | {"first": "14"})
    assert settled(museums, other).state == "done"
    path = begin(client)
    settled(museums, path)
    client.post(f"{path}/issue", data=ORDER)
    assert (settled(museums, path).step, settled(museums, path).state) == ("prove", "stopped")
    assert numbers(museums, path) == [""] * 6
    assert [line.place for line in lines(museums, path) if line.reason] == [3, 4]
    page = client.get(path).text
    assert "东教督〔2026〕14号" in page and 'value="12"' in page
    client.post(f"{path}/issue", data=ORDER | {"first": "16"})
    assert settled(museums, path).state == "done"
    assert numbers(museums, path) == [f"东教督〔2026〕{serial}号" for serial in range(16, 22)]


def test_numbers_close_up_where_a_letter_is_left_out(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    path = begin(client)
    settled(museums, path)
    third = lines(museums, path)[2].letter_id or ""
    withdraw(museums, third)
    client.post(f"{path}/issue", data=ORDER)
    assert settled(museums, path).state == "stopped"
    client.post(path, data={"act": "leave-out"})
    assert settled(museums, path).state == "done"
    assert numbers(museums, path) == [
        f"东教督〔2026〕{serial}号" if serial else "" for serial in (12, 13, 0, 14, 15, 16)
    ]


def withdraw(world: World, letter: str) -> None:
    by = world.account_id("clerk.city")
    world.store.write_now(
        lambda c: letters.advance(c, letter, LetterStep.withdraw, by=by, at=now(), note="另行处理") and None
    )


def test_a_broken_wording_stops_the_batch_before_the_first_letter_and_names_it(
    museums: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shipped = (templates_root() / "letters" / "wording" / "opinion.txt").read_text(encoding="utf-8")
    line = len(shipped.splitlines()) + 1
    on(monkeypatch, written(tmp_path / "w", "{% if unit == '江南托育园' %}{{ no_such_fact }}{% endif %}\n"))
    client = museums.signed_in("clerk.city")
    path = begin(client)
    assert (settled(museums, path).step, settled(museums, path).state) == ("check", "stopped")
    assert kept(museums) == []
    (failed,) = [line for line in lines(museums, path) if line.reason]
    assert failed.unit_id == "n1" and failed.detail.startswith(f"opinion.txt:{line}:")
    page = client.get(path).text
    assert "no_such_fact" in page and "没有保存任何草稿" in page
    client.post(path, data={"act": "leave-out"})
    assert settled(museums, path).state == "done" and len(kept(museums)) == 5


def test_a_broken_reference_file_stops_at_once(museums: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*_: object) -> Stationery:
        raise ReferenceProblem("styles are missing: 公文标题")

    monkeypatch.setattr(steps, "stationery_of", damaged)
    client = museums.signed_in("clerk.city")
    path = begin(client)
    assert settled(museums, path).state == "stopped" and kept(museums) == []
    assert "styles are missing: 公文标题" in client.get(path).text


def test_a_batch_goes_on_where_it_was_when_a_server_starts_and_two_servers_make_nothing_twice(museums: World) -> None:
    path = waiting(museums, ["south", "m1", "n1", "north"])
    client = museums.signed_in("clerk.city")
    servers = [create_app(museums.store, museums.settings, freeze=False) for _ in range(2)]
    with TestClient(servers[0], base_url=HOST), TestClient(servers[1], base_url=HOST):
        assert settled(museums, path).state == "done"
    assert sorted(row.unit_id for row in kept(museums)) == ["m1", "n1", "north", "south"]
    assert {line.passed for line in lines(museums, path)} == {STEPS.index("prove")}
    assert client.get(path).status_code == 200


def test_a_paused_batch_rests_until_it_is_resumed(museums: World) -> None:
    path, client = waiting(museums, ["south", "m1"]), museums.signed_in("clerk.city")
    assert client.post(path, data={"act": "pause"}).status_code == 303
    assert "已暂停" in client.get(path).text and kept(museums) == []
    assert client.post(path, data={"act": "pause"}).status_code == 409
    client.post(path, data={"act": "resume"})
    assert settled(museums, path).state == "done" and len(kept(museums)) == 2


def test_drafts_are_taken_back_with_what_was_noted_of_them(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    path = begin(client)
    settled(museums, path)
    assert client.post(path, data={"act": "undo"}).status_code == 303
    assert kept(museums) == [] and "已撤回" in client.get(path).text
    assert client.get(f"{path}/all.zip").status_code == 404
    assert "制作6份草稿" in client.get(PATH).text


def test_reviewed_letters_are_not_taken_back(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    path = begin(client)
    settled(museums, path)
    by, letter = museums.account_id("evaluator.city"), lines(museums, path)[0].letter_id or ""
    museums.store.write_now(lambda c: letters.advance(c, letter, LetterStep.review, by=by, at=now()) and None)
    assert client.post(path, data={"act": "undo"}).status_code == 409
    assert len(kept(museums)) == 6


def test_a_second_click_leads_to_the_batch_that_is_under_way(museums: World) -> None:
    path = waiting(museums, ["south"])
    assert begin(museums.signed_in("clerk.city")) == path


def test_units_that_have_one_are_left_out_unless_asked_for(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    settled(museums, begin(client))
    assert client.post(PATH, data=WISH).status_code == 409
    settled(museums, begin(client, again="yes"))
    assert len(kept(museums)) == 12


def test_before_any_visit_the_list_says_why_nothing_can_be_made(tmp_path: Path) -> None:
    with museum_world(tmp_path / "data", visited=False) as world:
        client = world.signed_in("clerk.city")
        assert client.get(PATH).text.count("尚未实地核查。") == 6
        answer = client.post(PATH, data=WISH)
        assert answer.status_code == 409 and "目前没有可以制作的文书" in answer.text


def test_only_the_clerk_makes_and_issues(museums: World) -> None:
    path = waiting(museums, ["south"])
    for login in ("inspector.city", "evaluator.city", "administrator.city"):
        client = museums.signed_in(login)
        assert [client.post(one, data=WISH).status_code for one in (PATH, path, f"{path}/issue")] == [403, 403, 403]
        assert client.get(PATH).status_code == 200 and "wish-office" not in client.get(PATH).text


def test_a_district_is_not_told_of_a_batch_of_another(museums: World) -> None:
    path, south = waiting(museums, ["north"]), museums.signed_in("clerk.south")
    assert path in museums.signed_in("clerk.city").get(PATH).text
    assert path not in south.get(PATH).text and south.get(path).status_code == 404


def test_a_foreign_district_sees_its_own_letters_and_changes_nothing(museums: World) -> None:
    city, south = museums.signed_in("clerk.city"), museums.signed_in("clerk.south")
    path = begin(city)
    settled(museums, path)
    page = south.get(path).text
    assert "江南博物馆" in page and "江北博物馆" not in page
    rows, files = unpacked(south.get(f"{path}/all.zip").content)
    assert [row["督导对象"] for row in rows] == UNITS[:3] and agrees(rows, files)
    assert [south.post(one, data=ORDER | {"act": "undo"}).status_code for one in (path, f"{path}/issue")] == [404, 404]
    museums.store.write_now(lambda c: batches.undo(c, path.rpartition("/")[2]) and None)
    only_north = waiting(museums, ["north"])
    assert south.get(only_north).status_code == 404


BAD_WISHES = (
    ({"kind": "none"}, 400),
    ({"kind": "city_report"}, 400),
    ({"office": ""}, 422),
    ({"office": "长" * 101}, 422),
    ({"notice": "2026-02-30"}, 422),
    ({"variant": "../red"}, 422),
    ({"heard_on": ""}, 422),
)


def test_bad_input_never_breaks_a_batch(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    for changes, status in BAD_WISHES:
        assert client.post(PATH, data=WISH | changes).status_code == status, changes
    path = begin(client, kind="accountability", legal_basis="\u202e倒\x07{{ 7*7 }}<b>&")
    assert settled(museums, path).state == "done"


BAD_ORDERS = (
    {"first": "0"},
    {"first": "012345"},
    {"first": "十二"},
    {"code": ""},
    {"code": "东教督〔2026〕"},
    {"person": ""},
    {"issued_on": "2026-03-03"},
    {"issued_on": "2099-01-01"},
    {"signed_on": "soon"},
    {"numbers": "lottery"},
    {"note": "长" * 501},
)


def test_an_order_that_is_wrong_is_asked_back_with_what_was_typed(museums: World) -> None:
    path, client = waiting(museums, ["south"]), museums.signed_in("clerk.city")
    client.post(path, data={"act": "pause"})
    for changes in BAD_ORDERS:
        answer = client.post(f"{path}/issue", data=ORDER | {"reason": "已当场陈述"} | changes)
        assert answer.status_code == 422 and "已当场陈述" in answer.text, changes
    assert client.post(f"{path}/issue", data=ORDER).status_code == 409  # nothing is made yet


def test_an_unknown_batch_is_a_clear_page(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    unknown = (f"{PATH}/none", f"{PATH}/none/all.zip", "/rounds/none/letters/batches")
    assert [client.get(path).status_code for path in unknown] == [404, 404, 404]
