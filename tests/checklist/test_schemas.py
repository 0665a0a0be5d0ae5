"""The JSON Schemas are valid, accept every shipped file as an editor reads it, and refuse what the models refuse."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from inspector.scoring.schemas import KINDS, schema_of

ROOT = Path(__file__).parents[2]
PLANS = sorted(path.parent for path in ROOT.glob("checklists/*/plan.yaml"))
FOLDERS = [*PLANS, ROOT / "tests/broken/good", ROOT / "tests/third_plan/dongjiang_2024"]


class Editor(yaml.SafeLoader):
    """YAML 1.2 as editors read it: numbers are numbers, `no` and dates are text."""


Editor.yaml_implicit_resolvers = {}
Editor.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]+\Z"), list("-+0123456789"))
Editor.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]+\.[0-9]+\Z"), list("-+0123456789"))
Editor.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))


def kind_of(file: str) -> str:
    folders = {"clauses": "clauses", "cases": "cases", "schemes": "scheme"}
    return {"plan.yaml": "plan", "checklist.yaml": "checklist"}.get(file) or folders.get(file.split("/")[0], "section")


def mistakes(kind: str, data: Any) -> list[str]:
    return [
        f"{list(error.absolute_path)}: {error.message[:80]}"
        for error in Draft202012Validator(schema_of(kind)).iter_errors(data)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_schema_is_a_schema(kind: str) -> None:
    Draft202012Validator.check_schema(schema_of(kind))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_file_of_a_good_folder_is_accepted(folder: Path) -> None:
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.yaml"))}
    assert len(files) >= 6
    found = {
        name: mistakes(kind_of(name), yaml.load(path.read_text(encoding="utf-8"), Editor))
        for name, path in files.items()
    }
    assert {name: wrong[:3] for name, wrong in found.items() if wrong} == {}


def test_a_ladder_of_measures_is_accepted() -> None:
    text = (ROOT / "checklists/measures/national.yaml").read_text(encoding="utf-8")
    assert mistakes("measures", yaml.load(text, Editor)) == []
    assert mistakes("measures", yaml.load(text.replace("approves:", "approved:"), Editor)) != []


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("section", [{"id": "a", "title": "甲", "clause": "1", "unit": "school", "ask": {"type": "number"}}]),
        ("section", [{"id": "a", "title": "甲", "clause": "1", "unit": "school", "ask": {}, "judges": {}}]),
        ("section", [{"id": "a", "title": "甲", "clause": "1", "unit": "school"}]),
        ("scheme", {"title": "甲", "mode": "stars"}),
        ("checklist", {"id": "a"}),
        ("cases", {"case": "甲"}),
        ("data", {"as_of": "2024-01-01", "units": []}),
    ],
)
def test_what_the_models_refuse_the_schema_refuses(kind: str, data: Any) -> None:
    assert mistakes(kind, data)
