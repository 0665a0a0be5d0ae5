"""Which units wait to be checked again, what is under way, and how a re-check is made."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import Connection

from inspector.fieldwork.states import State
from inspector.i18n import gettext
from inspector.storage import rechecks
from inspector.storage.inspections import InspectionLine
from inspector.storage.instants import now
from inspector.storage.rechecks import RecheckProblem, Waiting
from inspector.storage.tables import Finding, Role
from inspector.web.findings.words import STATE_NAMES as FINDING_STATES
from inspector.web.form_input import FormInput, read_form
from inspector.web.forms.pages import STATE_NAMES
from inspector.web.operations.memory import memory_of
from inspector.web.pages import PageContext, page
from inspector.web.rechecks.by_hand import handlers as by_hand_handlers
from inspector.web.rechecks.confirming import handlers as confirming_handlers
from inspector.web.rechecks.decisions import day_of
from inspector.web.rechecks.planning import Group, groups, made
from inspector.web.rechecks.proofs import handlers as proof_handlers
from inspector.web.rechecks.words import DAY, INSPECTOR, OUTSIDE
from inspector.web.rounds.access import cities_of, shows_demo
from inspector.web.rounds.assign import Person, people_for
from inspector.web.scope import today, units_in_scope
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

OFFICE = [Role.clerk, Role.evaluator]
MOST_FINDINGS = 500
UNDER_WAY = frozenset(State) - {State.confirmed, State.void}


class RechecksPage(PageContext, frozen=True):
    waiting: Annotated[tuple[Waiting, ...], "units with findings to check again"]
    running: Annotated[tuple[InspectionLine, ...], "re-checks that are not confirmed yet"]
    over: Annotated[tuple[InspectionLine, ...], "confirmed ones and those called off"]
    counts: Annotated[Mapping[str, int], "findings by re-check"]
    state_names: Annotated[Mapping[Any, str], "names by state of an inspection"]
    may: Annotated[bool, "whether the reader makes re-checks"]


class NewPage(PageContext, frozen=True):
    groups: Annotated[tuple[Group, ...], "findings by unit"]
    people: Annotated[tuple[Person, ...], "inspectors to choose from"]
    states: Annotated[Mapping[Any, str], "names by state of a finding"]
    chosen: Annotated[frozenset[str], "findings that are ticked"]
    typed: Annotated[Mapping[str, str], "what was typed"]
    errors: Annotated[Mapping[str, str], "what is wrong, by field; empty name: the whole"]
    path: Annotated[str, "this page with what it was asked for"]
    more: Annotated[bool, "whether there are more findings than fit on a page"]
    by_hand: Annotated[bool, "whether the reader may say by hand what was found"]


@get("/rechecks")
async def rechecks_page(request: Request[Any, Any, Any]) -> Response[str]:
    account, seen = account_of(request), await units_in_scope(request)

    def query(connection: Connection) -> RechecksPage:
        cities = cities_of(connection, account)
        lines = [line for city in cities for line in rechecks.lines(connection, city)]
        lines = [line for line in lines if seen is None or line.unit_id in seen]
        waiting = [one for city in cities for one in rechecks.waiting(connection, city)]
        return RechecksPage(
            tuple(one for one in waiting if seen is None or one.unit_id in seen),
            tuple(line for line in lines if line.state in UNDER_WAY),
            tuple(line for line in lines if line.state not in UNDER_WAY),
            {key: number for city in cities for key, number in rechecks.counted(connection, city).items()},
            STATE_NAMES,
            account.role in (Role.clerk, Role.evaluator),
        )

    found = await store_of(request).read(query, heavy=True)
    demo = any(one.demo for one in found.waiting) or any(line.demo for line in (*found.running, *found.over))
    return page(request, "rechecks/rechecks.html", found, demo=demo)


@get("/rechecks/new", roles=OFFICE)
async def new_page(request: Request[Any, Any, Any]) -> Response[str]:
    """`unit`, `district` and `finding` (several) say what is offered; chosen findings alone are ticked."""
    return await _new_page(request, frozenset(), {}, {}, 200)


@post("/rechecks", roles=OFFICE, status_code=200)
async def make(request: Request[Any, Any, Any]) -> Response[str]:
    form, at, account = await read_form(request), now(), account_of(request)
    chosen = frozenset(form.all("finding"))
    found = await _offered(request)
    people = await _people(request, found)
    typed = {"inspector": form.text("inspector", 20), "day": form.text("day", 20)}
    errors, person, day = _asked(form, people, [one for one in found if one.id in chosen])
    memory = memory_of(store_of(request))

    def job(connection: Connection) -> list[str]:
        offered = groups(connection, memory, [one for one in found if one.id in chosen])
        assert day is not None
        who = person.account.id if person else None
        return made(connection, memory, offered, chosen, inspector=who, day=day, by=account.account_id, at=at)

    if not errors:
        try:
            ids = await store_of(request).write(job)
            return redirect(request, f"/rechecks/{ids[0]}" if len(ids) == 1 else "/rechecks")
        except RecheckProblem as problem:
            errors[""] = gettext(problem.message)
    return await _new_page(request, chosen, typed, errors, 422)


def _asked(
    form: FormInput, people: tuple[Person, ...], found: list[Finding]
) -> tuple[dict[str, str], Person | None, date | None]:
    """What is wrong with who and when, and both where they are right."""
    errors: dict[str, str] = {}
    person = next((one for one in people if str(one.account.id) == form.text("inspector", 20)), None)
    if person is None:
        errors["inspector"] = gettext(INSPECTOR)
    elif any(row.unit_id in person.recused for row in found):
        errors["inspector"] = gettext(rechecks.RECUSED)
    elif not all(person.reaches(row.unit_id) for row in found):
        errors["inspector"] = gettext(OUTSIDE)
    day = day_of(form.text("day", 20))
    if day is None:
        errors["day"] = gettext(DAY)
    return errors, person, day


def _named(request: Request[Any, Any, Any]) -> list[str]:
    """Findings by id; `pick` are those that were ticked in the ledger."""
    return [*request.query_params.getall("finding", []), *request.query_params.getall("pick", [])]


async def _offered(request: Request[Any, Any, Any]) -> list[Finding]:
    """What the address asks for, in the reader's area."""
    account, seen = account_of(request), await units_in_scope(request)
    asked = request.query_params
    wanted = asked.get("unit", ""), asked.get("district", ""), _named(request)

    def query(connection: Connection) -> list[Finding]:
        cities = cities_of(connection, account)
        found = [row for city in cities for row in rechecks.checkable(connection, city, *wanted)]
        return [row for row in found if seen is None or row.unit_id in seen]

    return await store_of(request).read(query)


