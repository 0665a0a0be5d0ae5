"""The checklist browser: editions, items with the clause beside them, clause coverage, schemes."""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import Connection

from inspector.checklist.coverage import coverage
from inspector.checklist.edition import Edition, restore_scheme
from inspector.i18n import N_
from inspector.storage import editions, surveys
from inspector.storage.editions import EditionLine, SchemeLine
from inspector.web.checklists import clauses as clauses
from inspector.web.checklists.clauses import STANDINGS, Counts, CoveredClause
from inspector.web.checklists.items import SectionView, sections
from inspector.web.checklists.schemes import SchemeView, scheme_view
from inspector.web.checklists.words import FORCES
from inspector.web.pages import MenuEntry, PageContext, page
from inspector.web.refusals import Refused, not_found
from inspector.web.sessions import store_of

LONGEST_SEARCH = 100


class EditionCard(Struct, frozen=True):
    line: EditionLine
    edition: Edition
    counts: Counts
    schemes: int


class EditionsPage(PageContext, frozen=True):
    cards: Annotated[tuple[EditionCard, ...], "one a stored edition, or one a round"]


class Filters(Struct, frozen=True):
    section: str
    kind: str
    force: str
    standing: str
    words: str


class EditionPage(PageContext, frozen=True):
    """Base of the three views of one edition."""

    digest: Annotated[str, "of the edition"]
    edition: Annotated[Edition, "the edition shown or used"]
    counts: Annotated[Counts, "pairs of clause and kind: wanted, carried, excused"]
    filters: Annotated[Filters, "as asked for"]
    view: Annotated[str, "items, clauses or schemes"]


class ItemsPage(EditionPage, frozen=True):
    sections: Annotated[tuple[SectionView, ...], "sections with the items that fit"]
    shown: Annotated[int, "number of items shown"]


class ClausesPage(EditionPage, frozen=True):
    clauses: Annotated[tuple[CoveredClause, ...], "clauses with the pairs that fit"]
    forces: Annotated[dict[str, str], "names by force"]
    standings: Annotated[dict[Any, str], "carried, excused, open"]


class SchemesPage(EditionPage, frozen=True):
    lines: Annotated[tuple[SchemeLine, ...], "schemes stored for the edition"]
    chosen: Annotated[str, "digest of the scheme shown"]
    scheme: Annotated[SchemeView | None, "the scheme shown, or used; None: none"]


@get("/checklists")
async def checklists(request: Request[Any, Any, Any]) -> Response[str]:
    cards = await store_of(request).read(_cards, heavy=True)
    return page(request, "checklists/checklists.html", EditionsPage(tuple(cards)))


def _cards(connection: Connection) -> list[EditionCard]:
    cards = []
    for line in editions.everything(connection):
        found = surveys.edition(connection, line.digest)
        counted = clauses.counts(coverage(found.plan, found.items))
        cards.append(EditionCard(line, found, counted, len(editions.schemes_of(connection, line.digest))))
    return cards


@get("/checklists/{digest:str}")
async def checklist_items(request: Request[Any, Any, Any], digest: FromPath[str]) -> Response[str]:
    edition, filters = await edition_of(request, digest), filters_of(request)
    _must_know(edition, filters)
    found = sections(edition, section=filters.section, kind=filters.kind, words=filters.words)
    shown = sum(len(one.items) for one in found)
    context = ItemsPage(digest, edition, _counts(edition), filters, "items", found, shown)
    return page(request, "checklists/items.html", context, fragment="checklists/_items.html")


@get("/checklists/{digest:str}/clauses")
async def checklist_clauses(request: Request[Any, Any, Any], digest: FromPath[str]) -> Response[str]:
    edition, filters = await edition_of(request, digest), filters_of(request)
    _must_know(edition, filters)
    found = clauses.covered(
        edition,
        kind=filters.kind,
        section=filters.section,
        force=filters.force,
        standing=filters.standing,
        words=filters.words,
    )
    standings: dict[Any, str] = {**STANDINGS}
    context = ClausesPage(digest, edition, _counts(edition), filters, "clauses", tuple(found), FORCES, standings)
    return page(request, "checklists/clauses.html", context, fragment="checklists/_clauses.html")


@get("/checklists/{digest:str}/schemes")
async def checklist_schemes(request: Request[Any, Any, Any], digest: FromPath[str]) -> Response[str]:
    edition = await edition_of(request, digest)
    lines = await store_of(request).read(lambda connection: editions.schemes_of(connection, digest))
    lines = sorted(lines, key=lambda line: line.name != "points")
    chosen = request.query_params.get("scheme", "") or next((line.digest for line in lines), "")
    stored = await store_of(request).read(lambda c: editions.scheme_by_digest(c, digest, chosen))
    if chosen and stored is None:
        raise not_found()
    view = scheme_view(edition, restore_scheme(stored.body)) if stored else None
    filters = Filters("", "", "", "", "")
    context = SchemesPage(digest, edition, _counts(edition), filters, "schemes", tuple(lines), chosen, view)
    return page(request, "checklists/schemes.html", context)


async def edition_of(request: Request[Any, Any, Any], digest: str) -> Edition:
    try:
        return await store_of(request).read(lambda connection: surveys.edition(connection, digest))
    except KeyError as error:
        raise not_found() from error


def filters_of(request: Request[Any, Any, Any]) -> Filters:
    given = request.query_params
    words = given.get("q", "").strip()
    if len(words) > LONGEST_SEARCH or "\x00" in words:
        raise Refused(400, N_("A field holds more text than fits there."))
    section, kind, force, standing = (given.get(name, "") for name in ("section", "kind", "force", "standing"))
    return Filters(section, kind, force, standing, words)


def _must_know(edition: Edition, filters: Filters) -> None:
    known = (
        (filters.section, edition.sections),
        (filters.kind, edition.checklist.kinds),
        (filters.force, FORCES),
        (filters.standing, STANDINGS),
    )
    if any(name and name not in names for name, names in known):
        raise Refused(400, N_("There is no such filter here."))


def _counts(edition: Edition) -> Counts:
    return clauses.counts(coverage(edition.plan, edition.items))


menu = [MenuEntry("/checklists", N_("Checklists"))]
handlers: list[HTTPRouteHandler] = [checklists, checklist_items, checklist_clauses, checklist_schemes]
