"""Photos taken where there is no server: shown at once, kept, sent when it is back, each stored once and stripped."""

import io
import random
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Geolocation, Locator, Page, expect

from inspector.web.static import release
from tests.browser.conftest import MILLISECONDS_TO_WAIT, fits
from tests.browser.gate import Gate
from tests.browser.own_server import OwnServer, own_server, rows
from tests.browser.store_scripts import CHOSEN_EARLY, NOTHING_LEFT, SLOW_PICTURES, TYPED_WHILE_LEAVING
from tests.serving import Served

PASSWORD = "demo-inspector-2026"
GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112
ITEM = "pupils_refused"
IN_PROGRESS = """
SELECT i.id FROM inspection i JOIN round_unit u ON u.round_id = i.round_id AND u.unit_id = i.unit_id
WHERE i.round_id = 'yuncheng_2023-final' AND i.state = 'in_progress' AND u.kind = 'regular_school' ORDER BY i.id
"""
FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...given) {
    if (this.name === "files") throw new DOMException("full", "QuotaExceededError");
    return put.apply(this, given);
  };
}"""


GEOLOCATION = Geolocation(latitude=35.02628, longitude=111.00699, accuracy=12)


def photo(seed: int, size: tuple[int, int] = (2600, 1800)) -> FilePayload:
    """Lying on its side and full of noise, so that it is some pieces long; with place and maker of the camera."""
    noise = Image.frombytes("RGB", (200, 150), random.Random(seed).randbytes(200 * 150 * 3)).resize(size)
    exif = noise.getexif()
    exif[MAKE], exif[ORIENTATION] = "SecretCam", 6
    exif.get_ifd(GPS)[1] = "N"
    target = io.BytesIO()
    noise.save(target, "JPEG", exif=exif, quality=90)
    return FilePayload(name=f"IMG_{seed}.jpg", mimeType="image/jpeg", buffer=target.getvalue())


def tiny() -> str:
    """A JPEG of eight by eight, for a script."""
    target = io.BytesIO()
    Image.new("RGB", (8, 8)).save(target, "JPEG")
    return b64encode(target.getvalue()).decode()


def sign_in(page: Page, url: str, login: str) -> None:
    page.goto(f"{url}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"{url}/")


def open_form(page: Page, url: str, data: Path) -> str:
    """Brings the page to the first form in progress that asks for the evidence; the inspection's id."""
    sign_in(page, url, "inspector-yuncheng")
    for (inspection,) in rows(data, IN_PROGRESS):
        page.goto(f"{url}/inspections/{inspection}")
        if page.locator("#save-state").count() and slot(page).count():
            page.locator(f"#q-{ITEM} details.see > summary").click()
            return str(inspection)
    raise AssertionError("the demo data has no such form in progress")


@pytest.fixture
def form(served: Served, phone: Page) -> int:
    """The phone stands on a form; how many pieces the slot holds already."""
    open_form(phone, served.url, served.data_folder)
    return slot(phone).locator("li.cell").count()


def slot(page: Page) -> Locator:
    return page.locator(f'[data-request^="{ITEM}/"]').first


def take(page: Page, *photos: FilePayload) -> None:
    slot(page).locator("[type=file]").set_input_files(list(photos))


def test_photos_taken_with_the_server_dead_arrive_once_each_stripped_and_whole(
    served: Served, phone: Page, tmp_path: Path, screenshots: Path
) -> None:
    with own_server(tmp_path, served.data_folder) as server:
        inspection = open_form(phone, server.url, server.data)
        _three_photos(server, phone, inspection, screenshots)


