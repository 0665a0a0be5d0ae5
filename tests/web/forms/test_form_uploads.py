"""Files in pieces: cut anywhere, damaged, too long, sent twice, sent by others; what stands is whole or not there."""

import io
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from httpx import Client, Response
from PIL import Image

from inspector.fieldwork.operations import Level
from inspector.storage import operations, parts, uploads
from inspector.storage.tables import Role
from inspector.web.evidence.keeping import pieces
from tests.web.conftest import World, add_account
from tests.web.forms.conftest import Device, live_of, operation
from tests.web.forms.test_form_evidence import GPS, office, photo

FORM = "/inspections/r-east_school"
CUT = 65_536
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 4096 + b"%%EOF"


@dataclass
class Sending:
    """What a device does with one file; `failing` are places at which its connection breaks after the piece."""

    client: Client
    user: int
    content: bytes
    id: str = field(default_factory=lambda: str(uuid4()))
    item: str = "pupils_refused"
    request: str = "register"
    form: str = FORM

    def announce(self, **changed: Any) -> Response:
        digest = sha256(self.content).hexdigest()
        told = {"id": self.id, "user": self.user, "item": self.item, "request": self.request, "sha256": digest}
        return self.client.post(f"{self.form}/uploads", json=told | {"size": len(self.content)} | changed)

    def piece(self, offset: int, content: bytes) -> Response:
        headers = {"upload-offset": str(offset), "content-type": "application/octet-stream"}
        return self.client.patch(f"{self.form}/uploads/{self.id}", content=content, headers=headers)

    def rest(self, offset: int = 0, step: int = CUT * 4) -> Response:
        reply = self.piece(offset, self.content[offset : offset + step])
        for place in range(offset + step, len(self.content), step):
            reply = self.piece(place, self.content[place : place + step])
        return reply

    def whole(self) -> Response:
        assert self.announce().status_code == 200
        return self.rest()

    def withdraw(self) -> Response:
        return self.client.delete(f"{self.form}/uploads/{self.id}")


@pytest.fixture
def client(world: World) -> Client:
    return world.signed_in("inspector.east", accept="application/json")


@pytest.fixture
def user(world: World) -> int:
    return world.account_id("inspector.east")


def kept(world: World, client: Client) -> list[bytes]:
    """The files that stand in the form, as downloaded: each has the hash it is kept under."""
    found = []
    for piece in pieces(live_of(world)).values():
        content = client.get(f"{FORM}/evidence/{piece['sha256']}").content
        assert sha256(content).hexdigest() == piece["sha256"]
        found.append(content)
    return found


def awaited(world: World, level: Level = Level.team) -> int:
    return len(world.store.read_now(lambda connection: uploads.awaited(connection, "r-east_school", level)))


def test_cut_at_every_64_kb_the_file_is_not_there_and_then_it_is_there_whole(
    world: World, client: Client, user: int
) -> None:
    assert 16 * CUT < len(PDF) < 17 * CUT
    for number, cut in enumerate(range(CUT, len(PDF), CUT)):
        sending = Sending(client, user, PDF)
        sending.announce()
        for place in range(0, cut, CUT):
            sending.piece(place, PDF[place : place + CUT])
        assert len(kept(world, client)) == number
        again = Sending(client, user, PDF, id=sending.id)
        assert again.announce().json()["offset"] == cut
        told = again.rest(cut)
        assert told.json()["state"] == "done" and told.headers["inspector-answer"] == "operations"
    assert kept(world, client) == [PDF] * 16
    assert list(parts.folder_of(world.store.blob_folder).iterdir()) == []


def test_a_photo_in_pieces_is_made_anew_like_any_other(world: World, client: Client, user: int) -> None:
    told = Sending(client, user, photo()).whole().json()
    (content,) = kept(world, client)
    image = Image.open(io.BytesIO(content))
    assert image.size == (400, 600) and GPS not in image.getexif() and b"SecretCam" not in content
    assert told["field"] in told["piece"] and told["field"] in pieces(live_of(world))


