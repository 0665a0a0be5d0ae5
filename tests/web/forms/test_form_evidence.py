"""Photos and documents: told apart by their bytes, freed of what the camera knew, kept for this inspection only."""

import io
import json
import zipfile
from typing import Any

import pytest
from httpx import Client, Response
from PIL import Image

from inspector.web.evidence.keeping import pieces
from tests.web.conftest import World
from tests.web.forms.conftest import Device, live_of, operation

PATH = "/inspections/r-east_school/evidence"
GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


def photo(kind: str = "JPEG", size: tuple[int, int] = (600, 400)) -> bytes:
    """Lying on its side, with the place and the maker of the camera."""
    image, target = Image.new("RGB", size, (10, 120, 60)), io.BytesIO()
    exif = image.getexif()
    exif[MAKE], exif[ORIENTATION] = "SecretCam", 6
    exif.get_ifd(GPS)[1] = "N"
    image.save(target, kind, exif=exif)
    return target.getvalue()


def office(folder: str, *more: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in ("[Content_Types].xml", f"{folder}/document.xml", *more):
            archive.writestr(name, "<x/>")
    return target.getvalue()


def send(client: Client, content: bytes, request: str = "register", item: str = "pupils_refused") -> Response:
    return client.post(PATH, data={"item": item, "request": request}, files={"file": ("../../x.exe", content)})


@pytest.fixture
def client(world: World) -> Client:
    return world.signed_in("inspector.east", accept="application/json")


def only_piece(world: World) -> tuple[str, dict[str, Any]]:
    found = pieces(live_of(world))
    assert len(found) == 1
    return next(iter(found.items()))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_made_anew_upright_and_without_place_or_maker(world: World, client: Client, kind: str) -> None:
    assert send(client, photo(kind)).status_code == 200
    path, piece = only_piece(world)
    assert path.startswith("pupils_refused/evidence/register-")
    reply = client.get(f"{PATH}/{piece['sha256']}")
    kept = Image.open(io.BytesIO(reply.content))
    assert kept.format == "JPEG" and kept.size == (400, 600) and not kept.getexif()
    assert b"SecretCam" not in reply.content
    thumb = Image.open(io.BytesIO(client.get(f"{PATH}/{piece['thumb']}").content))
    assert max(thumb.size) == 320


def test_a_download_is_an_attachment_that_no_browser_guesses_about(world: World, client: Client) -> None:
    send(client, b"%PDF-1.7 <script>")
    reply = client.get(f"{PATH}/{only_piece(world)[1]['sha256']}")
    assert reply.headers["content-disposition"].startswith("attachment")
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in reply.headers["content-security-policy"]
    assert "x.exe" not in reply.headers["content-disposition"]


@pytest.mark.parametrize(
    ("content", "extension"),
    [(b"%PDF-1.4 x", "pdf"), (office("word"), "docx"), (office("xl"), "xlsx")],
)
def test_documents_are_told_by_their_bytes(world: World, client: Client, content: bytes, extension: str) -> None:
    assert send(client, content).status_code == 200
    assert only_piece(world)[1]["name"].endswith(f".{extension}")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90 a program",
        b"<html><script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\0" * 50,
        b"\xff\xd8\xff not a photo after all",
        photo()[:200],
        b"PK\x03\x04 broken",
        office("evil"),
        office("word", "word/vbaProject.bin"),
    ],
)
def test_anything_else_is_refused_in_words(world: World, client: Client, content: bytes) -> None:
    reply = send(client, content)
    assert reply.status_code == 422 and reply.json()["error"]["message"]
    assert pieces(live_of(world)) == {}


def test_too_many_pixels_are_refused_before_they_are_unpacked(client: Client) -> None:
    target = io.BytesIO()
    Image.new("1", (10_000, 7_000)).save(target, "PNG")  # 70 million pixels in some kilobytes
    assert send(client, target.getvalue()).status_code == 422


def test_a_file_above_20_mb_is_refused(client: Client) -> None:
    assert send(client, b"%PDF-" + b"x" * 20_000_001).status_code == 413
    assert send(client, b"%PDF-" + b"x" * 22_000_000).status_code == 413


def test_a_request_the_form_does_not_make_is_refused(client: Client) -> None:
    assert send(client, photo(), request="other").status_code == 422
    assert send(client, photo(), item="nothing").status_code == 422


def test_a_caption_and_a_removal_are_entries_like_any_other(world: World, client: Client) -> None:
    send(client, photo())
    path, piece = only_piece(world)
    device = Device(client)
    device.bases[path] = live_of(world).heads[path].operation or ""
    device.enter(path, json.dumps({"caption": "校门"}))
    assert only_piece(world)[1] == piece | {"caption": "校门"}
    device.enter(path, "")
    assert pieces(live_of(world)) == {}
    assert client.get(f"{PATH}/{piece['sha256']}").status_code == 404


def test_a_device_cannot_put_another_file_in_the_place_of_one(world: World, client: Client) -> None:
    send(client, photo())
    path, piece = only_piece(world)
    base = live_of(world).heads[path].operation
    Device(client).send(operation(path, json.dumps({"sha256": "b" * 64, "caption": "x"}), base=base))
    assert only_piece(world)[1]["sha256"] == piece["sha256"]


def test_other_districts_and_other_inspections_do_not_see_it(world: World, client: Client) -> None:
    send(client, photo())
    digest = only_piece(world)[1]["sha256"]
    assert world.signed_in("inspector.west").get(f"{PATH}/{digest}").status_code == 404
    assert client.get(f"/inspections/r-east_special/evidence/{digest}").status_code == 404


def test_after_submission_no_file_is_taken(world: World, client: Client) -> None:
    Device(client).enter("pupils_refused/value", "0")
    client.post("/inspections/r-east_school/submit", data={"stays_open": "1"})
    reply = send(client, photo())
    assert reply.status_code == 409 and "已提交" in reply.json()["error"]["message"]


def test_without_javascript_a_file_comes_with_the_form(world: World, client: Client) -> None:
    files = {"file:pupils_refused/register": ("x.jpg", photo())}
    assert client.post("/inspections/r-east_school", data={"save": "1"}, files=files).status_code == 303
    assert only_piece(world)[1]["media_type"] == "image/jpeg"
