"""A file that is announced and not here yet: shown, in the way of what must not go on without it, and given up."""

from httpx import Client

from tests.web.conftest import World
from tests.web.forms.conftest import Device
from tests.web.forms.test_form_uploads import FORM, PDF, Sending, awaited, client, kept, user

__all__ = ["client", "user"]


def test_after_submission_the_file_is_kept_and_said_to_be_late(world: World, client: Client, user: int) -> None:
    Device(client).enter("pupils_refused/value", "0")
    client.post(f"{FORM}/submit", data={"stays_open": "1"})
    sending = Sending(client, user, PDF)
    told = sending.whole().json()
    assert told["state"] == "done" and told["piece"] == "" and "已提交" in told["message"]
    assert sending.announce().json() == told
    assert kept(world, client) == []
    late = client.get(f"{FORM}/review", headers={"accept": "text/html"}).text
    assert "未计入" in late and "sha256" not in late


def page(client: Client, path: str) -> str:
    return client.get(path, headers={"accept": "text/html"}).text


def test_a_file_on_its_way_is_shown_and_holds_up_submission(world: World, client: Client, user: int) -> None:
    Device(client).enter("pupils_refused/value", "0")
    sending = Sending(client, user, PDF)
    sending.announce()
    assert "1个文件尚未传到" in page(client, FORM) and "尚未传到" in page(client, f"{FORM}/submit")
    held_up = client.post(f"{FORM}/submit", data={"stays_open": "1"}, headers={"accept": "text/html"})
    assert held_up.status_code == 409
    sending.rest()
    assert "尚未传到" not in page(client, FORM)
    assert client.post(f"{FORM}/submit", data={"stays_open": "1"}).status_code == 303


def test_a_late_file_holds_up_confirmation_and_letters_until_somebody_goes_on_without_it(
    world: World, client: Client, user: int
) -> None:
    Device(client).enter("pupils_refused/value", "0")
    client.post(f"{FORM}/submit", data={"stays_open": "1"})
    sending = Sending(client, user, PDF)
    sending.announce()
    evaluator, clerk = world.signed_in("evaluator.east"), world.signed_in("clerk.east")
    held_up = evaluator.post(f"{FORM}/review", data={"step": "confirm"})
    assert held_up.status_code == 409 and "1个文件尚未传到" in held_up.text
    wish = {"kind": "opinion", "unit": "east", "office": "东城区人民政府教育督导委员会"} | {"heard_on": "2026-01-20"}
    letter = clerk.post("/rounds/r/letters", data=wish)
    assert letter.status_code == 409 and "尚未传到" in letter.text
    drop = f"{FORM}/uploads/{sending.id}/drop"
    assert world.signed_in("evaluator.west").post(drop).status_code == 404
    assert client.post(drop.replace("r-east_school", "r-east_special")).status_code == 404
    assert evaluator.post(drop).status_code == 303 and awaited(world) == 0
    assert evaluator.post(f"{FORM}/review", data={"step": "confirm"}).status_code == 303
    assert "尚未传到" not in clerk.post("/rounds/r/letters", data=wish).text