def _three_photos(server: OwnServer, phone: Page, inspection: str, screenshots: Path) -> None:
    server.kill()
    take(phone, photo(1), photo(2), photo(2))
    queued, standing = slot(phone).locator("[data-queued]"), slot(phone).locator("li.cell")
    expect(queued).to_have_count(3, timeout=MILLISECONDS_TO_WAIT)
    expect(queued.last.locator("img")).to_be_visible()
    sides = "one => one.decode().then(() => [one.naturalWidth, one.naturalHeight])"
    assert queued.first.locator("img").evaluate(sides) == [222, 320]
    expect(phone.locator("#files-state")).to_contain_text("3")
    queued.nth(0).locator("[data-caption]").fill("校门")
    expect(queued.first.locator("[data-sending]")).to_contain_text("尚未上传")
    slot(phone).scroll_into_view_if_needed()
    phone.screenshot(path=screenshots / "queued.png")
    phone.wait_for_timeout(400)
    server.start()
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(queued).to_have_count(0, timeout=3 * MILLISECONDS_TO_WAIT)
    expect(standing).to_have_count(3)
    expect(standing.first.locator("[data-caption]")).to_have_value("校门")
    phone.screenshot(path=screenshots / "standing.png")
    applied = rows(
        server.data, "SELECT value FROM operation WHERE inspection_id = ? AND field LIKE '%/evidence/%'", inspection
    )
    assert len(applied) == 3
    assert rows(server.data, "SELECT count(*) FROM upload WHERE done_at IS NULL") == [(0,)]
    for link in standing.locator("a").all():
        address = link.get_attribute("href") or ""
        content = phone.request.get(server.url + address).body()
        assert sha256(content).hexdigest() == address.rpartition("/")[2]
        image = Image.open(io.BytesIO(content))
        assert image.size == (1385, 2000) and not image.getexif() and b"SecretCam" not in content


def test_a_queued_photo_is_removed_and_what_is_no_photo_is_told(phone: Page, form: int) -> None:
    phone.context.set_offline(True)
    take(phone, photo(3, (400, 300)))
    queued = slot(phone).locator("[data-queued]")
    queued.locator("[data-take-back]").click()
    expect(queued).to_have_count(0)
    take(phone, FilePayload(name="a.jpg", mimeType="image/jpeg", buffer=b"#!/bin/sh"))
    expect(slot(phone).locator("> [data-problem]")).to_contain_text("JPEG")
    phone.context.set_offline(False)
    take(phone, photo(4, (400, 300)))
    expect(slot(phone).locator("li.cell")).to_have_count(form + 1)
    expect(queued).to_have_count(0)


def test_photos_chosen_while_others_are_made_ready_are_taken_all(phone: Page, form: int) -> None:
    other = phone.locator(f'[data-request]:not([data-request^="{ITEM}/"])').first
    before = other.locator("li.cell").count()
    phone.evaluate(SLOW_PICTURES)
    take(phone, photo(11, (400, 300)))
    told = slot(phone).locator("> [data-problem]")
    expect(told).to_contain_text("正在处理照片")
    expect(told).to_have_class("soft")  # no mistake of the person's
    take(phone, photo(12, (400, 300)), photo(13, (400, 300)))
    other.locator("[type=file]").set_input_files([photo(15, (400, 300))])
    expect(other.locator("> [data-problem]")).to_contain_text("正在处理照片")
    phone.evaluate("window.free()")
    expect(slot(phone).locator("li.cell")).to_have_count(form + 3)
    expect(other.locator("li.cell")).to_have_count(before + 1)
    expect(phone.locator("[data-request] > [data-problem]:not(:empty)")).to_have_count(0)


def test_leaving_while_a_photo_is_made_ready_asks_first(phone: Page, form: int) -> None:
    phone.evaluate(SLOW_PICTURES)
    take(phone, photo(14, (400, 300)))
    phone.on("dialog", lambda dialog: dialog.dismiss())
    with phone.expect_event("dialog") as asked:
        phone.evaluate("setTimeout(() => location.reload(), 0)")
    phone.evaluate("window.free()")
    expect(slot(phone).locator("li.cell")).to_have_count(form + 1)
    assert asked.value.type == "beforeunload"


