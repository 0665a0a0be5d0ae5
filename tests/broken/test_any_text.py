"""Whatever an author writes, the folder gives an edition or problems, never a traceback; and all problems at once."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.checklist.reader import read_folder
from inspector.cli.authoring import examine, examine_texts
from tests.broken.test_broken_folders import GOOD, HERE, expected, laid_over

TEXTS = read_folder(GOOD)
PLACES = [(file, number) for file, text in TEXTS.items() for number in range(len(text.splitlines()))]
INSERTED = [
    ":",
    "- ",
    "{",
    "]",
    "'",
    '"',
    "#",
    "&a ",
    "*a",
    "!x ",
    "\t",
    "  ",
    "，",
    "0",
    "1/0",
    "-5",
    "{{ x }}",
    "{% if %}",
]
WORDS = [
    "none",
    "yes",
    "standing",
    "5 x readers",
    "2025-02-30",
    "9..1",
    "[]",
    "{}",
    "{a: {b: [c]}}",
    "~",
    "all",
    "roll_up",
    "x" * 99,
]


def changed(text: str, line: int, how: str, at: int, what: str) -> str:
    lines = text.splitlines()
    old = lines[line]
    at %= len(old) + 1
    if how == "delete":
        lines[line : line + 1] = []
    elif how == "double":
        lines.insert(line, old)
    elif how == "insert":
        lines[line] = old[:at] + what + old[at:]
    elif how == "cut":
        lines[line] = old[:at]
    elif how == "indent":
        lines[line] = "  " + old
    else:
        lines[line] = old.partition(":")[0] + ": " + what
    return "\n".join(lines) + "\n"


change = st.tuples(
    st.sampled_from(PLACES),
    st.sampled_from(["delete", "double", "insert", "cut", "indent", "value", "value"]),
    st.integers(0, 200),
    st.sampled_from(INSERTED + WORDS),
)


@settings(max_examples=150)
@given(st.lists(change, min_size=1, max_size=3))
def test_any_small_change_gives_an_edition_or_problems(changes: list[tuple[tuple[str, int], str, int, str]]) -> None:
    texts = dict(TEXTS)
    for (file, line), how, at, what in changes:
        if line < len(texts[file].splitlines()):
            texts[file] = changed(texts[file], line, how, at, what)
    edition, problems, _, _ = examine_texts(texts)
    assert edition is not None or problems
    for problem in problems:
        assert problem.line <= len(texts.get(problem.file, "").splitlines()) + 1


@settings(max_examples=60)
@given(st.sampled_from(sorted(TEXTS)), st.text(max_size=60))
def test_any_text_at_all_gives_an_edition_or_problems(file: str, text: str) -> None:
    edition, problems, _, _ = examine_texts(TEXTS | {file: text})
    assert edition is not None or problems


def test_six_mistakes_in_six_files_are_reported_at_once(tmp_path: Path) -> None:
    names = [
        "misspelt_key_of_fact",
        "unknown_place_of_clause",
        "wording_surplus",
        "unknown_column",
        "grades_rising",
        "unknown_item_in_case",
    ]
    together = tmp_path / "together"
    laid_over(HERE / names[0], together)
    for name in names[1:]:
        for path in (HERE / name).rglob("*.yaml"):
            target = together / path.relative_to(HERE / name)
            target.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    wanted = sorted(one for name in names for one in expected(HERE / name))
    assert len(wanted) == 6
    assert [(one.file, one.line, one.number) for one in examine(together)[1]] == wanted


def test_five_mistakes_in_one_file_are_reported_at_once() -> None:
    text = TEXTS["access.yaml"]
    for old, new in [
        ("title: 卫生间设施", "titel: 卫生间设施"),  # an unknown key and a missing one, in one item
        ("must: [rail]", "must: [rail]"),
        ("want: no", "want: perhaps"),
        ("at_least: setting.visits_a_year", "at_least: setting.visits"),
        ('"期初{{ before }}人', '"期初{{ earlier }}人'),
    ]:
        assert old in text
        text = text.replace(old, new)
    _, problems, _, _ = examine_texts(TEXTS | {"access.yaml": text})
    assert sorted(one.number for one in problems) == ["L14", "M01", "M02", "M03", "W02"]


def test_an_unreadable_scheme_does_not_hide_a_case_of_an_unknown_item() -> None:
    changed_texts = TEXTS | {
        "schemes/points.yaml": "title: [\n",
        "cases/access.yaml": TEXTS["cases/access.yaml"].replace("item: rules", "item: rule", 1),
    }
    edition, problems, _, _ = examine_texts(changed_texts)
    assert edition is not None
    assert sorted(one.number for one in problems) == ["L04", "Y01"]
