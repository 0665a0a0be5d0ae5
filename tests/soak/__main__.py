"""`python -m tests.soak [NAME...] [--seed N] [--short]`: bars, with their counts.

Exit code 1 when one does not hold; the seed printed repeats the run.
"""

import argparse
import sys
from importlib import import_module
from random import SystemRandom

BARS = ("kills", "once", "reused", "writers", "full", "clocks", "simulation", "outbox", "evidence", "papers", "batches")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make soak", description="Reliability against its bars.")
    parser.add_argument("names", nargs="*", choices=[*BARS, []], help="which (default: all)")
    parser.add_argument("--seed", type=int, help="repeat a run (default: by chance)")
    parser.add_argument("--short", action="store_true", help="the form that runs with the tests")
    given = parser.parse_args()
    seed = SystemRandom().randrange(10**6) if given.seed is None else given.seed
    held = [_holds(name, seed, given.short) for name in given.names or BARS]
    return 0 if all(held) else 1


def _holds(name: str, seed: int, short: bool) -> bool:
    print(f"{name}, seed {seed}", flush=True)
    try:
        lines = import_module(f"tests.soak.{name}").run(seed, short)
    except AssertionError as broken:
        print(f"  DOES NOT HOLD with seed {seed}: {broken}", flush=True)
        return False
    print("".join(f"  {line}\n" for line in lines), end="", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main())
