"""YAML with positions, every scalar as text: `1:3` stays 1:3, `010` stays 010 and `no` stays no."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from inspector.checklist.problems import Broken, Code, Coded, Problem

Path_ = tuple[str | int, ...]
LARGEST = 400_000
DEEPEST = 40
LONGEST_VALUE = 12
QUOTED_CONDITION = re.compile(r"\s*-?\s*(?:applies_when\s*:)?\s*(\"[^\"]*\"|'[^']*')\s*[=!<>&|]")


@dataclass
class Source:
    """One file: nested dicts, lists and texts, with the place of each value and key."""

    file: str
    data: Any
    marks: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    text: str = ""

    def place(self, path: Path_) -> tuple[int, int]:
        """Line and column of the longest known beginning of the path."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.marks:
                return self.marks[path[:end]]
        return 1, 1

    def problem(self, code: Coded, path: Path_, near: str = "", /, **params: Any) -> Problem:
        """`near` is what stands on the line to be named, where a value runs over several lines."""
        line, column = self.place(path)
        for further, text in enumerate(self.text.splitlines()[line - 1 : line + LONGEST_VALUE] if near else []):
            if near in text:
                line, column = line + further, text.index(near) + 1
                break
        return Problem(self.file, line, column, code.number, code, params)


class _Builder:
    def __init__(self, source: Source, events: Iterator[Any]) -> None:
        self.source, self.events, self.problems = source, events, source.problems

    def complain(self, code: Code, event: Any, /, **params: Any) -> None:
        mark = event.start_mark
        where = (mark.line + 1, mark.column + 1)
        self.problems.append(Problem(self.source.file, *where, code.number, code, params))

    def node(self, event: Any, path: Path_) -> Any:
        self.source.marks.setdefault(path, (event.start_mark.line + 1, event.start_mark.column + 1))
        if len(path) > DEEPEST:
            self.complain(Code.TOO_DEEP, event)
            raise Broken(self.problems)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self.complain(Code.ANCHOR, event)
        elif event.tag is not None:
            condition = "applies_when" in path
            self.complain(Code.QUOTE_IT if condition else Code.TAG, event)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path)
        return event.value if isinstance(event, yaml.ScalarEvent) else ""

    def mapping(self, path: Path_) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.key(event, path)
            if key in found:
                self.complain(Code.DUPLICATE_KEY, event, key=key)
            self.source.marks.setdefault((*path, key), (event.start_mark.line + 1, event.start_mark.column + 1))
            value = self.node(next(self.events), (*path, key))
            found.setdefault(key, value)
        return found

    def key(self, event: Any, path: Path_) -> str:
        if isinstance(event, yaml.ScalarEvent):
            if event.anchor is not None:
                self.complain(Code.ANCHOR, event)
            elif event.tag is not None:
                self.complain(Code.TAG, event)
            return str(event.value)
        if not isinstance(event, yaml.AliasEvent):
            self.complain(Code.YAML_SYNTAX, event, detail="a key is a plain word")
        self.node(event, (*path, ""))
        return ""

    def sequence(self, path: Path_) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self.node(event, (*path, len(found))))
        return found


def read_text(file: str, text: str) -> Source:
    """Parse one file's text; raises Broken when it cannot be read to its end, else mistakes are in `problems`."""
    source = Source(file, None, text=text)
    if len(text) > LARGEST:
        raise Broken([Problem(file, 0, 0, Code.TOO_DEEP.number, Code.TOO_DEEP)])
    builder = _Builder(source, iter(yaml.parse(text, Loader=yaml.CSafeLoader)))
    try:
        for event in builder.events:
            if isinstance(event, yaml.DocumentStartEvent) and source.data is not None:
                builder.complain(Code.YAML_SYNTAX, event, detail="a second document starts here")
                raise Broken(builder.problems)
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent, yaml.ScalarEvent)):
                source.data = builder.node(event, ())
    except yaml.MarkedYAMLError as error:
        raise Broken([*builder.problems, _syntax(file, text, error)]) from error
    except UnicodeEncodeError as error:
        raise Broken([Problem(file, 1, 1, Code.NOT_UTF8.number, Code.NOT_UTF8)]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        params = {"detail": "a character that YAML does not allow"}
        raise Broken([Problem(file, line, 1, Code.YAML_SYNTAX.number, Code.YAML_SYNTAX, params)]) from error
    if source.data in (None, "", {}, []):
        raise Broken([Problem(file, 1, 1, Code.EMPTY_FILE.number, Code.EMPTY_FILE)])
    return source


def _syntax(file: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line = mark.line if mark else 0
    lines = text.splitlines() or [""]
    code = Code.QUOTE_IT if QUOTED_CONDITION.match(lines[min(line, len(lines) - 1)]) else Code.YAML_SYNTAX
    detail = str(error.problem or error.context or "")
    return Problem(file, line + 1, (mark.column if mark else 0) + 1, code.number, code, {"detail": detail})


def read_folder(folder: Path) -> dict[str, str]:
    """All YAML texts of a checklist folder by their path inside it."""
    if not (folder / "plan.yaml").is_file():
        raise Broken([Problem(str(folder), 0, 0, Code.NOT_A_FOLDER.number, Code.NOT_A_FOLDER)])
    return read_texts(folder)


def read_texts(folder: Path) -> dict[str, str]:
    """All YAML texts in a folder by their path inside it; the one place that touches the disk."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder).as_posix()
        try:
            texts[name] = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            problems.append(Problem(name, 1, 1, Code.NOT_UTF8.number, Code.NOT_UTF8))
    if problems:
        raise Broken(problems)
    return texts
