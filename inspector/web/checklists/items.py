"""The items of an edition as the browser shows them: everything an author wrote, with the clause beside it."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Struct

from inspector.checklist.edition import Edition
from inspector.checklist.items import Item
from inspector.checklist.linking import effective_due
from inspector.i18n import N_, gettext
from inspector.web.checklists.words import (
    FORCES,
    ROLL_UPS,
    TERMS,
    due_words,
    field_words,
    judge_words,
    kind_label,
    line_words,
    say,
    term_words,
)

FEW = N_("at least %(count)s, all where there are fewer")


class ClauseView(Struct, frozen=True):
    id: str
    locator: Annotated[str, "as papers print it"]
    says: str
    force: str
    force_words: str
    term_words: str
    figure: str
    doubt: str
    lead: tuple[str, ...]
    help: tuple[str, ...]


class ItemView(Struct, frozen=True):
    item: Item
    ordinal: int
    kinds: tuple[str, ...]
    duty_of: Annotated[str, "label of the kind charged instead, or empty"]
    asked: Annotated[tuple[str, ...], "what may be written there"]
    rows: Annotated[tuple[tuple[str, tuple[str, ...]], ...], "label and lines of each fixed row"]
    columns: Annotated[tuple[tuple[str, str], ...], "label and words of each column"]
    judged: tuple[str, ...]
    due: tuple[str, ...]
    given: Annotated[tuple[str, ...], "labels of the facts that are shown, not asked"]
    needs: Annotated[tuple[str, ...], "labels of the settings without which it is only recorded"]
    rectify: str
    clauses: tuple[ClauseView, ...]


class SectionView(Struct, frozen=True):
    id: str
    title: str
    items: tuple[ItemView, ...]


def sections(edition: Edition, *, section: str = "", kind: str = "", words: str = "") -> tuple[SectionView, ...]:
    """Sections with the items that fit the filters; a section without any is left out."""
    found = []
    for name, items in edition.sections.items():
        if section and name != section:
            continue
        views = [
            item_view(edition, item, place)
            for place, item in enumerate((one for one in items if not one.retired), 1)
            if (not kind or kind in item.unit) and matches(words, _texts(edition, item))
        ]
        if views:
            found.append(SectionView(name, edition.checklist.sections[name], tuple(views)))
    return tuple(found)


def matches(words: str, texts: Iterable[str]) -> bool:
    """Every word of the search stands somewhere; case does not count."""
    whole = "\n".join(texts).casefold()
    return all(word in whole for word in words.casefold().split())


def _texts(edition: Edition, item: Item) -> Iterable[str]:
    yield from (item.id, item.title, item.ask.question, *item.say.values(), *item.clause)
    yield from (edition.plan.clauses[name].says for name in item.clause)
    yield from (choice.label for choice in item.ask.choices.values())


def item_view(edition: Edition, item: Item, ordinal: int) -> ItemView:
    ask, checklist = item.ask, edition.checklist
    return ItemView(
        item,
        ordinal,
        tuple(kind_label(edition, kind) for kind in item.unit),
        kind_label(edition, item.duty_of) if item.duty_of else "",
        tuple(asked_words(edition, item)),
        tuple((row.label, tuple(line_words(edition, row.at_least, row.at_most))) for row in ask.rows.values()),
        tuple((one.label or name, field_words(edition, one)) for name, one in ask.columns.items()),
        tuple(judge_words(edition, item)),
        tuple(_due(edition, item)),
        tuple(checklist.facts[name].label for name in item.given if name in checklist.facts),
        tuple(checklist.settings[name].label for name in item.needs if name in checklist.settings),
        _rectify(item),
        tuple(clause_view(edition, name) for name in item.clause),
    )


def asked_words(edition: Edition, item: Item) -> Iterable[str]:
    """What may be written there, or where a roll-up takes its figures from."""
    ask = item.ask
    if item.rolls_up:
        target, how = edition.items.get(ask.of or ""), ROLL_UPS[ask.as_ or "share_met"]
        yield say(
            N_("From the units below: %(item)s, %(how)s"),
            item=target.title if target else ask.of,
            how=gettext(how),
        )
    elif not ask.columns and ask.fields:
        yield field_words(edition, ask.fields["value"])
    if ask.sample:
        draw = ask.sample.draw
        fact = edition.checklist.facts.get(ask.sample.of or "")
        yield say(
            N_("A sample, %(count)s of %(whole)s, by drawn code"),
            count=gettext("all") if draw == "all" else say(FEW, count=draw.at_least),
            whole=fact.label if fact else ask.sample.label,
        )
    yield from ask.alternatives.values()


def _due(edition: Edition, item: Item) -> list[str]:
    if item.every:
        return [say(N_("each year on %(day)s"), day=day) for day in item.every.year]
    return due_words(effective_due(item, edition.plan))


def _rectify(item: Item) -> str:
    return f"{item.rectify.action}（{term_words(item.rectify.within)}）" if item.rectify else ""


def clause_view(edition: Edition, name: str) -> ClauseView:
    clause = edition.plan.clauses[name]
    return ClauseView(
        name,
        edition.plan.locator(name),
        clause.says,
        clause.force,
        gettext(FORCES[clause.force]),
        "；".join([gettext(TERMS[clause.term]), *due_words(clause.due)]),
        clause.figure,
        clause.doubt,
        clause.offices,
        clause.helpers,
    )
