"""Two inspectors in one form: the later edit of a changed field is shown, never written over the other."""

from sqlalchemy import text

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


def test_the_device_stands_beside_who_and_when(world: World) -> None:
    client = world.signed_in("inspector.east", user_agent="Mozilla/5.0 (Linux; Android 14) Chrome/126.0")
    client.post("/devices/hello", json={"device": "a" * 16, "waiting": 1})
    one, two = Device(client), Device(client)
    one.enter(FIELD, "0", device="a" * 16)
    two.bases = dict(one.bases)
    one.enter(FIELD, "1", device="a" * 16)
    told = two.send(operation(FIELD, "2", base=two.bases[FIELD])).json()
    assert told["conflicts"][FIELD].count("Chrome, Android") == 1, "the other device never reported itself"
    assert client.get("/inspections/r-east_school/history/pupils_refused").text.count("Chrome, Android") == 2


HEARD = {"notice": "2026-02-01", "heard_on": "2026-01-20"}


def test_an_open_conflict_keeps_from_confirming_and_from_letters(world: World) -> None:
    one, _, first, _ = differing(world)
    world.store.write_now(lambda c: c.execute(text("UPDATE inspection SET state='submitted' WHERE id='r-east_school'")))
    evaluator, clerk = world.signed_in("evaluator.east"), world.signed_in("clerk.east")
    refused = evaluator.post("/inspections/r-east_school/review", data={"step": "confirm"})
    assert refused.status_code == 409
    assert "不能确认" in refused.text
    for unit in ("east_school", "east"):
        wish = {"kind": "opinion", "unit": unit, "office": "督导办", "legal_basis": "《教育督导条例》"}
        assert "暂不能生成文书" in clerk.get(f"/rounds/r/letters/new?kind=opinion&unit={unit}").text
        assert clerk.post("/rounds/r/letters", data=wish | HEARD).status_code == 409
    assert evaluator.post("/inspections/r-east_school/review", data={"step": "return", "reason": "选定"}).is_redirect
    one.send(operation(FIELD, "2", base=first))
    world.store.write_now(lambda c: c.execute(text("UPDATE inspection SET state='submitted' WHERE id='r-east_school'")))
    assert evaluator.post("/inspections/r-east_school/review", data={"step": "confirm"}).is_redirect
    assert "暂不能生成文书" not in clerk.get("/rounds/r/letters/new?kind=opinion&unit=east").text


def test_an_open_conflict_holds_back_a_letter_that_is_ready_to_go_out(world: World) -> None:
    clerk = world.signed_in("clerk.east")
    wish = {"kind": "opinion", "unit": "east_school", "office": "督导办", "legal_basis": "《教育督导条例》"}
    Device(world.signed_in("inspector.east")).enter(FIELD, "0")
    letter = clerk.post("/rounds/r/letters", data=wish | HEARD).headers["location"]
    evaluator = world.signed_in("evaluator.east")
    evaluator.post(letter + "/steps", data={"step": "review", "seen": "1"})
    clerk.post(letter + "/steps", data={"step": "sign", "seen": "2", "person": "王某", "day": "2026-03-05"})
    differing(world)
    issue = {"step": "issue", "seen": "3", "number": "东教督〔2026〕5号", "day": "2026-03-05"}
    answer = clerk.post(letter + "/steps", data=issue)
    assert answer.status_code == 409 and "仍有分歧" in answer.text
