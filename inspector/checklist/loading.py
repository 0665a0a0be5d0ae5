"""From the texts of a folder to models; every mistake of form becomes a coded problem with its line."""

import copy
from collections.abc import Iterator
from itertools import takewhile
from typing import Any, TypeVar

from msgspec import Struct, field
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from inspector.checklist.items import Case, Item
from inspector.checklist.models import Checklist, Scheme
from inspector.checklist.plan import Clause, Plan
from inspector.checklist.problems import Broken, Code, Problem
from inspector.checklist.reader import Path_, Source, read_text

Model = TypeVar("Model", bound=BaseModel)
ROUNDS = 6
APART = ("schemes/", "cases/")
WHOLE = ("plan.yaml", "checklist.yaml")
CUSTOM = {
    "amount": Code.BAD_AMOUNT,
    "range": Code.BAD_RANGE,
    "term": Code.BAD_TERM,
    "date": Code.BAD_DATE,
    "id": Code.BAD_ID,
}


DEPENDENT = {
    Code.UNKNOWN_CLAUSE,
    Code.UNKNOWN_KIND,
    Code.UNKNOWN_FACT,
    Code.UNKNOWN_ITEM,
    Code.UNKNOWN_DIMENSION,
    Code.UNKNOWN_PLACE,
    Code.UNKNOWN_SETTING,
    Code.UNKNOWN_SECTION,
    Code.UNKNOWN_COLUMN,
    Code.UNKNOWN_OFFICE,
    Code.CONDITION_NAME,
    Code.WORDING_NAME,
    Code.ROLL_UP,
}
"""Complaints about a name that say nothing new when the name itself could not be read."""


class Loaded(Struct):
    """The models of one folder with the sources they came from; parts that could not be read are absent.

    `unread` are names whose declaration has a mistake of its own, `torn` is set when a whole file is unreadable:
    what refers to them is not complained about a second time."""

    plan: Plan | None = None
    checklist: Checklist | None = None
    items: list[tuple[str, int, Item]] = field(default_factory=list)
    schemes: dict[str, Scheme] = field(default_factory=dict)
    cases: list[tuple[str, int, Case]] = field(default_factory=list)
    clause_files: dict[str, str] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    torn: bool = False

    def section(self, file: str) -> str:
        return file.split("/")[-1].split(".")[0]

    def complain(self, file: str, code: Code, path: Path_ = (), near: str = "", /, **params: Any) -> None:
        name = str(params.get("name", ""))
        if code in DEPENDENT and {name, name.rpartition(".")[2]} & self.unread:
            return
        if self.torn and code in (Code.UNKNOWN_ITEM, Code.UNKNOWN_CLAUSE):
            return
        self.problems.append(self.sources[file].problem(code, path, near, **params))


def load(texts: dict[str, str]) -> Loaded:
    """Read all files of a folder; never raises, all mistakes are in `problems`."""
    loaded = Loaded()
    for file, text in texts.items():
        try:
            loaded.sources[file] = read_text(file, text)
            loaded.problems += loaded.sources[file].problems
        except Broken as broken:
            loaded.problems += broken.problems
            loaded.torn |= not file.startswith(APART)
    for name in WHOLE:
        if name not in texts:
            loaded.problems.append(Problem(name, 0, 0, Code.MISSING_FILE.number, Code.MISSING_FILE, {"name": name}))
    _plan(loaded)
    loaded.checklist = _whole(loaded, "checklist.yaml", Checklist)
    _parts(loaded)
    return loaded


def _plan(loaded: Loaded) -> None:
    clauses: dict[str, Clause] = {}
    for file, source in loaded.sources.items():
        if not file.startswith("clauses/"):
            continue
        if not isinstance(source.data, dict):
            loaded.complain(file, Code.WRONG_VALUE, (), value=shape(source.data), detail="a mapping of clauses")
            continue
        for key, data in source.data.items():
            if key in clauses:
                loaded.complain(file, Code.DUPLICATE_KEY, (key,), key=key)
            clause = _part(loaded, file, (key,), data, Clause)
            if clause is None:
                loaded.unread.add(key)
            else:
                clauses[key], loaded.clause_files[key] = clause, file
    plan = _whole(loaded, "plan.yaml", Plan)
    if plan is not None:
        loaded.clause_files |= dict.fromkeys(plan.clauses.keys() - clauses.keys(), "plan.yaml")
        loaded.plan = plan.model_copy(update={"clauses": plan.clauses | clauses})


