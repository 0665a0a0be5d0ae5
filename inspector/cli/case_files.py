"""case take, case merge, and serving a case file on a laptop."""

import asyncio
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from inspector.cli.serving import opened, run_server
from inspector.fieldwork.states import ENTERING
from inspector.i18n import N_
from inspector.i18n import gettext as _
from inspector.settings import Settings, is_loopback
from inspector.storage import accounts, inspections, migrations, recusals, units
from inspector.storage.case_files import contents, records, taking
from inspector.storage.case_files.reading import NO_CASE, UnfitCaseError, is_case_file
from inspector.storage.case_files.records import OpenCase
from inspector.storage.ids import new_id
from inspector.storage.instants import civil_date, moment, now
from inspector.storage.migrations import NewerRecordError
from inspector.storage.store import Store, open_store
from inspector.storage.tables import Account, Role
from inspector.web.case_files import merging
from inspector.web.case_files.merging import Look, Part, Person
from inspector.web.passwords import hash_password
from inspector.web.signin import password_problem

NEWER_CASE = N_("This case file was made by a newer version. Update the program on this computer.")
DAMAGED = N_("This case file is damaged and cannot be opened. Keep it, and copy it anew from where it was made.")
CLOSED = N_(
    "{unit} cannot be filled in now: it was handed in, its round is not open, or the person is recused from it."
)


@click.group()
def case() -> None:
    """Take inspections along as one file for a laptop without signal, and merge it back.

    Example: inspector case merge visit.inspector-case
    """


@case.command()
@click.argument("inspection_ids", nargs=-1, required=True, metavar="INSPECTION...")
@click.option("--login", required=True, help=_("Login of the inspector who takes the file along."))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help=_("The new file."))
@click.option("--with-files", is_flag=True, help=_("Also photos and documents that are there already, in full size."))
@click.password_option("--passphrase", help=_("Opens the file on the laptop."), prompt=_("Passphrase for this file"))
def take(inspection_ids: tuple[str, ...], login: str, output: Path, with_files: bool, passphrase: str) -> None:
    """Write INSPECTION... into one case file.

    Example: inspector case take INSPECTION -o visit.inspector-case --login LOGIN
    """
    if output.exists():
        raise click.ClickException(_("{file} is there already; choose another name.").format(file=output))
    if problem := password_problem(passphrase, login):
        raise click.BadParameter(problem, param_hint="--passphrase")
    with opened(Settings()) as store:
        person = _person(store, login)
        _must_take(store, person, inspection_ids)
        wish = _wish(inspection_ids, person, passphrase, with_files)
        half = output.with_name(f".{output.name}.new")
        half.unlink(missing_ok=True)
        found = store.read_now(lambda connection: taking.write(connection, store.blob_folder, half, wish))
        store.write_now(lambda connection: records.note_taken(connection, found))
        os.replace(half, output)
    click.echo(_("Made: {file}. Copy it to the laptop and open it there:").format(file=output))
    click.echo(f"  inspector serve {output.name}")


def _wish(inspection_ids: Sequence[str], person: Account, passphrase: str, with_files: bool) -> taking.Wish:
    assert person.id is not None
    at = now()
    hashed, on = hash_password(passphrase), civil_date(at, Settings().zone)
    return taking.Wish(new_id(), inspection_ids, person.id, hashed, with_files, at, on)


def _person(store: Store, login: str) -> Account:
    found = store.read_now(lambda connection: accounts.by_login(connection, login))
    if found is None or found.disabled or Role(found.role) is not Role.inspector:
        raise click.ClickException(_("'{login}' is no inspector of this record.").format(login=login))
    return found


def _must_take(store: Store, person: Account, inspection_ids: Sequence[str]) -> None:
    problems = (store.read_now(partial(_obstacle, person=person, inspection_id=one)) for one in inspection_ids)
    if problem := next(filter(None, problems), ""):
        raise click.ClickException(problem)


def _obstacle(connection: Connection, *, person: Account, inspection_id: str) -> str:
    """Why the person cannot take the inspection along, or empty."""
    at, line = now(), inspections.line(connection, inspection_id)
    on = civil_date(at, Settings().zone)
    if line is None or not units.is_within(connection, line.unit_id, person.scope_unit, on):
        return _("There is no inspection '{name}' in this person's area.").format(name=inspection_id)
    barred = person.id is None or recusals.recused(connection, inspection_id, person.id, at)
    if barred or line.state not in ENTERING or line.round_state != "open":
        return _(CLOSED).format(unit=line.unit_name)
    return ""


@case.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help=_("Do not ask before merging."))
def merge(file: Path, yes: bool) -> None:
    """Show what a case file brings, and merge it into the record.

    Example: inspector case merge visit.inspector-case
    """
    with opened(Settings()) as store:
        try:
            found = asyncio.run(merging.look(store, file, Person()))
            _tell(found)
            if not found.new:
                return
            if not yes:
                click.confirm(_("Merge now?"), abort=True)
            _tell(asyncio.run(merging.merge(store, file, Person())))
        except UnfitCaseError as error:
            raise click.ClickException(_(str(error))) from error


def _tell(found: Look) -> None:
    taken = moment(found.head.taken_at, Settings().zone)
    click.echo(
        _("Case file of {name}, taken along {moment}").format(name=found.head.name, moment=f"{taken:%Y-%m-%d %H:%M}")
    )
    for part in found.parts:
        click.echo(f"  {part.line.unit_name}: {_counts(part)}")
    if not found.new and not found.waiting:
        click.echo(_("Everything in this file is in the record already. There is nothing to do."))
    elif found.done:
        click.echo(_("Merged."))


def _counts(part: Part) -> str:
    conflicts = part.count("conflict")
    counts = {
        _("{count} taken over"): part.taken,
        _("{count} differ from somebody else's entry"): conflicts,
        _("{count} kept but not taken over"): len(part.aside) - conflicts,
        _("{count} wait for their photo"): part.waiting,
        _("{count} here already"): part.known,
    }
    return ", ".join(words.format(count=count) for words, count in counts.items() if count) or "0"


def serve_case(file: Path, host: str | None, port: int | None) -> None:
    """The case file itself is the record that is served; the folder beside it holds copies of its photos."""
    if not is_case_file(file):
        raise click.ClickException(_(NO_CASE))
    if not is_loopback(host or "127.0.0.1"):
        raise click.ClickException(_("A case file is opened on this computer only: leave out --host."))
    given: dict[str, Any] = {"host": host or "127.0.0.1", "port": port, "demo": False, "database_url": ""}
    given |= {"case_file": file, "data_folder": file.with_name(f"{file.name}.open")}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    store = open_store(settings)
    try:
        migrations.upgrade(store)
        contents.reconcile(store)
        found = store.read_now(records.opened)
    except NewerRecordError as error:
        raise click.ClickException(_(NEWER_CASE)) from error
    except SQLAlchemyError as error:
        raise click.ClickException(_(DAMAGED)) from error
    _tell_opened(found, settings)
    run_server(store, settings)


def _tell_opened(found: OpenCase, settings: Settings) -> None:
    signing_in = _("Case file of {name}: sign in as {login} with the passphrase of the file.")
    keeping = _("Everything is saved in {file} itself. Stop the program before you copy it.")
    click.echo(signing_in.format(name=found.name, login=found.login))
    click.echo(keeping.format(file=settings.case_file))
    click.echo(_("Inspector runs at {url}").format(url=f"http://{settings.host}:{settings.port}"))
