"""Findings put to the offices that answer for them: by lead office, each story told once."""

from collections.abc import Sequence

from msgspec import Struct

from inspector.casework.findings import Finding, findings
from inspector.casework.standing import reach
from inspector.checklist.edition import Edition
from inspector.scoring.survey import Survey


class Charge(Struct, frozen=True):
    """A finding with the offices the plan's clauses name: who leads and who cooperates."""

    finding: Finding
    unit_name: str
    leads: tuple[str, ...]
    cooperating: tuple[str, ...]

    @property
    def office(self) -> str:
        """Whom the list puts it under; without any office named it is the unit's own."""
        return "、".join(self.leads) or self.unit_name


class Account(Struct, frozen=True):
    """All that one lead office answers for."""

    office: str
    problems: tuple[Charge, ...]
    suggestions: tuple[Charge, ...]
    unproven: tuple[Charge, ...]


def own_charges(survey: Survey, unit: str, *, public: bool = False) -> list[Charge]:
    """The findings of one unit in the order of the form; `public` leaves out small numbers of pupils."""
    subject = survey.subjects[unit]
    found = findings(survey.edition, subject, survey.terms, survey.results(unit), public=public)
    return [Charge(one, subject.name, *offices(survey.edition, one)) for one in found]


def charges(survey: Survey, unit: str, *, public: bool = False) -> list[Charge]:
    """Of a unit and of those below it that stand for themselves; a story the unit itself answers for is told there."""
    own, *others = reach(survey, unit)
    found = own_charges(survey, own.id, public=public)
    told = {_story(survey, one) for one in found if one.finding.kind == "problem"} - {None}
    for subject in others:
        found += [
            one
            for one in own_charges(survey, subject.id, public=public)
            if one.finding.kind != "suggestion" or _story(survey, one) not in told
        ]
    return found


def _story(survey: Survey, charge: Charge) -> str | None:
    return survey.edition.items[charge.finding.item].story


def offices(edition: Edition, finding: Finding) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Leading and cooperating offices; of a list of responsible ones the first leads (design 2)."""
    clauses = [edition.plan.clauses[name] for name in finding.clauses]
    leads = dict.fromkeys(office for clause in clauses for office in (clause.lead or clause.responsible[:1]))
    named = (office for clause in clauses for office in clause.helpers)
    return tuple(leads), tuple(dict.fromkeys(office for office in named if office not in leads))


def accounts(found: Sequence[Charge]) -> list[Account]:
    """By lead office in order of first appearance, those with problems first."""
    made = [
        Account(
            office,
            *(
                tuple(one for one in found if one.office == office and one.finding.kind == kind)
                for kind in ("problem", "suggestion", "unproven")
            ),
        )
        for office in dict.fromkeys(one.office for one in found)
    ]
    return sorted(made, key=lambda one: not one.problems)