def test_a_photo_chosen_before_the_script_has_come_is_taken(phone: Page, form: int) -> None:
    phone.add_init_script(CHOSEN_EARLY % (f'[data-request^="{ITEM}/"] [type=file]', tiny()))
    phone.reload()
    expect(slot(phone).locator("li.cell")).to_have_count(form + 1)


def test_a_caption_typed_as_the_page_goes_is_kept(phone: Page, form: int) -> None:
    phone.context.route("**/uploads", lambda route: route.abort())
    take(phone, photo(8, (400, 300)))
    queued = slot(phone).locator("[data-queued]")
    expect(queued.locator("[data-sending]")).to_contain_text("尚未上传")
    queued.locator("[data-caption]").fill("校门")
    phone.reload()
    expect(queued.locator("[data-caption]")).to_have_value("校门")
    phone.context.unroute("**/uploads")
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(queued).to_have_count(0)
    caption = slot(phone).locator("li.cell").nth(form).locator("[data-caption]")
    expect(caption).to_have_value("校门")
    caption.fill("新校门")
    phone.reload()
    expect(caption).to_have_value("新校门")
    expect(phone.locator("#save-state")).to_have_attribute("data-state", "saved")
    assert phone.evaluate(NOTHING_LEFT)


def test_a_caption_that_arrived_while_the_page_was_on_its_way_is_not_written_over(
    served: Served, gate: Gate, chromium: Browser
) -> None:
    """Nothing keeps pages here, as on a first visit."""
    context = chromium.new_context(
        locale="zh-CN", service_workers="block", permissions=["geolocation"], geolocation=GEOLOCATION
    )
    page = context.new_page()
    open_form(page, gate.url, served.data_folder)
    before = slot(page).locator("li.cell").count()
    take(page, photo(9, (400, 300)))
    expect(slot(page).locator("li.cell")).to_have_count(before + 1)
    gate.way = "late"
    page.evaluate(TYPED_WHILE_LEAVING, [f'[data-request^="{ITEM}/"] li.cell:last-of-type [data-caption]', "西门"])
    piece = slot(page).locator("li.cell").last
    expect(piece.locator("[data-caption]")).to_have_value("西门")
    piece.locator("[data-add-place]").evaluate("(button) => button.click()")
    expect(piece.locator("[data-place]")).to_contain_text("35.02628")
    expect(page.locator("#save-state")).to_have_attribute("data-state", "saved")
    page.reload()
    expect(piece.locator("[data-caption]")).to_have_value("西门")
    expect(piece.locator("[data-place]")).to_contain_text("35.02628")
    context.close()


def test_a_caption_is_typed_to_its_end_though_the_photo_arrives_meanwhile(
    served: Served, gate: Gate, phone: Page
) -> None:
    open_form(phone, gate.url, served.data_folder)
    before = slot(phone).locator("li.cell").count()
    gate.way = "slow"
    take(phone, photo(10, (400, 300)))
    queued = slot(phone).locator("[data-queued] [data-caption]")
    queued.press_sequentially("东门")
    phone.wait_for_timeout(600)  # that much is kept, and sent with the file
    queued.press_sequentially("外侧")
    gate.way = "open"
    caption = slot(phone).locator("li.cell").nth(before).locator("[data-caption]")
    expect(caption).to_have_value("东门外侧")
    expect(phone.locator("#save-state")).to_have_attribute("data-state", "saved")
    phone.reload()
    expect(caption).to_have_value("东门外侧")


def test_a_full_device_says_so_and_the_page_still_sends(phone: Page, form: int, screenshots: Path) -> None:
    phone.evaluate(FULL)
    phone.context.set_offline(True)
    take(phone, photo(5, (400, 300)))
    expect(slot(phone).locator("[data-queued] [data-sending].error")).to_contain_text("未保存")
    phone.screenshot(path=screenshots / "full.png")
    phone.context.set_offline(False)
    expect(slot(phone).locator("li.cell")).to_have_count(form + 1)


