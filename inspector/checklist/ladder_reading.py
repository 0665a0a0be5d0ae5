"""Ladders from the texts of their folder; a variant is laid over the ladder that it extends."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from inspector.checklist.ladder import Ladder
from inspector.checklist.ladder_lint import lint
from inspector.checklist.loading import problems_of, shape
from inspector.checklist.problems import Broken, Code, Coded, LadderCode, Problem
from inspector.checklist.reader import Path_, Source, read_text

ENDING = ".yaml"
MERGED = ("sources", "remedies", "measures")
"""Keys that a variant adds to; any other that it has takes the place of the base's."""


@dataclass
class Layered(Source):
    """A variant over its base: a place is looked for in the variant first."""

    layers: tuple[Source, ...] = ()

    def problem(self, code: Coded, path: Path_, near: str = "", /, **params: Any) -> Problem:
        for end in range(len(path), 0, -1):
            for layer in self.layers:
                if path[:end] in layer.marks:
                    return layer.problem(code, path[:end], near, **params)
        return self.layers[0].problem(code, (), near, **params)


def read_ladders(texts: Mapping[str, str], papers: Collection[str]) -> tuple[dict[str, Ladder], list[Problem]]:
    """By id the ladders without a mistake, and all mistakes. `papers` are the kinds of letters that exist."""
    problems: set[Problem] = set()
    sources: dict[str, Source] = {}
    for file, text in texts.items():
        try:
            sources[file.removesuffix(ENDING)] = read_text(file, text)
        except Broken as broken:
            problems |= set(broken.problems)
    ladders: dict[str, Ladder] = {}
    for name, source in sources.items():
        ladder, found = _ladder(name, source, sources, papers)
        problems |= {*source.problems, *found}
        if ladder is not None and not source.problems and not found:
            ladders[name] = ladder
    return ladders, sorted(problems)


def _ladder(
    name: str, source: Source, sources: Mapping[str, Source], papers: Collection[str]
) -> tuple[Ladder | None, list[Problem]]:
    if not isinstance(source.data, dict):
        return None, [source.problem(Code.WRONG_VALUE, (), value=shape(source.data), detail="a mapping is needed")]
    if "extends" in source.data:
        base = sources.get(str(source.data["extends"]))
        if base is None or not isinstance(base.data, dict) or "extends" in base.data:
            return None, [source.problem(LadderCode.UNKNOWN_BASE, ("extends",), name=source.data["extends"])]
        source = Layered(source.file, laid_over(base.data, source.data), layers=(source, base))
    try:
        ladder = Ladder.model_validate(source.data)
    except ValidationError as error:
        return None, problems_of(source, (), source.data, error)
    found = lint(ladder, source, papers)
    if ladder.id != name:
        found.append(source.problem(LadderCode.OTHER_FILE, ("id",), name=ladder.id))
    return ladder, found


def laid_over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Measures, sources and remedies are joined by id and then by key; `cities` and `title` are never the base's."""
    found = {key: value for key, value in base.items() if key not in ("cities", "title", "id")} | dict(own)
    for key in MERGED:
        one, other = base.get(key, {}), own.get(key, {})
        if isinstance(one, dict) and isinstance(other, dict):
            found[key] = {name: _joined(one.get(name), other.get(name)) for name in {**one, **other}}
    return found


def _joined(base: Any, own: Any) -> Any:
    if own is None:
        return base
    return {**base, **own} if isinstance(base, dict) and isinstance(own, dict) else own
