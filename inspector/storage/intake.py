"""A data file into the record: units, facts, a round with its inspections, answers as operations. All or nothing."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from hashlib import sha256

from sqlalchemy import Connection

from inspector.checklist.edition import Edition, digest, scheme_body
from inspector.fieldwork.operations import Level, Operation
from inspector.fieldwork.states import Action, Role
from inspector.scoring.data import Data, DataUnit, cells, subjects
from inspector.scoring.subjects import Facts
from inspector.storage import accounts, editions, facts, inspections, intake_self, operations, rounds, surveys, units
from inspector.storage.facts import NewFact
from inspector.storage.tables import Account, Inspection, Round, UnitVersion
from inspector.storage.tables import Edition as EditionRow
from inspector.storage.tables import Scheme as SchemeRow

ORIGIN = date(2000, 1, 1)
"""From when units of a data file are held to exist; the file has no dates of validity."""


def store_edition(connection: Connection, edition: Edition, *, at: int) -> None:
    """Keep an edition and its schemes; the same ones again change nothing."""
    checklist = edition.checklist
    row = EditionRow(
        digest=edition.digest,
        checklist_id=checklist.id,
        version=checklist.version,
        title=checklist.title,
        body=edition.body,
        stored_at=at,
    )
    editions.store(connection, row)
    for name, scheme in edition.schemes.items():
        body = scheme_body(scheme)
        editions.store_scheme(
            connection,
            SchemeRow(edition_digest=edition.digest, digest=digest(body), name=name, body=body, stored_at=at),
        )


def add_accounts(connection: Connection, data: Data, hashed: Callable[[str], str], *, at: int) -> None:
    """Accounts that the record does not know yet; those it knows keep their password."""
    for one in data.accounts:
        if accounts.by_login(connection, one.login) is None:
            accounts.add(
                connection,
                login=one.login,
                name=one.name,
                password_hash=hashed(one.password),
                role=Role(one.role),
                scope_unit=one.scope or None,
                at=at,
            )


def load(
    connection: Connection,
    edition: Edition,
    data: Data,
    *,
    round_id: str,
    scheme: str,
    hashed: Callable[[str], str],
    at: int,
) -> Round:
    """Everything of a data file in one transaction; raises DataError before anything is written.

    A round of that id that exists already is left as it is, so that loading twice changes nothing.
    """
    found = subjects(edition, data)
    answers = {unit.id: cells(edition, unit) for unit in data.units}
    own = {unit.id: intake_self.own_cells(edition, unit) for unit in data.units}
    known = rounds.by_id(connection, round_id)
    if known is not None:
        return known
    store_edition(connection, edition, at=at)
    city = next(unit.id for unit in data.units if unit.parent is None)
    _units(connection, city, data.units, at)
    add_accounts(connection, data, hashed, at=at)
    _facts(connection, city, data, {unit.id: found[unit.id].facts for unit in data.units}, at)
    round_ = _round(edition, data, round_id, scheme, city, at)
    rounds.add(connection, round_)
    rounds.open_round(connection, round_id, at=at)
    _inspections(connection, round_, data.units, answers, own, at)
    surveys.rescore(connection, round_id, at=at)
    return round_


def _units(connection: Connection, city: str, found: Iterable[DataUnit], at: int) -> None:
    for position, unit in enumerate(found):
        if units.city_of(connection, unit.id) is None:
            version = UnitVersion(
                city_id=city,
                unit_id=unit.id,
                valid_from=ORIGIN,
                parent_id=unit.parent,
                name=unit.name,
                kind=unit.kind,
                code=unit.code or None,
                position=position,
            )
            units.add(connection, version, at)


def _facts(connection: Connection, city: str, data: Data, known: dict[str, Facts], at: int) -> None:
    day = data.data_date or data.period.to
    new = [
        NewFact(unit, name, day, value, key, source="演示数据" if data.demo else "数据文件")
        for unit, by_name in known.items()
        for name, by_key in by_name.items()
        for key, value in by_key.items()
    ]
    facts.record(connection, city, new, at=at, account_id=None)


def _round(edition: Edition, data: Data, round_id: str, scheme: str, city: str, at: int) -> Round:
    selection = json.dumps(list(edition.items))
    return Round(
        id=round_id,
        city_id=city,
        title=data.title or edition.checklist.title,
        supervision="special",
        edition_digest=edition.digest,
        scheme_digest=digest(scheme_body(edition.schemes[scheme])),
        selection_digest=sha256(selection.encode()).hexdigest(),
        selection=selection,
        period_from=data.period.from_,
        period_to=data.period.to,
        data_date=data.data_date or data.period.to,
        cutoff=data.as_of,
        settings=json.dumps({name: str(value) for name, value in data.settings.items()}, sort_keys=True),
        demo=data.demo,
        created_at=at,
    )


def _inspections(
    connection: Connection,
    round_: Round,
    found: list[DataUnit],
    answers: dict[str, dict[str, str]],
    own: dict[str, dict[str, str]],
    at: int,
) -> None:
    ours = {round_.city_id, None}
    everyone = [one for one in accounts.everyone(connection) if not one.disabled]
    able = [one for one in everyone if one.scope_unit in ours]
    people = {Role(one.role): one for one in reversed(able)}
    inspector, evaluator = people.get(Role.inspector), people.get(Role.evaluator)
    for unit in found:
        inspection_id = f"{round_.id}-{unit.id}"
        inspections.assign(
            connection,
            Inspection(
                id=inspection_id,
                city_id=round_.city_id,
                round_id=round_.id,
                unit_id=unit.id,
                inspector_id=inspector.id if inspector else None,
                visit_date=round_.cutoff if unit.answers is not None else None,
                created_at=at,
            ),
        )
        people_of_unit = [*able, *(one for one in everyone if one.scope_unit == unit.id)]
        intake_self.take_in(connection, inspection_id, unit, own[unit.id], people_of_unit, at=at)
        if inspector is not None and inspector.id is not None and answers[unit.id]:
            _team(connection, inspection_id, unit, answers[unit.id], inspector.id, evaluator, at)


def _team(
    connection: Connection,
    inspection_id: str,
    unit: DataUnit,
    answers: dict[str, str],
    inspector: int,
    evaluator: Account | None,
    at: int,
) -> None:
    """What the team found, handed in and confirmed where the file says so."""
    batch = [
        Operation(f"{inspection_id}-{n}", inspection_id, Level.team, path, None, value, None, inspector, "load", n)
        for n, (path, value) in enumerate(answers.items(), 1)
    ]
    operations.receive(connection, batch, at)
    if unit.confirmed:
        inspections.act(connection, inspection_id, Action.submit, account_id=inspector, role=Role.inspector, at=at)
        if evaluator is not None and evaluator.id is not None:
            who = evaluator.id
            inspections.act(connection, inspection_id, Action.confirm, account_id=who, role=Role.evaluator, at=at)
