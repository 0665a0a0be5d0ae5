"""The page families, in the order of the main menu. A new one: import its module and add it to FAMILIES."""

from inspector.web import (
    accounts,
    checklists,
    districts,
    evidence,
    facts,
    forms,
    forms_post,
    home,
    letters,
    operations,
    patterns,
    rankings,
    records,
    reviews,
    reviews_history,
    rounds,
    signin,
    static,
    units,
)
from inspector.web.pages import MenuEntry, PageFamily

FAMILIES: list[PageFamily] = [
    static,
    signin,
    home,
    rounds,
    units,
    facts,
    checklists,
    districts,
    rankings,
    letters,
    forms,
    forms_post,
    operations,
    evidence,
    reviews,
    reviews_history,
    records,
    accounts,
    patterns,
]


def main_menu() -> list[MenuEntry]:
    return [entry for family in FAMILIES for entry in getattr(family, "menu", [])]
