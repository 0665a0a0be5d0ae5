"""The README tells the truth in both languages: commands, targets, rooms and pictures exist."""

import re

import pytest
from click.testing import CliRunner

from inspector.cli import main
from tests.house.tree import REPOSITORY, text

LANGUAGES = ("README.md", "README.zh-CN.md")
# rooms are folders; these two files are layers of their own
LAYERS = ("settings.py", "i18n.py")


def first_cells(readme: str, opening: str) -> list[str]:
    """The code at the start of each table row that begins with `opening`."""
    return re.findall(rf"^\| `({re.escape(opening)}[^`]*)` \|", text(REPOSITORY / readme), flags=re.MULTILINE)


def help_of(*words: str) -> str:
    asked = CliRunner().invoke(main, [*words, "--help"], prog_name="inspector")
    assert asked.exit_code == 0, asked.output
    return asked.output


def commands() -> list[str]:
    return re.findall(r"^  ([a-z][a-z-]*)  +\S", help_of(), flags=re.MULTILINE)


@pytest.mark.parametrize("readme", LANGUAGES)
def test_the_command_table_lists_the_commands_that_exist(readme: str) -> None:
    described = [cell.split()[1] for cell in first_cells(readme, "inspector ")]
    assert sorted(described) == sorted(commands())


def test_every_command_has_help_with_an_example() -> None:
    for command in commands():
        assert f"inspector {command}" in help_of(command).partition("Usage:")[2].partition("\n")[2], command


@pytest.mark.parametrize("readme", LANGUAGES)
def test_both_set_up_commands_stand_in_the_readme_and_every_target_named_exists(readme: str) -> None:
    named = set(re.findall(r"(?:^    |`)make ([a-z][a-z-]+)", text(REPOSITORY / readme), re.MULTILINE))
    targets = set(re.findall(r"^([a-z][a-z-]*):", text(REPOSITORY / "Makefile"), flags=re.MULTILINE))
    assert {"run", "test"} <= named <= targets


@pytest.mark.parametrize("readme", LANGUAGES)
def test_the_tour_shows_every_room(readme: str) -> None:
    shown = set(first_cells(readme, "inspector/"))
    rooms = {
        f"inspector/{path.name}/" for path in (REPOSITORY / "inspector").iterdir() if (path / "__init__.py").is_file()
    }
    assert shown == rooms | {f"inspector/{name}" for name in LAYERS}
    assert {"checklists/", "templates/", "tests/"} <= set(
        re.findall(r"^\| `(\w+/)`", text(REPOSITORY / readme), re.MULTILINE)
    )


@pytest.mark.parametrize("readme", LANGUAGES)
def test_every_link_and_picture_of_the_readme_is_a_file(readme: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", text(REPOSITORY / readme))
    assert links
    assert [link for link in links if not (REPOSITORY / link).is_file()] == []


def test_both_languages_say_the_same_decisions() -> None:
    english, chinese = (len(re.findall(r"^- \*\*", text(REPOSITORY / readme), re.MULTILINE)) for readme in LANGUAGES)
    assert english == chinese > 10
