"""The product reads the time of day in one place, so that a wrong clock can be tried and "now" is one for all."""

import re

from tests.house.tree import REPOSITORY, text

READS = re.compile(r"\b(?:datetime\.(?:now|utcnow|today)|date\.today|time\.time|time_ns|gmtime|localtime)\(")
ALLOWED = {
    "inspector/storage/instants.py": 1,
    "inspector/storage/parts.py": 1,  # against the times of files, which the system's clock gave
    "inspector/web/letters/printing.py": 1,  # as above
}


def test_only_instants_reads_the_clock() -> None:
    found = {
        path.relative_to(REPOSITORY).as_posix(): len(READS.findall(text(path)))
        for path in (REPOSITORY / "inspector").rglob("*.py")
    }
    assert {name: count for name, count in found.items() if count} == ALLOWED
