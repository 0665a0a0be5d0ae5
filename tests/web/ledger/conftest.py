from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.conftest import World
from tests.web.museum_round import museum_world


@pytest.fixture
def museums(tmp_path: Path) -> Iterator[World]:
    with museum_world(tmp_path / "data") as world:
        yield world
