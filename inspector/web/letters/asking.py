"""What the form of a paper shows beside its inputs: the problems to choose from, and what is still missing."""

from collections.abc import Mapping

from msgspec import Struct

from inspector.i18n import N_, gettext
from inspector.letters.composition_followup import problems_for
from inspector.web.districts.survey import OpenedRound
from inspector.web.letters.wish import Wish

SENDER_LABELS: Mapping[str, str] = {
    "copies": N_("Copies to (抄送)"),
    "joint": N_("Together with (联合发文)"),
    "printer": N_("Printed by (印发机关)"),
    "code": N_("Code (机关代字)"),
    "urgency": N_("Urgency (紧急程度)"),
    "secrecy": N_("Secrecy and its term (密级和保密期限)"),
    "copy_number": N_("Copy number (份号)"),
    "signer": N_("Signer of an upward paper (签发人)"),
}


class Pick(Struct, frozen=True):
    """A problem that a paper can be about; `unit` is named where the paper speaks of several."""

    key: str
    text: str
    unit: str


async def problems_of(opened: OpenedRound, wish: Wish) -> tuple[Pick, ...]:
    found = await opened.build(
        lambda survey: problems_for(wish.about, survey, wish.unit), ("problems", wish.kind, wish.unit)
    )
    several = len({one.unit_name for one in found.values()}) > 1
    return tuple(Pick(key, one.finding.sentence, one.unit_name if several else "") for key, one in found.items())


def labels(wish: Wish, wrong: Mapping[str, str]) -> tuple[str, ...]:
    """Of the inputs that are wrong, each once."""
    own = {"office": N_("Issuing office"), "legal_basis": N_("Legal basis"), "variant": N_("Head")}
    asked = {one.name: one.label for one in (*wish.about.asks, *wish.about.each)}
    known = {**own, **SENDER_LABELS, "problems": N_("Problems"), **asked}
    return tuple(dict.fromkeys(gettext(known[name.partition(":")[0]]) for name in wrong))
