"""wording export, wording import: a paper's wording as a Word file for the clerk, and back."""

import difflib
from pathlib import Path

import click

from inspector.i18n import gettext as _
from inspector.letters.drafting import default_reference
from inspector.letters.kinds import KINDS
from inspector.letters.wording import Wording, WordingProblem
from inspector.letters.wording_file import export as exported
from inspector.letters.wording_reading import Refused, read
from inspector.settings import templates_root

FOLDER = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help=_("Folder with the templates; the shipped ones without it."),
)


@click.group()
def wording() -> None:
    """The wording of papers as Word files, and back.

    Example: inspector wording export opinion -o opinion.docx
    """


@wording.command(name="export")
@click.argument("name")
@FOLDER
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export_(name: str, folder: Path | None, output: Path) -> None:
    """Write the wording of a paper (or a shared part such as _dates) as a Word file to be changed in Word or WPS.

    Example: inspector wording export opinion -o opinion.docx
    """
    _folder, text = _template(name, folder)
    title = _(KINDS[name].label) if name in KINDS else name
    output.write_bytes(exported(title, text, default_reference("plain")))
    click.echo(str(output))


@wording.command(name="import")
@click.argument("name")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@FOLDER
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help=_("Write the new template here."))
def import_(name: str, file: Path, folder: Path | None, output: Path | None) -> None:
    """Read a changed Word file back, show what differs, and write the template with -o.

    Example: inspector wording import opinion opinion.docx -o opinion.txt
    """
    source, before = _template(name, folder)
    try:
        after = read(file.read_bytes(), before)
        Wording(source, {f"{name}.txt": after})
    except Refused as error:
        for one in error.refusals:
            click.echo(one.words(), err=True)
        raise click.ClickException(_("Nothing was taken over.")) from error
    except WordingProblem as error:
        raise click.ClickException(str(error)) from error
    changes = list(difflib.unified_diff(before.splitlines(), after.splitlines(), "before", "after", lineterm="", n=0))
    click.echo("\n".join(changes[2:]) if changes else _("Nothing differs."))
    if output:
        output.write_text(after, encoding="utf-8")


def _template(name: str, folder: Path | None) -> tuple[Path, str]:
    source = folder or templates_root() / "letters" / "wording"
    path = source / f"{name}.txt"
    known = sorted(each.stem for each in source.glob("*.txt"))
    if name not in known:
        raise click.ClickException(
            _("There is no wording “{name}”; there are {known}.").format(name=name, known=", ".join(known))
        )
    return source, path.read_text(encoding="utf-8")
