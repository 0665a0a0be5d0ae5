"""measures check: what is wrong with the ladders of measures in a folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from inspector.checklist.ladder_reading import read_ladders
from inspector.checklist.problems import Broken
from inspector.checklist.reader import read_texts
from inspector.cli.authoring import as_data
from inspector.i18n import gettext as _
from inspector.letters.kinds import KINDS
from inspector.settings import measures_root


@click.group()
def measures() -> None:
    """The ladders of measures (问责方式).

    Example: inspector measures check
    """


@measures.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
@click.pass_context
def check(ctx: click.Context, folder: Path | None) -> None:
    """Read the ladders of FOLDER (default: those shipped) and list every problem.

    Example: inspector measures check checklists/measures
    """
    report = report_of(folder or measures_root())
    click.echo("\n".join(lines(report)))
    ctx.exit(1 if report["problems"] else 0)


def report_of(folder: Path) -> dict[str, Any]:
    """As `inspector check` reports a folder, with the ladders found sound."""
    try:
        ladders, problems = read_ladders(read_texts(folder), KINDS)
    except Broken as broken:
        ladders, problems = {}, broken.problems
    found = [{"id": one.id, "title": one.title, "measures": len(one.measures)} for one in ladders.values()]
    return {"folder": str(folder), "problems": [as_data(one) for one in problems], "ladders": found}


def lines(report: dict[str, Any]) -> Iterator[str]:
    yield report["folder"]
    for one in report["ladders"]:
        yield "  " + _("{title} ({id}): {measures} measures").format(**one)
    for one in report["problems"]:
        yield f"  {one['file']}:{one['line']}: {one['code']} {one['message']}"
    yield "  " + _("{count} problems").format(count=len(report["problems"]))
