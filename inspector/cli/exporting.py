"""export: one table of a round out of the record, as the pages give it."""

from pathlib import Path

import click
from sqlalchemy import Connection

from inspector.cli.serving import opened
from inspector.i18n import gettext as _
from inspector.settings import Settings
from inspector.storage import rounds, surveys
from inspector.web.exports.files import ENDINGS, write
from inspector.web.exports.tables import BY_NAME, Source


@click.command()
@click.argument("round_id", metavar="ROUND")
@click.argument("kind", type=click.Choice(list(BY_NAME)))
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export(round_id: str, kind: str, output: Path) -> None:
    """Write one table of ROUND, whole, as .xlsx or .csv by the name of the file.

    Example: inspector export yuncheng_2023-final answers -o answers.csv
    """
    ending = output.suffix.removeprefix(".").lower()
    if ending not in ENDINGS:
        raise click.BadParameter(_("the name must end in .xlsx or .csv"), param_hint="--output")
    settings = Settings()

    def job(connection: Connection) -> None:
        round_ = rounds.by_id(connection, round_id)
        if round_ is None:
            raise click.ClickException(_("There is no round '{name}'.").format(name=round_id))
        survey = surveys.survey(connection, round_)
        source = Source(connection, round_, survey, tuple(survey.subjects), settings.zone)
        half = output.with_name(f"{output.name}.half")
        with half.open("wb") as file:
            write(BY_NAME[kind].make(source), ending, file, "演示数据" if round_.demo else "")
        half.replace(output)

    with opened(settings) as store:
        store.read_now(job)
    click.echo(str(output))