def test_caption_and_place_come_with_it_and_may_change_on_the_way(world: World, client: Client, user: int) -> None:
    sending = Sending(client, user, photo())
    sending.announce(caption="校门", place="22.27072,113.57673,12")
    sending.announce(caption="东门", place="")
    sending.rest()
    (piece,) = pieces(live_of(world)).values()
    assert piece["caption"] == "东门" and "place" not in piece


def test_a_place_is_added_to_a_standing_piece_and_taken_away_again(world: World, client: Client, user: int) -> None:
    path = Sending(client, user, photo()).whole().json()["field"]
    device = Device(client)
    device.bases[path] = live_of(world).heads[path].operation or ""
    device.enter(path, '{"place": "22.27072,113.57673,12"}')
    assert pieces(live_of(world))[path]["place"] == "22.27072,113.57673,12"
    device.enter(path, '{"place": ""}')
    assert "place" not in pieces(live_of(world))[path]
    device.send(operation(path, '{"place": "around the corner"}', base=device.bases[path]))
    assert "place" not in pieces(live_of(world))[path]


def test_everything_sent_again_changes_nothing(world: World, client: Client, user: int) -> None:
    sending = Sending(client, user, PDF)
    first = sending.whole().json()
    assert sending.announce().json() == first
    assert sending.piece(0, PDF[:CUT]).json() == first
    assert sending.piece(len(PDF), b"").json() == first
    assert kept(world, client) == [PDF]
    sent = world.store.read_now(lambda connection: operations.history(connection, "shi", "r-east_school"))
    assert [one.arrived.operation.id for one in sent] == [sending.id]


def test_a_piece_that_comes_twice_or_too_early_is_told_where_to_go_on(client: Client, user: int) -> None:
    sending = Sending(client, user, PDF)
    sending.announce()
    sending.piece(0, PDF[:CUT])
    for offset in (0, 2 * CUT):
        reply = sending.piece(offset, PDF[offset : offset + CUT])
        assert reply.status_code == 409 and reply.json()["offset"] == CUT
    assert sending.rest(CUT).json()["state"] == "done"


def test_a_flipped_byte_sends_it_back_to_the_start_and_nothing_stands(world: World, client: Client, user: int) -> None:
    sending = Sending(client, user, PDF)
    sending.announce()
    damaged = bytearray(PDF)
    damaged[700_000] ^= 1
    reply = Sending(client, user, bytes(damaged), id=sending.id).rest()
    assert reply.status_code == 409 and reply.json()["offset"] == 0 and "损坏" in reply.json()["message"]
    assert kept(world, client) == [] and awaited(world) == 1
    assert sending.rest().json()["state"] == "done"
    assert kept(world, client) == [PDF]


def test_a_wrong_hash_never_becomes_a_file(world: World, client: Client, user: int) -> None:
    sending = Sending(client, user, PDF)
    sending.announce(sha256="a" * 64)
    assert sending.rest().status_code == 409
    assert kept(world, client) == []


def test_more_than_announced_ends_it(world: World, client: Client, user: int) -> None:
    sending = Sending(client, user, PDF)
    sending.announce()
    sending.piece(0, PDF[:CUT])
    reply = sending.piece(CUT, PDF[CUT : 4 * CUT] + b"x" * CUT)
    assert reply.status_code == 200
    for place in range(5 * CUT, 16 * CUT, CUT):
        reply = sending.piece(place, b"x" * CUT)
    reply = sending.piece(16 * CUT, b"x" * CUT)
    assert reply.status_code == 413 and reply.json()["message"]
    assert kept(world, client) == [] and awaited(world) == 0


def test_empty_and_oversized_files_are_refused_before_they_are_sent(world: World, client: Client, user: int) -> None:
    for size, status in ((0, 422), (20_000_001, 413)):
        reply = Sending(client, user, PDF).announce(size=size)
        assert reply.status_code == status and reply.json()["message"]
    assert awaited(world) == 0


