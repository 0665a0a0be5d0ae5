"""The museums with findings in the ledger: those of `m1` and `m2` told by letter, one of `m1` not told yet.

`m1` has a reporter and a head, `m2` a reporter alone, and so has the district `south`, to which `m1` belongs.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from time import time_ns
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from inspector.casework.finding_life import FindingStep, Step
from inspector.casework.letter_life import LetterStep
from inspector.casework.stories import Story, Told
from inspector.storage import accounts, blobs, finding_taking, findings, instants, letter_findings, letters, rounds
from inspector.storage.instants import SECOND, civil_date, now
from inspector.storage.letters import Final
from inspector.storage.tables import Blob, Finding, Letter, Role
from tests.web.conftest import World
from tests.web.museum_round import ROUND, edition, museum_world

PEOPLE = (
    ("reporter.m1", Role.reporter, "m1"),
    ("head.m1", Role.head, "m1"),
    ("reporter.m2", Role.reporter, "m2"),
    ("reporter.south", Role.reporter, "south"),
)
SHANGHAI, HOUR = ZoneInfo("Asia/Shanghai"), 3600 * SECOND
TODAY = civil_date(now(), SHANGHAI)
TOLD, DUE = TODAY - timedelta(days=20), TODAY + timedelta(days=12)


def story(unit: str, name: str, district: str, item: str, title: str) -> Story:
    return Story(
        checklist=edition().checklist.id,
        unit=unit,
        unit_name=name,
        district=district,
        item=item,
        was=(),
        kind="problem",
        severity="ordinary",
        title=title,
        told=(Told("problem", "", f"{name}{title}未达到要求。"),),
        basis=("第四条",),
        clauses=("4",),
        leads=("市文化局",),
        helpers=(),
        rectify=None,
        result="fail",
        share=(0, 0),
    )


STORIES = {
    "m1": [
        story("m1", "江南博物馆", "south", "guide", "提供无障碍讲解"),
        story("m1", "江南博物馆", "south", "toilet", "无障碍卫生间可用"),
        story("m1", "江南博物馆", "south", "lift", "设置无障碍电梯"),
    ],
    "m2": [story("m2", "江北博物馆", "north", "guide", "提供无障碍讲解")],
}


def _clock() -> int:
    """Once midnight in China has cut the run in two it is an hour behind, so that it is still the day of TODAY."""
    at = time_ns()
    return at if civil_date(at // 1000, SHANGHAI) == TODAY else at - 1000 * HOUR


@contextmanager
def unit_world(folder: Path) -> Iterator[World]:
    with patch.object(instants, "time_ns", _clock), museum_world(folder) as world:
        world.store.write_now(_people)
        clerk = world.account_id("clerk.city")
        world.store.write_now(lambda connection: _ledger(connection, clerk))
        yield world


def _people(connection: Connection) -> None:
    for login, role, unit in PEOPLE:
        accounts.add(
            connection, login=login, name=f"甲 {login}", password_hash="x", role=role, scope_unit=unit, at=now()
        )


def _ledger(connection: Connection, clerk: int) -> None:
    round_ = rounds.by_id(connection, ROUND)
    assert round_ is not None
    for unit, told in STORIES.items():
        finding_taking.take(connection, round_, unit, told, by=None, at=now())
    step = Step(FindingStep.tell, day=TOLD, due=DUE)
    for row in (*findings.of_unit(connection, "m1")[:2], *findings.of_unit(connection, "m2")):
        findings.advance(connection, row.id, step, by=clerk, at=now(), today=TODAY)


def finding(world: World, unit: str = "m1", place: int = 0) -> Finding:
    return world.store.read_now(lambda connection: findings.of_unit(connection, unit)[place])


def taken(world: World, row: Finding, name: FindingStep, login: str, **given: Any) -> Finding:
    """A step that the office takes with a finding."""
    by, step = world.account_id(login), Step(name, **given)
    return world.store.write_now(lambda c: findings.advance(c, row.id, step, by=by, at=now(), today=TODAY))


def paper(
    world: World,
    kind: str = "preliminary_opinion",
    unit: str = "m1",
    until: date | None = DUE,
    *,
    secrecy: str = "",
    asks: str = "reply_by",
) -> str:
    """A letter to the unit that tells its findings, delivered 20 days ago, to be answered by a day; its id."""
    clerk, reviewer = world.account_id("clerk.city"), world.account_id("evaluator.city")
    about = {"occasion": {"secrecy": secrecy}, asks: until.isoformat() if until else None, "term_source": ""}
    inputs = json.dumps({"paper": about})
    digest = blobs.keep(world.store.blob_folder, kind.encode())
    letter = f"l{kind.replace('_', '')}{unit}"

    def job(connection: Connection) -> None:
        blob = Blob(sha256=digest, size=len(kind), media_type="application/docx", name="x.docx", stored_at=now())
        blobs.record(connection, blob)
        row = Letter(
            id=letter, city_id="city", kind=kind, round_id=ROUND, unit_id=unit, title=f"文书{kind}", inputs=inputs,
            recipient="江南博物馆", blob_sha256=digest, created_by=clerk, created_at=now(),
        )  # fmt: off
        letters.add(connection, row)
        letter_findings.record(connection, letter, [(unit, one.item) for one in STORIES[unit]])
        final = {"number": f"东教督〔{TOLD.year}〕{len(letter)}号", "final": Final(inputs), "blob": digest}
        steps: tuple[tuple[LetterStep, int, dict[str, Any]], ...] = (
            (LetterStep.review, reviewer, {}),
            (LetterStep.sign, clerk, {"person": "王某，主任", "day": TOLD}),
            (LetterStep.issue, clerk, final | {"day": TOLD, "note": "当面听取"}),
            (LetterStep.deliver, clerk, {"person": "李某，馆长", "day": TOLD, "way": "posted"}),
        )
        for name, by, given in steps:
            letters.advance(connection, letter, name, by=by, at=now(), **given)

    world.store.write_now(job)
    return letter