def test_what_a_full_device_took_before_is_sent_all_the_same(served: Served, phone: Page, form: int) -> None:
    """It gets room by what it sends, so that it must not need room to send."""
    phone.context.set_offline(True)
    take(phone, photo(6, (400, 300)), photo(7, (400, 300)))
    queued = slot(phone).locator("[data-queued]")
    expect(queued).to_have_count(2)
    phone.evaluate(FULL)
    queued.first.locator("[data-caption]").fill("校门")
    queued.first.locator("[data-caption]").blur()
    phone.context.set_offline(False)
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(queued).to_have_count(0)
    expect(slot(phone).locator("li.cell")).to_have_count(form + 2)
    expect(slot(phone).locator("li.cell").nth(form).locator("[data-caption]")).to_have_value("校门")
    phone.reload()
    expect(slot(phone).locator("li.cell")).to_have_count(form + 2)
    expect(phone.locator("#waiting")).to_be_hidden()
    assert rows(served.data_folder, "SELECT count(*) FROM upload WHERE done_at IS NULL") == [(0,)]


def test_the_place_is_added_only_when_asked_for_and_can_be_removed(phone: Page, form: int) -> None:
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation(GEOLOCATION)
    take(phone, photo(6, (400, 300)))
    expect(slot(phone).locator("li.cell")).to_have_count(form + 1)
    piece = slot(phone).locator("li.cell").last
    expect(piece.locator("[data-place]")).to_be_hidden()
    piece.locator("[data-add-place]").click()
    expect(piece.locator("[data-place]")).to_contain_text("35.02628, 111.00699 (±12 m)")
    expect(phone.locator("#save-state")).to_have_attribute("data-state", "saved")
    phone.reload()
    expect(piece.locator("[data-place]")).to_contain_text("±12 m")
    piece.locator("[data-remove-place]").click()
    expect(piece.locator("[data-place]")).to_be_hidden()


VECTORS = {  # FIPS 180-4 examples and their longer kin from NIST's CAVP
    "": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "abc": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq": (
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    "a" * 1_000_000: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
}


def test_the_devices_own_sha256_gives_the_published_digests(served: Served, phone: Page) -> None:
    phone.goto(f"{served.url}/sign-in")
    module = f"/static/{release()}/js/sha256.js"
    run = "async ([module, texts]) => { const { sha256 } = await import(module); return texts.map(sha256); }"
    lengths = ["x" * length for length in range(50, 130)]
    found = phone.evaluate(run, [module, [*VECTORS, *lengths]])
    assert found == [*VECTORS.values(), *(sha256(one.encode()).hexdigest() for one in lengths)]


def test_a_signature_is_drawn_undone_and_read_as_a_picture(served: Served, phone: Page, screenshots: Path) -> None:
    sign_in(phone, served.url, "administrator-yuncheng")
    phone.goto(f"{served.url}/patterns")
    canvas = phone.locator("[data-signature] canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box and fits(phone)
    for left, right in ((20, 120), (150, 250)):
        phone.mouse.move(box["x"] + left, box["y"] + 40)
        phone.mouse.down()
        phone.mouse.move(box["x"] + right, box["y"] + 90, steps=5)
        phone.mouse.up()
    phone.screenshot(path=screenshots / "signed.png")
    drawn = phone.locator("[data-drawn]")  # two pixels a point, twelve points of margin all round
    expect(drawn).to_have_js_property("naturalWidth", (250 - 20 + 2 * 12) * 2)
    expect(drawn).to_have_js_property("naturalHeight", (90 - 40 + 2 * 12) * 2)
    phone.locator("[data-undo-stroke]").click()
    expect(drawn).to_have_js_property("naturalWidth", (120 - 20 + 2 * 12) * 2)
    phone.locator("[data-clear-pad]").click()
    expect(drawn).to_be_hidden()
    expect(phone.locator("[data-clear-pad]")).to_be_disabled()
