"""A paper that the unit received: its findings, what may be said against it until when, and what was said."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import Connection

from inspector.casework.remedies import AGAINST_MEASURES, Moment, Remedy, course
from inspector.casework.writings import Key
from inspector.storage import (
    finding_letters,
    holidays,
    measure_remedies,
    measures,
    rectification,
    statement_steps,
    statements,
    writings,
)
from inspector.storage.tables import Finding, Letter, Statement, Writing
from inspector.web.pages import PageContext, page
from inspector.web.rectification.access import UNIT, about_demo, letter_seen
from inspector.web.rectification.pages import keyed
from inspector.web.rectification.timeline import Line, of_moments
from inspector.web.rectification.words import WRITING_NAMES
from inspector.web.scope import today
from inspector.web.sessions import store_of


class Point(Struct, frozen=True):
    """What may be said: about one finding, or about the paper as a whole (no finding)."""

    key: str
    kind: str
    finding: Finding | None
    unsent: Writing | None


class PaperPage(PageContext, frozen=True):
    letter: Annotated[Letter, "the paper"]
    lines: Annotated[tuple[Line, ...], "its course: received, said, decided, and what is still to come"]
    points: Annotated[tuple[Point, ...], "what may still be said"]
    statements: Annotated[tuple[Statement, ...], "what was said"]
    measure: Annotated[bool, "whether it is a measure, which is carried out all the same"]
    names: Annotated[Mapping[str, str], "names of kinds of writing, message ids"]


@get("/rectification/letters/{letter:str}", roles=UNIT)
async def paper_page(request: Request[Any, Any, Any], letter: FromPath[str]) -> Response[str]:
    row, on = await letter_seen(request, letter), today(request)

    def read(connection: Connection) -> PaperPage:
        said = measure_remedies.of_letter(connection, row)
        people = rectification.people_of(connection, row.unit_id)
        remedies = statement_steps.remedies_of(row)
        return PaperPage(
            row,
            of_moments(moments_of(connection, row, said, on, people), on),
            points(connection, row, remedies, said) if row.state != "withdrawn" else (),
            tuple(said),
            bool(set(remedies) & set(AGAINST_MEASURES)),
            WRITING_NAMES,
        )

    context, demo = await store_of(request).read(read), await about_demo(request, row)
    return page(request, "rectification/paper.html", context, demo=demo)


def moments_of(
    connection: Connection, letter: Letter, said: list[Statement], on: date, people: Mapping[int, str] | None
) -> list[Moment]:
    """Its course; `people` are those who may be named, None names everybody."""
    received = statement_steps.received_on(connection, letter.id)
    if received is None:
        return []
    case = measures.of_letter(connection, letter.id)
    say_within, decide_within = statement_steps.rules(connection, letter.city_id, case)
    steps = measure_remedies.steps_of(connection, case, people) if case else []
    return course(
        statement_steps.remedies_of(letter),
        received,
        [*statements.told(connection, said, people), *steps],
        holidays.days_of(connection, letter.city_id),
        on,
        printed=statement_steps.printed_term(letter),
        say_within=say_within,
        decide_within=decide_within,
    )


def points(
    connection: Connection, letter: Letter, remedies: tuple[Remedy, ...], said: list[Statement]
) -> tuple[Point, ...]:
    """Findings one by one, then the paper as a whole; what was said already is left out."""
    done = {(one.kind, one.finding_id or "") for one in said}
    case = measures.of_letter(connection, letter.id)
    done |= {(one.kind.value, "") for one in measure_remedies.steps_of(connection, case)} if case else set()
    unsent = {one.key: one for one, _ in keyed(writings.unsent(connection, letter.unit_id))}
    single = () if set(remedies) & set(AGAINST_MEASURES) else finding_letters.spoken_of(connection, letter)
    wanted = [(kind, one) for kind in remedies for one in (*single, None)]
    found = []
    for kind, finding in wanted:
        key = str(Key(kind.value, finding.id if finding else "", letter.id))
        if (kind.value, finding.id if finding else "") not in done:
            found.append(Point(key, kind.value, finding, unsent.get(key)))
    return tuple(found)


handlers: list[HTTPRouteHandler] = [paper_page]
