"""A round freezes what its numbers follow from; inspections move by the table of states."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from inspector.fieldwork.states import Action, ImpossibleError, Obstacle, Role, State
from inspector.storage import editions, facts, inspections, rounds, units
from inspector.storage.facts import NewFact
from inspector.storage.ids import new_id
from inspector.storage.rounds import RoundStateError
from inspector.storage.store import Store
from inspector.storage.tables import Edition, Inspection, Scheme
from tests.storage import world
from tests.storage.world import AT, CITY, EDITION, JIANG, OTHER, PINGLU, SCHOOL, People, version


def frozen(store: Store, round_id: str = "r1") -> dict[str, str | None]:
    return {unit.id: unit.parent_id for unit in store.read_now(lambda c: rounds.units_of(c, round_id))}


WHOLE = {CITY: None, JIANG: CITY, PINGLU: CITY, SCHOOL: JIANG, OTHER: PINGLU}


def test_an_open_round_keeps_its_tree_when_a_school_moves(store: Store, people: People) -> None:
    assert frozen(store) == WHOLE
    moved = version(SCHOOL, PINGLU, "special_school", "迁址", date(2024, 6, 1))
    store.write_now(lambda c: units.add_version(c, moved))
    assert frozen(store) == WHOLE
    store.write_now(lambda c: rounds.freeze_units(c, "r1"))
    assert frozen(store) == {**WHOLE, SCHOOL: PINGLU}


def test_the_tree_is_that_of_the_cut_off_date(store: Store, people: People) -> None:
    moved = version(SCHOOL, PINGLU, "special_school", "迁址", date(2024, 6, 1))
    store.write_now(lambda c: units.add_version(c, moved))
    store.write_now(lambda c: rounds.add(c, world.draft("r2", cutoff=date(2024, 5, 31))))
    store.write_now(lambda c: rounds.open_round(c, "r2", at=AT))
    assert frozen(store, "r2") == WHOLE


def test_chosen_units_bring_everything_above_them(store: Store, people: People) -> None:
    store.write_now(lambda c: rounds.add(c, world.draft("r2")))
    store.write_now(lambda c: rounds.open_round(c, "r2", at=AT, unit_ids=[SCHOOL]))
    assert frozen(store, "r2") == {CITY: None, JIANG: CITY, SCHOOL: JIANG}


def test_an_unknown_unit_leaves_the_draft_a_draft(store: Store, people: People) -> None:
    store.write_now(lambda c: rounds.add(c, world.draft("r2")))
    with pytest.raises(KeyError):
        store.write_now(lambda c: rounds.open_round(c, "r2", at=AT, unit_ids=["nowhere"]))
    draft = store.read_now(lambda c: rounds.by_id(c, "r2"))
    assert draft is not None and draft.state == "draft"


def test_only_a_draft_is_changed(store: Store, people: People) -> None:
    store.write_now(lambda c: rounds.add(c, world.draft("r2")))
    store.write_now(lambda c: rounds.change_draft(c, "r2", title="改名", approval_number="教督〔2024〕号"))
    changed = store.read_now(lambda c: rounds.by_id(c, "r2"))
    assert changed is not None and changed.title == "改名"
    with pytest.raises(RoundStateError):
        store.write_now(lambda c: rounds.change_draft(c, "r1", title="改名"))
    with pytest.raises(RoundStateError):
        store.write_now(lambda c: rounds.change_draft(c, "r2", state="open"))
    with pytest.raises(RoundStateError):
        store.write_now(lambda c: rounds.open_round(c, "r1", at=AT))


def test_closing_pins_the_facts(store: Store, people: People) -> None:
    row = NewFact(SCHOOL, "pupils", date(2024, 9, 1), "63")
    store.write_now(lambda c: facts.record(c, CITY, [row], at=AT, account_id=None))
    store.write_now(lambda c: rounds.close_round(c, "r1", at=AT + 1))
    closed = store.read_now(lambda c: rounds.by_id(c, "r1"))
    assert closed is not None
    assert (closed.state, closed.closed_at, closed.facts_through) == ("closed", AT + 1, 1)


def test_a_scheme_belongs_to_an_edition_of_its_own(store: Store, people: People) -> None:
    """The same office scheme may serve two editions; a round may not mix them."""
    other = Edition(digest=editions.digest_of("{}"), checklist_id="p", version="2", title="t", body="{}", stored_at=AT)
    store.write_now(lambda c: editions.store(c, other))
    mixed = world.draft("r2").model_copy(update={"edition_digest": other.digest})
    with pytest.raises(IntegrityError):
        store.write_now(lambda c: rounds.add(c, mixed))
    same_body = Scheme(
        edition_digest=other.digest, digest=world.SCHEME, name="points", body=world.SCHEME_BODY, stored_at=AT
    )
    store.write_now(lambda c: editions.store_scheme(c, same_body))
    store.write_now(lambda c: rounds.add(c, mixed))


def test_an_edition_is_kept_once_and_only_under_its_own_digest(store: Store, people: People) -> None:
    kept = store.read_now(lambda c: editions.by_digest(c, EDITION))
    assert kept is not None and kept.body == world.BODY
    again = kept.model_copy(update={"title": "other"})
    store.write_now(lambda c: editions.store(c, again))
    assert [line.title for line in store.read_now(editions.everything)] == ["t"]
    with pytest.raises(editions.DigestError):
        store.write_now(lambda c: editions.store(c, kept.model_copy(update={"body": "{}"})))


def test_a_unit_has_one_inspection_in_a_round(store: Store, people: People) -> None:
    twice = Inspection(id=new_id(), city_id=CITY, round_id="r1", unit_id=SCHOOL, created_at=AT)
    with pytest.raises(IntegrityError):
        store.write_now(lambda c: inspections.assign(c, twice))


def test_only_units_of_the_frozen_tree_are_inspected(store: Store, people: People) -> None:
    store.write_now(lambda c: units.add(c, version("late", JIANG, "special_school", "新校"), AT))
    late = Inspection(id="i2", city_id=CITY, round_id="r1", unit_id="late", created_at=AT)
    with pytest.raises(IntegrityError):
        store.write_now(lambda c: inspections.assign(c, late))
    store.write_now(lambda c: rounds.freeze_units(c, "r1"))
    store.write_now(lambda c: inspections.assign(c, late))
    assert [line.id for line in store.read_now(lambda c: inspections.of_unit(c, "late"))] == ["i2"]


def test_an_inspected_unit_does_not_drop_out_of_the_tree(store: Store, people: People) -> None:
    store.write_now(lambda c: units.end(c, SCHOOL, date(2024, 6, 1)))
    with pytest.raises(IntegrityError):
        store.write_now(lambda c: rounds.freeze_units(c, "r1"))
    store.write_now(lambda c: units.end(c, OTHER, date(2024, 6, 1)))
    assert frozen(store) == WHOLE


def act(store: Store, action: Action, account: int, role: Role, reason: str = "", at: int = AT) -> State:
    return store.write_now(
        lambda c: inspections.act(c, "i1", action, account_id=account, role=role, at=at, reason=reason)
    )


@pytest.fixture
def started(store: Store, people: People) -> Store:
    store.write_now(lambda c: c.exec_driver_sql("UPDATE inspection SET state = 'in_progress'").close())
    return store


def test_an_inspection_goes_from_the_inspector_to_the_evaluator(started: Store, people: People) -> None:
    assert [line.id for line in started.read_now(lambda c: inspections.of_inspector(c, people.li))] == ["i1"]
    act(started, Action.submit, people.li, Role.inspector, at=AT + 1)
    assert started.read_now(lambda c: inspections.of_inspector(c, people.li)) == []
    assert len(started.read_now(lambda c: inspections.in_state(c, CITY, State.submitted))) == 1
    act(started, Action.send_back, people.wang, Role.evaluator, "缺佐证", at=AT + 2)
    act(started, Action.submit, people.li, Role.inspector, at=AT + 3)
    act(started, Action.confirm, people.wang, Role.evaluator, at=AT + 4)
    done = started.read_now(lambda c: inspections.by_id(c, "i1"))
    assert done is not None
    assert (done.state, done.submitted_at, done.submitted_by) == ("confirmed", AT + 3, people.li)
    assert (done.confirmed_at, done.confirmed_by) == (AT + 4, people.wang)
    assert (done.returned_at, done.return_reason) == (AT + 2, "缺佐证")
    assert started.read_now(lambda c: inspections.counts(c, "r1")) == {State.confirmed: 1}


def test_what_may_not_be_changes_nothing(started: Store, people: People) -> None:
    with pytest.raises(ImpossibleError) as error:
        act(started, Action.confirm, people.wang, Role.evaluator)
    assert error.value.obstacle is Obstacle.state
    act(started, Action.submit, people.wang, Role.inspector)
    with pytest.raises(ImpossibleError) as own:
        act(started, Action.confirm, people.wang, Role.evaluator)
    assert own.value.obstacle is Obstacle.own_work
    with pytest.raises(inspections.UnknownInspectionError):
        started.write_now(lambda c: inspections.reassign(c, "nowhere", people.li))


def test_nothing_is_submitted_in_a_closed_round(started: Store, people: People) -> None:
    started.write_now(lambda c: rounds.close_round(c, "r1", at=AT))
    with pytest.raises(ImpossibleError) as error:
        act(started, Action.submit, people.li, Role.inspector)
    assert error.value.obstacle is Obstacle.round


def test_a_line_shows_the_names_of_the_frozen_tree(started: Store, people: People) -> None:
    renamed = version(SCHOOL, JIANG, "special_school", "新校名", date(2024, 6, 1))
    started.write_now(lambda c: units.add_version(c, renamed))
    started.write_now(lambda c: inspections.set_visit_date(c, "i1", date(2024, 10, 9)))
    line = started.read_now(lambda c: inspections.line(c, "i1"))
    assert line is not None
    assert (line.unit_name, line.round_title) == ("绛县特殊教育学校", "2024年专项督导")
    assert (line.inspector_name, line.state) == ("李督学", State.in_progress)
    assert line.visit_date == date(2024, 10, 9)


def test_ids_sort_by_time_and_do_not_repeat() -> None:
    ids = [new_id() for _ in range(20_000)]
    assert len(set(ids)) == 20_000
    moments = [each[:9] for each in ids]  # the first 45 of the 48 bits of milliseconds
    assert moments == sorted(moments) and len(set(moments)) > 1
    assert all(len(each) == 20 and each.isalnum() and each == each.lower() for each in ids)
