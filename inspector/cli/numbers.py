"""score and rank: a data file in, exact numbers out, no database."""

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from inspector.checklist.edition import Edition, open_folder
from inspector.checklist.models import Scheme
from inspector.checklist.problems import Broken
from inspector.cli.authoring import words
from inspector.i18n import gettext as _
from inspector.scoring.data import Data, DataError, cells, subjects
from inspector.scoring.inspection import Inspected, Line
from inspector.scoring.rank import half_up, printed_apart, printed_parts
from inspector.scoring.results import MILLION
from inspector.scoring.subjects import Subject
from inspector.scoring.survey import Survey

FOLDER = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
DATA = click.argument("data", type=click.Path(exists=True, dir_okay=False, path_type=Path))
SCHEME = click.option("--scheme", default="points", show_default=True, help=_("Name of the scheme."))
JSON = click.option("--json", "as_json", is_flag=True, help=_("Print JSON instead of words."))


def open_survey(folder: Path, data_file: Path, scheme: str) -> tuple[Survey, Data]:
    """The round in a data file; ends with exit code 1 and every problem in words, 2 for an unknown scheme."""
    try:
        edition = open_folder(folder)
    except Broken as broken:
        raise click.ClickException("\n".join(words(problem) for problem in broken.problems)) from broken
    data = read_data(data_file)
    return survey_of(edition, data, scheme_of(edition, scheme)), data


def read_data(data_file: Path) -> Data:
    try:
        return Data.model_validate_json(data_file.read_bytes())
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_url=False)]
        raise click.ClickException(f"{data_file}:\n" + "\n".join(lines)) from error


def scheme_of(edition: Edition, name: str) -> Scheme:
    if name not in edition.schemes:
        known = ", ".join(edition.schemes) or "-"
        raise click.BadParameter(_("no scheme '{name}'; there are: {known}").format(name=name, known=known))
    return edition.schemes[name]


def survey_of(edition: Edition, data: Data, scheme: Scheme) -> Survey:
    """A survey of a data file; every unit that has answers counts as visited. All mistakes end it at once."""
    lines: list[str] = []
    found: dict[str, Subject] = {}
    visited: dict[str, dict[str, str]] = {}
    try:
        found = subjects(edition, data)
    except DataError as error:
        lines += error.lines
    for unit in data.units:
        if unit.kind in edition.checklist.kinds and (unit.answers is not None or unit.states or unit.notes):
            try:
                visited[unit.id] = cells(edition, unit)
            except DataError as error:
                lines += error.lines
    if lines:
        raise click.ClickException("\n".join(lines))
    return Survey(edition, scheme, data.terms(), found, visited)


def points(value: Fraction | None) -> str | None:
    return None if value is None else half_up(value)


def unit_data(survey: Survey, unit: str, explain: bool) -> dict[str, Any]:
    """The stable JSON of one unit's score; fractions as `n/d`."""
    found = survey.inspected(unit)
    data: dict[str, Any] = {
        "unit": unit,
        "name": survey.subjects[unit].name,
        "kind": survey.subjects[unit].kind,
        "score": [points(found.low), points(found.high)],
        "exact": [None if end is None else str(end) for end in (found.low, found.high)],
        "micro": [found.low_micro, found.high_micro],
        "grade": found.grade,
        "check_coverage": str(found.coverage),
        "counts": dict(found.counts),
    }
    if explain:
        data["lines"] = [_line_data(line) for line in found.lines]
        data["all_or_nothing"] = str(found.whole)
        data["rounding"] = str(found.rounding)
    return data


def _line_data(line: Line) -> dict[str, Any]:
    return {
        "section": line.section,
        "item": line.item,
        "state": line.state,
        "points": str(line.points),
        "lost": str(line.lost),
        "open": str(line.open),
        "moved": str(line.moved),
    }


