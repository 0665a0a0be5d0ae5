"""A notice from the round's record: team without who keeps out of the unit, planned days, and what a clerk types."""

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.fieldwork.team import Duty
from inspector.fieldwork.timetable import Step
from inspector.i18n import N_, gettext
from inspector.letters.blocks import Variant
from inspector.letters.composition import LEGAL_BASIS, Circumstances, occasion, office_of
from inspector.letters.composition_notice import Arrangements, notice
from inspector.letters.layout import date_text
from inspector.letters.papers.notice import Notice, NoticeGroup, NoticeStep, Visited
from inspector.storage import offices, recusals, teams, timetables
from inspector.storage.tables import Office, RoundStep
from inspector.storage.teams import MemberLine
from inspector.web.districts.survey import OpenedRound
from inspector.web.letters.sender import (
    NO_OFFICE,
    Sender,
    chosen_office,
    known,
    read_contact,
    read_sender,
    sender_of,
    usual_office,
)
from inspector.web.letters.wish import LONGEST_NAME, is_day
from inspector.web.rounds.sampling import left_out

STEP_NAMES: Mapping[Step, str] = {
    Step.notice: "印发督导通知",
    Step.self_evaluation: "自评",
    Step.visits: "实地督导",
    Step.preliminary_opinion: "反馈初步督导意见",
    Step.defence: "陈述和申辩",
    Step.opinion: "印发督导意见书",
    Step.rectification: "整改和报告整改情况",
    Step.report: "形成督导报告",
}
TEXTS = ("office", "legal_basis", "contact")
DAYS = ("visit_from", "visit_to", "self_until")


class NoticeWish(Struct, frozen=True):
    """As typed; `errors` says by field what is wrong with it. Dates are ISO texts or empty; `once` as in a Wish."""

    unit: str
    office: str = ""
    legal_basis: str = ""
    contact: str = ""
    visit_from: str = ""
    visit_to: str = ""
    self_evaluation: bool = True
    self_until: str = ""
    variant: Variant = "letter"
    sender: Sender = NO_OFFICE
    corrects: str = ""
    errors: Mapping[str, str] | None = None
    once: str = ""

    def day(self, name: str) -> date | None:
        text = str(getattr(self, name))
        return date.fromisoformat(text) if text else None


class Told(Struct, frozen=True):
    """What the record says beside the survey."""

    members: tuple[MemberLine, ...]
    kept_out: Mapping[int, frozenset[str]]
    steps: Mapping[Step, RoundStep]
    outside: frozenset[str]
    offices: tuple[Office, ...] = ()


def told(connection: Connection, city_id: str, round_id: str, at: int) -> Told:
    return Told(
        tuple(teams.of_round(connection, round_id)),
        recusals.by_account(connection, round_id, at),
        timetables.of_round(connection, round_id),
        left_out(connection, round_id),
        tuple(offices.of_city(connection, city_id)),
    )


def first_wish(opened: OpenedRound, unit: str, record: Told) -> NoticeWish:
    """What the form shows before anybody typed: the timetable's days, else those of the planned visits."""
    visits, evaluation = record.steps.get(Step.visits), record.steps.get(Step.self_evaluation)
    planned = [day for one in (unit, *below(opened, unit, record)) if (day := _visit_day(opened, one))]
    first = visits.first if visits else min(planned, default=None)
    last = visits.last if visits else max(planned, default=None)
    office = usual_office(record.offices, office_of(opened.survey))
    known_one = known(record.offices, office)
    return NoticeWish(
        unit,
        office=office,
        contact=known_one.contact if known_one else "",
        sender=sender_of(record.offices, office),
        legal_basis=opened.round.legal_basis or LEGAL_BASIS,
        visit_from=first.isoformat() if first else "",
        visit_to=last.isoformat() if last else "",
        self_evaluation=evaluation is not None,
        self_until=evaluation.last.isoformat() if evaluation else "",
    )


