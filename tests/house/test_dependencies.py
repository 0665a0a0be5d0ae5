"""What the product imports is declared, pinned, justified and installable anywhere."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import REPOSITORY, name, text, written

PROJECT = tomllib.loads(text(REPOSITORY / "pyproject.toml"))["project"]
DATA_ONLY = {"tzdata"}  # zone files, read by the standard library
CORE_OF = {"pydantic-core": "pydantic"}  # one project in two packages: pydantic names the exact version of its core


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in requirements}


def pins(file: str) -> dict[str, str]:
    found = re.findall(r"^([\w.-]+)==([\w.]+)", text(REPOSITORY / file), flags=re.MULTILINE)
    return {canonicalize_name(package): version for package, version in found}


def imported() -> dict[str, str]:
    """Distribution -> one file of the product that imports it."""
    owners = packages_distributions()
    found: dict[str, str] = {}
    for path in written(".py"):
        if not name(path).startswith("inspector/"):
            continue
        for node in ast.walk(ast.parse(text(path))):
            for module in modules(node):
                for owner in owners.get(module, [] if module in sys.stdlib_module_names else [module]):
                    owner = canonicalize_name(owner)
                    found.setdefault(CORE_OF.get(owner, owner), name(path))
    found.pop("inspector", None)
    return found


def modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [(node.module or "").partition(".")[0]]
    return []


def test_everything_the_product_imports_is_declared() -> None:
    declared = names(PROJECT["dependencies"])
    assert {package: path for package, path in imported().items() if package not in declared} == {}


def test_everything_declared_is_imported() -> None:
    assert names(PROJECT["dependencies"]) - DATA_ONLY - set(imported()) == set()


def test_every_declared_package_is_pinned_and_says_why() -> None:
    declared = re.findall(r'^    "([\w-]+==[\w.]+)",(.*)$', text(REPOSITORY / "pyproject.toml"), flags=re.MULTILINE)
    why = {Requirement(pin).name: reason for pin, reason in declared}
    extras = PROJECT["optional-dependencies"]
    assert set(why) == {Requirement(line).name for line in [*PROJECT["dependencies"], *extras["test"], *extras["tree"]]}
    assert [package for package, reason in why.items() if len(reason.split()) < 4 and package != "hatchling"] == []


def test_the_requirements_files_hold_what_is_declared_at_the_same_versions() -> None:
    extras = PROJECT["optional-dependencies"]
    for file, lines in (
        ("requirements.txt", [*PROJECT["dependencies"], *extras["tree"]]),
        ("requirements-test.txt", [*PROJECT["dependencies"], *extras["tree"], *extras["test"]]),
    ):
        declared = {canonicalize_name(line.split("==")[0]): line.split("==")[1] for line in lines}
        pinned = pins(file)
        assert {package: pinned.get(package) for package in declared} == declared, f"{file}: run make requirements"


def test_tests_run_on_the_very_packages_the_product_runs_on() -> None:
    product, tests = pins("requirements.txt"), pins("requirements-test.txt")
    shared = product.keys() & tests.keys()
    assert len(shared) > 40
    assert {package: product[package] for package in shared} == {package: tests[package] for package in shared}


def test_the_requirements_files_hold_hashes_and_no_addresses() -> None:
    for file in ("requirements.txt", "requirements-test.txt"):
        blocks = re.split(r"\n(?=\w)", re.sub(r"^#.*\n", "", text(REPOSITORY / file), flags=re.MULTILINE))
        assert [block for block in blocks if "--hash=sha256:" not in block] == []
        assert not re.search(
            r"^\s*(-i|-f|--index|--extra-index|--find-links|--trusted)|://|@ ",
            text(REPOSITORY / file),
            re.MULTILINE,
        )
