"""Each folder here is the good one with one mistake: it is reported with its code, file and line, and nothing else.

A mistake is marked where it stands by `# expect: CODE`; where a comment cannot stand, a file `expect` says
`CODE file:line`, and may `remove` a file or `encode` it otherwise."""

import re
import shutil
from pathlib import Path

import pytest

from inspector.checklist.problems import Code
from inspector.cli.authoring import examine, words

HERE = Path(__file__).parent
GOOD = HERE / "good"
BROKEN = sorted(path for path in HERE.iterdir() if path.is_dir() and path != GOOD and not path.name.startswith("__"))
MARK = re.compile(r"# expect: ([A-Z]\d\d)")
Place = tuple[str, int, str]


def expected(folder: Path) -> list[Place]:
    """File, line and code of each mistake of a folder."""
    found = [
        (path.relative_to(folder).as_posix(), number, code)
        for path in sorted(folder.rglob("*.yaml"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for code in MARK.findall(line)
    ]
    for words_of in orders(folder):
        if re.fullmatch(r"[A-Z]\d\d", words_of[0]):
            file, _, line = words_of[1].rpartition(":")
            found.append((file, int(line), words_of[0]))
    return found


def orders(folder: Path) -> list[list[str]]:
    told = folder / "expect"
    return [line.split() for line in told.read_text(encoding="utf-8").splitlines()] if told.exists() else []


def laid_over(folder: Path, target: Path) -> Path:
    """The good folder with a broken one laid over it."""
    shutil.copytree(GOOD, target)
    shutil.copytree(folder, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expect"))
    for order in orders(folder):
        if order[0] == "remove":
            (target / order[1]).unlink()
        elif order[0] == "encode":
            path = target / order[1]
            path.write_bytes(path.read_text(encoding="utf-8").encode(order[2]))
    return target


def reported(folder: Path) -> list[Place]:
    _, problems, _, _ = examine(folder)
    return [("." if one.file == str(folder) else one.file, one.line, one.number) for one in problems]


def test_the_good_folder_has_no_problem() -> None:
    assert reported(GOOD) == []


@pytest.mark.parametrize("name", [folder.name for folder in BROKEN])
def test_one_mistake_is_one_problem_at_its_line(name: str, tmp_path: Path) -> None:
    wanted = expected(HERE / name)
    assert len(wanted) == 1
    assert reported(laid_over(HERE / name, tmp_path / name)) == wanted


def test_there_are_enough_of_them_and_every_code_is_among_them() -> None:
    reached = {code for folder in BROKEN for _, _, code in expected(folder)}
    assert len(BROKEN) >= 45
    assert sorted({code.number for code in Code} - reached) == []


def test_every_problem_says_what_is_wrong_and_what_to_do_next(tmp_path: Path) -> None:
    for folder in BROKEN:
        _, problems, _, _ = examine(laid_over(folder, tmp_path / folder.name))
        for problem in problems:
            told = words(problem)
            assert f"{problem.number} " in told and "{" not in told.replace("{{", ""), told
            assert told.endswith("。"), told
            assert re.search("[\u4e00-\u9fff]", told), told


def test_numbers_of_codes_are_never_given_twice() -> None:
    numbers = [code.number for code in Code]
    assert len(numbers) == len(set(numbers))
