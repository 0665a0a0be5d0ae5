"""The digest follows what is asked and judged, and nothing else; what is stored comes back the same."""

import re
from pathlib import Path

import pytest
import yaml

from inspector.checklist.edition import Edition, inspect, restore, scheme_body
from inspector.checklist.reader import read_folder
from tests.broken.test_broken_folders import GOOD

ROOT = Path(__file__).parents[2]
TEXTS = read_folder(GOOD)
FOLDERS = [*sorted(path.parent for path in ROOT.glob("checklists/*/plan.yaml")), GOOD]


def edition(texts: dict[str, str]) -> Edition:
    found, problems, _ = inspect(texts)
    assert found is not None, problems
    return found


DIGEST = edition(TEXTS).digest


def test_comments_blank_lines_cases_and_schemes_do_not_change_it() -> None:
    commented = {name: "# 一句说明\n" + re.sub(r"\n\n", "\n\n\n", text) for name, text in TEXTS.items()}
    assert edition(commented).digest == DIGEST
    apart = {name: text for name, text in TEXTS.items() if not name.startswith(("cases/", "schemes/"))}
    assert edition(apart).digest == DIGEST


def test_the_order_of_an_items_keys_does_not_change_it() -> None:
    turned = []
    for one in yaml.load(TEXTS["opening.yaml"], yaml.BaseLoader):
        turned.append(dict(reversed(list(one.items()))))
    text = yaml.safe_dump(turned, allow_unicode=True, sort_keys=False)
    assert edition(TEXTS | {"opening.yaml": text}).digest == DIGEST


def test_splitting_a_file_does_not_change_it() -> None:
    first, rest = TEXTS["access.yaml"].split("- id: entrance", 1)
    split = {name: text for name, text in TEXTS.items() if name != "access.yaml"}
    assert edition(split | {"access.a.yaml": first, "access.b.yaml": "- id: entrance" + rest}).digest == DIGEST
    clauses = TEXTS["clauses/all.yaml"].split('"3":', 1)
    split = {name: text for name, text in TEXTS.items() if name != "clauses/all.yaml"}
    assert edition(split | {"clauses/b.yaml": clauses[0], "clauses/a.yaml": '"3":' + clauses[1]}).digest == DIGEST


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("at_least: 90%", "at_least: 91%"),
        ("title: 残疾读者办证率", "title: 残疾读者的办证率"),
        ("within: 30 calendar days", "within: 31 calendar days"),
        ('"{{ row }}每册', '"{{ row }}，每册'),
    ],
)
def test_any_word_that_is_asked_judged_or_said_changes_it(old: str, new: str) -> None:
    text = TEXTS["opening.yaml"]
    assert old in text
    assert edition(TEXTS | {"opening.yaml": text.replace(old, new, 1)}).digest != DIGEST


def test_the_order_of_choices_changes_it_because_the_form_shows_it() -> None:
    text = TEXTS["access.yaml"].replace(
        "{rail: 扶手, bell: 呼叫铃, hook: 挂钩}", "{bell: 呼叫铃, rail: 扶手, hook: 挂钩}"
    )
    assert edition(TEXTS | {"access.yaml": text}).digest != DIGEST


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_is_stored_comes_back_the_same_in_the_same_order(folder: Path) -> None:
    found = edition(read_folder(folder))
    back = restore(found.body, {name: scheme_body(scheme) for name, scheme in found.schemes.items()})
    assert back.digest == found.digest
    assert dict(back.schemes) == dict(found.schemes)
    for one, other in zip(found.items.values(), back.items.values(), strict=True):
        assert one == other
        assert list(one.ask.choices) == list(other.ask.choices)
        assert list(one.ask.rows) == list(other.ask.rows)
        assert list(one.ask.fields) == list(other.ask.fields)
    assert list(back.checklist.kinds) == list(found.checklist.kinds)
    assert list(back.plan.places) == list(found.plan.places)
    assert {k: list(v) for k, v in back.checklist.dimensions.items()} == {
        k: list(v) for k, v in found.checklist.dimensions.items()
    }


def test_composed_and_decomposed_letters_are_one() -> None:
    plain = TEXTS["checklist.yaml"].replace("一层", "café")
    apart = TEXTS["checklist.yaml"].replace("一层", "cafe\u0301")
    assert edition(TEXTS | {"checklist.yaml": plain}).digest == edition(TEXTS | {"checklist.yaml": apart}).digest