def read_wish(values: Mapping[str, str], first: NoticeWish, known_offices: tuple[Office, ...] = ()) -> NoticeWish:
    """The form over what it showed at first; what was typed stays, with what is wrong beside it."""
    texts = {name: values.get(name, "").strip() for name in TEXTS}
    texts["office"] = office = chosen_office(values, first.office)
    texts["contact"] = read_contact(texts["contact"], values, known_offices, office)
    sender = read_sender(values, known_offices, office)
    days = {name: values.get(name, "").strip() for name in DAYS}
    variant = values.get("variant", first.variant)
    errors = {name: gettext("Too long.") for name, text in texts.items() if len(text) > LONGEST_NAME}
    errors |= {name: gettext("This must be filled in.") for name in ("office", "legal_basis") if not texts[name]}
    errors |= {name: gettext("Choose a day.") for name, text in days.items() if text and not is_day(text)}
    errors |= {name: gettext("Give this date.") for name in ("visit_from", "visit_to") if not days[name]}
    evaluation = "self_evaluation" in values
    if not errors and days["visit_to"] < days["visit_from"]:
        errors["visit_to"] = gettext("It ends before it begins.")
    if not errors and evaluation and days["self_until"] > days["visit_from"]:
        errors["self_until"] = gettext("The self-evaluation is due before the visit begins.")
    if variant not in get_args(Variant):
        errors["variant"] = gettext("There is no such head.")
    errors |= {name: gettext(what) for name, what in sender.faults().items()}
    changed: dict[str, Any] = {**texts, **days, "variant": variant, "sender": sender, "errors": errors}
    return replace(first, self_evaluation=evaluation, **changed)


def below(opened: OpenedRound, unit: str, record: Told) -> list[str]:
    """Units under it that are visited: those in the sample, as far as the reader's area goes."""
    inside = [one.id for one in opened.survey.below(unit)]
    forms = opened.survey.edition.form
    return [
        one
        for one in inside
        if one not in record.outside
        and opened.covers(one)
        and forms(opened.survey.subjects[one].kind, opened.survey.selection)
    ]


def notice_of(opened: OpenedRound, wish: NoticeWish, record: Told, today: date, *, own_day: bool = False) -> Notice:
    """`own_day`: the unit's planned day instead of the days typed, where it has one."""
    survey, unit = opened.survey, wish.unit
    day = _visit_day(opened, unit) if own_day else None
    first, last = day or wish.day("visit_from"), day or wish.day("visit_to")
    assert first is not None and last is not None
    under = below(opened, unit, record)
    given = Arrangements(
        groups=_groups(survey.subjects[unit].name, _district(opened, unit), record, unit),
        steps=tuple(_step(step, one) for step, one in record.steps.items() if step is not Step.notice),
        visited=tuple(Visited(survey.subjects[one].name, _visit_day(opened, one)) for one in under),
        self_evaluation=wish.self_evaluation,
        self_until=wish.day("self_until") if wish.self_evaluation else None,
    )
    at = occasion(
        survey,
        Circumstances(
            office=wish.office,
            round_title=opened.round.title,
            legal_basis=wish.legal_basis,
            visit=(first, last),
            facts_as_of=opened.round.data_date,
            recorded=today,
            demo=opened.round.demo,
        ),
    )
    at = wish.sender.on(replace(at, contact=wish.contact), wish.variant)
    return notice(survey, unit, at, given, below=under)


def _visit_day(opened: OpenedRound, unit: str) -> date | None:
    line = opened.inspections.get(unit)
    return line.visit_date if line else None


def _district(opened: OpenedRound, unit: str) -> frozenset[str]:
    return frozenset(one.name for one in opened.survey.subjects[unit].above.values())


def _groups(name: str, above: frozenset[str], record: Told, unit: str) -> tuple[NoticeGroup, ...]:
    """The group named for the unit or its district, else all; whoever keeps out of the unit is left out."""
    members = [line for line in record.members if unit not in record.kept_out.get(line.account_id, frozenset())]
    names = list(dict.fromkeys(line.group for line in members))
    own = [group for group in names if group and (group == name or group in above)]
    found = []
    for group in own or names:
        inside = [line for line in members if line.group == group]
        leader = next((line.name for line in inside if line.duty is Duty.leader), "")
        others = tuple(line.name for line in inside if line.duty is Duty.member)
        found.append(NoticeGroup(leader, others, group if len(own or names) > 1 else ""))
    return tuple(found)


def _step(step: Step, one: RoundStep) -> NoticeStep:
    days = date_text(one.first) if one.first == one.last else f"{date_text(one.first)}至{date_text(one.last)}"
    return NoticeStep(STEP_NAMES[step], days, one.source)


REASON_MISSING = N_("The team has no leader or fewer than three inspectors: give the reason.")
