"""Links by which units come in: one account, once, of the link's own role and unit; renewed, revoked, expired."""

import pytest

from inspector.fieldwork.states import Role
from inspector.storage import accounts, invitations
from inspector.storage.instants import SECOND, now
from tests.web.conftest import World
from tests.web.self_evaluations.conftest import LATER, addresses, join, links, state


def account(world: World, login: str):  # type: ignore[no-untyped-def]
    return world.store.read_now(lambda connection: accounts.by_login(connection, login))


def test_a_link_makes_an_account_of_its_role_for_its_unit(world: World) -> None:
    sheet = links(world.signed_in("evaluator.east"), "r-east_school")
    assert sheet.status_code == 200 and "东城第一小学" in sheet.text
    reporter, head = addresses(sheet.text)
    assert "东城第一小学" in world.visitor().get(reporter).text
    reply = join(world.visitor(), head, "the.head", role="administrator", scope="shi")
    assert reply.headers["location"] == "/self-evaluations/r-east_school"
    made = account(world, "the.head")
    assert (made.role, made.scope_unit) == (Role.head, "east_school")


def test_it_opens_once(world: World) -> None:
    reporter, _ = addresses(links(world.signed_in("administrator.city"), "r-east_school").text)
    join(world.visitor(), reporter, "first.one")
    assert world.visitor().get(reporter).status_code == 410
    assert join(world.visitor(), reporter, "second.one").status_code == 410
    assert account(world, "second.one") is None


def test_a_new_link_ends_the_one_before(world: World) -> None:
    administrator = world.signed_in("administrator.city")
    old, _ = addresses(links(administrator, "r-east_school").text)
    new, _ = addresses(links(administrator, "r-east_school").text)
    assert world.visitor().get(old).status_code == 410
    assert world.visitor().get(new).status_code == 200


def test_a_revoked_one_opens_nothing(world: World) -> None:
    administrator = world.signed_in("administrator.city")
    reporter, head = addresses(links(administrator, "r-east_school").text)
    sent = {"inspection": "r-east_school", "roles": "reporter", "revoke": "1"}
    administrator.post("/rounds/r/self-evaluations/links", data=sent)
    assert world.visitor().get(reporter).status_code == 410
    assert world.visitor().get(head).status_code == 200


def test_it_ends_with_the_day_given(world: World) -> None:
    token = "a-token-as-long-as-they-are"
    links(world.signed_in("administrator.city"), "r-east_school")
    at = now()

    def job(connection: object) -> None:
        who = {"account_id": world.account_id("administrator.city"), "at": at - 10 * SECOND}
        invitations.renew(connection, "r-east_school", Role.head, token, expires_at=at - SECOND, **who)  # type: ignore[arg-type]

    world.store.write_now(job)
    assert world.visitor().get(f"/invitations/{token}").status_code == 410


@pytest.mark.parametrize("path", ["/invitations/short", "/invitations/" + "x" * 32, "/invitations/" + "y" * 200])
def test_an_unknown_link_looks_like_a_used_one(world: World, path: str) -> None:
    assert world.visitor().get(path).status_code == 410


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"again": "something else entirely"}, "again"),
        ({"new": "short", "again": "short"}, "new"),
        ({"name": ""}, "name"),
    ],
)
def test_faults_stand_beside_their_fields_and_the_link_stays_good(
    world: World, changed: dict[str, str], field: str
) -> None:
    reporter, _ = addresses(links(world.signed_in("administrator.city"), "r-east_school").text)
    reply = join(world.visitor(), reporter, "somebody.new", **changed)
    assert reply.status_code == 422 and f'id="{field}-error"' in reply.text
    assert join(world.visitor(), reporter, "somebody.new").status_code == 303


def test_a_login_that_is_taken_is_said_and_the_link_stays_good(world: World) -> None:
    reporter, _ = addresses(links(world.signed_in("administrator.city"), "r-east_school").text)
    reply = join(world.visitor(), reporter, "clerk.east")
    assert reply.status_code == 422 and 'id="login-error"' in reply.text
    assert world.visitor().get(reporter).status_code == 200


def test_the_code_is_a_picture_of_our_own(world: World) -> None:
    administrator = world.signed_in("administrator.city")
    reporter, _ = addresses(links(administrator, "r-east_school").text)
    picture = administrator.get(f"{reporter}/code")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.text.startswith("<svg") and "<script" not in picture.text
    assert world.visitor().get(f"{reporter}/code").status_code in (303, 401)


def test_only_the_hash_of_a_token_is_kept(world: World) -> None:
    reporter, head = addresses(links(world.signed_in("administrator.city"), "r-east_school").text)
    content = b"".join(path.read_bytes() for path in world.settings.data_folder.glob("inspector.sqlite3*"))
    for path in (reporter, head):
        assert path.removeprefix("/invitations/").encode() not in content


def test_a_district_asks_its_own_units_alone(world: World) -> None:
    east = world.signed_in("evaluator.east")
    assert links(east, "r-east_school").status_code == 200
    assert links(east, "r-west_school").status_code == 404
    assert state(world, "r-west_school") is None
    assert links(world.signed_in("inspector.east"), "r-east_school").status_code == 403


@pytest.mark.parametrize("due", ["", "yesterday", "2020-01-01"])
def test_a_day_that_is_none_or_past_makes_no_links(world: World, due: str) -> None:
    reply = links(world.signed_in("administrator.city"), "r-east_school", due=due)
    assert reply.status_code == 422
    assert state(world) is None


def test_units_with_accounts_are_asked_without_a_link(world: World) -> None:
    reply = links(world.signed_in("administrator.city"), "r-east_school", roles="none", due=LATER)
    assert reply.status_code == 303
    assert state(world) == "invited"
