from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection

from inspector.casework.finding_life import FindingStep, Step
from inspector.fieldwork.states import Role
from inspector.storage import accounts, findings, rounds
from inspector.storage.finding_taking import take
from inspector.storage.store import Store
from tests.storage import world
from tests.storage.world import AT, SCHOOL


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An upgraded, empty record in a file."""
    with world.empty_store(tmp_path) as store:
        yield store


@pytest.fixture
def people(store: Store) -> world.People:
    """The named world, built in `store`."""
    return store.write_now(world.build)


@pytest.fixture
def chen(store: Store, people: world.People) -> int:
    """A clerk; she keeps the ledger and proposes."""
    who = {"login": "chen", "name": "陈文书", "password_hash": "x", "scope_unit": None}
    return store.write_now(lambda c: accounts.add(c, role=Role.clerk, at=AT, **who))  # type: ignore[arg-type]


@pytest.fixture
def late(store: Store, people: world.People, chen: int) -> list[str]:
    """Two findings of the school, told on January 5th; the first, urged once, is due on the 18th, the other on the
    10th."""
    from tests.storage.test_findings import story  # a test module: pytest has to see it first

    def job(c: Connection) -> list[str]:
        round_ = rounds.by_id(c, "r1")
        assert round_ is not None
        take(c, round_, SCHOOL, [story("a"), story("b")], by=None, at=AT)
        ids = [row.id for row in findings.of_unit(c, SCHOOL)]
        told = Step(FindingStep.tell, day=date(2026, 1, 5), due=date(2026, 1, 10))
        urged = Step(FindingStep.urge, day=date(2026, 1, 12), due=date(2026, 1, 18))
        for one, step in ((ids[0], told), (ids[1], told), (ids[0], urged)):
            findings.advance(c, one, step, by=chen, at=AT, today=date(2026, 3, 1))
        return ids

    return store.write_now(job)