async def _people(request: Request[Any, Any, Any], found: list[Finding]) -> tuple[Person, ...]:
    """Whom the rounds of these findings can send, each once; a recusal in one of them counts for all."""
    on, at, memory = today(request), now(), memory_of(store_of(request))

    def query(connection: Connection) -> tuple[Person, ...]:
        people: dict[int, Person] = {}
        for round_ in {one.round.id: one.round for one in groups(connection, memory, found)}.values():
            for one in people_for(connection, round_, on, at):
                known = people.get(one.account.id or 0)
                kept_out = one.recused | (known.recused if known else frozenset())
                people[one.account.id or 0] = Person(one.account, one.area, kept_out)
        return tuple(people.values())

    return await store_of(request).read(query)


async def _new_page(
    request: Request[Any, Any, Any],
    chosen: frozenset[str],
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    status: int,
) -> Response[str]:
    found = await _offered(request)
    shown, memory = found[:MOST_FINDINGS], memory_of(store_of(request))
    offered = await store_of(request).read(lambda connection: groups(connection, memory, shown))
    free = frozenset(one.finding.id for group in offered for one in group.choices if not (one.barred or one.running))
    named = frozenset(_named(request))
    context = NewPage(
        offered,
        await _people(request, shown),
        FINDING_STATES,
        chosen if status != 200 else free & named or free,
        typed or {"inspector": "", "day": today(request).isoformat()},
        errors,
        f"/rechecks?{request.url.query}",
        len(found) > len(shown),
        account_of(request).role is Role.evaluator,
    )
    return page(request, "rechecks/new.html", context, status=status, demo=await shows_demo(request))


handlers: list[HTTPRouteHandler] = [
    *(rechecks_page, new_page, make),
    *(*by_hand_handlers, *confirming_handlers, *proof_handlers),
]
