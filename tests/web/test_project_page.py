"""The project's overview and its basis: what is settled, what is missing, what is frozen; and who may look."""

from datetime import date

import pytest

from inspector.storage import rounds, units
from inspector.storage.instants import now
from inspector.storage.tables import Role, Round, UnitVersion
from inspector.web.passwords import nobodys_hash
from tests.web.conftest import World, add_account
from tests.web.field_round import draft_round, open_round

BASIS = "/rounds/spring/basis"
PAGES = ("team", "recusal", "draw", "timetable", "visits", "notice", "basis", "visits/east", "draw/1/protocol.json")


def stored(world: World) -> Round:
    found = world.store.read_now(lambda connection: rounds.by_id(connection, "spring"))
    assert found is not None
    return found


def form(world: World, **changed: str) -> dict[str, str]:
    row = stored(world)
    whole = {
        "supervision": row.supervision,
        "legal_basis": row.legal_basis,
        "approval_number": row.approval_number,
        "publication": row.publication,
    }
    return whole | {"seen": "|".join(whole.values())} | changed


def test_a_draft_says_what_is_missing_and_leads_to_each_part(world: World) -> None:
    draft_round(world)
    shown = world.signed_in("administrator.city").get("/rounds/spring").text
    for words in ("未填写法律依据", "督学不足三人", "时间安排尚未确定日期", "尚未起草督导通知"):
        assert words in shown
    for path in ("team", "recusal", "draw", "timetable", "visits", "notice", "basis", "edit"):
        assert f'href="/rounds/spring/{path}"' in shown


def test_after_opening_what_is_frozen_says_so(world: World) -> None:
    open_round(world)
    shown = world.signed_in("administrator.city").get("/rounds/spring").text
    assert shown.count("开始时已固定") == 2 and 'href="/rounds/spring/edit"' not in shown
    assert 'href="/rounds/spring/basis"' in shown


def test_a_reader_gets_no_link_to_what_only_others_change(world: World) -> None:
    draft_round(world)
    shown = world.signed_in("inspector.east").get("/rounds/spring").text
    assert 'href="/rounds/spring/team"' in shown
    for path in ("basis", "edit", "recusal"):
        assert f'href="/rounds/spring/{path}"' not in shown


def test_the_basis_is_put_right_while_the_round_is_open_but_its_kind_is_frozen(world: World) -> None:
    open_round(world)
    client = world.signed_in("administrator.city")
    typed = form(
        world, legal_basis="《教育督导条例》第十一条", approval_number="海教督〔2026〕1号", supervision="regular"
    )
    assert client.post(BASIS, data=typed).headers["location"] == "/rounds/spring"
    row = stored(world)
    assert (row.legal_basis, row.approval_number, row.supervision) == (
        "《教育督导条例》第十一条",
        "海教督〔2026〕1号",
        "special",
    )
    assert "《教育督导条例》第十一条" in client.get("/rounds/spring").text


def test_of_a_draft_the_kind_changes_too(world: World) -> None:
    draft_round(world)
    world.signed_in("administrator.city").post(BASIS, data=form(world, supervision="regular"))
    assert stored(world).supervision == "regular"


def test_what_somebody_else_changed_meanwhile_is_not_written_over(world: World) -> None:
    draft_round(world)
    client, old = world.signed_in("administrator.city"), form(world, legal_basis="甲")
    client.post(BASIS, data=old)
    answer = client.post(BASIS, data=old | {"legal_basis": "乙"})
    assert answer.status_code == 422 and "乙" in answer.text and stored(world).legal_basis == "甲"


@pytest.mark.parametrize(
    "changed",
    [{"supervision": "war"}, {"publication": "all"}, {"legal_basis": "长" * 501}, {"approval_number": "长" * 101}],
)
def test_a_bad_basis_is_refused(world: World, changed: dict[str, str]) -> None:
    draft_round(world)
    assert world.signed_in("administrator.city").post(BASIS, data=form(world, **changed)).status_code == 422
    assert stored(world).legal_basis == ""


def test_a_closed_round_keeps_its_basis(world: World) -> None:
    open_round(world)
    world.store.write_now(lambda connection: rounds.close_round(connection, "spring", at=1))
    client = world.signed_in("administrator.city")
    assert client.get(BASIS).status_code == 409 and client.post(BASIS, data=form(world)).status_code == 409


def test_another_citys_project_looks_like_an_unknown_one(world: World) -> None:
    open_round(world)
    version = UnitVersion(city_id="yuan", unit_id="yuan", valid_from=date(2000, 1, 1), name="远州市", kind="city")
    world.store.write_now(lambda connection: units.add(connection, version, now()))
    for role in (Role.administrator, Role.clerk):
        world.store.write_now(lambda c, role=role: add_account(c, f"{role}.yuan", role, "yuan", nobodys_hash()))  # type: ignore[misc]
    stranger = world.signed_in("administrator.yuan")
    for page in PAGES:
        answers = [stranger.get(f"/rounds/{name}/{page}") for name in ("spring", "nothing")]
        assert [answer.status_code for answer in answers] == [404, 404], page
        assert answers[0].text.replace("spring", "nothing") == answers[1].text
    posts = (
        "team",
        "recusal",
        "recusal/declare",
        "draw",
        "draw/seed",
        "timetable",
        "visits/east",
        "basis",
        "complaints",
    )
    for page in posts:
        assert stranger.post(f"/rounds/spring/{page}", data={"x": "y"}).status_code == 404, page
    assert world.signed_in("clerk.yuan").post("/rounds/spring/notice", data={"unit": "east"}).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_is_led_to_the_sign_in_page(world: World, page: str) -> None:
    open_round(world)
    assert world.visitor().get(f"/rounds/spring/{page}").headers["location"].startswith("/sign-in")
