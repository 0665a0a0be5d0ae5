"""A tiny named world on a real SQLite file: a city, two counties, two schools, three people, an open round.

Li inspects, Wang evaluates, Zhao administrates. `school` lies in Jiang county and has the only inspection.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import Connection

from inspector.fieldwork.states import Role
from inspector.settings import Settings
from inspector.storage import accounts, editions, inspections, rounds, self_evaluations, units
from inspector.storage.migrations import upgrade
from inspector.storage.store import Store, open_store
from inspector.storage.tables import Edition, Inspection, Round, Scheme, UnitVersion

CITY, JIANG, PINGLU, SCHOOL, OTHER = "yc", "jiang", "pinglu", "school", "other"
FILE = "inspector.sqlite3"
BEGIN = date(2020, 1, 1)
AT = 1_700_000_000_000_000
BODY, SCHEME_BODY = '{"plan":"p"}', '{"mode":"lines"}'
EDITION = sha256(BODY.encode()).hexdigest()
SCHEME = sha256(SCHEME_BODY.encode()).hexdigest()


@cache
def built(*, empty: bool = False) -> bytes:
    """The file of a closed record, upgraded from nothing, that holds the named world: copying is faster."""
    with TemporaryDirectory() as folder:
        if not empty:
            put_empty(Path(folder))
        with open_store(Settings(data_folder=Path(folder))) as store:
            store.write_now(build) if not empty else upgrade(store)
        return (Path(folder) / FILE).read_bytes()


def put_empty(folder: Path) -> None:
    """An upgraded record without a row into `folder`, which must not hold one yet; no test process upgrades twice."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / FILE).open("xb") as file:
        file.write(built(empty=True))


@contextmanager
def copied_store() -> Iterator[Store]:
    """A record of its own for each example of a property test."""
    with TemporaryDirectory() as folder:
        (Path(folder) / FILE).write_bytes(built())
        with open_store(Settings(data_folder=Path(folder))) as store:
            yield store


class People(NamedTuple):
    li: int
    wang: int
    zhao: int


@contextmanager
def empty_store(folder: Path) -> Iterator[Store]:
    put_empty(folder)
    with open_store(Settings(data_folder=folder)) as store:
        yield store


def version(unit: str, parent: str | None, kind: str, name: str, begin: date = BEGIN) -> UnitVersion:
    return UnitVersion(city_id=CITY, unit_id=unit, valid_from=begin, parent_id=parent, name=name, kind=kind)


def build(connection: Connection) -> People:
    units.add(connection, version(CITY, None, "city", "运城市"), AT)
    units.add(connection, version(JIANG, CITY, "district", "绛县"), AT)
    units.add(connection, version(PINGLU, CITY, "district", "平陆县"), AT)
    units.add(connection, version(SCHOOL, JIANG, "special_school", "绛县特殊教育学校"), AT)
    units.add(connection, version(OTHER, PINGLU, "special_school", "平陆县特殊教育学校"), AT)
    people = People(*(_person(connection, *who) for who in PERSONS))
    _round(connection)
    inspection = Inspection(id="i1", city_id=CITY, round_id="r1", unit_id=SCHOOL, created_at=AT)
    inspections.assign(connection, inspection.model_copy(update={"inspector_id": people.li}))
    self_evaluations.invite(connection, ["i1"], due=date(2024, 1, 31), account_id=people.wang, at=AT)
    return people


PERSONS = (
    ("li", "李督学", Role.inspector, JIANG),
    ("wang", "王评估", Role.evaluator, CITY),
    ("zhao", "赵管理", Role.administrator, None),
)


def _person(connection: Connection, login: str, name: str, role: Role, scope: str | None) -> int:
    return accounts.add(connection, login=login, name=name, password_hash="argon2", role=role, scope_unit=scope, at=AT)


def _round(connection: Connection) -> None:
    edition = Edition(digest=EDITION, checklist_id="p", version="1", title="t", body=BODY, stored_at=AT)
    editions.store(connection, edition)
    scheme = Scheme(edition_digest=EDITION, digest=SCHEME, name="points", body=SCHEME_BODY, stored_at=AT)
    editions.store_scheme(connection, scheme)
    rounds.add(connection, draft("r1"))
    rounds.open_round(connection, "r1", at=AT)


def draft(round_id: str, *, cutoff: date = date(2024, 12, 31)) -> Round:
    return Round(
        id=round_id,
        city_id=CITY,
        title="2024年专项督导",
        supervision="special",
        edition_digest=EDITION,
        scheme_digest=SCHEME,
        selection_digest="0" * 64,
        selection="[]",
        period_from=date(2024, 1, 1),
        period_to=date(2024, 12, 31),
        data_date=date(2024, 9, 30),
        cutoff=cutoff,
        created_at=AT,
    )