def explained(survey: Survey, unit: str) -> Iterator[str]:
    """The explanation as text: the lines add up exactly to the score above them."""
    found = survey.inspected(unit)
    lost = printed_parts([line.lost for line in found.lines])
    for line, text in zip(found.lines, lost, strict=True):
        item = survey.edition.items[line.item]
        where = "、".join(survey.edition.plan.locator(name) for name in item.clause)
        told = f"    {line.state:<14} {half_up(line.points):>6} -{text:>5}  {item.title}  [{where}]"
        told += f"  +{half_up(line.open)}" if line.open else ""
        told += "  " + _("moved {points}").format(points=half_up(line.moved)) if line.moved else ""
        yield told
    if found.low is not None:
        total = sum((line.lost for line in found.lines), Fraction(0))
        if found.whole:
            yield "    " + _("all or nothing: -{points}").format(points=found.whole)
        yield "    " + _("100 - {lost} = {score} exactly").format(lost=total + found.whole, score=found.low)
        if found.rounding:
            yield "    " + _("rounding to a millionth: {rounding}").format(rounding=found.rounding)


@click.command()
@FOLDER
@DATA
@SCHEME
@click.option("--explain", is_flag=True, help=_("Show every line of the score."))
@JSON
def score(folder: Path, data: Path, scheme: str, explain: bool, as_json: bool) -> None:
    """Score every unit of DATA under the checklist in FOLDER.

    Example: inspector score checklists/yuncheng_2023 data.json --explain
    """
    survey, found = open_survey(folder, data, scheme)
    units = sorted(survey.subjects)
    if as_json:
        out = {
            "edition": survey.edition.digest,
            "scheme": {"name": scheme, "owner": survey.scheme.owner},
            "as_of": found.as_of.isoformat(),
            "demo": found.demo,
            "units": [unit_data(survey, unit, explain) for unit in units],
        }
        click.echo(json.dumps(out, ensure_ascii=False, indent=1, sort_keys=True))
        return
    click.echo(_("{title}; the weights are the office's own, not the plan's.").format(title=survey.scheme.title))
    if found.demo:
        click.echo("演示数据")
    for unit in units:
        inspected = survey.inspected(unit)
        shown = interval(inspected)
        coverage = half_up(inspected.coverage * 100)
        click.echo(
            f"{survey.subjects[unit].name} ({unit})  {shown}  {inspected.grade}  "
            + _("checked {share}%").format(share=coverage)
        )
        for line in explained(survey, unit) if explain else ():
            click.echo(line)


def interval(found: Inspected) -> str:
    """A score, or the pair between which it lies while something is not checked."""
    if found.low is None or found.high is None:
        return _("not scored")
    if found.low == found.high:
        return half_up(found.low)
    return "–".join(printed_apart([found.low, found.high]))


@click.command()
@FOLDER
@DATA
@SCHEME
@JSON
def rank(folder: Path, data: Path, scheme: str, as_json: bool) -> None:
    """Rank the districts of DATA under the checklist in FOLDER.

    Example: inspector rank checklists/yuncheng_2023 data.json
    """
    survey, _found = open_survey(folder, data, scheme)
    places = survey.ranking()
    if as_json:
        rows = [
            {
                "unit": one.entry.unit,
                "name": survey.subjects[one.entry.unit].name,
                "rank": one.rank,
                "interval": [one.best, one.worst],
                "micro": [one.entry.low, one.entry.high],
                "check_coverage": str(one.entry.coverage),
                "not_ranked": one.barred,
                "section": one.detail,
            }
            for one in places
        ]
        click.echo(json.dumps({"edition": survey.edition.digest, "places": rows}, ensure_ascii=False, indent=1))
        return
    ranked = [one for one in places if one.rank is not None]
    texts = printed_apart([Fraction(one.entry.low or 0, MILLION) for one in ranked])
    for one, text in zip(ranked, texts, strict=True):
        click.echo(f"{one.rank:>3} ({one.best}-{one.worst})  {survey.subjects[one.entry.unit].name}  {text}")
    for one in places[len(ranked) :]:
        click.echo(f"  –  {survey.subjects[one.entry.unit].name}  " + _("not ranked: {why}").format(why=one.barred))
