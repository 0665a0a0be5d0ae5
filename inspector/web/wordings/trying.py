"""A new wording is compared with the one in use and tried on letters that were really written."""

import difflib
from collections.abc import Mapping
from contextlib import suppress

from msgspec import Struct
from pydantic import ValidationError
from sqlalchemy import Connection

from inspector.i18n import N_, gettext
from inspector.letters.drafting import draft
from inspector.letters.kinds import KINDS
from inspector.letters.wording import Wording, WordingProblem
from inspector.letters.wording_words import shown_line
from inspector.settings import templates_root
from inspector.storage import letters, wordings
from inspector.web.letters.drafts import thawed

TRIED = 5
"""Newest letters of each kind that a text is tried on."""
SHARED = N_("Shared part: %(name)s")
PARTS: Mapping[str, str] = {
    "_close": N_("signature, contact and copies"),
    "_dates": N_("the three dates"),
    "_evaluation": N_("evaluation and score"),
    "_fact": N_("one problem with its basis"),
    "_facts": N_("list of problems with their basis"),
    "_findings": N_("problems and suggestions"),
    "_remedies": N_("review and appeal"),
    "_report": N_("demand to report"),
}
"""Message ids of the texts that several papers print."""


class Line(Struct, frozen=True):
    """One line of the comparison: `mark` is + (new), - (gone) or empty."""

    mark: str
    text: str


def title_of(name: str) -> str:
    if name in KINDS:
        return gettext(KINDS[name].label)
    return gettext(SHARED) % {"name": gettext(PARTS[name]) if name in PARTS else name.strip("_")}


def compared(before: str, after: str) -> tuple[Line, ...]:
    """Lines that are gone and new, as a clerk reads them, with a line of what stands around."""
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
    kept = [line for line in found if not line.startswith(("---", "+++", "@@"))]
    return tuple(Line(line[0].strip(), shown_line(line[1:])) for line in kept)


def problem(connection: Connection, city_id: str, name: str, text: str) -> str:
    """Why letters can't be written with the text, with template and line; empty when they can."""
    own: Mapping[str, str] = {**wordings.in_use(connection, city_id), name: text}
    try:
        tried = Wording(templates_root() / "letters" / "wording", {f"{one}.txt": each for one, each in own.items()})
        for kind in [name] if name in KINDS else list(KINDS):
            for row in letters.newest(connection, city_id, kind, TRIED):
                with suppress(ValidationError):  # written by an earlier release, whose papers had other fields
                    paper, variant = thawed(row)
                    draft(paper, variant, tried)
    except WordingProblem as error:
        return str(error)
    return ""