def test_a_piece_above_256_kb_is_refused(client: Client, user: int) -> None:
    sending = Sending(client, user, PDF)
    sending.announce()
    assert sending.piece(0, PDF[: 4 * CUT + 1]).status_code == 413


def big_picture() -> bytes:
    target = io.BytesIO()
    Image.new("1", (13_000, 13_000)).save(target, "PNG")
    return target.getvalue()


HOSTILE = {
    "script": b"#!/bin/sh\nrm -rf /\n",
    "html": b"<html><script>alert(1)</script>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
    "head of a JPEG": b"\xff\xd8\xff<script>",
    "cut photo": photo()[:300],
    "GIF": b"GIF89a" + b"\0" * 50,
    "zip": office("evil"),
    "macros": office("word", "word/vbaProject.bin"),
    "13,000 x 13,000": big_picture(),
}


def test_hostile_files_end_in_words_and_leave_nothing(world: World, client: Client, user: int) -> None:
    for name, content in HOSTILE.items():
        reply = Sending(client, user, content).whole()
        assert reply.status_code == 422 and reply.json()["message"], name
    assert kept(world, client) == [] and awaited(world) == 0
    assert list(parts.folder_of(world.store.blob_folder).iterdir()) == []


def test_what_hangs_behind_a_photo_is_cut_off(world: World, client: Client, user: int) -> None:
    Sending(client, user, photo() + b"<script>alert(1)</script>" + office("word")).whole()
    (content,) = kept(world, client)
    assert b"script" not in content and b"PK" not in content[-100:]


def test_two_identical_photos_are_two_pieces(world: World, client: Client, user: int) -> None:
    Sending(client, user, PDF).whole()
    Sending(client, user, PDF).whole()
    assert kept(world, client) == [PDF, PDF]


def test_another_file_under_a_known_number_is_kept_apart(world: World, client: Client, user: int) -> None:
    sending = Sending(client, user, PDF)
    other = Sending(client, user, PDF + b"x", id=sending.id)
    sending.announce()
    reply = other.announce()
    assert reply.status_code == 409 and reply.json()["state"] == "other"
    sending.rest()
    assert other.announce().status_code == 409
    assert kept(world, client) == [PDF]


@pytest.fixture
def colleague(world: World) -> Client:
    """Another inspector of the same district, who may enter in the same form."""
    world.store.write_now(lambda c: add_account(c, "second.east", Role.inspector, "east", "-"))
    return world.signed_in("second.east", accept="application/json")


def test_another_persons_upload_is_not_there(world: World, client: Client, user: int, colleague: Client) -> None:
    sending = Sending(client, user, PDF)
    sending.announce()
    for stranger in (colleague, world.signed_in("inspector.west", accept="application/json")):
        theirs = Sending(stranger, user, PDF, id=sending.id)
        assert theirs.piece(0, PDF[:CUT]).status_code == 404
        assert theirs.withdraw().status_code == 404
    other_form = Sending(client, user, PDF, id=sending.id, form="/inspections/r-east_special")
    assert other_form.piece(0, PDF[:CUT]).status_code == 404 and other_form.withdraw().status_code == 404
    assert world.signed_in("evaluator.east").patch(f"{FORM}/uploads/{sending.id}").status_code == 403
    assert sending.rest().json()["state"] == "done"


def test_work_of_another_person_on_the_device_is_not_taken_as_mine(world: World, client: Client, user: int) -> None:
    reply = Sending(client, user + 1, PDF).announce()
    assert reply.status_code == 403 and awaited(world) == 0


FORGED: list[dict[str, Any]] = [
    {"id": "../../etc/passwd"},
    {"id": 7},
    {"sha256": "g" * 64},
    {"size": "12"},
    {"size": -1},
    {"caption": "长" * 201},
    {"place": "here"},
    {"device": ["x"]},
    {"user": None},
]


def test_an_announcement_no_page_of_ours_sends_is_a_400(client: Client, user: int) -> None:
    assert [Sending(client, user, PDF).announce(**one).status_code for one in FORGED] == [400] * len(FORGED)


