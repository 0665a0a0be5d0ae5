"""The ledger as a list: filters, order and totals, checked against the same question asked of each row."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import and_
from sqlalchemy.dialects import postgresql, sqlite

from inspector.casework.finding_life import RUNNING, FindingState, is_overdue
from inspector.storage import ledger
from inspector.storage.ledger import Column, Filter, Group, Order
from inspector.storage.rows import add
from inspector.storage.store import Store
from inspector.storage.tables import Finding
from tests.storage.world import AT, CITY, JIANG, OTHER, PINGLU, SCHOOL, People

TODAY = date(2026, 3, 10)
NAMES = {SCHOOL: "绛县特殊教育学校", OTHER: "平陆县特殊教育学校", JIANG: "绛县", PINGLU: "平陆县"}


def rows() -> list[Finding]:
    """One of each state for each unit, with days around today and none."""
    made = []
    for number in range(1, 57):
        state = list(FindingState)[number % 7]
        unit = list(NAMES)[number % 4]
        days = (-3, -1, 0, 1, 14, 15, None)[number % 5 + number % 3]
        finding: dict[str, Any] = {
            "id": f"f{number:02}",
            "city_id": CITY,
            "number": number,
            "checklist_id": "p",
            "unit_id": unit,
            "item_id": f"item{number}",
            "unit_name": NAMES[unit],
            "district_id": {SCHOOL: JIANG, OTHER: PINGLU}.get(unit, unit),
            "kind": ("problem", "unproven", "suggestion")[number % 3],
            "severity": ("ordinary", "serious", "grave")[number // 2 % 3],
            "title": f"建成资源教室{number}" if number % 2 else "100%达到",
            "text": "未建成。",
            "office": ("教育局", "财政局")[number % 2],
            "state": state.value,
            "due": None if days is None else TODAY + timedelta(days=days),
            "asked_due": TODAY + timedelta(days=40) if number % 6 == 0 else None,
            "first_round": "r1",
            "last_round": "r1",
            "found_at": AT,
        }
        made.append(Finding(**finding))
    return made


@pytest.fixture
def kept(store: Store, people: People) -> list[Finding]:
    found = rows()
    store.write_now(lambda c: add(c, *found))
    return found


def listed(store: Store, wanted: Filter, order: Order | None = None) -> list[int]:
    found = store.read_now(lambda c: ledger.page(c, wanted, order or Order(), 0, 100, TODAY))
    streamed = store.read_now(lambda c: list(ledger.each(c, wanted, order or Order(), TODAY)))
    assert found == streamed
    return [one.number for one in found]


def test_each_filter_keeps_what_it_says(store: Store, kept: list[Finding]) -> None:
    asks: dict[Filter, Callable[[Finding], bool]] = {
        Filter(city=CITY): lambda one: True,
        Filter(city="zhuhai"): lambda one: False,
        Filter(unit=SCHOOL): lambda one: one.unit_id == SCHOOL,
        Filter(units=frozenset({SCHOOL, JIANG})): lambda one: one.unit_id in (SCHOOL, JIANG),
        Filter(units=frozenset()): lambda one: False,
        Filter(district=JIANG): lambda one: one.unit_id in (SCHOOL, JIANG),
        Filter(office="财政局"): lambda one: one.office == "财政局",
        Filter(state="verified"): lambda one: one.state == "verified",
        Filter(state=Group.running): lambda one: one.state in RUNNING,
        Filter(state=Group.ended): lambda one: one.state in ("closed", "dropped"),
        Filter(state=Group.overdue): lambda one: is_overdue(FindingState(one.state), one.due, TODAY),
        Filter(state=Group.due_soon): lambda one: (
            one.state in ("open", "partly") and one.due is not None and 0 <= (one.due - TODAY).days <= 14
        ),
        Filter(kind="unproven"): lambda one: one.kind == "unproven",
        Filter(severity="grave"): lambda one: one.severity == "grave",
        Filter(round="r1"): lambda one: False,  # no chapter was written here
        Filter(due_from=TODAY): lambda one: one.due is not None and one.due >= TODAY,
        Filter(due_to=TODAY): lambda one: one.due is not None and one.due <= TODAY,
        Filter(asked=True): lambda one: one.asked_due is not None and one.state in ("open", "partly"),
        Filter(text="资源教室"): lambda one: "资源教室" in one.title,
        Filter(text="资源教室 平陆"): lambda one: "资源教室" in one.title and "平陆" in one.unit_name,
        Filter(text="%"): lambda one: "%" in one.title,
        Filter(text="第7号"): lambda one: one.number == 7,
        Filter(text="7"): lambda one: one.number == 7 or "7" in one.title,
        Filter(text="_"): lambda one: False,
    }
    for wanted, keeps in asks.items():
        assert listed(store, wanted) == [one.number for one in kept if keeps(one)], wanted


def test_every_order_is_whole_and_turns_round(store: Store, kept: list[Finding]) -> None:
    severities, states = ("grave", "serious", "ordinary"), [state.value for state in FindingState]
    keys: dict[Column, Callable[[Finding], tuple[Any, ...]]] = {
        Column.number: lambda one: (one.number,),
        Column.unit: lambda one: (one.unit_name.encode(),),
        Column.office: lambda one: (one.office.encode(),),
        Column.severity: lambda one: (severities.index(one.severity),),
        Column.state: lambda one: (states.index(one.state),),
    }
    for by, key in keys.items():
        rising = [one.number for one in sorted(kept, key=lambda one: (*key(one), one.number))]
        assert listed(store, Filter(), Order(by)) == rising, by
        falling = sorted(sorted(kept, key=lambda one: one.number), key=key, reverse=True)
        assert listed(store, Filter(), Order(by, True)) == [one.number for one in falling], by
    for turned in (False, True):
        shown = listed(store, Filter(), Order(Column.due, turned))
        days = [{one.number: one.due for one in kept}[number] for number in shown]
        known = [day for day in days if day]
        assert known == sorted(known, reverse=turned) and days[: len(known)] == known


def test_totals_are_sums_of_the_same_rows(store: Store, kept: list[Finding]) -> None:
    for wanted in (Filter(), Filter(unit=SCHOOL), Filter(city="nowhere"), Filter(severity="serious")):
        found = store.read_now(lambda c, wanted=wanted: ledger.totals(c, wanted, TODAY))  # type: ignore[misc]
        assert found.all == len(listed(store, wanted))
        for name in ("running", "overdue", "due_soon", "found", "reported", "verified", "closed", "dropped"):
            assert getattr(found, name) == len(listed(store, replace(wanted, state=name))), name
        for kind in ("problem", "unproven", "suggestion"):
            assert getattr(found, kind) == len(listed(store, replace(wanted, kind=kind))), kind
        assert found.asked == len(listed(store, replace(wanted, asked=True)))
        assert found.all == found.found + found.running + found.closed + found.dropped


def test_pages_follow_each_other(store: Store, kept: list[Finding]) -> None:
    for order in (Order(Column.severity), Order(Column.due), Order(Column.due, True)):
        for of in (None, 56):
            pages = [_page(store, order, at, of) for at in range(0, 70, 10)]
            assert [number for found in pages for number in found] == listed(store, Filter(), order)
    assert store.read_now(lambda c: ledger.offices(c, CITY)) == ["教育局", "财政局"]
    assert store.read_now(lambda c: ledger.districts(c, CITY)) == [JIANG, PINGLU]
    few = store.read_now(lambda c: ledger.narrowed(c, Filter(text="资源教室"), TODAY))
    assert few.ids is not None and listed(store, few) == listed(store, Filter(text="资源教室"))


def _page(store: Store, order: Order, at: int, of: int | None) -> list[int]:
    found = store.read_now(lambda c: ledger.page(c, Filter(), order, at, 10, TODAY, of=of))
    return [one.number for one in found]


def test_words_and_keys_are_asked_for_in_the_words_of_both_databases() -> None:
    wanted = ledger.conditions(Filter(text="资源教室 iep", ids=frozenset({"b", "a"})), TODAY)
    for dialect, place, items in (
        (sqlite.dialect(), "instr(finding.title", "json_each("),
        (
            postgresql.dialect(),  # type: ignore[no-untyped-call]
            "position(",
            "json_array_elements_text(CAST(",
        ),
    ):
        told = str(and_(*wanted).compile(dialect=dialect))
        assert place in told and items in told and "LIKE" in told
        assert '["a", "b"]' in and_(*wanted).compile(dialect=dialect).params.values()
