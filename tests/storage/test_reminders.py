"""Each reminder is told once: two processes, a crash on the way, a clock set back or forward, a server that fails."""

from datetime import date, timedelta

import pytest

from inspector.casework.finding_life import FindingStep
from inspector.casework.reminders import Audience, What
from inspector.storage import reminders
from inspector.storage.instants import SECOND
from inspector.storage.ledger import Filter
from inspector.storage.reminders import BACK_OFF, LEASE, Line
from inspector.storage.store import Store
from inspector.storage.tables import ReminderDigest
from tests.storage.test_findings import clerk as clerk
from tests.storage.test_findings import ledger, moved, story, taken
from tests.storage.world import CITY, People

TOLD = date(2026, 2, 10)
DUE = date(2026, 3, 20)
NOON = 1_774_000_000 * SECOND
WHO = ("mail", "7")


@pytest.fixture
def told(store: Store, people: People, clerk: int) -> str:
    """A finding whose last day is 20 March; its id."""
    taken(store, [story()])
    row = ledger(store)[0]
    return moved(store, row, FindingStep.tell, clerk, day=TOLD, due=DUE).id


def lines(store: Store, today: date, audience: Audience = Audience.unit) -> list[Line]:
    return store.read_now(lambda c: reminders.waiting(c, Filter(city=CITY), audience, today))[0]


def claimed(store: Store, today: date, at: int = NOON) -> ReminderDigest | None:
    found = lines(store, today)
    return store.write_now(lambda c: reminders.claim(c, *WHO, today, found, lambda _: ("s", "b"), at=at))


def again(store: Store, today: date, at: int) -> ReminderDigest | None:
    return store.write_now(lambda c: reminders.claim_again(c, today, at=at))


def test_it_is_told_on_its_days_and_on_no_other(store: Store, told: str) -> None:
    days = [DUE - timedelta(days=9) + timedelta(days=n) for n in range(20)]
    assert [day for day in days if claimed(store, day)] == [
        date(2026, 3, 13),
        date(2026, 3, 17),
        date(2026, 3, 20),
        date(2026, 3, 21),
        date(2026, 3, 27),
    ]


def test_the_clerk_hears_of_it_when_it_is_late_and_the_evaluator_when_a_report_waits(
    store: Store, told: str, clerk: int
) -> None:
    assert lines(store, DUE, Audience.clerk) == []
    late = lines(store, date(2026, 3, 21), Audience.clerk)
    assert [(one.id, one.told[0].what) for one in late] == [(told, What.overdue)]
    row = ledger(store)[0]
    moved(store, row, FindingStep.report, clerk, day=date(2026, 2, 20), note="已建成")
    assert lines(store, date(2026, 3, 21), Audience.clerk) == []
    assert lines(store, date(2026, 3, 1), Audience.evaluator) == []
    waits = lines(store, date(2026, 3, 2), Audience.evaluator)
    assert [one.told[0].day for one in waits] == [date(2026, 3, 2)]


def test_a_second_process_finds_it_claimed(store: Store, told: str) -> None:
    assert claimed(store, date(2026, 3, 13)) is not None
    assert claimed(store, date(2026, 3, 13)) is None
    assert again(store, date(2026, 3, 13), NOON + SECOND) is None


def test_a_crash_on_the_way_gives_one_repeat_and_no_more(store: Store, told: str) -> None:
    day = date(2026, 3, 13)
    assert claimed(store, day) is not None
    second = again(store, day, NOON + LEASE + SECOND)
    assert second is not None and (second.tries, second.lost) == (2, 1)
    assert again(store, day, NOON + 3 * LEASE) is None
    assert [one.state for one in store.read_now(reminders.troubles)] == ["given_up"]


def test_a_server_that_fails_is_tried_again_ever_later_until_it_is_given_up(store: Store, told: str) -> None:
    day, at = date(2026, 3, 13), NOON
    row = claimed(store, day, at)
    for wait in BACK_OFF:
        assert row is not None
        failing = row
        store.write_now(lambda c, row=failing, at=at: reminders.failed(c, row, "no route", at=at))  # type: ignore[misc]
        assert again(store, day, at + wait - SECOND) is None
        at += wait
        row = again(store, day, at)
    assert row is not None
    last = row
    store.write_now(lambda c: reminders.failed(c, last, "no route", at=at))
    assert [(one.state, one.error) for one in store.read_now(reminders.troubles)] == [("given_up", "no route")]


def test_a_clock_set_back_sends_nothing_again_and_one_set_forward_sends_one(store: Store, told: str) -> None:
    assert claimed(store, date(2026, 3, 21)) is not None
    for back in (date(2026, 3, 20), date(2026, 3, 17), date(2026, 3, 21)):
        assert claimed(store, back) is None
    jumped = claimed(store, date(2026, 6, 1))
    assert jumped is not None
    sent = store.read_now(lambda c: c.exec_driver_sql("SELECT count(*) FROM reminder_sent").scalar())
    assert sent == 2


def test_a_clock_that_had_run_a_year_ahead_silences_nothing(store: Store, told: str) -> None:
    assert claimed(store, date(2027, 3, 21)) is not None
    assert claimed(store, date(2026, 3, 21)) is not None


def test_a_message_of_yesterday_is_given_up_as_the_next_one_says_what_still_matters(store: Store, told: str) -> None:
    row = claimed(store, date(2026, 3, 13))
    assert row is not None
    store.write_now(lambda c: reminders.failed(c, row, "no route", at=NOON))
    assert again(store, date(2026, 3, 14), NOON + BACK_OFF[0]) is None


def test_a_long_backlog_is_told_in_portions_and_nothing_starves(
    store: Store, told: str, monkeypatch: pytest.MonkeyPatch, clerk: int
) -> None:
    taken(store, [story(), story("b"), story("c"), story("d"), story("e")])
    for row in ledger(store)[1:]:
        moved(store, row, FindingStep.tell, clerk, day=TOLD, due=DUE)
    monkeypatch.setattr(reminders, "MOST_LINES", 2)
    heard = []
    for day in (21, 22, 23, 24):
        digest = claimed(store, date(2026, 3, day))
        with store.engine.connect() as connection:
            query = "SELECT count(*) FROM reminder_sent WHERE digest_id = ?"
            heard.append(digest and connection.exec_driver_sql(query, (digest.id,)).scalar())
    assert heard == [2, 2, 1, None]
