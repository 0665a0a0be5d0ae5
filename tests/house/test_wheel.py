"""The wheel carries everything the product needs and runs from any folder.

The empty environment is filled without a registry: the wheel is unpacked into it, and beside it are laid
only those distributions of the test environment that the wheel's metadata asks for, directly or not.
A dependency somebody forgot to declare is therefore missing there.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path
from urllib.request import urlopen

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import REPOSITORY
from tests.made_once import made_once
from tests.serving import serving

DATA = {"checklists": "inspector/_data/checklists", "templates": "inspector/_data/templates"}


def without_caches(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name == "__pycache__"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of what the wheel is made of, so that nothing left over in the tree can slip in."""
    target = made_once(tmp_path_factory, "wheel", build)
    [path] = target.glob("inspector-*.whl")
    return path


def build(target: Path) -> None:
    source = target / "source"
    source.mkdir()
    for name in ("inspector", "checklists", "templates"):
        shutil.copytree(REPOSITORY / name, source / name, ignore=without_caches)
    for name in ("pyproject.toml", "README.md", ".gitignore"):
        shutil.copy(REPOSITORY / name, source)
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(target),
        str(source),
    ]
    built = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert built.returncode == 0, built.stdout + built.stderr


def members(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def tree(folder: str, inside: str) -> set[str]:
    """What lies there but for what a run compiled."""
    paths = (REPOSITORY / folder).rglob("*")
    found = [path for path in paths if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".mo"]
    return {f"{inside}/{path.relative_to(REPOSITORY / folder).as_posix()}" for path in found}


@pytest.mark.parametrize("folder", ["checklists", "templates"])
def test_the_wheel_carries_every_checklist_and_template(wheel: Path, folder: str) -> None:
    asked = tree(folder, DATA[folder])
    assert asked
    assert asked - members(wheel) == set()


@pytest.mark.parametrize(
    "folder", ["inspector", "inspector/web/static", "inspector/locale", "inspector/storage/migrations"]
)
def test_the_wheel_carries_every_file_of_the_package(wheel: Path, folder: str) -> None:
    asked = tree(folder, folder)
    assert asked
    assert asked - members(wheel) == set()


def test_the_wheel_carries_nothing_else(wheel: Path) -> None:
    ours = {name for name in members(wheel) if ".dist-info/" not in name}
    expected = tree("inspector", "inspector").union(*(tree(folder, inside) for folder, inside in DATA.items()))
    assert ours - expected == set()


def closure(site: Path) -> set[str]:
    """Names of all distributions that the unpacked wheel needs, found through metadata alone."""
    [metadata] = site.glob("inspector-*.dist-info")
    waiting = asked_by(Distribution.at(metadata), extras=frozenset())
    found: set[str] = set()
    while waiting:
        wanted = waiting.pop()
        found.add(canonicalize_name(wanted.name))
        here = asked_by(distribution(wanted.name), frozenset(wanted.extras))
        waiting += [new for new in here if canonicalize_name(new.name) not in found]
    return found


def asked_by(package: Distribution, extras: frozenset[str]) -> list[Requirement]:
    """What a distribution needs on this machine, with the extras it was asked for."""
    wanted = [Requirement(line) for line in package.requires or []]
    return [
        one
        for one in wanted
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in {"", *extras})
    ]


def lay_out(name: str, site: Path) -> None:
    for entry in distribution(name).files or []:
        source, target = Path(str(entry.locate())), site / str(entry)
        if ".." in entry.parts or not source.is_file() or "__pycache__" in entry.parts:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        os.symlink(source.resolve(), target)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that holds the wheel and what it declares, and nothing else."""
    return made_once(tmp_path_factory, "installed", lambda folder: install(wheel, folder)) / "bin" / "python"


def install(wheel: Path, folder: Path) -> None:
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    where = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.run(where, capture_output=True, text=True, check=True).stdout.strip())
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    for name in closure(site):
        lay_out(name, site)


def run(python: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "INSPECTOR_DATA_FOLDER": str(folder / "data"),
    }
    command = [str(python), "-m", "inspector", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_installed_product_is_the_wheel_and_not_this_tree(installed: Path, tmp_path: Path) -> None:
    command = [str(installed), "-c", "import inspector, sys; print(inspector.__file__); print(sys.path)"]
    printed = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert str(installed.parents[1]) in printed.splitlines()[0]
    assert str(REPOSITORY) not in printed


def test_the_installed_product_checks_its_own_checklists_from_any_folder(installed: Path, tmp_path: Path) -> None:
    checked = run(installed, tmp_path, "check", "--json")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert json.loads(checked.stdout)


def test_the_installed_product_makes_its_demo_database_from_any_folder_and_serves_it(
    installed: Path, tmp_path: Path
) -> None:
    made = run(installed, tmp_path, "demo")
    assert made.returncode == 0, made.stdout + made.stderr
    assert (tmp_path / "data" / "inspector.sqlite3").is_file()
    with serving(installed, tmp_path, {}) as served:
        with urlopen(served.url) as page:
            links = re.findall(r'(?:href|src)="(/[^"]+\.(?:css|js)[^"]*)"', page.read().decode())
        assert len(links) >= 2
        for link in links:
            with urlopen(served.url + link) as static:
                assert static.read(1)
