"""The house stops at 400 lines a file and 40 lines a function, and names files for what they hold."""

from tests.house.tree import REPOSITORY, functions, name, text, written

LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 40
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "service", "services", "misc"}
ROOMS = ("checklist", "scoring", "fieldwork", "casework", "letters", "sheets", "storage", "web")


def test_no_hand_written_file_is_longer_than_the_house_allows() -> None:
    counted = {name(path): len(text(path).splitlines()) for path in written(".py", ".html", ".js", ".css", ".yaml")}
    assert len(counted) > 20
    assert {path: count for path, count in counted.items() if count > LINES_OF_A_FILE} == {}


def test_no_function_is_longer_than_the_house_allows() -> None:
    long = {
        f"{name(path)}:{node.lineno} {node.name}": length
        for path in written(".py")
        if "migrations/versions" not in name(path)  # one generated list of tables, read from top to bottom
        for node in functions(path)
        if (length := (node.end_lineno or 0) - node.lineno + 1) > LINES_OF_A_FUNCTION
    }
    assert long == {}


def test_no_file_is_named_for_nothing_in_particular() -> None:
    assert [name(path) for path in written(".py", ".html", ".js", ".css") if path.stem in SAYS_NOTHING] == []


def test_every_room_says_what_it_is_and_holds_nothing_else_in_its_init() -> None:
    for room in ROOMS:
        opening = text(REPOSITORY / "inspector" / room / "__init__.py").strip()
        assert opening.startswith('"""') and opening.endswith('"""') and opening.count('"""') == 2, room


def test_the_top_level_holds_only_what_was_agreed() -> None:
    allowed = {"inspector", "checklists", "templates", "tests", "build", "dist", "inspector-data"}
    folders = {path.name for path in REPOSITORY.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert folders <= allowed
