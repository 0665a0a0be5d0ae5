"""The work record of a visit on the phone: written, signed and refused without signal, printed."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.test_form import saved, sign_in
from tests.serving import Served


def draw(page: Page) -> None:
    box = page.locator("#sign canvas").bounding_box()
    assert box is not None
    left, top = box["x"] + 30, box["y"] + box["height"] / 2
    page.mouse.move(left, top)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(left + 18 * step, top + (24 if step % 2 else -24))
    page.mouse.up()


def sign(page: Page, screenshots: Path) -> None:
    page.click('[data-sign="record"]')
    page.check("#sign [value=team]")
    page.fill("#sign-name", "演示督学")
    page.click("#sign [data-done]")
    expect(page.locator("#sign [data-problem]")).not_to_be_empty()  # nothing was drawn yet
    draw(page)
    page.screenshot(path=screenshots / "signing.png")
    page.click("#sign [data-done]")
    expect(page.locator(".signature img")).to_have_count(1)


def refuse(page: Page) -> None:
    page.click('[data-sign="record"]')
    page.check("#sign [value=unit]")
    page.fill("#sign-name", "演示校长")
    page.check("#sign [name=refuses]")
    page.fill("#sign-reason", "对事实有不同意见")
    page.fill("#sign-witness", "副校长")
    page.click("#sign [data-done]")


def test_a_visit_is_written_down_signed_and_refused_on_the_spot(served: Served, phone: Page, screenshots: Path) -> None:
    sign_in(phone, served, "inspector-yuncheng")
    phone.locator('a[href^="/visits/"]').first.click()  # one that goes on: those handed in stand last
    phone.locator("main a.main-action").first.click()
    expect(phone.locator('[name="visit/began"]')).to_be_visible()
    phone.wait_for_load_state("load")  # without signal its scripts would not come any more
    phone.fill('[name="visit/began"]', "09:00")
    phone.fill('[name="visit/observed"]', "查看资源教室一间，使用记录12次。")
    phone.context.set_offline(True)
    phone.click('[data-sample="visit@talks"] [data-add-row]')
    talk = phone.locator('[data-sample="visit@talks"] [data-row]')
    talk.locator('[name$="/with"]').fill("教务主任")
    talk.locator('[name$="/said"]').fill("问：随班就读学生几名？\n答：五名。")
    sign(phone, screenshots)
    refuse(phone)
    with phone.expect_response(lambda reply: "/uploads/" in reply.url and reply.request.method == "PATCH" and reply.ok):
        phone.context.set_offline(False)
        phone.evaluate("dispatchEvent(new Event('online'))")
    saved(phone)

    phone.reload()
    expect(phone.locator(".signature img")).to_have_count(1)
    expect(phone.locator(".signature")).to_contain_text(["演示督学", "拒绝签名：对事实有不同意见"])
    expect(phone.locator(".signature .badge")).to_have_count(0)
    phone.screenshot(path=screenshots / "record.png", full_page=True)
    phone.fill('[name="visit/observed"]', "查看资源教室两间。")
    saved(phone)
    phone.reload()
    expect(phone.locator(".signature .badge")).to_have_count(1)  # changed after signing

    phone.goto(phone.url + "/record")
    expect(phone.locator(".signed")).to_contain_text("拒绝签名")
    expect(phone.locator(".signed img")).not_to_have_js_property("naturalWidth", 0)
    assert phone.locator(".signed img").evaluate("one => one.naturalWidth") > 100
    phone.screenshot(path=screenshots / "paper.png", full_page=True)
