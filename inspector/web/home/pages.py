"""Today: what is mine to do, by role."""

from datetime import date
from itertools import groupby
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from inspector.fieldwork.self_evaluation import ENTERING
from inspector.fieldwork.states import UNIT_ROLES
from inspector.i18n import N_
from inspector.storage.tables import Role
from inspector.web.home.attention import Attention, attention_of
from inspector.web.home.work import Task, Work, work_of
from inspector.web.operations.memory import memory_of
from inspector.web.pages import MenuEntry, PageContext, page
from inspector.web.reminding.lines import WHAT_NAMES
from inspector.web.rounds.access import shows_demo
from inspector.web.rounds.progress import ROUND_STATES, STATE_NAMES
from inspector.web.scope import today, units_in_scope
from inspector.web.self_evaluations.access import STATE_NAMES as SELF_STATE_NAMES
from inspector.web.sessions import account_of, store_of


class HomePage(PageContext, frozen=True):
    role: Annotated[Role, "the reader's role"]
    on: Annotated[date, "the day of today"]
    work: Annotated[Work, "lists of work, those of the role filled"]
    letters_due: Annotated[tuple[tuple[str, str, tuple[Task, ...]], ...], "district, round id and inspections"]
    state_names: Annotated[dict[Any, str], "names by state of an inspection"]
    states: Annotated[dict[str, str], "names by state of a round"]
    self_state_names: Annotated[dict[Any, str], "names by state of a self-evaluation"]
    self_entering: Annotated[frozenset[Any], "its states in which the unit fills it in"]
    attention: Annotated[Attention, "last days and what else the calendar brings to mind"]
    what_names: Annotated[dict[Any, str], "message ids by kind of reminder"]
    for_unit: Annotated[bool, "whether the reader belongs to an inspected unit"]


@get("/", unit_roles=True)
async def home(request: Request[Any, Any, Any]) -> Response[str]:
    account, seen, on = account_of(request), await units_in_scope(request), today(request)
    store = store_of(request)
    memory = memory_of(store)
    work = await store.read(lambda connection: work_of(connection, memory, account, seen, on), heavy=True)
    attention = await store.read(lambda connection: attention_of(connection, account, on), heavy=True)
    grouped = groupby(work.without_letter, key=lambda task: (task.district or task.line.unit_name, task.line.round_id))
    due = tuple((name, round_id, tuple(tasks)) for (name, round_id), tasks in grouped)
    return page(
        request,
        "home/home.html",
        HomePage(
            account.role,
            on,
            work,
            due,
            STATE_NAMES,
            ROUND_STATES,
            SELF_STATE_NAMES,
            ENTERING,
            attention,
            WHAT_NAMES,
            account.role in UNIT_ROLES,
        ),
        demo=await shows_demo(request),
    )


menu = [MenuEntry("/", N_("Today"), frozenset(Role))]
handlers: list[HTTPRouteHandler] = [home]
