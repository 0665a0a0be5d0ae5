"""Taking inspections along: a new case file filled from the record."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, insert, select

from inspector.fieldwork.operations import Level
from inspector.fieldwork.self_evaluation import SelfState
from inspector.storage.case_files import APPLICATION, FORMAT, contents, records
from inspector.storage.case_files.needed import Needed, needed, origin
from inspector.storage.columns import Record, metadata_of_record
from inspector.storage.engine import for_writing, open_engine
from inspector.storage.migrations import NEWEST
from inspector.storage.rows import add, table
from inspector.storage.tables import (
    Account,
    Blob,
    CaseFile,
    Counter,
    Edition,
    Fact,
    Head,
    Inspection,
    Operation,
    Result,
    Round,
    RoundUnit,
    Scheme,
    SelfEvaluation,
    Unit,
    UnitVersion,
    Visit,
)

NOBODY = dict.fromkeys(("inspector_id", "submitted_by", "confirmed_by", "returned_by"))


class Wish(Struct, frozen=True):
    """Who takes what along. `password_hash` is of the passphrase typed for this file: the account's own password
    never leaves the record. `on` is today, by which rights are told.
    """

    id: str
    inspections: Sequence[str]
    account_id: int
    password_hash: str
    with_files: bool
    at: int
    on: date


def write(source: Connection, blob_folder: Path, target: Path, wish: Wish) -> CaseFile:
    """Makes the file `target`. `source` is a reader's connection: everything is of one moment."""
    found = needed(source, wish.inspections, wish.on)
    case = CaseFile(
        id=wish.id,
        account_id=wish.account_id,
        taken_at=wish.at,
        inspections=records.listed(found.ids),
        origin=origin(source, found.rounds),
        app_version=version("inspector"),
    )
    engine = open_engine(f"sqlite:///{target.resolve().as_posix()}", one_file=True)
    try:
        with for_writing(engine).begin() as made:
            made.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            made.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
            made.exec_driver_sql(f"PRAGMA user_version = {FORMAT}")
            _make_tables(made)
            copy = _Copy(source, made)
            _ground(copy, found)
            _people(copy, found, wish)
            _work(copy, found, wish.account_id)
            add(made, case)
            contents.put(made, blob_folder, _pieces(copy, found, wish.with_files))
    finally:
        engine.dispose()
    return case


def _make_tables(made: Connection) -> None:
    metadata_of_record.create_all(made)
    made.exec_driver_sql(contents.MAKE)
    made.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
        " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    made.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (NEWEST,))


class _Copy:
    def __init__(self, source: Connection, made: Connection) -> None:
        self.source, self.made = source, made

    def rows(self, record: type[Record], *where: ColumnElement[bool], **instead: Any) -> list[dict[str, Any]]:
        found = self.source.execute(select(table(record)).where(*where))
        return [dict(row._mapping) | instead for row in found]

    def put(self, record: type[Record], rows: Iterable[dict[str, Any]]) -> None:
        """Rows that two rounds share are put once."""
        keys = [column.name for column in table(record).primary_key]
        once = {tuple(row[key] for key in keys): row for row in rows}
        if once:
            self.made.execute(insert(table(record)), list(once.values()))

    def take(self, record: type[Record], *where: ColumnElement[bool], **instead: Any) -> None:
        self.put(record, self.rows(record, *where, **instead))


def _ground(copy: _Copy, needed: Needed) -> None:
    """Editions, schemes, rounds, units and the facts that the rounds see."""
    e, s, u, v = (table(one).c for one in (Edition, Scheme, Unit, UnitVersion))
    f, ru, c = (table(one).c for one in (Fact, RoundUnit, Counter))
    everything = needed.all_units
    copy.take(Edition, e.digest.in_({one.edition_digest for one in needed.rounds}))
    copy.take(Unit, u.id.in_(everything))
    copy.take(UnitVersion, v.unit_id.in_(everything), v.parent_id.is_(None) | v.parent_id.in_(everything))
    copy.take(Counter, c.city_id.in_({one.city_id for one in needed.rounds}), c.noun.in_(("operation", "fact")))
    facts: list[dict[str, Any]] = []
    for one in needed.rounds:
        inside = needed.units[one.id]
        copy.take(Scheme, s.edition_digest == one.edition_digest, s.digest == one.scheme_digest)
        copy.put(Round, [one.model_dump()])
        copy.take(RoundUnit, ru.round_id == one.id, ru.unit_id.in_(inside))
        seen = [f.city_id == one.city_id, f.unit_id.in_(inside), f.as_of <= one.data_date]
        seen += [] if one.facts_through is None else [f.arrival <= one.facts_through]
        facts += copy.rows(Fact, *seen, account_id=None)
    copy.put(Fact, facts)


def _people(copy: _Copy, needed: Needed, wish: Wish) -> None:
    """Who takes the file along; of those who entered something there before only the names, which open nothing."""
    a, o = table(Account).c, table(Operation).c
    clean = {"failed_tries": 0, "blocked_until": None}
    mine = a.id == wish.account_id
    copy.take(Account, mine, **clean, password_hash=wish.password_hash)
    authors = select(o.account_id).where(o.inspection_id.in_(needed.ids), o.level == Level.team.value)
    blank = {"password_hash": "", "disabled": True, "scope_unit": None, "created_at": 0}
    others = copy.rows(Account, a.id.in_(authors), ~mine, **clean, **blank)
    copy.put(Account, [row | {"login": f"#{row['id']}"} for row in others])


def _work(copy: _Copy, needed: Needed, account_id: int) -> None:
    """All entries of the taken inspections; of those below them the current answers that roll up."""
    o, h, r, v, s = (table(one).c for one in (Operation, Head, Result, Visit, SelfEvaluation))
    i, ids, below = table(Inspection).c, needed.ids, [one.id for one in needed.below]
    copy.take(Inspection, i.id.in_(ids), **NOBODY | {"inspector_id": account_id})
    copy.take(Inspection, i.id.in_(below), **NOBODY, visit_date=None, return_reason="")
    copy.take(Operation, o.inspection_id.in_(ids), o.level == Level.team.value)
    copy.take(Head, h.inspection_id.in_(ids), h.level == Level.team.value)
    fed = (h.inspection_id.in_(below), h.level == Level.team.value, h.value.is_not(None))
    copy.take(Head, *fed, ~h.field.contains("/evidence/"), raw=None)
    copy.take(Result, r.inspection_id.in_(ids))
    copy.take(Visit, v.inspection_id.in_(ids))
    who = dict.fromkeys(("invited_by", "approved_by", "released_by"))
    copy.take(SelfEvaluation, s.inspection_id.in_(ids), **who)
    released = select(s.inspection_id).where(s.inspection_id.in_(ids), s.state == SelfState.released.value)
    copy.take(Head, h.inspection_id.in_(released), h.level == Level.self.value)  # a draft belongs to its unit


def _pieces(copy: _Copy, needed: Needed, with_files: bool) -> list[str]:
    """The small pictures of the evidence that stands, or also the files themselves."""
    h, b = table(Head).c, table(Blob).c
    query = select(h.value).where(h.inspection_id.in_(needed.ids), h.field.contains("/evidence/"))
    pieces = [json.loads(value) for value in copy.source.execute(query).scalars() if value]
    names = ("thumb", "sha256") if with_files else ("thumb",)
    digests = list(dict.fromkeys(one[name] for one in pieces for name in names if one.get(name)))
    copy.take(Blob, b.sha256.in_(digests))
    return digests
