"""The forms that the demo round of Yuncheng leaves open to answers, found in the record: most pages are closed ones,
and a browser takes seconds to draw one only to see that."""

from playwright.sync_api import Page

from tests.browser.own_server import rows
from tests.serving import Served

OPEN = """
SELECT i.id FROM inspection i JOIN round_unit u ON u.round_id = i.round_id AND u.unit_id = i.unit_id
WHERE i.round_id = 'yuncheng_2023-final' AND i.state IN ('assigned', 'in_progress') AND u.kind = 'regular_school'
ORDER BY i.id
"""


def unfinished(served: Served) -> list[str]:
    """Paths of the forms of regular schools, by number."""
    return [f"/inspections/{inspection}" for (inspection,) in rows(served.data_folder, OPEN)]


def first_with(page: Page, url: str, paths: list[str], *places: str) -> str:
    """Goes to the first of these pages of the server at `url` that has all of these places; its path."""
    for path in paths:
        page.goto(url + path)
        if all(page.locator(place).count() for place in places):
            return path
    raise AssertionError("the demo data has no such school in progress")
