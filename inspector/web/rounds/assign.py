"""Who inspects which unit of an open round, and when the visit is."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import Connection

from inspector.checklist.fields import FieldProblem, parse
from inspector.fieldwork.states import State
from inspector.i18n import N_, gettext
from inspector.storage import accounts, inspections, recusals, surveys, teams, units
from inspector.storage.inspections import InspectionLine
from inspector.storage.instants import now
from inspector.storage.tables import Account, Role, Round
from inspector.web.checklists.words import say
from inspector.web.form_input import FormInput, read_form
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, conflict, not_found
from inspector.web.rounds.access import round_to_set_up
from inspector.web.rounds.draft import DAY, problem_words
from inspector.web.rounds.progress import STATE_NAMES, Group, district_kind, progress
from inspector.web.scope import today
from inspector.web.security import redirect
from inspector.web.sessions import store_of

ROLES = [Role.administrator, Role.evaluator]
MOVABLE = frozenset({State.assigned, State.in_progress, State.returned, State.submitted})
WHICH = {"free": N_("Those nobody has yet"), "not_begun": N_("All that are not begun")}


class Person(Struct, frozen=True):
    """An inspector with the units in their area (None: everywhere), and those they keep out of by recusal."""

    account: Account
    area: frozenset[str] | None
    recused: frozenset[str] = frozenset()

    def reaches(self, unit_id: str) -> bool:
        return self.area is None or unit_id in self.area

    def covers(self, unit_id: str) -> bool:
        return self.reaches(unit_id) and unit_id not in self.recused


class AssignPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    groups: Annotated[tuple[Group, ...], "districts with their inspections"]
    chosen: Annotated[Group | None, "the district whose inspections are shown one by one"]
    people: Annotated[tuple[Person, ...], "accounts inside the reader's area"]
    before: Annotated[Mapping[str, str], "by inspection: who had it until a recusal took it back"]
    which: Annotated[dict[str, str], "names of the two ways to choose"]
    state_names: Annotated[dict[Any, str], "names by state of an inspection"]
    movable: Annotated[frozenset[State], "states in which it can be given to somebody"]
    errors: Annotated[dict[str, str], "what is wrong, by field; `bulk-<group>` for a whole district"]
    typed: Annotated[Mapping[str, str], "what was typed into the fields of single inspections"]


@get("/rounds/{round_id:str}/assign", roles=ROLES)
async def assign_page(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    round_ = await _open(request, round_id)
    return await _page(request, round_, request.query_params.get("group", ""), {}, {})


@post("/rounds/{round_id:str}/assign", roles=ROLES, status_code=200)
async def assign_group(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    """A whole district at once, to one inspector or to nobody."""
    round_ = await _open(request, round_id)
    form = await read_form(request)
    group, which = await _group(request, round_, form.text("group", 64)), form.text("which", 20)
    person, wrong = await _person(request, round_, form.text("inspector", 20))
    if which not in WHICH:
        raise Refused(400)
    wanted = [line for line in group.lines if line.state is State.assigned]
    wanted = [line for line in wanted if which == "not_begun" or line.inspector_id is None]
    if person and any(line.unit_id in person.recused for line in wanted):
        words = N_("%(name)s is recused from units of %(group)s: assign them one by one.")
        wrong = say(words, name=person.account.name, group=group.name)
    elif person and not all(person.covers(line.unit_id) for line in wanted):
        words = N_("The area of %(name)s does not hold all units of %(group)s.")
        wrong = say(words, name=person.account.name, group=group.name)
    if wrong:
        return await _page(request, round_, "", {f"bulk-{group.id}": wrong}, {})
    chosen, unit_ids = person.account.id if person else None, {line.id: line.inspector_id for line in wanted}
    await store_of(request).write(lambda connection: _give(connection, unit_ids, chosen))
    return redirect(request, f"/rounds/{round_.id}/assign#{group.id}")


def _give(connection: Connection, before: Mapping[str, int | None], inspector_id: int | None) -> None:
    """Those that somebody else has given away meanwhile stay with their inspector."""
    for inspection_id, was in before.items():
        line = inspections.line(connection, inspection_id)
        barred = inspector_id and recusals.recused(connection, inspection_id, inspector_id, now())
        if barred or line is None:
            continue
        if line.round_state == "open" and line.inspector_id == was and line.state is State.assigned:
            inspections.reassign(connection, inspection_id, inspector_id)


@post("/rounds/{round_id:str}/assign/{group_id:str}", roles=ROLES, status_code=200)
async def assign_each(
    request: Request[Any, Any, Any], round_id: FromPath[str], group_id: FromPath[str]
) -> Response[str]:
    """Inspector and visit date of single inspections; only what was changed in the form is written."""
    round_ = await _open(request, round_id)
    form = await read_form(request)
    group, people = await _group(request, round_, group_id), await _people(request, round_)
    edition = await store_of(request).read(lambda c: surveys.edition(c, round_.edition_digest))
    errors: dict[str, str] = {}
    changes = [
        change
        for line in group.lines
        if line.state in MOVABLE
        for change in [_change(form, line, people, errors)]
        if change is not None
    ]
    valid = edition.checklist.valid
    for change in changes:
        day = change.visit
        if day is not None and not round_.period_from <= day <= valid.to:
            words = N_("Between %(first)s and %(last)s.")
            errors[f"visit-{change.line.id}"] = say(words, first=round_.period_from, last=valid.to)
    if not errors:
        errors = await store_of(request).write(lambda connection: _write(connection, changes))
    if errors:
        typed = {name: form.text(name, 100) for name in form.values}
        return await _page(request, round_, group.id, errors, typed)
    return redirect(request, f"/rounds/{round_.id}/assign?group={group.id}")


class Change(Struct, frozen=True):
    line: InspectionLine
    inspector: int | None
    visit: date | None
    was: tuple[str, str]


def _change(form: FormInput, line: InspectionLine, people: Sequence[Person], errors: dict[str, str]) -> Change | None:
    """What the form changes of one inspection; None when nothing, or when something in it is wrong."""
    who, day = form.text(f"inspector-{line.id}", 100), form.text(f"visit-{line.id}", 100)
    was = (form.text(f"was-inspector-{line.id}", 100), form.text(f"was-visit-{line.id}", 100))
    if not form.has(f"inspector-{line.id}") or (who, day) == was:
        return None
    known = {str(person.account.id): person for person in people}
    taken = parse(DAY, day)
    if isinstance(taken, FieldProblem):
        errors[f"visit-{line.id}"] = problem_words(taken)
    if who and who not in known:
        errors[f"inspector-{line.id}"] = gettext("Choose one of the list.")
    elif who and who != was[0] and line.unit_id in known[who].recused:
        errors[f"inspector-{line.id}"] = gettext("This inspector is recused from the unit.")
    elif who and who != was[0] and not known[who].covers(line.unit_id):
        errors[f"inspector-{line.id}"] = gettext("This unit lies outside the area of that inspector.")
    if isinstance(taken, FieldProblem) or f"inspector-{line.id}" in errors:
        return None
    return Change(line, int(who) if who else None, date.fromisoformat(taken) if taken else None, was)


def _write(connection: Connection, changes: Sequence[Change]) -> dict[str, str]:
    """All or nothing; the errors name what somebody else changed since the form was loaded."""
    errors: dict[str, str] = {}
    for change in changes:
        line = inspections.line(connection, change.line.id)
        stored = (
            (str(line.inspector_id or ""), line.visit_date.isoformat() if line.visit_date else "") if line else None
        )
        if stored != change.was:
            errors[f"inspector-{change.line.id}"] = gettext("Somebody else has changed this meanwhile. Look again.")
        elif change.inspector and recusals.recused(connection, change.line.id, change.inspector, now()):
            errors[f"inspector-{change.line.id}"] = gettext("This inspector is recused from the unit.")
    for change in changes if not errors else ():
        inspections.reassign(connection, change.line.id, change.inspector)
        inspections.set_visit_date(connection, change.line.id, change.visit)
    return errors


async def _open(request: Request[Any, Any, Any], round_id: str) -> Round:
    round_ = await round_to_set_up(request, round_id)
    if round_.state != "open":
        raise conflict(N_("Inspections are assigned while the round is open."))
    return round_


async def _groups(request: Request[Any, Any, Any], round_: Round) -> tuple[Group, ...]:
    def query(connection: Connection) -> tuple[Group, ...]:
        edition, scheme = surveys.edition(connection, round_.edition_digest), surveys.scheme(connection, round_)
        return progress(connection, round_, district_kind(edition, scheme), covered=False).groups

    return await store_of(request).read(query, heavy=True)


async def _group(request: Request[Any, Any, Any], round_: Round, group_id: str) -> Group:
    for group in await _groups(request, round_):
        if group.id == group_id:
            return group
    raise not_found()


async def _people(request: Request[Any, Any, Any], round_: Round) -> tuple[Person, ...]:
    on, at = today(request), now()
    return await store_of(request).read(lambda connection: people_for(connection, round_, on, at))


def people_for(connection: Connection, round_: Round, on: date, at: int) -> tuple[Person, ...]:
    """The team's members; as long as the round has no team, all inspectors."""
    found = [one for one in accounts.everyone(connection) if one.role == Role.inspector and not one.disabled]
    team = {line.account_id for line in teams.of_round(connection, round_.id)}
    found = [one for one in found if not team or one.id in team]
    areas = {scope: units.within(connection, scope, on) for one in found if (scope := one.scope_unit)}
    kept_out = recusals.by_account(connection, round_.id, at)
    return tuple(
        Person(one, areas[one.scope_unit] if one.scope_unit else None, kept_out.get(one.id or 0, frozenset()))
        for one in found
    )


async def _person(request: Request[Any, Any, Any], round_: Round, account_id: str) -> tuple[Person | None, str]:
    """The inspector chosen, None for nobody, and what is wrong with the choice."""
    if account_id == "nobody":
        return None, ""
    for person in await _people(request, round_):
        if str(person.account.id) == account_id:
            return person, ""
    return None, gettext("Choose an inspector.")


async def _page(
    request: Request[Any, Any, Any], round_: Round, chosen: str, errors: dict[str, str], typed: Mapping[str, str]
) -> Response[str]:
    groups = await _groups(request, round_)
    shown = next((group for group in groups if group.id == chosen), None)
    if chosen and shown is None:
        raise not_found()
    everybody = {line.unit_id for group in groups for line in group.lines}
    people = tuple(one for one in await _people(request, round_) if one.area is None or one.area & everybody)
    before = await store_of(request).read(lambda connection: recusals.released(connection, round_.id))
    context = AssignPage(round_, groups, shown, people, before, WHICH, STATE_NAMES, MOVABLE, errors, typed)
    return page(request, "rounds/assign.html", context, status=422 if errors else 200, demo=round_.demo)


handlers: list[HTTPRouteHandler] = [assign_page, assign_group, assign_each]
