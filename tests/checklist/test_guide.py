"""The authors' guide is complete: every key, field type, judge form, reason and problem code stands in it, and its
first example works as written."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from inspector.checklist import fields, items, judge_numbers, ladder, models, plan
from inspector.checklist.judges import FORMS
from inspector.checklist.problems import Code, LadderCode
from inspector.cli.authoring import examine

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "checklists" / "README.md").read_text(encoding="utf-8")
MARKED = set(re.findall(r"`([^`\n]+)`", GUIDE))
WORDS = {word for text in MARKED for word in re.findall(r"[a-z_0-9]+", text)}
MODELS = [
    *(plan.Plan, plan.Clause, plan.Span, plan.Office, plan.AnnexTask, plan.Period, plan.SourceText),
    *(models.Checklist, models.Kind, models.Fact, models.TotalOf, models.Setting),
    *(models.Scheme, models.Weighted, models.Credit, models.FloorItem, models.RankRule),
    *(items.Item, items.Ask, items.RowOf, items.Draw, items.Sample, items.Request, items.Every, items.Rectify),
    *(items.Case, items.CaseUnit, items.Expect, items.Below),
    *(fields.Field, fields.Choice, judge_numbers.Tiny, judge_numbers.Band),
    *(ladder.Ladder, ladder.LegalSource, ladder.Starts, ladder.Remedy, ladder.Measure, ladder.Trigger, ladder.Clock),
    *FORMS.values(),
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_is_explained(model: type[BaseModel]) -> None:
    keys = {field.alias or name for name, field in model.model_fields.items()}
    assert keys - WORDS == set()


@pytest.mark.parametrize("form", FORMS)
def test_every_judge_form_and_each_of_its_reasons_is_explained(form: str) -> None:
    row = next(line for line in GUIDE.splitlines() if line.startswith(f"| `{form}` |"))
    told = row + next(line for line in GUIDE.splitlines() if line.startswith("| `count` |")) * (form == "measure")
    assert [reason for reason in FORMS[form].REASONS if f"`{reason}`" not in told] == []


@pytest.mark.parametrize("kind", fields.TYPES)
def test_every_field_type_is_explained(kind: str) -> None:
    assert f"| `{kind}` |" in GUIDE


def test_every_problem_code_has_its_cause_and_cure() -> None:
    rows = re.findall(r"^\| ([A-Z]\d\d) \| ([^|]+) \| ([^|]+) \|$", GUIDE, re.MULTILINE)
    assert sorted(code for code, _, _ in rows) == sorted(code.number for code in (*LadderCode, *Code))


def test_every_unit_of_measure_is_named() -> None:
    assert [unit for unit, sign in fields.UNIT_SIGNS.items() if f"{unit} {sign}" not in GUIDE] == []


def test_the_first_item_of_the_guide_works_as_written(tmp_path: Path) -> None:
    chapter = GUIDE.split("## 1.")[1].split("## 2.")[0]
    blocks = re.findall(r"`([a-z/]+\.yaml)`[^\n]*\n\n {3}```yaml\n(.*?) {3}```", chapter, re.DOTALL)
    assert len(blocks) == 5
    for name, block in blocks:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(re.sub(r"^ {3}", "", block, flags=re.MULTILINE), encoding="utf-8")
    edition, problems, _, ran = examine(tmp_path)
    assert edition is not None and problems == [] and len(ran) == 2
