"""Papers that follow a visit: problems of the record that a person chose, and what that person typed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct, field
from msgspec.structs import asdict, replace

from inspector.casework.charges import Charge, charges, own_charges
from inspector.casework.deadlines import Days, Running, running
from inspector.letters.composition import evaluation, government_of, problem
from inspector.letters.kinds import Paper
from inspector.letters.papers.kind import Kind
from inspector.letters.papers.shared import Occasion, checked
from inspector.scoring.survey import Survey

Values = Mapping[str, object]


class Answers(Struct, frozen=True):
    """`days` to count with; `values` by field of the kind; `chosen`: by key of a problem the values of its fields."""

    days: Days
    values: Values = field(default_factory=dict)
    chosen: Mapping[str, Values] = field(default_factory=dict)


def key_of(charge: Charge) -> str:
    """Names a problem as long as its unit, item, occurrence and row stay the same."""
    found = charge.finding
    return ":".join((found.unit, found.item, found.occurrence, *filter(None, [found.row])))


def problems_for(kind: Kind, survey: Survey, unit: str) -> dict[str, Charge]:
    """What the paper can be about, by key, in the order of the form; told without small numbers if it is published."""
    if kind.entry is None:
        return {}
    told = charges if kind.from_below else own_charges
    found = told(survey, unit, public=kind.published)
    return {key_of(one): one for one in found if one.finding.kind == "problem"}


def committee_of(survey: Survey) -> str:
    return f"{survey.edition.plan.city}人民政府教育督导委员会"


def usual(kind: Kind, survey: Survey, unit: str, at: Occasion) -> dict[str, str]:
    """What can be said before anybody typed, as it would be typed, by field of the kind."""
    name, place = survey.subjects[unit].name, government_of(survey.subjects[unit].name)
    committee, above = committee_of(survey), next(iter(survey.subjects[unit].above.values()), survey.subjects[unit])
    addressees = {
        "measure_proposal": committee,
        "situation_circular": "各有关单位",
        "district_report": government_of(above.name),
    }
    known = {
        "addressee": addressees.get(kind.name, place),
        "report_to": at.office,
        "reply_to": at.office,
        "committee": committee,
        "whom": name,
        "matter": f"{name}在{at.round_title}中被督导问题的整改情况。",
        "found_on": at.visit[-1].isoformat(),
    }
    asked = {one.name for one in kind.asks}
    if "overview" in asked:
        found = evaluation(survey, unit)
        known["overview"] = f"本次共核查观测点{checked(found)}，核查完成率{found.coverage}。"
    firsts = {one.name: one.options[0][0] for one in kind.asks if one.type == "choice" and one.needed}
    return {name: text for name, text in (firsts | known).items() if name in asked}


def follow_up(kind: Kind, survey: Survey, unit: str, at: Occasion, given: Answers) -> Paper:
    """The paper's fields come by name: typed ones from `given`, `problems` from the record."""
    own = set(kind.paper.__struct_fields__)
    values = {name: value for name, value in given.values.items() if name in own}
    contact, notice = given.values.get("contact"), given.values.get("notice")
    if kind.entry is not None:
        since = running(notice if isinstance(notice, date) else None, given.days)
        offered = problems_for(kind, survey, unit)
        values["problems"] = tuple(
            _entry(kind.entry, offered[key], since, typed) for key, typed in given.chosen.items() if key in offered
        )
    at = replace(at, contact=contact) if isinstance(contact, str) and contact else at
    paper: Paper = kind.paper(occasion=at, unit=survey.subjects[unit].name, **values)
    return paper


def _entry(made: type[Any], charge: Charge, since: Running | None, typed: Values) -> Any:
    found = problem(charge, "本通知书", since)
    known = asdict(found)
    unit = {"unit": charge.unit_name} if "unit" in made.__struct_fields__ else {}
    return made(**known, **unit, **typed)
