"""评分细则 of an item in one text: what is judged, by when, and what it earns."""

from inspector.checklist.edition import Edition
from inspector.checklist.items import Item
from inspector.checklist.linking import effective_due
from inspector.checklist.models import Scheme
from inspector.i18n import N_, gettext
from inspector.web.checklists.items import asked_words
from inspector.web.checklists.schemes import credit_words
from inspector.web.checklists.words import due_words, joined, judge_words, line_words, say


def rule_text(edition: Edition, scheme: Scheme, item: Item) -> str:
    """The line, the judge and the credit in plain words; a scheme without points says met or not only."""
    if not item.judged:
        return gettext("recorded only, not scored")
    parts = [*asked_words(edition, item)] if item.rolls_up else []
    parts += judge_words(edition, item)
    for row in item.ask.rows.values():
        lines = line_words(edition, row.at_least, row.at_most)
        parts += [f"{row.label}：{joined(lines)}"] if lines else []
    for column in item.ask.columns.values():
        lines = line_words(edition, column.at_least, column.at_most)
        parts += [f"{column.label}：{joined(lines)}"] if lines else []
    parts += _dates(edition, item)
    if scheme.mode == "points":
        own = scheme.items.get(item.id)
        credit = (own.credit if own else None) or scheme.default.credit
        parts.append(say(N_("credit: %(words)s"), words=credit_words(edition, item.id, credit)))
    return joined(list(dict.fromkeys(parts)))


def _dates(edition: Edition, item: Item) -> list[str]:
    if item.every:
        return [say(N_("each year on %(day)s"), day=day) for day in item.every.year]
    return due_words(effective_due(item, edition.plan))
