"""From the texts of a folder to models; every mistake of form becomes a coded problem with its line."""

from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from inspector.checklist.items import Case, Item
from inspector.checklist.models import Checklist, Scheme
from inspector.checklist.plan import Clause, Plan
from inspector.checklist.problems import Broken, Code, Problem
from inspector.checklist.reader import Source, read_text

Model = TypeVar("Model")
CLAUSES: TypeAdapter[dict[str, Clause]] = TypeAdapter(dict[str, Clause])
ITEMS: TypeAdapter[list[Item]] = TypeAdapter(list[Item])
CASES: TypeAdapter[list[Case]] = TypeAdapter(list[Case])
CUSTOM = {
    "amount": Code.BAD_AMOUNT,
    "range": Code.BAD_RANGE,
    "term": Code.BAD_TERM,
    "date": Code.BAD_DATE,
    "id": Code.BAD_ID,
}


@dataclass
class Loaded:
    """The models of one folder with the sources they came from; parts that could not be read are absent."""

    plan: Plan | None = None
    checklist: Checklist | None = None
    items: list[tuple[str, int, Item]] = field(default_factory=list)
    schemes: dict[str, Scheme] = field(default_factory=dict)
    cases: list[tuple[str, int, Case]] = field(default_factory=list)
    clause_files: dict[str, str] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def section(self, file: str) -> str:
        return file.split("/")[-1].split(".")[0]

    def complain(self, file: str, code: Code, path: tuple[str | int, ...] = (), /, **params: Any) -> None:
        self.problems.append(self.sources[file].problem(code, path, **params))


def load(texts: dict[str, str]) -> Loaded:
    """Read all files of a folder; never raises, all mistakes are in `problems`."""
    loaded = Loaded()
    for file, text in texts.items():
        try:
            loaded.sources[file] = read_text(file, text)
        except Broken as broken:
            loaded.problems += broken.problems
    for name in ("plan.yaml", "checklist.yaml"):
        if name not in texts:
            loaded.problems.append(Problem(name, 0, 0, Code.MISSING_FILE.number, Code.MISSING_FILE, {"name": name}))
    _plan(loaded)
    loaded.checklist = _model(loaded, "checklist.yaml", TypeAdapter(Checklist))
    _parts(loaded)
    return loaded


def _plan(loaded: Loaded) -> None:
    clauses: dict[str, Clause] = {}
    for file in loaded.sources:
        if file.startswith("clauses/"):
            for key, clause in (_model(loaded, file, CLAUSES) or {}).items():
                if key in clauses:
                    loaded.complain(file, Code.DUPLICATE_KEY, (key,), key=key)
                clauses[key], loaded.clause_files[key] = clause, file
    plan = _model(loaded, "plan.yaml", TypeAdapter(Plan))
    loaded.plan = plan.model_copy(update={"clauses": plan.clauses | clauses}) if plan else None


def _parts(loaded: Loaded) -> None:
    order = list(loaded.checklist.sections) if loaded.checklist else []
    for file in sorted(loaded.sources, key=lambda f: (_rank(order, loaded.section(f)), f)):
        if file.startswith("schemes/"):
            scheme = _model(loaded, file, TypeAdapter(Scheme))
            if scheme is not None:
                loaded.schemes[file.removeprefix("schemes/").removesuffix(".yaml")] = scheme
        elif file.startswith("cases/"):
            cases: list[Case] = _model(loaded, file, CASES) or []
            loaded.cases += [(file, i, case) for i, case in enumerate(cases)]
        elif "/" not in file and file not in ("plan.yaml", "checklist.yaml"):
            if loaded.checklist and loaded.section(file) not in loaded.checklist.sections:
                loaded.complain(file, Code.STRAY_FILE, (), name=loaded.section(file))
            items: list[Item] = _model(loaded, file, ITEMS) or []
            loaded.items += [(file, i, item) for i, item in enumerate(items)]


def _rank(order: list[str], section: str) -> int:
    return order.index(section) if section in order else len(order)


def _model(loaded: Loaded, file: str, adapter: TypeAdapter[Model]) -> Model | None:
    source = loaded.sources.get(file)
    if source is None:
        return None
    try:
        return adapter.validate_python(source.data)
    except ValidationError as error:
        loaded.problems += [_problem(source, detail) for detail in error.errors(include_url=False)]
        return None


def _problem(source: Source, detail: ErrorDetails) -> Problem:
    path, rest = _walk(source.data, detail["loc"])
    kind = detail["type"]
    if kind == "extra_forbidden":
        return source.problem(Code.UNKNOWN_KEY, path, key=path[-1])
    if kind == "missing":
        return source.problem(Code.MISSING_KEY, path, key=rest[-1] if rest else detail["loc"][-1])
    if kind in CUSTOM:
        return source.problem(CUSTOM[kind], path, value=detail.get("ctx", {}).get("value", ""))
    value = detail["input"]
    shown = value if isinstance(value, str) else type(value).__name__
    if isinstance(value, BaseModel | dict | list):
        shown = {"dict": "a mapping", "list": "a list"}.get(type(value).__name__, "this")
    return source.problem(Code.WRONG_VALUE, path, value=str(shown)[:80], detail=detail["msg"])


def _walk(data: Any, loc: tuple[str | int, ...]) -> tuple[tuple[str | int, ...], tuple[str | int, ...]]:
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