def test_a_request_the_form_does_not_make_is_refused(client: Client, user: int) -> None:
    assert Sending(client, user, PDF, request="other").announce().status_code == 422
    assert Sending(client, user, PDF, item="nothing").announce().status_code == 422


def test_the_21st_piece_is_refused_with_those_on_their_way_counted(world: World, client: Client, user: int) -> None:
    for _ in range(20):
        assert Sending(client, user, PDF).announce().status_code == 200
    reply = Sending(client, user, PDF).announce()
    assert reply.status_code == 422 and "20" in reply.json()["message"]


def test_taken_back_it_is_awaited_no_more(world: World, client: Client, user: int) -> None:
    sending = Sending(client, user, PDF)
    sending.announce()
    sending.piece(0, PDF[:CUT])
    assert sending.withdraw().json()["state"] == "gone" and awaited(world) == 0
    assert list(parts.folder_of(world.store.blob_folder).iterdir()) == []
    assert sending.withdraw().status_code == 404


def test_taken_back_too_late_the_piece_it_became_is_removed(world: World, client: Client, user: int) -> None:
    sending, other = Sending(client, user, PDF), Sending(client, user, photo())
    sending.whole()
    path = other.whole().json()["field"]
    assert sending.withdraw().json()["state"] == sending.withdraw().json()["state"] == "gone"
    assert list(pieces(live_of(world))) == [path]
    assert sending.announce().json()["piece"] == ""


@contextmanager
def no_room(largest: int) -> Iterator[None]:
    """No file of this process grows above `largest` bytes: what a full disk does to one write."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_said_in_words_and_it_goes_on_without_a_restart(world: World, client: Client, user: int) -> None:
    sending = Sending(client, user, PDF)
    sending.announce()
    sending.piece(0, PDF[:CUT])
    with no_room(CUT + 1000):
        reply = sending.piece(CUT, PDF[CUT : 2 * CUT])
    assert reply.status_code == 507 and "磁盘" in reply.text and reply.headers["retry-after"]
    assert sending.announce().json()["offset"] == CUT
    assert sending.rest(CUT).json()["state"] == "done"
    assert kept(world, client) == [PDF]


def test_a_full_disk_at_the_last_step_leaves_it_awaited(world: World, client: Client, user: int) -> None:
    sending = Sending(client, user, PDF)
    sending.announce()
    for place in range(0, 15 * CUT, CUT):
        sending.piece(place, PDF[place : place + CUT])
    target = parts.folder_of(world.store.blob_folder) / sending.id
    target.write_bytes(PDF)
    with no_room(CUT):
        assert sending.piece(len(PDF), b"").status_code == 507
    assert kept(world, client) == [] and awaited(world) == 1
    assert sending.piece(len(PDF), b"").json()["state"] == "done"
    assert kept(world, client) == [PDF]


def test_a_file_sent_with_the_form_meets_the_full_disk_in_words_too(world: World, client: Client) -> None:
    with no_room(1000):
        reply = client.post(
            f"{FORM}/evidence", data={"item": "pupils_refused", "request": "register"}, files={"file": ("x", photo())}
        )
    assert reply.status_code == 507 and pieces(live_of(world)) == {}


def test_what_has_not_grown_for_seven_days_is_swept_and_starts_anew(world: World, client: Client, user: int) -> None:
    old, young = Sending(client, user, PDF), Sending(client, user, PDF)
    for one in (old, young):
        one.announce()
        one.piece(0, PDF[:CUT])
    left = parts.folder_of(world.store.blob_folder) / old.id
    a_week_ago = left.stat().st_mtime - 7 * 86400 - 1
    os.utime(left, (a_week_ago, a_week_ago))
    assert parts.sweep(world.store.blob_folder) == 1
    assert [old.announce().json()["offset"], young.announce().json()["offset"]] == [0, CUT]
    assert old.rest().json()["state"] == "done"
