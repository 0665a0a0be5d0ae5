"""Invented self-evaluations: some units hand in, some are late; they see themselves a little better than the team."""

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from inspector.cli.demo_answers import Answerer
from inspector.scoring.data import Data, DataAccount, DataUnit
from inspector.scoring.subjects import Subject

ROSY = 0.97
NOTES = ("已按要求落实，佐证材料备查。", "本学期已整改到位。", "台账齐全，另附说明。")
LATER, EARLIER = timedelta(days=45), timedelta(days=-30)
Unit = dict[str, Any]


def add_self_evaluations(units: list[Unit], subjects: Mapping[str, Subject], answerer: Answerer, as_of: date) -> None:
    """Into some schools: released ones, one that waits, one begun, several that have not begun."""
    schools = [unit for unit in units if unit["kind"] == "regular_school"]
    for unit, state in _chosen(schools):
        due = as_of + (LATER if state == "in_progress" else EARLIER)
        own: Unit = {"state": state, "due": due}
        if state != "invited":
            own |= answerer.unit(subjects[unit["id"]], ROSY, 0.6 if state == "in_progress" else 1.0)
            own["states"] = {}  # what could not be proven is for the team to say
            own["notes"] |= {name: answerer.source.choice(NOTES) for name in list(own["answers"])[::4]}
        unit["self_evaluation"] = own


def _chosen(schools: list[Unit]) -> Iterator[tuple[Unit, str]]:
    """What the team has confirmed was released before; what it has not begun may still wait or be on its way."""
    confirmed = [unit for unit in schools if unit.get("confirmed")]
    visited = [unit for unit in schools if "answers" in unit and not unit.get("confirmed")]
    waiting = [unit for unit in schools if "answers" not in unit]
    yield from ((unit, "released") for unit in (*confirmed[:4], *visited[-1:]))
    yield from zip(waiting[:4], ("in_progress", "approved", "invited", "invited"), strict=False)
    yield from ((unit, "invited") for unit in visited[:-1][1:3])


def unit_accounts(data: Data, city: str, password: str) -> list[DataAccount]:
    """Reporter and head of each unit that hands in; those of the one on its way have the short logins."""
    able = [unit for unit in data.units if unit.self_evaluation and unit.self_evaluation.state != "invited"]
    able.sort(key=lambda unit: unit.self_evaluation is not None and unit.self_evaluation.state != "in_progress")
    made = []
    for place, unit in enumerate(able):
        for role, name in (("reporter", "填报人（演示）"), ("head", "单位负责人（演示）")):
            login = f"{role}-{city}" if place == 0 else f"{role}.{unit.id}"
            made.append(_account(login, name, password, role, unit))
    return made


def _account(login: str, name: str, password: str, role: str, unit: DataUnit) -> DataAccount:
    return DataAccount.model_validate(
        {"login": login, "name": name, "password": password, "role": role, "scope": unit.id}
    )


def own_source(checklist: str, seed: int) -> random.Random:
    """Apart from the other demo data, which so stay what they are."""
    return random.Random(f"{checklist}/self/{seed}")
