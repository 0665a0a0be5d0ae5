"""What a device that sends learns: whose entries are taken, and how much it is told of the form."""

from tests.web.conftest import World
from tests.web.forms.conftest import Device, live_of, operation

FIELD = "pupils_refused/value"
PATH = "/inspections/r-east_school/operations"


def test_a_batch_in_another_persons_name_is_not_taken_and_says_so(world: World, device: Device) -> None:
    other = str(world.account_id("inspector.west"))
    reply = device.client.post(PATH, json={"user": other, "operations": [operation(FIELD, "1")]})
    assert (reply.status_code, reply.headers["inspector-answer"]) == (409, "operations")
    assert reply.json()["refused"] == "other_user"
    assert live_of(world).heads == {}


def test_a_batch_in_the_own_name_is_taken(world: World, device: Device) -> None:
    own = str(world.account_id("inspector.east"))
    reply = device.client.post(PATH, json={"user": own, "operations": [operation(FIELD, "1")]})
    assert reply.json()["results"][0]["outcome"] == "applied"


def test_without_a_page_only_the_results_are_told_and_the_number_a_later_page_has(world: World, device: Device) -> None:
    told = device.client.post(PATH, json={"operations": [operation(FIELD, "1")]}).json()
    assert sorted(told) == ["results", "seen"]
    page = device.client.get("/inspections/r-east_school").text
    assert f'name="seen" value="{told["seen"]}"' in page


def test_an_empty_batch_tells_a_page_what_another_one_entered(world: World, device: Device) -> None:
    mark = device.enter(FIELD, "1")["mark"]
    Device(world.signed_in("inspector.east")).enter("roll_matches/no_roll/value", "2")
    told = device.send(mark=mark).json()
    assert told["cells"]["roll_matches/no_roll/value"]["shown"] == "2"
    assert (told["results"], told["everything"]) == ([], False)


def test_a_refusal_names_who_is_signed_in(world: World) -> None:
    clerk = world.signed_in("clerk.east")
    reply = clerk.post(PATH, json={"operations": []}, headers={"accept": "application/json"})
    assert reply.status_code == 403
    assert reply.json()["error"]["account"] == str(world.account_id("clerk.east"))
    nobody = world.visitor().post(PATH, json={"operations": []}, headers={"accept": "application/json"})
    assert (nobody.status_code, nobody.json()["error"]["account"]) == (401, "")
