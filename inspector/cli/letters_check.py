"""letters check: Word files measured against GB/T 9704-2012."""

import json
import sys
from pathlib import Path

import click
from msgspec import Struct
from msgspec.structs import asdict

from inspector.i18n import gettext as _
from inspector.i18n import ngettext
from inspector.letters.check import check_docx
from inspector.letters.opened import Finding
from inspector.letters.rendered import NoRenderer, check_rendered


class Checked(Struct, frozen=True):
    path: Path
    findings: list[Finding]

    @property
    def failed(self) -> int:
        return sum(not one.ok for one in self.findings)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--only-failures", is_flag=True, help=_("Print only the rules that do not hold."))
@click.option("--render", is_flag=True, help=_("Also lay the pages out with LibreOffice and measure what is printed."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
def check(files: tuple[Path, ...], only_failures: bool, render: bool, as_json: bool) -> None:
    """Measure Word files against GB/T 9704-2012, each rule with its clause; exit 1 when one does not hold.

    Example: inspector letters check opinion.docx report.docx
    """
    checked = [Checked(path, check_docx(path.read_bytes())) for path in files]
    if render:
        checked = _rendered(checked)
    if as_json:
        click.echo(json.dumps([_plain(one) for one in checked], ensure_ascii=False, indent=1))
    else:
        for one in checked:
            _say(one, only_failures)
    sys.exit(1 if any(one.failed for one in checked) else 0)


def _rendered(checked: list[Checked]) -> list[Checked]:
    try:
        found = check_rendered([one.path for one in checked])
    except NoRenderer as error:
        raise click.ClickException(_(error.message)) from error
    return [Checked(one.path, [*one.findings, *more]) for one, more in zip(checked, found, strict=True)]


def _plain(one: Checked) -> dict[str, object]:
    rules = [asdict(each) | {"rule": _(each.rule)} for each in one.findings]
    return {"file": str(one.path), "failed": one.failed, "rules": rules}


def _say(one: Checked, only_failures: bool) -> None:
    total = len(one.findings)
    rules = ngettext("{n} rule", "{n} rules", total).format(n=total)
    click.echo(f"{one.path}: {rules}, {one.failed} FAIL")
    for each in one.findings:
        if each.ok and only_failures:
            continue
        told = ", ".join(part for part in (each.found, each.place) if part)
        head = f"  {'ok' if each.ok else 'FAIL':<5}{_(each.rule)} ({each.clause})"
        click.echo(f"{head}: {told}" if told else head)
