"""serve, load, demo, upgrade and rescore: the commands that open the record."""

import json
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inspector.checklist.edition import SEMANTICS, Edition, canonical, digest, open_folder
from inspector.checklist.problems import Broken
from inspector.checklist.reader import read_folder
from inspector.cli import kept
from inspector.cli.authoring import shipped, words
from inspector.cli.demo_facts import tell_apart
from inspector.cli.numbers import read_data
from inspector.fieldwork.states import Role
from inspector.i18n import gettext as _
from inspector.scoring.data import Data, DataAccount, DataError
from inspector.settings import Settings, is_loopback
from inspector.storage import accounts, editions, intake, migrations, rounds, surveys
from inspector.storage.instants import civil_date, now
from inspector.storage.store import Store, open_store
from inspector.web.passwords import hash_password

if TYPE_CHECKING:
    from litestar import Litestar
    from sqlalchemy import Connection  # an import that the quick commands need not wait for

DEMO_PASSWORD = "demo-inspector-2026"
PEOPLE = (
    ("inspector", "inspector", "督学（演示）"),
    ("inspector2", "inspector", "督学乙（演示）"),
    ("inspector3", "inspector", "督学丙（演示）"),
    ("inspector4", "inspector", "督学丁（演示）"),
    ("evaluator", "evaluator", "评估人员（演示）"),
    ("clerk", "clerk", "文书人员（演示）"),
    ("administrator", "administrator", "管理员（演示）"),
)
"""Login prefix, role and shown name of the demo accounts of each city: each role, and a team of inspectors."""


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """The record where the settings point, brought up to date."""
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    store = open_store(settings)
    try:
        migrations.upgrade(store)
        yield store
    finally:
        store.close()


def edition_in(folder: Path) -> Edition:
    """The edition of a folder; ends with every problem in words."""
    try:
        return open_folder(folder)
    except Broken as broken:
        lines = [f"{folder}/{words(problem)}" for problem in broken.problems]
        raise click.ClickException("\n".join(lines)) from broken


def take_in(
    store: Store,
    edition: Edition,
    data: Data,
    round_id: str,
    scheme: str,
    hashed: Callable[[str], str] = hash_password,
) -> str:
    """Load a data file; the title of its round."""
    try:
        return store.write_now(
            lambda connection: (
                intake.load(connection, edition, data, round_id=round_id, scheme=scheme, hashed=hashed, at=now()).title
            )
        )
    except DataError as error:
        raise click.ClickException("\n".join(error.lines)) from error


def demo_of(edition: Edition) -> Data:
    """Demo data with accounts of each role whose scope is the whole city, and one of a single district."""
    from inspector.cli.demo_self_evaluations import unit_accounts
    from inspector.cli.demonstration import demo_data

    data = demo_data(edition)
    city = next(unit.id for unit in data.units if unit.parent is None)
    district = next((unit.id for unit in data.units if unit.kind == "district"), city)
    people = [
        DataAccount(login=f"{prefix}-{city}", name=name, password=DEMO_PASSWORD, role=role, scope=city)  # type: ignore[arg-type]
        for prefix, role, name in PEOPLE
    ]
    people.append(
        DataAccount(
            login=f"district-{city}",
            name="县区评估人员（演示）",
            password=DEMO_PASSWORD,
            role="evaluator",
            scope=district,
        )
    )
    people += unit_accounts(data, city, DEMO_PASSWORD)
    return data.model_copy(update={"accounts": people})


def fill_with_demo(store: Store, settings: Settings) -> list[str]:
    """Every shipped checklist with its demo round; all logins. What is there already is left alone."""
    same_for_all = cache(hash_password)  # the password is known: hashing it once makes the first start quick
    have = {one.id for one in store.read_now(rounds.everything)}
    empty = {folder.name for folder in shipped()} - {one.removesuffix("-final").removesuffix("-next") for one in have}
    for edition in changed_editions(store, settings, empty):
        round_id = f"{edition.checklist.id}-final"
        if round_id not in have:
            from inspector.cli.demo_ledger import add_ledger
            from inspector.cli.demo_visit import add_visit

            scheme = "points" if "points" in edition.schemes else next(iter(edition.schemes))
            take_in(store, edition, demo_of(edition), round_id, scheme, same_for_all)
            store.write_now(partial(tell_apart, round_id=round_id))
            store.write_now(partial(_prepare, round_id=round_id))
            add_visit(store, round_id)
            add_ledger(store, round_id, civil_date(now(), settings.zone))
    cities = tuple(f"-{one.city_id}" for one in store.read_now(rounds.everything) if one.demo)
    return [one.login for one in store.read_now(accounts.everyone) if one.login.endswith(cities)]


def _prepare(connection: "Connection", round_id: str) -> None:
    """The finished demo round gets its team; beside it stands a draft with a drawn sample."""
    from inspector.cli.demo_offices import add_offices
    from inspector.cli.demo_project import add_draft, prepare

    round_, at = rounds.by_id(connection, round_id), now()
    assert round_ is not None
    add_offices(connection, round_id)
    prepare(connection, round_, at)
    add_draft(connection, round_, at)


def tell_accounts(logins: list[str]) -> None:
    click.echo(_("Accounts of the demo data, password {password}:").format(password=DEMO_PASSWORD))
    for login in logins:
        click.echo(f"  {login}")


