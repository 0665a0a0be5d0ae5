"""The draw of a sample as the form shows it: the roster it is drawn from, and what was drawn."""

import json
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from sqlalchemy import Connection

from inspector.fieldwork.operations import Head, Level
from inspector.fieldwork.roster_draw import RosterDraw, digest_of
from inspector.i18n import N_, gettext
from inspector.scoring.answers import CODE
from inspector.storage import rosters
from inspector.web.forms.filling import fact_values
from inspector.web.forms.layout import Form
from inspector.web.forms.layout_items import BlockView
from inspector.web.operations.fields import drawn
from inspector.web.operations.live import Live
from inspector.web.pages import environment

DRAWN = N_("{count} of {all} drawn by the seed “{seed}”, in the order of the draw: {codes}.")
NUMBERS_DIFFER = N_(
    "The roster has {codes} codes, the facts say {fact}. Please find out which is right before drawing."
)
ROSTER_CHANGED = N_("The roster has changed since this draw: it had {then} codes, now it has {now}. The draw stands.")
NO_ROSTER = N_("The roster that this draw was made from is gone; the draw carries a copy of it and stands.")


class DrawView(Struct, frozen=True):
    """`frame` are the codes of the roster as one text, `warnings` what does not fit together."""

    head: str
    of: str
    base: str
    raw: str
    codes: int
    frame: str
    least: int
    shown: str
    warnings: tuple[str, ...]
    conflict: str

    @property
    def path(self) -> str:
        return f"{self.head}/draw"


def frames(connection: Connection, live: Live) -> dict[str, list[str]]:
    """Codes by roster of the unit; those of a self-evaluation are not drawn from."""
    if live.level is Level.self:
        return {}
    found = rosters.of_unit(connection, live.city_id, live.subject.id)
    return {name: [code for code in codes if CODE.fullmatch(code)] for name, codes in found.items()}


def draw_fragments(
    live: Live, form: Form, rosters_: Mapping[str, Sequence[str]], conflicts: Mapping[str, str]
) -> dict[str, str]:
    """A fragment for each block, by head, whose roster is known or whose sample was drawn."""
    if not rosters_ and not any(path.endswith("/draw") for path in live.heads):
        return {}
    template = environment().get_template("forms/_draw.html")
    words = json.dumps(_words(), ensure_ascii=False)
    views = _views(live, form, rosters_, conflicts)
    return {view.head: template.render(draw=view, words=words, form=live.path) for view in views}


def _words() -> dict[str, str]:
    return {
        "drawn": gettext(DRAWN),
        "seed": gettext("The seed is one line of at most 100 characters."),
        "count": gettext("Draw at least {least}, at most {all}."),
        "reason": gettext("Say why it is drawn again; the earlier draw stays in the record."),
    }


def _views(
    live: Live, form: Form, rosters_: Mapping[str, Sequence[str]], conflicts: Mapping[str, str]
) -> Iterator[DrawView]:
    facts = fact_values(live, form)
    for block in (block for section in form.sections for item in section.items for block in item.blocks):
        of = block.sample.fact.removesuffix(":") if block.sample else ""
        path = f"{block.head}/draw"
        head = live.heads.get(path, Head())
        if of and (rosters_.get(of) or head.value):
            codes, found = rosters_.get(of, ()), drawn(head.value)
            warnings = tuple(_warnings(codes, facts.get(f"{of}:", ""), of, found))
            shown = draw_text(found) if found else ""
            texts = (head.operation or "", head.value or "", len(codes), " ".join(codes))
            yield DrawView(block.head, of, *texts, _least(block, codes), shown, warnings, conflicts.get(path, ""))


def _least(block: BlockView, codes: Sequence[str]) -> int:
    """0 asks for all of them."""
    least = block.sample.least if block.sample else 0
    return min(least or len(codes), len(codes))


def _warnings(codes: Sequence[str], fact: str, of: str, found: RosterDraw | None) -> Iterator[str]:
    if codes and fact.isdecimal() and int(fact) != len(codes):
        yield gettext(NUMBERS_DIFFER).format(codes=len(codes), fact=fact)
    if found and not codes:
        yield gettext(NO_ROSTER)
    elif found and found.digest != digest_of(of, codes):
        yield gettext(ROSTER_CHANGED).format(then=len(found.frame), now=len(codes))


def draw_text(found: RosterDraw) -> str:
    """A draw in one sentence."""
    codes = " ".join(found.codes)
    return gettext(DRAWN).format(count=len(found.codes), all=len(found.frame), seed=found.seed, codes=codes)
