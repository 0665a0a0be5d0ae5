"""Papers that ask for more than a data file holds: their fields come as NAME=TEXT."""

from collections.abc import Mapping, Sequence
from typing import Any

import click

from inspector.i18n import gettext as _
from inspector.letters.composition import opinion, preliminary_opinion
from inspector.letters.composition_followup import Answers, follow_up, problems_for, usual
from inspector.letters.kinds import KINDS, Paper
from inspector.letters.papers.asked import values_of
from inspector.letters.papers.shared import Occasion
from inspector.scoring.survey import Survey
from inspector.storage.holidays import official

FROM_DATA = ("rectification_notice", "preliminary_opinion", "opinion", "situation_circular")
HINT = "--given"


def given_values(kind: str, given: Sequence[str]) -> dict[str, str]:
    names = [one.name for one in KINDS[kind].asks]
    found = {}
    for one in given:
        name, sign, text = one.partition("=")
        if not sign or name not in names:
            wanted = ", ".join(names)
            what = _("'{one}': write NAME=TEXT with one of {wanted}").format(one=one, wanted=wanted)
            raise click.BadParameter(what, param_hint=HINT)
        found[name] = text
    return found


def paper_from(kind: str, survey: Survey, unit: str, at: Occasion, typed: dict[str, str]) -> Paper:
    """All problems on record go into it. An opinion may be written without the day of the hearing."""
    about = KINDS[kind]
    values, errors = values_of(about.asks, usual(about, survey, unit, at) | typed)
    errors = {name: what for name, what in errors.items() if kind != "opinion" or typed.get(name)}
    if wrong := errors or about.check(values, {}):
        told = "; ".join(f"{name}: {_(what)}" for name, what in wrong.items())
        raise click.BadParameter(told, param_hint=HINT)
    if kind in ("opinion", "preliminary_opinion"):
        values.pop("contact", None)
        more: Any = values
        if kind == "preliminary_opinion":
            return preliminary_opinion(survey, unit, at, **more)
        return opinion(survey, unit, at, days=official(), **more)
    chosen: dict[str, Mapping[str, object]] = {key: {} for key in problems_for(about, survey, unit)}
    if about.needs_problems and not chosen:
        raise click.UsageError(_("No problem is on record here."))
    return follow_up(about, survey, unit, at, Answers(official(), values, chosen))
