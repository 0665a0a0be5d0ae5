"""`python -m tests.bench [NAME...] [--json]`: ratios and times inside one run; exit 1 when a goal is missed."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module

from tests.bench.measure import Measured

BENCHES = (
    *("form", "saving", "syncing", "judging", "rollup", "starting", "exporting", "sheets", "letters"),
    *("ledger", "ledger_export"),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description="Speeds against their goals.")
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], help="which (default: all)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    found: list[Measured] = []
    for one in _all(given.names or BENCHES):
        found.append(one)
        if not given.json:
            print(_line(one), flush=True)
    if given.json:
        print(json.dumps([asdict(one) | {"ok": one.ok} for one in found], indent=1))
    return 0 if all(one.ok for one in found) else 1


def _all(names: tuple[str, ...] | list[str]) -> Iterator[Measured]:
    for name in names:
        yield from import_module(f"tests.bench.{name}").measure()


def _line(one: Measured) -> str:
    goal = "" if one.goal is None else f"{one.sense} {one.goal:g}"
    verdict = "" if one.goal is None else "ok" if one.ok else "MISSED"
    return f"{one.what:<66} {one.figure:>9.3f} {one.unit:<7} {goal:<14} {verdict:<7} {one.note}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
