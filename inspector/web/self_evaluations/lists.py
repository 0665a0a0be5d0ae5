"""The self-evaluations of a round: who has handed in, who is late; released many at once, invited by links."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import Connection

from inspector.fieldwork.self_evaluation import ENTERING, SelfAction, SelfState, in_charge, overdue
from inspector.fieldwork.states import Role
from inspector.i18n import N_, gettext
from inspector.storage import invitations, rounds, self_evaluations, surveys
from inspector.storage.invitations import Link
from inspector.storage.self_evaluations import DONE, SelfLine
from inspector.storage.tables import Round
from inspector.web.form_input import read_form
from inspector.web.pages import PageContext, civil_date_text, page
from inspector.web.refusals import Refused
from inspector.web.rounds.access import round_in_scope
from inspector.web.rounds.progress import district_kind, group_of
from inspector.web.scope import today, units_in_scope
from inspector.web.self_evaluations.access import STATE_NAMES, above_in, must_concern
from inspector.web.self_evaluations.approval import act
from inspector.web.sessions import account_of, store_of

ROLES = [Role.administrator, Role.evaluator]
MOST_AT_ONCE = 1000
RELEASED, NOT_INVITED = N_("Released"), N_("Not invited")
FILTERS = {
    "": N_("All"),
    "overdue": N_("Overdue"),
    "open": N_("Not handed in"),
    "approved": N_("Waiting for release"),
    "released": RELEASED,
    "none": NOT_INVITED,
}


class Row(Struct, frozen=True):
    """`charge`: whether the reader releases and returns it. `done`: the team went on, nothing moves any more."""

    line: SelfLine
    group: str
    overdue: bool
    charge: bool
    done: bool
    links: Mapping[Role, Link]


class SelfEvaluationsPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    groups: Annotated[tuple[tuple[str, tuple[Row, ...]], ...], "districts with their units, overdue ones first"]
    counts: Annotated[dict[str, int], "units by filter"]
    filters: Annotated[dict[str, str], "names of the filters"]
    chosen: Annotated[str, "the filter chosen"]
    state_names: Annotated[dict[Any, str], "names by state of a self-evaluation"]
    remind: Annotated[str, "units that have not handed in, as a text to copy"]
    told: Annotated[dict[str, str], "what became of each unit chosen, by inspection"]
    releases: Annotated[bool, "whether the reader releases self-evaluations"]
    open: Annotated[bool, "whether the round is open"]
    due: Annotated[date | None, "the latest day set so far, to begin with"]
    error: Annotated[str, "what is wrong with the last step, or empty"]


@get("/rounds/{round_id:str}/self-evaluations", roles=ROLES)
async def self_evaluation_list(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    round_ = await round_in_scope(request, round_id)
    return await list_page(request, round_, {})


@post("/rounds/{round_id:str}/self-evaluations", roles=[Role.evaluator], status_code=200)
async def release_many(request: Request[Any, Any, Any], round_id: FromPath[str]) -> Response[str]:
    """Each for itself: what cannot be released is named with its reason, the others are released."""
    round_ = await round_in_scope(request, round_id)
    chosen = (await read_form(request)).all("inspection")[:MOST_AT_ONCE]
    known = {row.line.inspection_id for row in await rows_of(request, round_)}
    if not set(chosen) <= known:
        raise Refused(404)
    told = {}
    for inspection in chosen:
        try:
            own = await must_concern(request, inspection)
        except Refused:
            told[inspection] = gettext(NOT_INVITED)
            continue
        told[inspection] = gettext(await act(request, own, SelfAction.release) or RELEASED)
    return await list_page(request, round_, told, "" if chosen else gettext("Tick the units first."))


async def rows_of(request: Request[Any, Any, Any], round_: Round) -> list[Row]:
    """The units of the round inside the reader's area that have something to answer."""
    seen, on, account = await units_in_scope(request), today(request), account_of(request)
    selection = frozenset(json.loads(round_.selection))

    def query(connection: Connection) -> list[Row]:
        tree = {unit.id: unit for unit in rounds.units_of(connection, round_.id)}
        parents = {unit.id: unit.parent_id for unit in tree.values()}
        edition, scheme = surveys.edition(connection, round_.edition_digest), surveys.scheme(connection, round_)
        kind = district_kind(edition, scheme)
        links = invitations.of_round(connection, round_.id)
        return [
            Row(
                line,
                tree[group_of(tree, line.unit_id, kind)].name,
                overdue(line.state, line.due, on),
                account.role is Role.evaluator
                and in_charge(account.scope_unit, line.unit_id, above_in(parents, line.unit_id)),
                line.team_state in DONE,
                {role: link for (inspection, role), link in links.items() if inspection == line.inspection_id},
            )
            for line in self_evaluations.of_round(connection, round_.id)
            if (seen is None or line.unit_id in seen)
            and any(
                not (item.rolls_up or item.led_elsewhere(line.unit_kind, line.unit_name))
                for item in edition.form(line.unit_kind, selection)
            )
        ]

    return await store_of(request).read(query, heavy=True)


def fits(row: Row, chosen: str) -> bool:
    line = row.line
    if chosen == "overdue":
        return row.overdue
    if chosen == "open":
        return line.state in ENTERING
    if chosen == "none":
        return line.state is None
    return not chosen or line.state == chosen


async def list_page(
    request: Request[Any, Any, Any], round_: Round, told: dict[str, str], error: str = ""
) -> Response[str]:
    found = await rows_of(request, round_)
    chosen = request.query_params.get("state", "")
    if chosen not in FILTERS:
        raise Refused(400)
    shown = [row for row in found if fits(row, chosen)]
    context = SelfEvaluationsPage(
        round_,
        _grouped(shown),
        {name: sum(fits(row, name) for row in found) for name in FILTERS},
        FILTERS,
        chosen,
        STATE_NAMES,
        remind([row for row in shown if row.line.state in ENTERING]),
        told,
        account_of(request).role is Role.evaluator,
        round_.state == "open",
        max((row.line.due for row in found if row.line.due), default=None),
        error,
    )
    status = 422 if error else 200
    return page(request, "self_evaluations/list.html", context, status=status, demo=round_.demo)


def _grouped(shown: Sequence[Row]) -> tuple[tuple[str, tuple[Row, ...]], ...]:
    groups: dict[str, list[Row]] = {}
    for row in sorted(shown, key=lambda one: not one.overdue):
        groups.setdefault(row.group, []).append(row)
    return tuple((name, tuple(rows)) for name, rows in groups.items())


def remind(late: Sequence[Row]) -> str:
    """One line a unit, to be pasted into a message; empty when everybody has handed in."""
    words = N_("%(unit)s (%(group)s): due %(due)s, %(state)s")
    lines = [
        gettext(words)
        % {
            "unit": row.line.unit_name,
            "group": row.group,
            "due": civil_date_text(row.line.due),
            "state": gettext(STATE_NAMES[row.line.state or SelfState.invited]),
        }
        for row in late
    ]
    return "\n".join(lines)


handlers: list[HTTPRouteHandler] = [self_evaluation_list, release_many]