@click.command()
@click.argument("case_file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--demo", is_flag=True, help=_("Fill the database with invented demo data first."))
@click.option("--host", default=None, help=_("Address to listen on (default 127.0.0.1)."))
@click.option("--port", type=click.IntRange(1, 65535), default=None, help=_("Port to listen on (default 8000)."))
def serve(case_file: Path | None, demo: bool, host: str | None, port: int | None) -> None:
    """Start the product and print its address; with CASE_FILE, a visit taken along on this computer.

    Example: inspector serve --demo --port 8000
    """
    if case_file is not None:
        from inspector.cli.case_files import serve_case

        return serve_case(case_file, host, port)
    given: dict[str, Any] = {"host": host, "port": port, "demo": demo or None}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    if settings.demo and not is_loopback(settings.host):
        click.echo(_("Demo accounts have a known password: do not open this address to others."), err=True)
    store = open_store(settings)
    migrations.upgrade(store)
    if settings.demo:
        logins = fill_with_demo(store, settings)
        tell_accounts(logins)
    else:
        list(changed_editions(store, settings))
        first_account(store)
    click.echo(_("Inspector runs at {url}").format(url=f"http://{settings.host}:{settings.port}"))
    run_server(store, settings)


def changed_editions(store: Store, settings: Settings, needed: Collection[str] = ()) -> Iterator[Edition]:
    """The shipped checklists that are `needed`, not stored yet or changed since, each stored before it is given.

    A broken one is told and left out; the record keeps the editions it has.
    """
    shelf = settings.data_folder / "checklists.json"
    known = json.loads(shelf.read_text()) if shelf.is_file() else {}
    kept = {line.checklist_id for line in store.read_now(editions.everything)} - set(needed)
    for folder in shipped():
        try:
            texts = read_folder(folder)
            stamp = digest(canonical([SEMANTICS, version("inspector"), texts]))
            if folder.name in kept and known.get(folder.name) == stamp:
                continue
            edition = open_folder(folder)
        except Broken as broken:
            lines = [f"{folder}/{words(problem)}" for problem in broken.problems]
            click.echo("\n".join([*lines, _("Left out; the editions already stored stay in use.")]), err=True)
            continue
        store.write_now(lambda connection, found=edition: intake.store_edition(connection, found, at=now()))  # type: ignore[misc]
        yield edition
        known[folder.name] = stamp
        shelf.write_text(json.dumps(known))


def first_account(store: Store) -> None:
    """An empty record gets one administrator with a password of chance, told this once."""
    if store.read_now(accounts.everyone):
        return
    password = secrets.token_urlsafe(12)
    hashed = hash_password(password)
    store.write_now(
        lambda connection: accounts.add(
            connection,
            login="administrator",
            name=_("Administrator"),
            password_hash=hashed,
            role=Role.administrator,
            scope_unit=None,
            at=now(),
        )
    )
    click.echo(_("First account: administrator, password {password} (shown only now).").format(password=password))


def run_server(store: Store, settings: Settings) -> None:
    """Granian in this one process: the writer thread must be the only one (design 6)."""
    with kept():
        from inspector.web.app import create_app

        app = create_app(store, settings)
    run_app(app, store, settings)


def run_app(app: "Litestar", store: Store, settings: Settings) -> None:
    """Until a signal stops it; closes the store."""
    import asyncio

    from granian.constants import Interfaces
    from granian.server.embed import Server

    server = Server(app, settings.host, settings.port, interface=Interfaces.ASGI, websockets=False, log_enabled=False)
    try:
        asyncio.run(_until_stopped(server))
    finally:
        store.close()


async def _until_stopped(server: Any) -> None:
    import asyncio
    import signal

    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, server.stop)
    await server.serve()


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("data", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--round", "round_id", default=None, help=_("Id of the round (default: the data file's name)."))
@click.option("--scheme", default="points", show_default=True, help=_("Name of the scheme."))
def load(folder: Path, data: Path, round_id: str | None, scheme: str) -> None:
    """Bring units, facts, accounts and answers of DATA into the database, under the checklist in FOLDER.

    Example: inspector load checklists/yuncheng_2023 data.json
    """
    edition, found = edition_in(folder), read_data(data)
    if scheme not in edition.schemes:
        raise click.BadParameter(_("no scheme '{name}'").format(name=scheme))
    with opened(Settings()) as store:
        title = take_in(store, edition, found, round_id or data.stem, scheme)
    click.echo(_("Loaded: {title}, {count} units.").format(title=title, count=len(found.units)))


@click.command()
def demo() -> None:
    """Fill the database with invented demo data; filling it twice changes nothing.

    Example: inspector demo
    """
    settings = Settings()
    with opened(settings) as store:
        tell_accounts(fill_with_demo(store, settings))


@click.command()
def upgrade() -> None:
    """Bring the database to this version.

    Example: inspector upgrade
    """
    with opened(Settings()) as store:
        click.echo(_("The database is at revision {revision}.").format(revision=migrations.revision(store.engine)))


@click.command()
@click.argument("round_ids", nargs=-1)
def rescore(round_ids: tuple[str, ...]) -> None:
    """Drop and rebuild the stored results of ROUND_IDS (default: all rounds).

    Example: inspector rescore yuncheng_2023-final
    """
    with opened(Settings()) as store:
        chosen = round_ids or tuple(one.id for one in store.read_now(rounds.everything))
        for round_id in chosen:
            try:
                count = store.write_now(lambda connection, key=round_id: surveys.rescore(connection, key, at=now()))  # type: ignore[misc]
            except KeyError as error:
                raise click.ClickException(_("There is no round '{name}'.").format(name=round_id)) from error
            click.echo(_("{round}: {count} inspections scored.").format(round=round_id, count=count))
