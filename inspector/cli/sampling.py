"""draw: a sample drawn or replayed from a file, without a database."""

from pathlib import Path

import click

from inspector.fieldwork.draw import DrawError
from inspector.fieldwork.draw_protocol import differences, from_text, to_text
from inspector.i18n import gettext as _


@click.command()
@click.argument("frame", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seed", default="", help=_("The published seed (default: that of the file)."))
@click.option("-o", "--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), default=None)
def draw(frame: Path, seed: str, output: Path | None) -> None:
    """Draw the sample of FRAME, a protocol of a draw or a list of units with their strata, and compare.

    Ends with 1 when the file records another frame or another list than the seed gives.

    Example: inspector draw protocol.json --seed 2025301
    """
    try:
        recorded = from_text(frame.read_text(encoding="utf-8"), seed)
        made = recorded.made()
        found = differences(recorded)
    except (DrawError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{frame}: {error}") from error
    for stratum, unit, name, key, drawn in made.rows():
        if drawn:
            click.echo(f"{stratum}\t{unit}\t{name}\t{key}")
    click.echo(
        _("{count} of {all} units drawn, frame {digest}.").format(
            count=len(made.drawn or ()), all=len(made.frame), digest=made.digest
        ),
        err=True,
    )
    if output is not None:
        output.write_text(to_text(made), encoding="utf-8")
    if "frame_digest" in found:
        raise click.ClickException(_("The frame is not the one recorded: its digest differs."))
    if found:
        raise click.ClickException(_("The list recorded in the file is not the one that the seed gives."))
