"""Which letters can be made here, in the order of a supervision."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from msgspec import Struct

from inspector.i18n import N_
from inspector.letters.kinds import KINDS
from inspector.web.districts.survey import OpenedRound
from inspector.web.letters.wish import kinds_for

STEP_NAMES: Mapping[str, str] = {
    "before": N_("Before the visit"),
    "on_site": N_("During the visit"),
    "opinion": N_("Opinion"),
    "rectification": N_("Rectification papers"),
    "measures": N_("Measures"),
    "reports": N_("Reports"),
    "records": N_("Records"),
}


class Offer(Struct, frozen=True):
    """A letter that could be made: of what kind, about whom, where its form is."""

    kind: str
    unit_name: str
    path: str


def offers(opened: OpenedRound, unit: str) -> tuple[tuple[str, tuple[Offer, ...]], ...]:
    """Message id of the step and the letters that belong to it; steps without any are left out."""
    found = _offers(opened, unit)
    groups = ((label, tuple(o for o in found if KINDS[o.kind].step == step)) for step, label in STEP_NAMES.items())
    return tuple((label, group) for label, group in groups if group)


def _offers(opened: OpenedRound, unit: str) -> list[Offer]:
    """For one unit all its kinds; for a round what speaks of a place and the units in it."""
    survey = opened.survey
    units = [unit] if unit else [name for name in survey.subjects if opened.covers(name) and survey.below(name)]
    return [
        Offer(kind, survey.subjects[name].name, new_path(opened.round.id, name, kind))
        for name in units
        for kind in kinds_for(survey, name)
        if unit or KINDS[kind].step == "reports" or kind == "accountability"
    ]


def new_path(round_id: str, unit: str, kind: str, corrects: str = "", like: str = "") -> str:
    """The form of a letter; `corrects` is the one that it takes the place of, `like` one that it begins with."""
    base, query = f"/rounds/{quote(round_id, safe='')}", {"unit": unit}
    if kind != "notice":
        query = {"kind": kind} | query
    query |= {name: one for name, one in (("corrects", corrects), ("like", like)) if one}
    return f"{base}/{'notice' if kind == 'notice' else 'letters'}/new?{urlencode(query)}"
