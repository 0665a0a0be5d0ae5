"""The project as a whole (督导项目): each of its parts in a line, and what is still missing."""

import json
from typing import Annotated

from msgspec import Struct
from sqlalchemy import Connection

from inspector.fieldwork.readiness import Gap, Stage, gaps, unexplained
from inspector.fieldwork.team import groups
from inspector.i18n import N_, gettext, ngettext
from inspector.storage import draws, letters, recusals, rounds, surveys, teams, timetables, visits
from inspector.storage.sessions import SignedIn
from inspector.storage.tables import Round
from inspector.web.checklists.words import say
from inspector.web.pages import civil_date_text
from inspector.web.rounds.access import sets_up
from inspector.web.rounds.draft import PUBLICATIONS, SUPERVISIONS, choosable
from inspector.web.rounds.sampling import sample_of

GAPS = {
    Gap.legal_basis: N_("The legal basis is not named."),
    Gap.team: N_("The team has no leader or fewer than three inspectors (article 16)."),
    Gap.declarations: N_("Not every member has declared on recusal (article 10)."),
    Gap.timetable: N_("No step of the timetable has a day."),
    Gap.notice: N_("No notice of supervision is written (article 17)."),
}
PAGES = {
    Gap.legal_basis: "basis",
    Gap.team: "team",
    Gap.declarations: "recusal",
    Gap.timetable: "timetable",
    Gap.notice: "notice",
}
FROZEN = N_("frozen at opening")


class Part(Struct, frozen=True):
    """One line of the overview. An empty `page` leads nowhere."""

    name: str
    summary: str
    page: str
    frozen: bool = False


class Missing(Struct, frozen=True):
    """`waived`: the written reason for going on without it."""

    words: str
    page: str
    waived: str


class Project(Struct, frozen=True):
    parts: tuple[Part, ...]
    missing: tuple[Missing, ...]
    ask_reason: Annotated[bool, "whether opening needs a written reason"]


def stage_of(connection: Connection, round_: Round) -> Stage:
    members = teams.of_round(connection, round_.id)
    declared = recusals.declared(connection, round_.id)
    return Stage(
        round_.supervision,
        round_.legal_basis,
        tuple(line.member for line in members),
        sum(account not in declared for account in {line.account_id for line in members}),
        bool(timetables.of_round(connection, round_.id)),
        any(letter.kind == "notice" for letter in letters.of_round(connection, round_.id)),
    )


def open_reasons(connection: Connection, round_: Round) -> list[Gap]:
    """For which gaps opening still needs a written reason."""
    return unexplained(gaps(stage_of(connection, round_)), teams.waivers(connection, round_.id))


def project_of(connection: Connection, round_: Round, account: SignedIn) -> Project:
    may, stage = sets_up(account, round_.city_id), stage_of(connection, round_)
    waivers = teams.waivers(connection, round_.id)
    found = gaps(stage)
    parts = (
        *_settled(connection, round_, may),
        *_people(connection, round_, stage, account),
        *_plans(connection, round_),
    )
    reachable = {part.page for part in parts}
    return Project(
        parts,
        tuple(
            Missing(
                GAPS[gap],
                PAGES[gap] if PAGES[gap] in reachable else "",
                waivers[gap].reason if gap in waivers else "",
            )
            for gap in found
        ),
        bool(unexplained(found, waivers)),
    )


def _settled(connection: Connection, round_: Round, may: bool) -> list[Part]:
    edition = surveys.edition(connection, round_.edition_digest)
    chosen, draft = len(json.loads(round_.selection)), round_.state == "draft"
    inside = len(rounds.units_of(connection, round_.id))
    kind = gettext(SUPERVISIONS.get(round_.supervision, round_.supervision))
    basis = "，".join(part for part in (kind, round_.legal_basis, round_.approval_number) if part)
    edit = "edit" if draft and may else ""
    items = say(N_("%(chosen)s of %(all)s items"), chosen=chosen, all=len(choosable(edition)))
    units = ngettext("%(num)s unit", "%(num)s units", inside) % {"num": inside}
    return [
        Part(N_("Kind and basis"), basis, "basis" if may and round_.state != "closed" else ""),
        Part(N_("Plan and items"), f"{edition.checklist.title}，{items}", edit, not draft),
        Part(N_("Units"), units, edit, not draft),
        Part(N_("Sample"), _sample(connection, round_), "draw"),
        Part(
            N_("To be published"),
            gettext(PUBLICATIONS.get(round_.publication, round_.publication)),
            "basis" if may and round_.state != "closed" else "",
        ),
    ]


def _sample(connection: Connection, round_: Round) -> str:
    found = sample_of(connection, round_.id)
    if found is None:
        return gettext("no draw: every unit is visited")
    framed, visited = found
    complaints = len(draws.complaints(connection, round_.id))
    words = say(N_("%(drawn)s of %(whole)s units drawn"), drawn=len(visited) - complaints, whole=len(framed))
    return words + (say(N_(", %(num)s more for a complaint"), num=complaints) if complaints else "")


def _people(connection: Connection, round_: Round, stage: Stage, account: SignedIn) -> list[Part]:
    lines = teams.of_round(connection, round_.id)
    count, leaders = len({line.account_id for line in lines}), [line.name for line in lines if line.duty == "leader"]
    words = ngettext("%(num)s inspector", "%(num)s inspectors", count) % {"num": count}
    parts = len(groups(line.member for line in lines))
    if parts > 1:
        words += "，" + say(N_("%(num)s groups"), num=parts)
    if leaders:
        words += "，" + say(N_("led by %(names)s"), names="、".join(leaders))
    team = Part(N_("Team"), words if count else gettext("nobody named yet"), "team")
    inside = sets_up(account, round_.city_id) or any(line.account_id == account.account_id for line in lines)
    declared = say(N_("%(done)s of %(all)s members declared"), done=count - stage.undeclared, all=count)
    return [team, Part(N_("Recusal"), declared, "recusal" if inside else "")]


def _plans(connection: Connection, round_: Round) -> list[Part]:
    steps = timetables.of_round(connection, round_.id).values()
    days = [day for step in steps for day in (step.first, step.last)]
    span = f"{civil_date_text(min(days))} – {civil_date_text(max(days))}" if days else gettext("no step planned yet")
    notices = sum(letter.kind == "notice" for letter in letters.of_round(connection, round_.id))
    written = ngettext("%(num)s draft", "%(num)s drafts", notices) % {"num": notices}
    planned = [one for one in visits.of_round(connection, round_.id) if one.line.visit_date is not None]
    count = ngettext("%(num)s visit has a day", "%(num)s visits have a day", len(planned)) % {"num": len(planned)}
    return [
        Part(N_("Timetable"), span, "timetable"),
        Part(N_("Notice of supervision"), written if notices else gettext("not written yet"), "notice"),
        Part(N_("Plan of visits"), count, "visits"),
    ]
