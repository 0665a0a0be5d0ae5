"""The page families, in the order of the main menu. A new one: import its module and add it to FAMILIES."""

from inspector.web import checklists, districts, forms, home, operations, patterns, rankings, signin, static
from inspector.web.pages import MenuEntry, PageFamily

FAMILIES: list[PageFamily] = [
    static,
    signin,
    home,
    checklists,
    districts,
    rankings,
    forms,
    operations,
    patterns,
]


def main_menu() -> list[MenuEntry]:
    return [entry for family in FAMILIES for entry in getattr(family, "menu", [])]
