"""One answer saved: normalised, judged, scored, acknowledged; kept as typed when it cannot be read."""

from inspector.storage import facts, results, surveys
from inspector.storage.instants import now
from inspector.storage.rounds import by_id
from inspector.storage.tables import Result
from tests.web.conftest import World
from tests.web.forms.conftest import Device, live_of, operation

REFUSED = "pupils_refused/value"


def stored(world: World, inspection: str = "r-east_school") -> Result | None:
    return world.store.read_now(lambda connection: results.by_inspection(connection, inspection))


def test_full_width_digits_are_taken_and_the_item_is_judged_at_once(device: Device) -> None:
    told = device.enter(REFUSED, "３人")
    assert told["cells"][REFUSED]["shown"] == "3"
    assert "未达到" in told["items"]["pupils_refused"]["badge"]  # at most 0 pupils may be refused


def test_an_unreadable_answer_stays_as_typed_with_the_reason_beside_it(device: Device) -> None:
    told = device.enter(REFUSED, "abc")
    assert told["cells"][REFUSED] == {
        "base": told["results"][0]["id"],
        "shown": "abc",
        "problem": "“abc”不是数字。",
    }
    page = device.client.get("/inspections/r-east_school").text
    assert 'value="abc"' in page and "“abc”不是数字。" in page


def test_the_problem_speaks_the_language_of_the_reader(world: World) -> None:
    device = Device(world.signed_in("inspector.east", accept_language="en"))
    device.client.post("/language", data={"locale": "en", "back": "/"})
    assert device.enter(REFUSED, "abc")["cells"][REFUSED]["problem"] == "'abc' is not a number."


def test_the_stored_result_is_the_one_that_rescore_writes(world: World, device: Device) -> None:
    device.enter(REFUSED, "0")
    device.enter("roll_matches/no_roll/value", "1")
    before = stored(world)
    assert before is not None
    world.store.write_now(lambda connection: surveys.rescore(connection, "r", at=before.computed_at))
    assert stored(world) == before


def test_the_same_operation_again_gives_the_same_result_and_no_second_entry(world: World, device: Device) -> None:
    made = operation(REFUSED, "1")
    first, second = device.send(made).json(), device.send(made).json()
    assert first["results"] == second["results"]
    assert live_of(world).heads[REFUSED].operation == made["id"]


def test_the_same_id_with_other_content_is_refused_and_kept_apart(device: Device) -> None:
    made = operation(REFUSED, "1")
    device.send(made)
    told = device.send(made | {"raw": "2"}).json()
    assert told["results"][0]["outcome"] == "id_reused"
    assert told["cells"][REFUSED]["shown"] == "1"


def test_a_conditional_item_appears_and_leaves_at_once_and_brings_back_what_was_typed(world: World) -> None:
    """vocational_majors is asked only where vocational_section is answered with "open"."""
    device = Device(world.signed_in("inspector.east"), "r-east_special")
    assert live_of(world, "r-east_special").results["vocational_majors"].why == "answer.vocational_section"
    told = device.enter("vocational_section/value", "open")
    assert told["items"]["vocational_majors"]["hidden"] is False
    device.enter("vocational_majors/note", "三个专业")
    told = device.enter("vocational_section/value", "none")
    assert told["items"]["vocational_majors"]["hidden"] is True
    told = device.enter("vocational_section/value", "open")
    assert told["items"]["vocational_majors"]["hidden"] is False
    assert live_of(world, "r-east_special").cells["vocational_majors/note"] == "三个专业"


def test_an_entry_by_another_page_comes_with_the_next_answer(world: World, device: Device) -> None:
    other = Device(world.signed_in("inspector.east"))
    mark = device.enter(REFUSED, "1")["mark"]
    other.enter("roll_matches/no_roll/value", "2")
    told = device.send(operation("roll_matches/empty_roll/value", "0"), mark=mark).json()
    assert told["cells"]["roll_matches/no_roll/value"]["shown"] == "2"
    assert not told["everything"]


def test_an_emptied_cell_is_unanswered_again(world: World, device: Device) -> None:
    device.enter(REFUSED, "0")
    told = device.enter(REFUSED, "")
    assert "未核查" in told["items"]["pupils_refused"]["badge"]
    assert REFUSED not in live_of(world).cells


def test_later_facts_and_settings_drop_what_is_kept_in_memory(world: World, device: Device) -> None:
    device.enter(REFUSED, "0")
    before = live_of(world)
    assert live_of(world).generation == before.generation
    round_ = world.store.read_now(lambda connection: by_id(connection, "r"))
    assert round_ is not None
    new = facts.NewFact("east_school", "included_classes", round_.data_date, "9")
    world.store.write_now(lambda c: facts.record(c, "shi", [new], at=now(), account_id=None))
    after = live_of(world)
    assert after.generation != before.generation
    assert after.subject.facts["included_classes"][""] == "9"


def test_rescore_drops_what_is_kept_in_memory(world: World, device: Device) -> None:
    device.enter(REFUSED, "0")
    before = live_of(world)
    world.store.write_now(lambda connection: surveys.rescore(connection, "r", at=1))
    assert live_of(world).generation != before.generation
