"""letter: an official letter of a data file as Word, without a database."""

from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args

import click
from msgspec.structs import replace

from inspector.cli.given import FROM_DATA, given_values, paper_from
from inspector.cli.letters_check import check
from inspector.cli.numbers import DATA, FOLDER, SCHEME, open_survey, read_data, scheme_of, survey_of
from inspector.i18n import gettext as _
from inspector.letters.blocks import Variant
from inspector.letters.composition import LEGAL_BASIS, Circumstances, accountability, occasion, office_of
from inspector.letters.composition_city import city_report, rank_annex
from inspector.letters.composition_notice import Arrangements
from inspector.letters.composition_notice import notice as compose_notice
from inspector.letters.composition_report import district_report
from inspector.letters.composition_report import earlier as standing_of
from inspector.letters.drafting import default_reference, render
from inspector.letters.kinds import Paper
from inspector.letters.papers.notice import NoticeGroup, Visited
from inspector.letters.papers.rank_annex import INTERNAL
from inspector.letters.papers.shared import Occasion
from inspector.letters.publication import Publication
from inspector.scoring.data import Data
from inspector.scoring.survey import Survey
from inspector.storage.holidays import official

REPORTS = ("district_report", "city_report", "rank_annex")
KINDS = ("notice", *FROM_DATA, "accountability", *REPORTS)
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def letters() -> None:
    """Official letters as Word files.

    Example: inspector letters write --help
    """


letters.add_command(check)


@letters.command()
@click.argument("kind", type=click.Choice(KINDS))
@FOLDER
@DATA
@SCHEME
@click.option("--unit", required=True, help=_("Id of the unit, district or city the letter is about."))
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--variant", type=click.Choice(get_args(Variant)), default="letter", show_default=True)
@click.option("--office", default="", help=_("Name of the issuing office."))
@click.option("--legal-basis", default=LEGAL_BASIS, show_default=True)
@click.option("--visit", type=DAY, multiple=True, help=_("Day of the visit; twice for the first and the last day."))
@click.option("--notice", type=DAY, help=_("Day the unit receives the letter, from which terms run."))
@click.option(
    "--given", multiple=True, metavar="NAME=TEXT", help=_("What a paper asks for, such as report_by=2026-03-01.")
)
@click.option(
    "--publication",
    type=click.Choice(get_args(Publication)),
    default="grades",
    show_default=True,
    help=_("What a report shows: met and not met only, grades and scores too, places too."),
)
@click.option("--marking", default=INTERNAL, show_default=True, help=_("Marking of an annex of ranks."))
@click.option(
    "--earlier",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("Data file of the earlier round that a district's report compares with."),
)
@click.option("--leader", default="", help=_("Leader of the team, for a notice."))
@click.option("--member", multiple=True, help=_("A further member of the team, for a notice; several times."))
@click.option("--self-evaluation", type=DAY, help=_("A notice asks for a self-evaluation until this day."))
@click.option("--contact", default="", help=_("Whom to ask, printed under a notice."))
def write(
    kind: str,
    folder: Path,
    data: Path,
    scheme: str,
    unit: str,
    output: Path,
    variant: Variant,
    office: str,
    legal_basis: str,
    visit: tuple[datetime, ...],
    notice: datetime | None,
    given: tuple[str, ...],
    leader: str,
    member: tuple[str, ...],
    self_evaluation: datetime | None,
    contact: str,
    **report: Any,
) -> None:
    """Write one paper about a unit of DATA: a notice, an opinion, a list of responsibilities, a report.

    Example: inspector letters write opinion checklists/yuncheng_2023 data.json --unit yuncheng01 -o opinion.docx
    """
    survey, found = open_survey(folder, data, scheme)
    if unit not in survey.subjects:
        raise click.BadParameter(_("no unit '{unit}' in the data file").format(unit=unit), param_hint="--unit")
    at = _occasion(survey, found, office, legal_basis, [one.date() for one in visit])
    if kind == "notice":
        until = self_evaluation.date() if self_evaluation else None
        paper: Paper = _notice(survey, unit, replace(at, contact=contact), leader, member, until)
    elif kind in FROM_DATA:
        received = [f"notice={notice.date()}"] if notice else []
        paper = paper_from(kind, survey, unit, at, given_values(kind, [*received, *given]))
    elif kind in REPORTS:
        paper = _report(kind, survey, unit, at, scheme, **report)
    else:
        paper = accountability(survey, unit, at, days=official(), notice=notice.date() if notice else None)
    output.write_bytes(render(paper, default_reference(variant)))
    click.echo(str(output))


def _occasion(survey: Survey, found: Data, office: str, legal_basis: str, days: list[date]) -> Occasion:
    first, last = min(days, default=found.as_of), max(days, default=found.as_of)
    title = found.title or survey.edition.checklist.title
    given = Circumstances(
        office=office or office_of(survey),
        round_title=title,
        legal_basis=legal_basis,
        visit=(first, last),
        facts_as_of=found.data_date or found.period.to,
        recorded=found.as_of,
        demo=found.demo,
    )
    return occasion(survey, given)


def _notice(
    survey: Survey, unit: str, at: Occasion, leader: str, members: tuple[str, ...], until: date | None
) -> Paper:
    """Everything below the unit is visited too."""
    groups = (NoticeGroup(leader, members),) if leader or members else ()
    below = [one.id for one in survey.below(unit)]
    visited = tuple(Visited(survey.subjects[one].name) for one in below)
    given = Arrangements(groups, visited=visited, self_evaluation=until is not None, self_until=until)
    return compose_notice(survey, unit, at, given, below=below)


def _report(
    kind: str,
    survey: Survey,
    unit: str,
    at: Occasion,
    scheme: str,
    *,
    publication: Publication,
    marking: str,
    earlier: Path | None,
) -> Paper:
    if kind == "city_report":
        return city_report(survey, unit, at, provisional=False, publication=publication)
    if kind == "rank_annex":
        with_heat = publication == "met_only"
        return rank_annex(survey, unit, at, provisional=False, marking=marking, with_heat=with_heat)
    before = None
    if earlier is not None:
        found = read_data(earlier)
        title = found.title or survey.edition.checklist.title
        before = standing_of(survey_of(survey.edition, found, scheme_of(survey.edition, scheme)), unit, title)
    return district_report(survey, unit, at, publication=publication, before=before)
