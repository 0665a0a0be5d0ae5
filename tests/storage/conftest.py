from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.storage.store import Store
from tests.storage import world


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An upgraded, empty record in a file."""
    with world.empty_store(tmp_path) as store:
        yield store


@pytest.fixture
def people(store: Store) -> world.People:
    """The named world, built in `store`."""
    return store.write_now(world.build)
