"""What the first inspection found beside what the re-check found, finding by finding, and both scores."""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct
from sqlalchemy import Connection

from inspector.casework.finding_life import FindingState
from inspector.casework.findings import findings as told_of
from inspector.casework.printed_answers import PrintedAnswer, printed_answers
from inspector.casework.rechecked import Compared, compared, laid_over
from inspector.checklist.wording import percent
from inspector.i18n import N_, gettext
from inspector.scoring.results import MILLION, Result
from inspector.storage import findings, inspections, rechecks
from inspector.storage.inspections import InspectionLine
from inspector.storage.tables import Finding, Recheck, RecheckFinding
from inspector.web.evidence.keeping import pieces
from inspector.web.forms.words import points
from inspector.web.operations.live import Live, item_of
from inspector.web.operations.memory import Memory
from inspector.web.refusals import not_found

MET_NOW = N_("On the re-check this requirement was found to be met.")
AGAIN = frozenset({FindingState.verified.value, FindingState.closed.value})
"""States in which a finding that fails again is opened anew instead."""


class Side(Struct, frozen=True):
    """One of the two: result, share in per cent or empty, answers as a reader sees them."""

    state: str
    share: str
    answers: tuple[PrintedAnswer, ...]


class Row(Struct, frozen=True):
    """`kept` once it was decided; `way`: what can be decided about it now, checked, again or nothing.

    `pieces` are SHA-256 of the evidence that was kept on the re-check.
    """

    finding: Finding
    before: Side
    after: Side
    compared: Compared
    told: str
    way: str
    kept: RecheckFinding
    pieces: tuple[str, ...]

    @property
    def seen(self) -> str:
        """What the opinion of the re-check says, before anybody changed it."""
        return self.told or (gettext(MET_NOW) if self.compared.proposed == "done" else "")


class Scores(Struct, frozen=True):
    """Ends in millionths of a point. `first` is what the first inspection gave, `before` with earlier re-checks."""

    first: tuple[int | None, int | None]
    before: tuple[int | None, int | None]
    after: tuple[int | None, int | None]
    grades: tuple[str, str]

    @property
    def texts(self) -> tuple[str, str, str]:
        return points(*self.first), points(*self.before), points(*self.after)


class Comparison(Struct, frozen=True):
    recheck: Recheck
    line: InspectionLine
    live: Live
    first: Live
    rows: tuple[Row, ...]
    scores: Scores


def comparison(connection: Connection, memory: Memory, inspection_id: str) -> Comparison:
    """404 for an inspection that is no re-check."""
    recheck, line = rechecks.of_inspection(connection, inspection_id), inspections.line(connection, inspection_id)
    if recheck is None or line is None:
        raise not_found()
    live, first = _live(connection, memory, inspection_id), _live(connection, memory, recheck.first_inspection)
    kept = rechecks.found_again(connection, recheck.round_id)
    items = frozenset(row.item_id for row in kept)
    before = _before(connection, memory, recheck, first)
    both = compared(before, live.results, items)
    rows = tuple(_row(connection, row, both[row.item_id], first, live) for row in kept if row.item_id in both)
    return Comparison(recheck, line, live, first, rows, _scores(first, before, laid_over(before, live.results, items)))


def _live(connection: Connection, memory: Memory, inspection_id: str) -> Live:
    found = memory.current(connection, inspection_id)
    assert found is not None
    return found[0]


def _before(connection: Connection, memory: Memory, recheck: Recheck, first: Live) -> list[Result]:
    """The first inspection with what earlier re-checks of the unit found since."""
    results = list(first.results.values())
    for one in rechecks.confirmed(connection, recheck.follows, first.subject.id):
        if one.round_id == recheck.round_id:
            break
        items = frozenset(row.item_id for row in rechecks.found_again(connection, one.round_id))
        results = laid_over(results, _live(connection, memory, one.inspection_id).results, items)
    return results


def _scores(first: Live, before: Sequence[Result], after: Sequence[Result]) -> Scores:
    own, old, new = (first.ground.tallying.tally(one) for one in (list(first.results.values()), before, after))
    return Scores((own.low, own.high), (old.low, old.high), (new.low, new.high), (old.grade, new.grade))


def _row(connection: Connection, kept: RecheckFinding, both: Compared, first: Live, live: Live) -> Row:
    finding = findings.by_id(connection, kept.finding_id)
    assert finding is not None
    survey = live.ground.survey
    said = told_of(survey.edition, live.subject, survey.terms, [both.after])
    told = "".join(dict.fromkeys(one.sentence for one in said))
    way = "again" if finding.state in AGAIN else "checked" if finding.state in rechecks.CHECKABLE else "nothing"
    shown = tuple(piece["sha256"] for path, piece in pieces(live).items() if item_of(path) == kept.item_id)
    return Row(finding, _side(first, both.before), _side(live, both.after), both, told, way, kept, shown)


def _side(live: Live, result: Result) -> Side:
    answers = tuple(printed_answers(live.ground.survey, live.subject, result.item))
    return Side(result.state, share_text(result.low) if result.state in ("partial", "fail", "pass") else "", answers)


def share_text(share: int) -> str:
    return percent(Fraction(share, MILLION), Fraction(1))
