"""The page of a district, and of any unit of a round: score, score tree down to the answer, findings."""

from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import replace

from inspector.casework.charges import Account, accounts, charges
from inspector.casework.scoresheet import Scoresheet, scoresheet
from inspector.casework.standing import children
from inspector.fieldwork.states import State
from inspector.scoring.rank import half_up
from inspector.scoring.survey import Survey
from inspector.storage.findings import of_round
from inspector.storage.letter_findings import letters_with
from inspector.storage.tables import Role, Round
from inspector.web.districts.items import ItemDetail, entered_by, item_detail, unit_path
from inspector.web.districts.standing import Standing, standing
from inspector.web.districts.survey import OpenedRound, open_unit
from inspector.web.htmx import Htmx
from inspector.web.pages import PageContext, page
from inspector.web.refusals import not_found
from inspector.web.self_evaluations.trust import DistrictCredibility, district_credibility
from inspector.web.sessions import account_of, store_of

HANDED_IN = frozenset({State.submitted, State.confirmed})


class Below(Struct, frozen=True):
    standing: Standing
    kind: str
    path: str
    state: State | None


class Sums(Struct, frozen=True):
    """The last lines of the score tree: exact fractions as text, and what rounding to a millionth adds."""

    lost: str
    exact: str
    rounded: str
    rounding: str
    by_model: str


class DistrictPage(PageContext, frozen=True):
    round: Annotated[Round, "the round"]
    name: Annotated[str, "the unit's name"]
    kind: Annotated[str, "its kind as the checklist names it"]
    above: Annotated[tuple[tuple[str, str], ...], "name and path of the units above inside the account's area"]
    path: Annotated[str, "this page"]
    ranking_path: Annotated[str, "the round's results, empty for who may not see them"]
    form_path: Annotated[str, "the unit's own inspection, empty when it has none"]
    letters_path: Annotated[str, "letters about this unit"]
    recheck_path: Annotated[str, "findings of the unit and below to check again, or empty"]
    ledger_path: Annotated[str, "its findings in the ledger, those below it with them"]
    measures_path: Annotated[str, "accountability of this unit, empty for who may not see it"]
    standing: Annotated[Standing, "score, grade, coverage"]
    scheme_title: Annotated[str, "the scoring scheme, which is the office's own"]
    scheme_owner: Annotated[str, "由督导机构自定"]
    points: Annotated[bool, "whether the scheme gives points; 达标 counts lines alike"]
    state: Annotated[State | None, "state of the unit's own inspection, None when it has none"]
    visit_date: Annotated[date | None, "day of the visit (督导日期)"]
    unconfirmed: Annotated[int, "inspections of the unit and below it that are not confirmed"]
    empty: Annotated[bool, "whether nobody was there and nothing is recorded below either"]
    sheet: Annotated[Scoresheet, "the score tree"]
    moved: Annotated[dict[str, str], "points an item that does not count would have had, by item"]
    sums: Annotated[Sums | None, "None when nothing was scored"]
    below: Annotated[tuple[Below, ...], "the units right below"]
    accounts: Annotated[tuple[Account, ...], "findings by lead office"]
    credibility: Annotated[DistrictCredibility | None, "自评可信度; None where nothing can be compared"]
    detail: Annotated[ItemDetail | None, "the item that was asked for, opened"]


@get("/rounds/{round_id:str}/districts/{unit:str}")
async def district(request: Request[Any, Any, Any], round_id: FromPath[str], unit: FromPath[str]) -> Response[str]:
    opened = await open_unit(request, round_id, unit)
    asked = request.query_params.get("item", "")
    detail = await _detail(request, opened, unit, asked) if asked else None
    if detail is not None and Htmx.of(request).partial:
        return page(request, "districts/item.html", ItemPage(detail), fragment="districts/_item.html")
    role = account_of(request).role
    key = ("district", unit, role)
    context = await opened.build(lambda survey: _page(opened, survey, unit, role), key)
    context = replace(context, detail=detail)
    return page(request, "districts/district.html", context, demo=opened.round.demo)


class ItemPage(PageContext, frozen=True):
    detail: Annotated[ItemDetail, "one line of the score followed down"]


async def _detail(request: Request[Any, Any, Any], opened: OpenedRound, unit: str, item_id: str) -> ItemDetail:
    line = opened.inspections.get(unit)
    entered = await store_of(request).read(lambda connection: entered_by(connection, line, item_id))
    found = await opened.build(lambda survey: item_detail(survey, opened.round.id, unit, item_id, entered))
    if found is None:
        raise not_found()
    row = await store_of(request).read(lambda connection: of_round(connection, opened.round.id, unit, item_id))
    return replace(found, letters=await _letters(request, opened, unit, item_id), ledger=row)


