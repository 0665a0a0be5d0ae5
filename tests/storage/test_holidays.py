"""Days off and worked: the library's years, a city's own words before them, and years that nobody knows."""

from datetime import date

from inspector.storage import holidays
from inspector.storage.holidays import Said
from inspector.storage.store import Store

CITY = "yuncheng"
NEW_YEAR_2027 = Said(date(2027, 1, 1), "off", "元旦", "国办发明电〔2026〕9号")


def test_the_library_s_days_are_those_that_were_announced(store: Store) -> None:
    days = store.read_now(lambda c: holidays.days_of(c, CITY))
    assert days.off[date(2025, 10, 8)] == "国庆节" and date(2025, 10, 9) not in days.off
    assert date(2025, 9, 28) in days.worked and date(2026, 2, 28) in days.worked
    assert not days.is_working(date(2026, 2, 23)) and days.is_working(date(2026, 2, 24))
    assert {2025, 2026} <= days.years and 2027 not in days.years


def test_what_a_city_says_comes_before_the_library_and_can_be_taken_back(store: Store) -> None:
    said = [
        Said(date(2026, 10, 8), "off", "本市放假"),
        Said(date(2026, 10, 10), "usual"),
        Said(date(2026, 3, 7), "worked"),
    ]
    assert store.write_now(lambda c: holidays.say(c, CITY, said, by=None, at=1)) == 3
    days = store.read_now(lambda c: holidays.days_of(c, CITY))
    assert not days.is_working(date(2026, 10, 8)) and not days.is_working(date(2026, 10, 10))
    assert days.is_working(date(2026, 3, 7))
    other = store.read_now(lambda c: holidays.days_of(c, "zhuhai"))
    assert other.is_working(date(2026, 10, 8)) and other.is_working(date(2026, 10, 10))
    assert store.write_now(lambda c: holidays.take_back(c, CITY, date(2026, 10, 10), by=None, at=2))
    assert not store.write_now(lambda c: holidays.take_back(c, CITY, date(2026, 10, 10), by=None, at=3))
    assert store.read_now(lambda c: holidays.days_of(c, CITY)).is_working(date(2026, 10, 10))


def test_saying_the_same_again_changes_nothing_and_another_word_keeps_the_first_on_record(store: Store) -> None:
    assert store.write_now(lambda c: holidays.say(c, CITY, [NEW_YEAR_2027], by=None, at=1)) == 1
    assert store.write_now(lambda c: holidays.say(c, CITY, [NEW_YEAR_2027], by=None, at=2)) == 0
    changed = Said(NEW_YEAR_2027.day, "worked", "元旦")
    assert store.write_now(lambda c: holidays.say(c, CITY, [changed], by=None, at=3)) == 1
    assert [one.kind for one in store.read_now(lambda c: holidays.own_days(c, CITY))] == ["worked"]
    with store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT kind, removed_at FROM holiday ORDER BY id").all()
    assert [tuple(row) for row in rows] == [("off", 3), ("worked", None)]


def test_a_year_is_known_once_the_office_declares_it_complete(store: Store) -> None:
    today = date(2026, 11, 28)

    def missing() -> tuple[int, ...]:
        return holidays.missing_years(store.read_now(lambda c: holidays.days_of(c, CITY)), today)

    store.write_now(lambda c: holidays.say(c, CITY, [NEW_YEAR_2027], by=None, at=1))
    assert missing() == (2027,)
    store.write_now(lambda c: holidays.declare(c, CITY, 2027, "国办发明电〔2026〕9号", by=None, at=2))
    assert missing() == ()
    store.write_now(lambda c: holidays.undeclare(c, CITY, 2027))
    assert missing() == (2027,)
