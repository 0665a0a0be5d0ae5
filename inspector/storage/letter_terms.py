"""What a letter's frozen inputs print of problems: their last days, and sentences without a problem's row."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from inspector.storage.tables import Letter

Place = tuple[str, str]
"""Unit and item."""


def paper_of(letter: Letter) -> Mapping[str, Any]:
    paper: Mapping[str, Any] = json.loads(letter.inputs)["paper"]
    return paper


def day_of(paper: Mapping[str, Any], name: str) -> date | None:
    text = paper.get(name)
    return date.fromisoformat(text) if text else None


def last_days(paper: Mapping[str, Any], name: str) -> dict[Place, date]:
    """The day under `name` of each problem; of an item that is told several times, the first to come."""
    found: dict[Place, date] = {}
    for place, problem in _problems(paper):
        day = day_of(problem, name)
        if day is not None:
            found[place] = min(day, found.get(place, day))
    return found


def outcomes(paper: Mapping[str, Any]) -> dict[Place, str]:
    """What a re-check found; an item that is told several times is done when all of it is."""
    found: dict[Place, str] = {}
    for place, problem in _problems(paper):
        outcome = problem.get("outcome", "")
        found[place] = outcome if found.get(place, outcome) == outcome else "partly"
    return found


def _problems(paper: Mapping[str, Any]) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    for problem in paper.get("problems") or ():
        origin = problem.get("origin")
        if origin:
            yield (origin["unit"], origin["item"]), problem
