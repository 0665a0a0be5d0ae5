"""The bars of reliability that take seconds, in their short form; `make soak` runs all of them at length."""

from importlib import import_module

import pytest

BARS = ("kills", "once", "reused", "writers", "full", "clocks", "simulation", "evidence")
SEED = 20261128


@pytest.mark.parametrize("bar", BARS)
def test_the_bar_holds(bar: str) -> None:
    counted = import_module(f"tests.soak.{bar}").run(SEED, short=True)
    print("\n".join(counted))
    assert counted
