"""An answer as a reader sees it, and the figures a verdict rests on."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from msgspec import Struct

from inspector.casework.findings import amount_words
from inspector.checklist.edition import Edition
from inspector.checklist.fields import Value
from inspector.checklist.items import Item
from inspector.checklist.verdicts import Verdict
from inspector.checklist.wording import printed
from inspector.scoring.occurrences import occurrences
from inspector.scoring.reading import Cells, Grouped, Reading, group
from inspector.scoring.results import Outcome, Result, show
from inspector.scoring.subjects import Subject
from inspector.scoring.survey import Survey

FIGURES = (
    "part",
    "whole",
    "share",
    "value",
    "line",
    "missing",
    "needed",
    "days_late",
    "before",
    "now",
    "amount",
    "heads",
)
"""Of everything a reason carries, what explains it in numbers, in this order."""


class AnswerRow(Struct, frozen=True):
    """`label` names the row of a table or the code of a sample; `values` are (column, text)."""

    label: str
    values: tuple[tuple[str, str], ...]


class PrintedAnswer(Struct, frozen=True):
    """One occurrence of an item as answered; `state` is what was chosen instead of an answer, with its `reason`."""

    occurrence: str
    rows: tuple[AnswerRow, ...]
    note: str
    state: str
    reason: str
    evidence: tuple[str, ...]


class Figures(Struct, frozen=True):
    """What one occurrence was judged on: (name, text) of numerator, denominator, share, line, shortfall."""

    occurrence: str
    row: str
    values: tuple[tuple[str, str], ...]


def printed_answers(survey: Survey, subject: Subject, item: Item) -> list[PrintedAnswer]:
    """Every occurrence that holds anything; nothing for a unit nobody visited."""
    cells = survey.cells.get(subject.id, {})
    given = _by_occurrence(group(_of_item(cells, item)))
    times = occurrences(survey.edition, item, subject, survey.terms) or []
    labels = {one.key: one.label for one in times}
    order = [*labels, *(key for key in given if key not in labels)]
    return [_printed(item, labels.get(key, key), given[key]) for key in order if key in given]


def _by_occurrence(grouped: Grouped) -> dict[str, dict[str, str]]:
    return {head.partition("@")[2]: rest for head, rest in grouped.items()}


def _of_item(cells: Cells, item: Item) -> dict[str, str]:
    return {path: text for path, text in cells.items() if path.partition("/")[0].partition("@")[0] == item.id}


def _printed(item: Item, label: str, rest: Mapping[str, str]) -> PrintedAnswer:
    typed = Reading(item.ask).answered(rest)
    rows = [_row(item, key, row) for key, row in typed.rows.items() if row]
    rows += [
        AnswerRow(_row_label(item, key), (("", item.ask.rows[key].absent),))
        for key in sorted(typed.absent & item.ask.rows.keys())
    ]
    keys = dict.fromkeys(path.split("evidence/", 1)[1].partition("-")[0] for path in rest if "evidence/" in path)
    evidence = tuple(item.see[key].words if key in item.see else key for key in keys)
    return PrintedAnswer(label, tuple(rows), typed.note, rest.get("state", ""), rest.get("reason", ""), evidence)


def _row(item: Item, key: str, row: Mapping[str, Value]) -> AnswerRow:
    fields = item.ask.fields
    values = tuple((one.label, show(one.options, one.alternatives, row[c])) for c, one in fields.items() if c in row)
    return AnswerRow(_row_label(item, key), values)


def _row_label(item: Item, key: str) -> str:
    return item.ask.rows[key].label if key in item.ask.rows else key


def figures(edition: Edition, subject: Subject, result: Result) -> list[Figures]:
    """The numbers behind a result, whether met or not; nothing where no numbers decide."""
    return [one for outcome in result.outcomes for one in _figures(edition, subject, outcome)]


def _figures(edition: Edition, subject: Subject, outcome: Outcome) -> Iterator[Figures]:
    verdict = outcome.verdict
    if not isinstance(verdict, Verdict):
        return
    for reason in verdict.reasons:
        texts = printed(reason.values)
        if "line_reason" in texts:
            texts["line"] = f"{texts.get('line', '')}（{amount_words(edition, subject, texts['line_reason'])}）"
        named = tuple((name, str(texts[name])) for name in FIGURES if texts.get(name))
        if named:
            yield Figures(outcome.occurrence, str(texts.get("row", "")), named)
    if not verdict.reasons:
        yield from _met(outcome.occurrence, verdict)


def _met(occurrence: str, verdict: Verdict) -> Iterator[Figures]:
    values: dict[str, Fraction] = {}
    if verdict.pool is not None and verdict.pool[1]:
        values = {"part": verdict.pool[0], "whole": verdict.pool[1], "share": verdict.pool[0] / verdict.pool[1]}
    elif verdict.value is not None and verdict.parts is None:
        values = {"value": verdict.value}
    if values and verdict.line is not None:
        values["line"] = verdict.line
    texts = printed(values)
    if texts:
        yield Figures(occurrence, "", tuple((name, str(texts[name])) for name in FIGURES if texts.get(name)))
