"""check, test and schema: what an author of checklists needs."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from inspector.casework.cases import Ran, run_cases
from inspector.casework.proof import unproven
from inspector.checklist.coverage import Coverage, coverage, gaps
from inspector.checklist.edition import Edition, inspect
from inspector.checklist.loading import Loaded
from inspector.checklist.problems import Broken, Code, Problem
from inspector.checklist.reader import read_folder
from inspector.i18n import gettext as _
from inspector.settings import data_root, measures_root

FOLDERS = click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
JSON = click.option("--json", "as_json", is_flag=True, help=_("Print JSON instead of words."))


def shipped() -> list[Path]:
    """The checklist folders that travel with the product."""
    return sorted(path.parent for path in (data_root() / "checklists").glob("*/plan.yaml"))


def examine(folder: Path) -> tuple[Edition | None, list[Problem], Coverage | None, list[Ran]]:
    """Everything that can be said about a folder without a database."""
    try:
        texts = read_folder(folder)
    except Broken as broken:
        return None, broken.problems, None, []
    return examine_texts(texts)


def examine_texts(texts: Mapping[str, str]) -> tuple[Edition | None, list[Problem], Coverage | None, list[Ran]]:
    """As `examine`, for the texts of a folder by their path in it."""
    edition, problems, loaded = inspect(texts)
    if edition is None or loaded.plan is None:
        return None, problems, None, []
    covered = coverage(loaded.plan, edition.items)
    ran = list(run_cases(edition))
    problems += [_gap(loaded, code, pair) for code, pair in gaps(covered)]
    problems += [placed(one, loaded) for one in ran if one.problem() is not None]
    if not any(problem.file.startswith("cases/") for problem in problems):
        problems += unproven(edition, ran, {item.id: (f, _line(loaded, f, i)) for f, i, item in loaded.items})
    return edition, sorted(problems), covered, ran


def _line(loaded: Loaded, file: str, index: int) -> int:
    return loaded.sources[file].place((index,))[0]


def placed(ran: Ran, loaded: Loaded) -> Problem:
    """The problem of a case at its line in the file."""
    problem = ran.problem()
    assert problem is not None
    line, column = loaded.sources[ran.file].place((ran.index, *ran.at))
    return Problem(ran.file, line, column, problem.number, problem.code, problem.params)


def _gap(loaded: Loaded, code: Code, pair: tuple[str, str]) -> Problem:
    clause, kind = pair
    file = loaded.clause_files.get(clause, "plan.yaml") if code is Code.UNCARRIED else "plan.yaml"
    path: tuple[str, ...] = (clause,) if code is Code.UNCARRIED else ("not_inspected", clause, kind)
    return loaded.sources[file].problem(code, path, clause=clause, kind=kind)


def words(problem: Problem) -> str:
    """`file:line: number what. next step`."""
    return f"{problem.file}:{problem.line}: {problem.number} {message(problem)}"


def message(problem: Problem) -> str:
    """What is wrong and what to do next, in the language of the reader."""
    params = {key: value if value != "" else "-" for key, value in problem.params.items()}
    what, next_step = (_(text).format(**params) for text in (problem.code.what, problem.code.next_step))
    return _("{what}. {next_step}").format(what=what, next_step=next_step)


def as_data(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "code": problem.number,
        "message": message(problem),
    }


@click.command()
@FOLDERS
@JSON
@click.pass_context
def check(ctx: click.Context, folders: Sequence[Path], as_json: bool) -> None:
    """Read checklist FOLDERS (default: those shipped, with the ladders of measures) and list every problem.

    Example: inspector check checklists/zhuhai_2023_2025
    """
    from inspector.cli import measures

    reports = [_report(folder) for folder in folders or shipped()]
    ladders = [] if folders else [measures.report_of(measures_root())]
    if as_json:
        click.echo(json.dumps([*reports, *ladders], ensure_ascii=False, indent=1))
    else:
        for report in reports:
            click.echo("\n".join(_lines(report)))
        for report in ladders:
            click.echo("\n".join(measures.lines(report)))
    reports += ladders
    ctx.exit(1 if any(report["problems"] for report in reports) else 0)


def _report(folder: Path) -> dict[str, Any]:
    edition, problems, covered, ran = examine(folder)
    report: dict[str, Any] = {"folder": str(folder), "problems": [as_data(one) for one in problems]}
    if edition is not None and covered is not None:
        carried = covered.carried.keys()
        report["edition"] = {
            "id": edition.checklist.id,
            "digest": edition.digest,
            "clauses": len(edition.plan.clauses),
            "items": len(edition.items),
            "cases": len(ran),
            "questions": {kind: _questions(edition, kind) for kind in edition.checklist.kinds},
            "pairs": len(covered.wanted),
            "bearers": [len(covered.bearers & carried), len(covered.bearers)],
            "lookers": [len(covered.lookers & carried), len(covered.lookers)],
            "excused": len(covered.excused.keys() & covered.wanted),
        }
    return report


def _questions(edition: Edition, kind: str) -> int:
    return sum(not item.rolls_up for item in edition.form(kind))


def _lines(report: dict[str, Any]) -> Iterator[str]:
    found = report.get("edition")
    yield report["folder"]
    if found:
        yield "  " + _("{clauses} clauses, {items} items, {cases} worked cases").format(**found)
        yield "  " + _("pairs of clause and unit: {all} = {carried} carried + {excused} excused + {open} open").format(
            all=found["pairs"],
            carried=found["bearers"][0] + found["lookers"][0],
            excused=found["excused"],
            open=found["pairs"] - found["bearers"][0] - found["lookers"][0] - found["excused"],
        )
        yield "  " + _("of these duties {bearers} of {all_bearers}, looked at {lookers} of {all_lookers}").format(
            bearers=found["bearers"][0],
            all_bearers=found["bearers"][1],
            lookers=found["lookers"][0],
            all_lookers=found["lookers"][1],
        )
        questions = ", ".join(f"{kind} {count}" for kind, count in found["questions"].items())
        yield "  " + _("questions: {questions}").format(questions=questions)
    for one in report["problems"]:
        yield f"  {one['file']}:{one['line']}: {one['code']} {one['message']}"
    yield "  " + _("{count} problems").format(count=len(report["problems"]))


@click.command()
@FOLDERS
@click.pass_context
def test(ctx: click.Context, folders: Sequence[Path]) -> None:
    """Run the worked cases of checklist FOLDERS (default: those shipped).

    Example: inspector test checklists/yuncheng_2023
    """
    failed = 0
    for folder in folders or shipped():
        try:
            edition, problems, loaded = inspect(read_folder(folder))
        except Broken as broken:
            edition, problems, loaded = None, broken.problems, Loaded()
        ran = list(run_cases(edition)) if edition else []
        problems += [placed(one, loaded) for one in ran if one.problem() is not None]
        failed += len(problems)
        for problem in problems:
            click.echo(f"  {words(problem)}")
        green = sum(one.problem() is None for one in ran)
        click.echo(f"{folder}: " + _("{green} of {all} worked cases green").format(green=green, all=len(ran)))
    ctx.exit(1 if failed else 0)


@click.command()
@click.argument(
    "kind", type=click.Choice(["plan", "clauses", "checklist", "section", "scheme", "cases", "data", "measures"])
)
def schema(kind: str) -> None:
    """Print the JSON Schema of a KIND of file, so that an editor completes and checks while you type.

    Example: inspector schema section > section.schema.json
    """
    from inspector.scoring.schemas import schema_of

    click.echo(json.dumps(schema_of(kind), ensure_ascii=False, indent=1))
