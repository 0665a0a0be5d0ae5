"""A record that cannot grow: the entry is turned down in words, what was saved shows, and with room it goes on."""

from tests.soak.full import LONG
from tests.web.conftest import World
from tests.web.forms.conftest import Device, operation


def most_pages(world: World, pages: int) -> None:
    world.store.write_now(lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}"))


def test_no_room_is_told_as_such(world: World, device: Device) -> None:
    assert device.enter("pupils_refused/note", "saved before")["results"][0]["outcome"] == "applied"
    most_pages(world, 1)  # SQLite takes the number of pages there are
    late = operation("pupils_refused/reason", LONG)
    reply = device.send(late)
    assert reply.status_code == 507
    assert "磁盘" in reply.json()["error"]["message"] + reply.json()["error"]["next_step"]
    assert "saved before" in device.client.get("/inspections/r-east_school").text
    most_pages(world, 1_000_000)
    assert device.send(late).json()["results"][0]["outcome"] == "applied"
