"""The answers of an inspection as an evaluator reads them: section by section, with result and findings."""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct
from sqlalchemy import Connection

from inspector.casework.findings import Finding, findings
from inspector.casework.printed_answers import PrintedAnswer, printed_answers
from inspector.checklist.cells import in_visit
from inspector.fieldwork.operations import Outcome
from inspector.i18n import gettext
from inspector.storage import accounts, operations, recusals
from inspector.web.evidence.keeping import pieces
from inspector.web.forms.conflicts import shown_text
from inspector.web.forms.words import hidden, trouble
from inspector.web.operations.live import Live, item_of
from inspector.web.reviews.draws import ReviewDraw, draws
from inspector.web.visits.layout import place_text

NOBODY: Mapping[str, str] = MappingProxyType({})


class ReviewPiece(Struct, frozen=True):
    digest: str
    thumb: str
    name: str
    caption: str
    place: str


class ReviewItem(Struct, frozen=True):
    id: str
    ordinal: int
    question: str
    state: str
    answers: tuple[PrintedAnswer, ...]
    findings: tuple[Finding, ...]
    trouble: str
    locators: tuple[str, ...]
    pieces: tuple[ReviewPiece, ...]
    disputed: bool
    rolls_up: bool
    entered: bool
    recused: str = ""
    draws: tuple[ReviewDraw, ...] = ()


class ReviewSection(Struct, frozen=True):
    id: str
    title: str
    items: tuple[ReviewItem, ...]


class ReviewedLate(Struct, frozen=True):
    """An entry that was kept but not taken over."""

    item: str
    field: str
    shown: str
    who: str
    at: int


def sections(live: Live, recused: Mapping[str, str] = NOBODY) -> tuple[ReviewSection, ...]:
    """Hidden questions are left out; so is nothing else. `recused` names, by item, who may not have answered."""
    survey, edition = live.ground.survey, live.ground.edition
    told = findings(edition, live.subject, survey.terms, list(live.results.values()))
    disputed = {item_of(path) for path in live.conflicts}
    entered = {item_of(path) for path in live.cells}
    standing = pieces(live)
    made: dict[str, list[ReviewItem]] = {}
    for ordinal, (name, result) in enumerate(live.results.items(), 1):
        if hidden(result):
            continue
        item = result.item
        one = ReviewItem(
            name,
            ordinal,
            item.ask.question or item.title,
            result.state,
            tuple(printed_answers(survey, live.subject, item)),
            tuple(finding for finding in told if finding.item == name),
            trouble(live, result),
            tuple(dict.fromkeys(edition.plan.locator(clause) for clause in item.clause)),
            tuple(_piece(piece) for path, piece in standing.items() if item_of(path) == name),
            name in disputed,
            item.rolls_up,
            name in entered,
            recused.get(name, ""),
            draws(live, name),
        )
        made.setdefault(edition.section_of[name], []).append(one)
    titles = edition.checklist.sections
    return tuple(ReviewSection(name, titles[name], tuple(made[name])) for name in titles if name in made)


def _piece(piece: dict[str, str]) -> ReviewPiece:
    return ReviewPiece(piece["sha256"], piece["thumb"], piece["name"], piece["caption"], piece.get("place", ""))


def late_entries(connection: Connection, live: Live) -> tuple[ReviewedLate, ...]:
    """Everything that was refused, in order of arrival."""
    entries = [
        one
        for one in operations.history(connection, live.city_id, live.id, live.level)
        if one.arrived.outcome is Outcome.refused
    ]
    names = accounts.named(connection, list({one.arrived.operation.account for one in entries}))
    found = []
    for one in entries:
        said = one.arrived.operation
        item = live.links.items.get(item_of(said.field))
        title = (item.ask.question or item.title) if item else _elsewhere(said.field)
        raw = said.raw if said.raw is not None else said.value or ""
        shown = shown_text(live, said.field, raw)
        found.append(ReviewedLate(title, said.field, shown, names.get(said.account, "—"), one.received_at))
    return tuple(found)


def _elsewhere(path: str) -> str:
    """What is no question: the record of the visit, or a field that the form no longer has."""
    return f"{gettext('Work record of the visit')}：{place_text(path)}" if in_visit(path) else path


def entered_by_recused(connection: Connection, live: Live, at: int) -> dict[str, str]:
    """Names by item, where a standing answer is that of a person who by now keeps out of the unit."""
    people = recusals.of_unit(connection, live.ground.round.id, live.subject.id, at)
    found: dict[str, set[int]] = {}
    for path, account in recusals.entries(connection, live.city_id, live.id, people).items():
        found.setdefault(item_of(path), set()).add(account)
    names = accounts.named(connection, list(people))
    return {item: "、".join(names[one] for one in sorted(who)) for item, who in found.items()}