async def _letters(
    request: Request[Any, Any, Any], opened: OpenedRound, unit: str, item_id: str
) -> tuple[tuple[str, str], ...]:
    """In which a sentence about the item stands; an inspector sees letters about their own units only."""
    account = account_of(request)
    rows = await store_of(request).read(lambda c: letters_with(c, opened.round.id, unit, item_id))
    mine = {name for name, line in opened.inspections.items() if line.inspector_id == account.account_id}
    seen = [row for row in rows if account.role is not Role.inspector or row.unit_id in mine]
    return tuple(
        (f"{row.title} {row.number}".strip(), f"/letters/{row.id}") for row in seen if opened.covers(row.unit_id)
    )


def _page(opened: OpenedRound, survey: Survey, unit: str, role: Role) -> DistrictPage:
    subject, round_ = survey.subjects[unit], opened.round
    sheet, line = scoresheet(survey, unit), opened.inspections.get(unit)
    units = [unit, *(one.id for one in survey.below(unit))]
    states = [one.state for name in units if (one := opened.inspections.get(name)) is not None]
    return DistrictPage(
        round=round_,
        name=subject.name,
        kind=survey.edition.checklist.kinds[subject.kind].label,
        above=tuple(
            (one.name, unit_path(round_.id, one.id))
            for one in reversed(list(subject.above.values()))
            if opened.covers(one.id)
        ),
        path=unit_path(round_.id, unit),
        form_path=f"/inspections/{quote(line.id, safe='')}" if line else "",
        ranking_path="" if role is Role.inspector else f"/rounds/{quote(round_.id, safe='')}/ranking",
        letters_path=f"/rounds/{quote(round_.id, safe='')}/letters?unit={quote(unit, safe='')}",
        recheck_path=_recheck_path(subject.kind, unit) if role in (Role.clerk, Role.evaluator) else "",
        ledger_path=f"/ledger?{'district' if subject.kind == 'district' else 'unit'}={quote(unit, safe='')}",
        measures_path="" if role is Role.inspector else f"/measures/units/{quote(unit, safe='')}",
        standing=standing(survey, unit),
        scheme_title=survey.scheme.title,
        scheme_owner=survey.scheme.owner,
        points=survey.scheme.mode == "points",
        state=line.state if line else None,
        visit_date=line.visit_date if line else None,
        unconfirmed=sum(state is not State.confirmed for state in states),
        empty=not any(survey.cells.get(name) for name in units),
        sheet=sheet,
        moved={line.item: half_up(line.moved) for line in sheet.inspected.lines if line.moved},
        sums=_sums(sheet),
        below=_below(opened, survey, unit),
        accounts=tuple(accounts(charges(survey, unit))),
        credibility=_credibility(opened, survey, units),
        detail=None,
    )


def _recheck_path(kind: str, unit: str) -> str:
    """A city has more findings than fit on one form: there the list of all units comes first."""
    found = {"city": "/rechecks", "district": f"/rechecks/new?district={quote(unit, safe='')}"}
    return found.get(kind, f"/rechecks/new?unit={quote(unit, safe='')}")


def _credibility(opened: OpenedRound, survey: Survey, units: list[str]) -> DistrictCredibility | None:
    """Of the unit and all below it whose self-evaluation is released and whose inspection is handed in."""
    lines = opened.inspections
    both = [name for name in units if name in opened.released and name in lines and lines[name].state in HANDED_IN]
    return district_credibility(opened.own, survey, both) if opened.own and both else None


def _sums(sheet: Scoresheet) -> Sums | None:
    found = sheet.inspected
    if found.low is None or found.low_micro is None:
        return None
    return Sums(
        lost=str(sheet.lost),
        exact=str(found.low),
        rounded=f"{found.low_micro // 10**6}.{found.low_micro % 10**6:06d}",
        rounding=_signed(half_up(found.rounding, 12)) if found.rounding else "",
        by_model=half_up(sheet.by_model, 6) if sheet.by_model else "",
    )


def _signed(text: str) -> str:
    return text if text.startswith("-") else f"+{text}"


def _below(opened: OpenedRound, survey: Survey, unit: str) -> tuple[Below, ...]:
    kinds = survey.edition.checklist.kinds
    return tuple(
        Below(
            standing(survey, one.id, compare=False),
            kinds[one.kind].label,
            unit_path(opened.round.id, one.id),
            line.state if (line := opened.inspections.get(one.id)) else None,
        )
        for one in children(survey, unit)
    )


handlers: list[HTTPRouteHandler] = [district]
