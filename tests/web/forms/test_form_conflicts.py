"""Two inspectors in one form: the later edit of a changed field is shown, never written over the other."""

from inspector.fieldwork.operations import Level
from inspector.storage import operations
from tests.web.conftest import World
from tests.web.forms.conftest import Device, live_of, operation

FIELD = "pupils_refused/value"


def open_conflicts(world: World) -> dict[str, list[str]]:
    found = world.store.read_now(lambda c: operations.open_conflicts(c, "shi", "r-east_school", Level.team))
    return {path: [one.id for one in others] for path, others in found.items()}


def differing(world: World) -> tuple[Device, Device, str, str]:
    """Two pages that both saw "0"; the first wrote 1, the second 2."""
    one, two = Device(world.signed_in("inspector.east")), Device(world.signed_in("inspector.east"))
    one.enter(FIELD, "0")
    two.bases = dict(one.bases)
    first = one.enter(FIELD, "1")["results"][0]["id"]
    made = operation(FIELD, "2", base=two.bases[FIELD])
    told = two.send(made).json()
    assert told["results"][0]["outcome"] == "conflict"
    assert told["cells"][FIELD]["shown"] == "1"
    assert "甲 inspector.east" in told["conflicts"][FIELD]
    return one, two, first, made["id"]


def test_both_are_kept_and_shown_with_who_and_when(world: World) -> None:
    one, _, _, second = differing(world)
    assert open_conflicts(world) == {FIELD: [second]}
    page = one.client.get("/inspections/r-east_school").text
    assert page.count("data-choose") == 2


def test_choosing_the_other_writes_a_third_entry_and_settles_it(world: World) -> None:
    one, _, first, _ = differing(world)
    one.send(operation(FIELD, "2", base=first))
    assert open_conflicts(world) == {}
    assert live_of(world).cells[FIELD] == "2"


def test_choosing_what_stands_settles_it_too(world: World) -> None:
    one, _, _, second = differing(world)
    told = one.send(operation(FIELD, "1", base=second)).json()
    assert told["results"][0]["outcome"] == "same"
    assert open_conflicts(world) == {}
    assert told["conflicts"] == {}
    assert live_of(world).cells[FIELD] == "1"


def test_the_choice_works_without_javascript(world: World) -> None:
    one, _, _, second = differing(world)
    reply = one.client.post("/inspections/r-east_school", data={"choose": f"{FIELD}|{second}"})
    assert reply.status_code == 303
    assert open_conflicts(world) == {}
    assert live_of(world).cells[FIELD] == "2"


def test_another_field_of_the_same_item_is_no_conflict(world: World) -> None:
    one, two = Device(world.signed_in("inspector.east")), Device(world.signed_in("inspector.east"))
    one.enter("roll_matches/no_roll/value", "1")
    assert two.enter("roll_matches/empty_roll/value", "2")["results"][0]["outcome"] == "applied"
