"""What the house tests look at: the hand-written files of this source tree."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
FOLDERS = ("inspector", "checklists", "templates", "tests", ".ci")
NOT_OURS = {"vendor", "__pycache__", "build", "dist"}
BINARY = {".png", ".jpg", ".docx", ".ico", ".woff2", ".pyc", ".mo"}


@cache
def files() -> tuple[Path, ...]:
    """Every file of the source tree that somebody here wrote, vendored ones left out."""
    top = [path for path in REPOSITORY.iterdir() if path.is_file() and not path.name.startswith(".coverage")]
    below = [path for folder in FOLDERS for path in (REPOSITORY / folder).rglob("*") if path.is_file()]
    return tuple(sorted(path for path in top + below if not NOT_OURS & set(path.relative_to(REPOSITORY).parts)))


def written(*suffixes: str) -> list[Path]:
    return [path for path in files() if path.suffix in suffixes]


@cache
def text(path: Path) -> str:
    return "" if path.suffix in BINARY else path.read_text(encoding="utf-8")


def lines(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """(place, line) for each line of a text file that the pattern finds; place is what an editor opens."""
    for path in files():
        if pattern.search(text(path)):  # most files hold nothing of it, and are not taken apart
            for number, line in enumerate(text(path).splitlines(), start=1):
                if pattern.search(line):
                    yield f"{name(path)}:{number}", line


def name(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(text(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
