"""Proof of a unit: in pieces and resumed, photos made anew, only for who may; hostile files are refused in words."""

import io
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from httpx import Client, Response
from PIL import Image

from inspector.casework.finding_life import FindingStep
from inspector.storage import finding_events, proofs
from inspector.storage.tables import Finding, Proof
from tests.web.conftest import World
from tests.web.unit_world import finding, taken, unit_world

PIECE = 262_144


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with unit_world(tmp_path / "data") as world:
        yield world


def photo() -> bytes:
    """With the place of Yuncheng and the camera's maker in its EXIF."""
    image, target = Image.effect_noise((1200, 900), 80).convert("RGB"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Kamera"
    exif.get_ifd(0x8825)[1] = "N"
    image.save(target, "JPEG", exif=exif, quality=95)
    return target.getvalue()


PDF = b"%PDF-1.4 proof %%EOF"


def path(row: Finding, kind: str = "report") -> str:
    return f"/rectification/writing/{kind}.f-{row.id}"


def announce(world: World, client: Client, login: str, row: Finding, content: bytes, **changes: Any) -> Response:
    wish = {
        "user": str(world.account_id(login)),
        "id": str(uuid4()),
        "item": "",
        "request": "",
        "sha256": sha256(content).hexdigest(),
        "size": len(content),
        "caption": "",
        "place": "",
        "device": "d",
    }
    return client.post(path(row) + "/uploads", json=wish | changes)


def piece(client: Client, row: Finding, upload: str, content: bytes, offset: int) -> Response:
    headers = {"upload-offset": str(offset), "content-type": "application/octet-stream"}
    target = f"{path(row)}/uploads/{upload}"
    return client.patch(target, content=content[offset : offset + PIECE], headers=headers)


def sent(world: World, client: Client, login: str, row: Finding, content: bytes, **changes: Any) -> Response:
    told = announce(world, client, login, row, content, **changes).json()
    reply = Response(200)
    for offset in range(0, len(content), PIECE):
        reply = piece(client, row, told["id"], content, offset)
    return reply


def unsent(world: World, row: Finding) -> list[Proof]:
    return world.store.read_now(lambda c: proofs.unsent(c, "m1", f"report.f-{row.id}"))


def digests(world: World, row: Finding) -> list[str]:
    events = world.store.read_now(lambda c: finding_events.of_finding(c, row.id))
    found: list[str] = json.loads(events[-1].proofs)
    return found


def report(client: Client, row: Finding, **files: Any) -> Response:
    form = {"seen": "0", "about": str(row.version), "act": "send", "note": "已完成"}
    return client.post(path(row), data=form, **files)


def test_a_photo_comes_in_pieces_after_a_break_and_loses_its_place(museums: World) -> None:
    head, row, content = museums.signed_in("head.m1"), finding(museums), photo()
    assert len(content) > 2 * PIECE
    told = announce(museums, head, "head.m1", row, content).json()
    assert (told["state"], told["offset"]) == ("awaited", 0)
    assert piece(head, row, told["id"], content, 0).json()["offset"] == PIECE
    assert "还有文件在上传" in report(head, row).text and finding(museums).state == "open"
    wish = {"id": told["id"]}
    again = announce(museums, head, "head.m1", row, content, **wish)
    assert (again.json()["state"], again.json()["offset"]) == ("awaited", PIECE)  # goes on where it broke off
    assert piece(head, row, told["id"], content, 0).status_code == 409  # the same piece twice
    last = again
    for offset in range(PIECE, len(content), PIECE):
        last = piece(head, row, told["id"], content, offset)
    assert last.json()["state"] == "done" and told["id"] in last.json()["piece"]
    kept = head.get(f"{path(row)}/uploads/{told['id']}/file")
    assert kept.headers["content-type"] == "image/jpeg"
    assert not Image.open(io.BytesIO(kept.content)).getexif()
    small = head.get(f"{path(row)}/uploads/{told['id']}/file?small")
    assert max(Image.open(io.BytesIO(small.content)).size) == 320


def test_files_go_out_with_the_report_once_and_are_downloaded_by_who_may(museums: World) -> None:
    head, row = museums.signed_in("head.m1"), finding(museums)
    sent(museums, head, "head.m1", row, PDF, caption="验收单")
    assert report(head, row).status_code == 303
    (digest,) = digests(museums, row)
    assert unsent(museums, row) == []
    page = head.get(f"/rectification/{row.id}").text
    address = f"/rectification/{row.id}/proofs/{digest}"
    assert f'href="{address}"' in page and "验收单" in page
    for login in ("reporter.m1", "reporter.south", "clerk.city", "evaluator.south", "administrator.city"):
        answer = museums.signed_in(login).get(address)
        assert answer.status_code == 200 and answer.content == PDF, login
    headers = head.get(address).headers
    assert headers["content-disposition"].startswith("attachment")
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert museums.signed_in("reporter.m2").get(address).status_code == 404
    other = f"/rectification/{finding(museums, 'm2').id}/proofs/{digest}"
    assert museums.signed_in("reporter.m2").get(other).status_code == 404  # it stands in another finding
    assert museums.signed_in("clerk.city").get(other).status_code == 404
    taken(museums, finding(museums), FindingStep.send_back, "clerk.city", note="请补充照片")
    assert "验收单" not in head.get(path(row)).text  # the next report begins without them


def test_what_was_not_sent_is_the_unit_s_alone(museums: World) -> None:
    head, row = museums.signed_in("head.m1"), finding(museums)
    upload = sent(museums, head, "head.m1", row, PDF).json()["id"]
    file = f"{path(row)}/uploads/{upload}/file"
    assert museums.signed_in("reporter.m1").get(file).content == PDF
    for login, status in (("reporter.m2", 404), ("reporter.south", 404), ("clerk.city", 403)):
        assert museums.signed_in(login).get(file).status_code == status, login
    assert museums.signed_in("reporter.m1").delete(f"{path(row)}/uploads/{upload}").status_code == 404
    dropped = museums.signed_in("reporter.m1").post(
        path(row), data={"seen": "0", "act": f"drop:{upload}", "note": "写到一半"}
    )
    assert dropped.status_code == 303 and unsent(museums, row) == []
    assert "写到一半" in head.get(path(row)).text


def test_a_form_sent_as_a_whole_brings_its_files(museums: World) -> None:
    head, row = museums.signed_in("head.m1"), finding(museums)
    files = [("file", ("张三.jpg", photo(), "image/jpeg")), ("file", ("验收.pdf", PDF, "text/html"))]
    assert report(head, row, files=files).status_code == 303
    assert len(digests(museums, row)) == 2
    assert "张三" not in head.get(f"/rectification/{row.id}").text  # a file's own name may be a child's


HOSTILE = (
    (b"<html><script>alert(1)</script>", "不接收这种文件"),
    (b"\xff\xd8\xff cut off", "损坏或不完整"),
    (b"PK\x03\x04 no archive", "损坏或不完整"),
    (b"MZ\x90\x00 program", "不接收这种文件"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不接收这种文件"),
)


def test_hostile_files_are_refused_and_what_was_typed_stays(museums: World) -> None:
    head, row = museums.signed_in("head.m1"), finding(museums)
    for content, words in HOSTILE:
        answer = report(head, row, files=[("file", ("x.jpg", content, "image/jpeg"))])
        assert answer.status_code == 422 and "已完成" in answer.text and "data-problem>" in answer.text, content
        told = sent(museums, head, "head.m1", row, content)
        assert told.status_code == 422 and words in told.json()["message"], content
    assert unsent(museums, row) == [] and finding(museums).state == "open"
    assert announce(museums, head, "head.m1", row, b"").status_code == 422
    assert announce(museums, head, "head.m1", row, PDF, size=20_000_001).status_code == 413
    assert announce(museums, head, "head.m1", row, PDF, id="../../etc").status_code == 400
    assert announce(museums, head, "reporter.m1", row, PDF).status_code == 403  # another person's file
    assert head.post(path(row) + "/uploads", json={"id": 1}).status_code == 400


def test_a_damaged_file_is_asked_for_once_more_and_a_longer_one_given_up(museums: World) -> None:
    head, row = museums.signed_in("head.m1"), finding(museums)
    told = announce(museums, head, "head.m1", row, PDF).json()
    assert piece(head, row, told["id"], b"x" * len(PDF), 0).status_code == 409
    assert piece(head, row, told["id"], PDF, 0).json()["state"] == "done"
    long = announce(museums, head, "head.m1", row, PDF).json()
    assert piece(head, row, long["id"], PDF + b"more", 0).status_code == 413


def test_twenty_files_and_not_one_more(museums: World) -> None:
    head, row = museums.signed_in("head.m1"), finding(museums)
    for _ in range(20):
        assert announce(museums, head, "head.m1", row, PDF).status_code == 200
    refused = announce(museums, head, "head.m1", row, PDF)
    assert refused.status_code == 422 and "20" in refused.json()["message"]
