"""A paper form entered by its numbers, without touching the mouse."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_form import saved, sign_in
from tests.browser.unfinished import first_with, unfinished
from tests.serving import Served

TYPED = [  # item, what is typed after its number, the boxes it fills
    ("pupils_refused", " ３", {"pupils_refused/value": "3"}),
    ("class_size", " B91 4 名单", {"class_size/B91/pupils": "4", "class_size/B91/grounds": "名单"}),
    ("roll_matches", " 1 2", {"roll_matches/no_roll/value": "1", "roll_matches/empty_roll/value": "2"}),
    ("inclusion_support", ".2 n", {"inclusion_support/contact/value": "no"}),
    ("inclusion_support", ".3 x", {"inclusion_support/room_rule/state": "not_applicable"}),
    ("pupil_devices", " C", {"pupil_devices/value": "waiting"}),
    ("building", " a", {"building/value": "new"}),
    ("route", " 1150 _ x", {}),
    ("route", " 1150 1700", {"route/width/value": "1150", "route/crowded/value": "1700"}),
    ("allowance_paid", " K01 4000 400", {"allowance_paid/K01/base": "4000", "allowance_paid/K01/paid": "400"}),
    ("performance_pay", " !1 没有绩效工资", {"performance_pay/state": "not_applicable"}),
    ("credits_taken", " # 看过证书", {"credits_taken/note": "看过证书"}),
]


@pytest.fixture
def quick(desk: Page, served: Served) -> Page:
    """The quick entry of the first regular school whose inspection is unfinished."""
    sign_in(desk, served, "inspector-yuncheng")
    paths = [f"{path}/quick" for path in unfinished(served)]
    first_with(desk, served.url, paths, "#quick", "#q-pupils_refused:not([hidden])")
    return desk


def typed(page: Page, text: str) -> None:
    page.keyboard.press("Escape")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def number_of(page: Page, item: str) -> str:
    return page.locator(f"#q-{item} .ordinal").inner_text()


def stands(page: Page, path: str) -> str:
    cell = page.locator(f'[data-field="{path}"]')
    picked = cell.locator("input:checked")
    return (
        picked.input_value()
        if picked.count()
        else cell.locator("input:not([type=checkbox]):not([type=radio]), textarea").input_value()
    )


def test_ten_questions_are_entered_by_the_keyboard_alone(quick: Page) -> None:
    for item, text, _ in TYPED:
        typed(quick, number_of(quick, item) + text)
    saved(quick)
    quick.reload()
    assert {path: stands(quick, path) for _, _, boxes in TYPED for path in boxes} == {
        path: text for _, _, boxes in TYPED for path, text in boxes.items()
    }


def test_the_line_that_binds_follows_the_answer_it_depends_on(quick: Page) -> None:
    """Doors: 900 mm where the building is new, 800 mm where it was rebuilt, nothing for older ones."""
    door = quick.locator('#q-route tr[data-row="door"] .line')
    for letter, text in [("A", "不低于900毫米"), ("B", "不低于800毫米"), ("C", "不作要求")]:
        typed(quick, f"{number_of(quick, 'building')} {letter}")
        expect(door.locator("visible=true").first).to_contain_text(text)
        assert door.locator("visible=true").count() == 1


def test_enter_goes_on_arrows_move_and_u_takes_back(quick: Page) -> None:
    first = number_of(quick, "pupils_refused")
    before = stands(quick, "pupils_refused/value")
    line = quick.locator("#quick-line")
    typed(quick, f"{first} 7")
    expect(line).to_have_value(f"{int(first) + 1} ")
    quick.keyboard.press("ArrowUp")
    expect(line).to_have_value(f"{first} ")
    expect(quick.locator("#quick-asked")).to_contain_text("拒收")
    assert stands(quick, "pupils_refused/value") == "7"
    typed(quick, "u")
    assert stands(quick, "pupils_refused/value") == before
    saved(quick)


def test_what_cannot_be_taken_stays_in_the_line_with_its_reason(quick: Page) -> None:
    building = number_of(quick, "building")
    for text, words in [("99 a", "没有第99题"), (f"{building} z", "不在选项中"), (f"{building} a b", "只有1个空")]:
        typed(quick, text)
        expect(quick.locator("#quick-problem")).to_contain_text(words)
        expect(quick.locator("#quick-line")).to_have_value(text)
