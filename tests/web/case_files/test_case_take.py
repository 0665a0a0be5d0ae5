"""What goes along in a case file and what does not, and what can be done where it is open."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, update

from inspector.i18n import gettext
from inspector.storage.rows import add, table
from inspector.storage.tables import Account, CaseFile, Role, Roster
from inspector.web.case_files.opened import NOT_HERE
from tests.web.case_files.travelling import LOGIN, PASSPHRASE, SCHOOL, ask, assign, laptop, rows_of, take
from tests.web.conftest import PASSWORD, World
from tests.web.forms.conftest import Device

ELSEWHERE = "r-west_school"


@pytest.fixture
def file(world: World, tmp_path: Path) -> Path:
    return take(world, tmp_path / "visit.inspector-case", SCHOOL)


def values(file: Path, sql: str) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [row[0] for row in connection.execute(sql)]


def test_only_what_the_visit_needs_goes_along(world: World, tmp_path: Path) -> None:
    pupil = Roster(city_id="shi", unit_id="east_school", fact="home_taught", code="K07-secret")
    world.store.write_now(lambda connection: add(connection, pupil))
    Device(world.signed_in("inspector.west"), ELSEWHERE).enter("pupils_refused/value", "7")
    file = take(world, tmp_path / "visit.inspector-case", SCHOOL)
    assert sorted(values(file, "SELECT unit_id FROM round_unit")) == ["east", "east_school", "shi"]
    assert set(values(file, "SELECT unit_id FROM fact")) == {"east", "east_school"}
    assert values(file, "SELECT id FROM inspection") == [SCHOOL]
    assert values(file, "SELECT login FROM account") == [LOGIN]
    assert values(file, "SELECT token_hash FROM session") == []
    content = file.read_bytes()
    assert b"K07-secret" not in content and b"evaluator.east" not in content
    known = rows_of(world.store, select(table(CaseFile)))
    assert [(one["account_id"], one["inspections"]) for one in known] == [(world.account_id(LOGIN), f'["{SCHOOL}"]')]


def test_whoever_wrote_there_before_is_a_name_that_opens_nothing(world: World, tmp_path: Path) -> None:
    widened = update(table(Account)).where(table(Account).c.login == "inspector.west").values(scope_unit="shi")
    world.store.write_now(lambda connection: connection.execute(widened).close())
    Device(world.signed_in("inspector.west"), SCHOOL).enter("pupils_refused/value", "7")
    file = take(world, tmp_path / "visit.inspector-case", SCHOOL)
    shown = "login || '|' || name || '|' || password_hash || '|' || disabled"
    rows = values(file, f"SELECT {shown} FROM account ORDER BY login DESC")
    assert rows[1] == f"#{world.account_id('inspector.west')}|甲 inspector.west||1" and rows[0].startswith(LOGIN)
    with laptop(file) as away:
        for login in ("inspector.west", f"#{world.account_id('inspector.west')}"):
            reply = away.visitor().post("/sign-in", data={"login": login, "password": ""})
            assert reply.status_code == 401


def test_the_passphrase_of_the_file_opens_it_and_the_password_of_the_office_does_not(file: Path) -> None:
    with laptop(file) as away:
        page = away.visitor().get("/sign-in").text
        assert f'value="{LOGIN}"' in page and gettext("Passphrase of the case file") in page
        wrong = away.visitor().post("/sign-in", data={"login": LOGIN, "password": PASSWORD})
        assert wrong.status_code == 401
        assert away.signed_in().get("/").status_code == 200


def test_every_page_says_that_it_is_a_case_file(file: Path) -> None:
    with laptop(file) as away:
        client = away.signed_in()
        for path in ("/", f"/inspections/{SCHOOL}", "/no-such-page", "/account/password"):
            assert "case-ribbon" in client.get(path).text and f"甲 {LOGIN}的随行文件" in client.get(path).text
        assert "case-ribbon" in away.visitor().get("/sign-in").text


def test_nothing_else_can_be_opened_or_done_there(world: World, file: Path) -> None:
    with laptop(file) as away:
        client = away.signed_in()
        for path in ("/rounds", "/accounts", "/case-files/new", "/inspections/r-east", f"/inspections/{ELSEWHERE}"):
            reply = client.get(path)
            assert reply.status_code == 404 and gettext(NOT_HERE) in reply.text
        foreign = f"/inspections/{ELSEWHERE}/operations"
        unknown = f"/inspections/{SCHOOL}/something-new"  # what a merge does not bring may not be entered
        for path in (f"/inspections/{SCHOOL}/submit", unknown, "/case-files", "/accounts", foreign):
            assert client.post(path, data={"stays_open": "1"}).status_code == 404
        assert 'href="/rounds"' not in client.get("/").text and "/case-files" not in client.get("/").text


def test_the_pages_about_a_taken_inspection_open(world: World, file: Path) -> None:
    with laptop(file) as away:
        client = away.signed_in()
        Device(client, SCHOOL).enter("pupils_refused/value", "2")
        for below in ("", "/submit", "/review", "/record", "/history/pupils_refused"):
            assert client.get(f"/inspections/{SCHOOL}{below}").status_code == 200
        assert client.get("/checklists").status_code == 200
        last = client.get(f"/inspections/{SCHOOL}/submit").text
        assert (
            gettext("Submit it at the office, once this case file is merged there.") in last
            and "<form class" not in last
        )


def test_taking_along_asks_for_a_passphrase_and_an_inspection(world: World) -> None:
    assign(world, SCHOOL)
    for form in ({"again": "another one, quite long"}, {"passphrase": "short", "again": "short"}):
        reply = ask(world, SCHOOL, **form)
        assert reply.status_code == 422 and "error" in reply.text
    assert ask(world).status_code == 422
    assert rows_of(world.store, select(table(CaseFile))) == []
    assert 'href="/case-files/new"' in world.signed_in(LOGIN).get("/").text
    page = world.signed_in(LOGIN).get("/case-files/new").text
    assert SCHOOL in page and PASSPHRASE not in page


def test_only_an_inspector_takes_along_and_only_what_is_his(world: World) -> None:
    assign(world, SCHOOL)
    assert ask(world, SCHOOL, login="inspector.west").status_code == 422
    for role in (Role.evaluator, Role.administrator, Role.clerk, Role.head):
        assert world.signed_in(f"{role}.east").get("/case-files/new").status_code == 403
