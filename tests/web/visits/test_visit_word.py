"""The papers of a visit as Word files, and kept as letters once they are signed."""

import io
from urllib.parse import quote

import docx
from httpx import Response

from inspector.fieldwork.visit_signing import fingerprint
from inspector.letters.check import broken
from inspector.web.visits.gathering import said_of
from tests.web.conftest import World
from tests.web.forms.conftest import Device, live_of
from tests.web.visits.test_visit_record import PATH, REFUSED, SIGNED, WHERE, row, signed, written


def word(reply: Response) -> docx.document.Document:
    assert reply.status_code == 200, reply.text
    assert broken(reply.content) == []
    return docx.Document(io.BytesIO(reply.content))


def said(document: docx.document.Document) -> str:
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_a_record_is_a_word_file_before_anybody_signed(device: Device) -> None:
    written(device)
    row(device, "people", "p1", function="校长", name="演示乙")
    reply = device.client.get(f"{WHERE}/record/file")
    text = said(word(reply))
    for words in ("查看资源教室一间。", "09:00至", "校长 演示乙", "督导组组长签名：", "1.教务主任。"):
        assert words in text, words
    name = quote("实地督导工作记录（东城第一小学）.docx", safe="")
    assert reply.headers["content-disposition"].endswith(f"filename*=UTF-8''{name}")


def test_a_signature_comes_as_a_picture_and_a_refusal_in_words(world: World, device: Device) -> None:
    signed(world, device)
    row(device, "signatures", "s2", **REFUSED)
    document = word(device.client.get(f"{WHERE}/record/file"))
    assert len(document.inline_shapes) == 1
    text = said(document)
    assert "组长 督学甲　2025年12月30日10:05" in text
    assert "校长 演示乙拒绝签名。原因：不同意。见证人：演示丙。" in text


def test_a_drawing_that_is_lost_on_the_disk_does_not_stop_the_paper(world: World, device: Device) -> None:
    signed(world, device)
    for file in world.store.blob_folder.glob("*/*"):
        file.unlink()
    document = word(device.client.get(f"{WHERE}/record/file"))
    assert len(document.inline_shapes) == 0 and "签名图像尚未送达。" in said(document)


def test_a_talk_is_a_word_file_of_its_own(device: Device) -> None:
    written(device)
    text = said(word(device.client.get(f"{WHERE}/talks/t1/file")))
    assert "访谈记录" in text and "答：五名。" in text and "教务主任" in text and "查看资源教室" not in text
    assert device.client.get(f"{WHERE}/talks/t2/file").status_code == 404


def test_only_a_signed_record_is_kept_and_then_stays_as_it_was_signed(world: World, device: Device) -> None:
    written(device)
    assert device.client.post(f"{WHERE}/record/letter").status_code == 409
    assert "存为文书" not in device.client.get(f"{WHERE}/record").text
    row(device, "signatures", "s1", **SIGNED, content=fingerprint(said_of(live_of(world))))
    assert "存为文书" in device.client.get(f"{WHERE}/record").text
    reply = device.client.post(f"{WHERE}/record/letter")
    assert reply.status_code == 303
    assert device.client.post(f"{WHERE}/record/letter").headers["location"] == reply.headers["location"]
    clerk = world.signed_in("clerk.east")
    kept = clerk.get(f"{reply.headers['location']}/file")
    device.enter("visit/observed", "查看资源教室两间。")
    assert clerk.get(f"{reply.headers['location']}/file").content == kept.content
    assert (
        "查看资源教室一间。" in said(word(kept)) and "查看资源教室一间。" in clerk.get(reply.headers["location"]).text
    )
    assert device.client.post(f"{WHERE}/record/letter").status_code == 409  # changed after it was signed


def test_a_signed_record_with_its_drawing_is_thawed_as_it_was_frozen(world: World, device: Device) -> None:
    signed(world, device)
    path = device.client.post(f"{WHERE}/record/letter").headers["location"]
    clerk = world.signed_in("clerk.east")
    assert "组长 督学甲的签名" in clerk.get(path).text
    assert len(word(clerk.get(f"{path}/file")).inline_shapes) == 1


def test_areas_and_roles_are_kept(world: World, device: Device) -> None:
    written(device)
    for login, status in (("evaluator.east", 200), ("inspector.west", 404), ("reporter.east", 403), ("head.east", 403)):
        client = world.signed_in(login)
        for path in ("record", "talks/t1"):
            assert client.get(f"{WHERE}/{path}/file").status_code == status, login
            kept = client.post(f"{WHERE}/{path}/letter").status_code
            assert kept == (409 if status == 200 else status), login
    assert device.client.get(f"{PATH}x/visit/record/file").status_code == 404
