"""One person, one account; a session lives as long as it may and not a moment longer."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from inspector.fieldwork.states import Role
from inspector.storage import accounts, sessions
from inspector.storage.accounts import login_key
from inspector.storage.store import Store
from tests.storage.world import AT, JIANG, People

HOUR = 3_600_000_000


@pytest.mark.parametrize("spelling", ["li", "LI", " Li ", "ＬＩ", "ｌｉ"])
def test_every_spelling_of_a_login_is_one_account(store: Store, people: People, spelling: str) -> None:
    found = store.read_now(lambda c: accounts.by_login(c, spelling))
    assert found is not None and found.id == people.li
    with pytest.raises(IntegrityError):
        store.write_now(
            lambda c: accounts.add(
                c, login=spelling, name="x", password_hash="x", role=Role.clerk, scope_unit=None, at=AT
            )
        )


@given(login=st.text(max_size=12))
def test_the_spelling_of_a_spelling_is_itself(login: str) -> None:
    assert login_key(login_key(login)) == login_key(login)


def test_nobody_has_an_unknown_login(store: Store, people: People) -> None:
    assert store.read_now(lambda c: accounts.by_login(c, "nobody")) is None
    assert store.read_now(lambda c: accounts.by_id(c, 999)) is None


def test_failed_tries_count_up_until_a_success(store: Store, people: People) -> None:
    for expected in (1, 2, 3):
        tries = store.write_now(lambda c: accounts.note_failed_try(c, people.li, blocked_until=None))
        assert tries == expected
    store.write_now(lambda c: accounts.note_failed_try(c, people.li, blocked_until=AT + HOUR))
    blocked = store.read_now(lambda c: accounts.by_id(c, people.li))
    assert blocked is not None and blocked.blocked_until == AT + HOUR
    store.write_now(lambda c: accounts.clear_failed_tries(c, people.li))
    clear = store.read_now(lambda c: accounts.by_id(c, people.li))
    assert clear is not None and (clear.failed_tries, clear.blocked_until) == (0, None)


def test_names_of_people_by_id(store: Store, people: People) -> None:
    names = store.read_now(lambda c: accounts.named(c, [people.li, people.zhao, 999]))
    assert names == {people.li: "李督学", people.zhao: "赵管理"}


@pytest.fixture
def signed_in(store: Store, people: People) -> Store:
    """Li holds the token `li-token` for one hour."""
    store.write_now(lambda c: sessions.open_session(c, "li-token", people.li, at=AT, expires_at=AT + HOUR))
    return store


def holder(store: Store, token: str = "li-token", at: int = AT) -> str | None:
    found = store.read_now(lambda c: sessions.signed_in(c, token, at))
    return None if found is None else found.login


def test_a_token_names_its_holder_with_role_and_scope(signed_in: Store, people: People) -> None:
    found = signed_in.read_now(lambda c: sessions.signed_in(c, "li-token", AT))
    assert found is not None
    assert (found.account_id, found.role, found.scope_unit, found.name) == (people.li, Role.inspector, JIANG, "李督学")
    assert holder(signed_in, "other-token") is None


def test_a_session_ends_at_its_expiry(signed_in: Store) -> None:
    assert holder(signed_in, at=AT + HOUR - 1) == "li"
    assert holder(signed_in, at=AT + HOUR) is None


def test_a_session_seen_again_lives_longer(signed_in: Store) -> None:
    token_hash = sessions.hashed("li-token")
    signed_in.write_now(lambda c: sessions.touch(c, token_hash, at=AT + 5, expires_at=AT + 2 * HOUR))
    assert holder(signed_in, at=AT + HOUR) == "li"


def test_the_token_itself_is_nowhere_in_the_record(signed_in: Store) -> None:
    with sqlite3.connect(str(signed_in.engine.url.database)) as connection:
        dump = "\n".join(connection.iterdump())
    assert sessions.hashed("li-token") in dump and "li-token" not in dump


def test_signing_out_ends_one_session(signed_in: Store, people: People) -> None:
    signed_in.write_now(lambda c: sessions.open_session(c, "second", people.li, at=AT, expires_at=AT + HOUR))
    signed_in.write_now(lambda c: sessions.close_session(c, "li-token"))
    assert holder(signed_in) is None and holder(signed_in, "second") == "li"
    assert len(signed_in.read_now(lambda c: sessions.of_account(c, people.li, AT))) == 1


def test_disabling_ends_all_sessions_for_good(signed_in: Store, people: People) -> None:
    signed_in.write_now(lambda c: accounts.set_disabled(c, people.li, True))
    signed_in.write_now(lambda c: accounts.set_disabled(c, people.li, False))
    assert holder(signed_in) is None


def test_a_disabled_account_opens_nothing_even_with_a_session_row(signed_in: Store, people: People) -> None:
    signed_in.write_now(lambda c: accounts.set_disabled(c, people.li, True))
    signed_in.write_now(lambda c: sessions.open_session(c, "late", people.li, at=AT, expires_at=AT + HOUR))
    assert holder(signed_in, "late") is None


def test_a_new_password_ends_all_sessions_a_rehash_none(signed_in: Store, people: People) -> None:
    signed_in.write_now(lambda c: accounts.rehash(c, people.li, "newer parameters"))
    assert holder(signed_in) == "li"
    signed_in.write_now(lambda c: accounts.set_password(c, people.li, "new"))
    assert holder(signed_in) is None


def test_purging_takes_expired_sessions_only(signed_in: Store, people: People) -> None:
    signed_in.write_now(lambda c: sessions.open_session(c, "long", people.li, at=AT, expires_at=AT + 9 * HOUR))
    assert signed_in.write_now(lambda c: sessions.purge(c, AT + HOUR)) == 1
    assert holder(signed_in, "long", AT + HOUR) == "li"