def _parts(loaded: Loaded) -> None:
    order = list(loaded.checklist.sections) if loaded.checklist else []
    for file in sorted(loaded.sources, key=lambda file: (_rank(order, loaded.section(file)), file)):
        if file.startswith("schemes/"):
            scheme = _part(loaded, file, (), loaded.sources[file].data, Scheme)
            if scheme is not None:
                loaded.schemes[file.removeprefix("schemes/").removesuffix(".yaml")] = scheme
        elif file.startswith("cases/"):
            loaded.cases += [(file, i, case) for i, case in _list(loaded, file, Case)]
        elif "/" not in file and file not in WHOLE:
            if loaded.checklist and loaded.section(file) not in loaded.checklist.sections:
                loaded.complain(file, Code.STRAY_FILE, (), name=loaded.section(file))
            loaded.items += [(file, i, item) for i, item in _list(loaded, file, Item)]
        elif file not in WHOLE and not file.startswith("clauses/"):
            loaded.complain(file, Code.STRAY_FILE, (), name=file)


def _rank(order: list[str], section: str) -> int:
    return order.index(section) if section in order else len(order)


def _list(loaded: Loaded, file: str, model: type[Model]) -> Iterator[tuple[int, Model]]:
    """The entries of a file that is a list; one that cannot be read is complained about and left out."""
    data = loaded.sources[file].data
    if not isinstance(data, list):
        loaded.complain(file, Code.WRONG_VALUE, (), value=shape(data), detail="a list is needed: '- ' before each")
        loaded.torn |= not file.startswith(APART)
        return
    for index, one in enumerate(data):
        read = _part(loaded, file, (index,), one, model)
        if read is not None:
            yield index, read
        elif isinstance(one, dict):
            loaded.unread.add(str(one.get("id", "")))


def _part(loaded: Loaded, file: str, at: Path_, data: Any, model: type[Model]) -> Model | None:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        loaded.problems += problems_of(loaded.sources[file], at, data, error)
        return None


def _whole(loaded: Loaded, file: str, model: type[Model]) -> Model | None:
    """A model that others refer to: entries with mistakes are left out, so that the rest can be linked."""
    source = loaded.sources.get(file)
    data = source.data if source else None
    for _ in range(ROUNDS if source else 0):
        try:
            return model.model_validate(data)
        except ValidationError as error:
            assert source is not None
            if data is source.data:
                loaded.problems += problems_of(source, (), data, error)
            data = _without(data, error, loaded.unread)
    return None


def _without(data: Any, error: ValidationError, unread: set[str]) -> Any:
    """A copy of the data without the entries that the error names; None when its top is at fault."""
    left = copy.deepcopy(data)
    for detail in error.errors(include_url=False):
        path, _ = _walk(data, detail["loc"])
        keys = list(takewhile(lambda part: isinstance(part, str), path))
        if len(keys) < (1 if detail["type"] == "extra_forbidden" else 2):
            return None
        unread.update(str(key) for key in keys[1:])
        inside: Any = left
        for key in keys[:-1]:
            inside = inside.get(key, {})
        inside.pop(keys[-1], None)
    return left


def problems_of(source: Source, at: Path_, data: Any, error: ValidationError) -> list[Problem]:
    """One problem for each mistake: a value that fits none of several shapes is one, not one a shape."""
    found: dict[tuple[Path_, str], Problem] = {}
    for detail in sorted(error.errors(include_url=False), key=lambda one: one["type"] not in CUSTOM):
        path, rest = _walk(data, detail["loc"])
        missing = str(rest[-1:]) if detail["type"] == "missing" else ""
        found.setdefault((path, missing), _problem(source, (*at, *path), rest, detail))
    return list(found.values())


def _problem(source: Source, path: Path_, rest: Path_, detail: ErrorDetails) -> Problem:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return source.problem(Code.UNKNOWN_KEY, path, key=path[-1])
    if kind == "missing":
        return source.problem(Code.MISSING_KEY, path, key=rest[-1] if rest else detail["loc"][-1])
    if kind in CUSTOM:
        return source.problem(CUSTOM[kind], path, value=context.get("value", ""))
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        key = context["discriminator"].strip("'")
        if kind == "union_tag_not_found":
            return source.problem(Code.MISSING_KEY, path, key=key)
        path, shown, wanted = (*path, key), context["tag"], f"one of {context['expected_tags']}"
        return source.problem(Code.WRONG_VALUE, path, value=shown[:80], detail=wanted)
    return source.problem(Code.WRONG_VALUE, path, value=shape(detail["input"]), detail=detail["msg"])


def shape(value: object) -> str:
    """A value as a message quotes it."""
    return (
        value[:80]
        if isinstance(value, str)
        else {"dict": "a mapping", "list": "a list"}.get(type(value).__name__, "this")
    )


def _walk(data: Any, loc: Path_) -> tuple[Path_, Path_]:
    """The part of an error's place that exists in the file (tags of unions do not), and what is left."""
    path: list[str | int] = []
    left: list[str | int] = []
    for part in loc:
        inside = isinstance(data, dict) and part in data
        if inside or (isinstance(data, list) and isinstance(part, int) and part < len(data)):
            data = data[part]
            path.append(part)
            left = []
        else:
            left.append(part)
    return tuple(path), tuple(left)
