"""Rows of a returned ledger against the record: what would be taken over, and every fault by row and column."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from inspector.casework.ledger_lines import LedgerLine, answered_for, version_of
from inspector.casework.replies import Difference, Fault, Judged, judge
from inspector.fieldwork.states import Role
from inspector.i18n import N_
from inspector.sheets.ledger_reading import TypedLedger, TypedRow, title_of
from inspector.sheets.preview import NO_PARAMS, CellProblem
from inspector.sheets.vocabulary import plain

LONGEST_QUOTE = 60
NOTHING = Judged()
MESSAGES: Mapping[str, str] = {
    "no_table": N_("No table of the ledger was found. Fill in the sheet that was exported here and send that."),
    "no_mark": N_("The hidden column 校验码 is missing. Copy the replies into a freshly exported sheet."),
    "number_missing": N_("The ledger number is missing. Write it as in the exported sheet."),
    "not_a_number": N_("'{text}' is no ledger number. Write the number of the exported sheet."),
    "number_twice": N_("Number {number} stands in {cell} too. Keep one of the rows and delete the other."),
    "unknown_number": N_("The ledger of your area has no number {number}. Compare it with the exported sheet."),
    "foreign_unit": N_("Number {number} is about {unit}, not about '{text}'. Move the reply to its own row."),
    "foreign_office": N_("{office} answers for number {number}. Let that office reply, or choose no office above."),
    "mark_missing": N_("The hidden mark of this row is empty. Copy the reply into a freshly exported sheet."),
    "mark_wrong": N_("The hidden mark is that of another row. Copy the reply into a freshly exported sheet."),
    "locked_changed": N_("This column is not for filling in; “{old}” stood here. Restore it and write below 进展情况."),
    "hidden_row": N_("This row is hidden and has been changed. Show the row, check it and send the file again."),
    "merged": N_("This cell is merged with others. Undo the merging and write into each row what belongs there."),
    "closed": N_("Struck off already: nothing can be replied any more. Speak with the supervision office."),
    "dropped": N_("The finding has been dropped: there is nothing to reply to. Clear what was typed in this row."),
    "not_told": N_("The unit has not been told of this finding by a letter yet. Reply once the letter has come."),
    "waits": N_("Reported already: it waits for the re-check. Clear what was typed in this row."),
    "changed_meanwhile": N_("Meanwhile somebody else entered “{now}”. Export the sheet again and enter it there."),
    "report_day_missing": N_("“已完成整改” was chosen without a day. Write the day of the report."),
    "reported_but_ongoing": N_(
        "“正在整改” was chosen, but there is a day of report. Choose “已完成整改” or clear the day."
    ),
    "text_missing": N_("The day of report stands here without words. Write what was done."),
    "done_and_more_time": N_("Reported as done and more time asked for at once. Keep one of the two."),
    "reason_missing": N_("More time is asked for without a reason. Write the reason."),
    "asked_missing": N_("There is a reason for more time, but no day. Write the day that is asked for."),
    "measure_missing": N_("A person is named without a measure. Write what is to be done."),
    "day_ahead": N_("This day has not come yet. Write the day on which the report was made."),
    "day_early": N_("This day lies before the last step with this finding. Check the day."),
    "due_early": N_("The day asked for does not lie after the present last day. Write a later one."),
    "asked_already": N_("More time was asked for already and is not decided yet. Clear the day and the reason."),
    "recused": N_("You are recused from this unit. Let another clerk take this row over."),
    "role": N_("Your role does not include this step. Let a clerk take this row over."),
}


class Look(Struct, frozen=True):
    """One row that says something: `line` as it stands now, None where none was found."""

    row: TypedRow
    line: LedgerLine | None
    judged: Judged = NOTHING
    problems: tuple[CellProblem, ...] = ()

    @property
    def differences(self) -> tuple[Difference, ...]:
        return self.judged.differences

    @property
    def taken(self) -> bool:
        return bool(self.judged.steps) and not any(one.fatal for one in self.problems)


class Desk(Struct, frozen=True):
    """Who takes the replies over, and when. `office`: whose sheet it is said to be; empty for anybody's.

    `recused` are rounds with the units from which the person keeps out there.
    """

    role: Role
    today: date
    office: str = ""
    recused: frozenset[tuple[str, str]] = frozenset()


class Matched(Struct, frozen=True):
    """`problems` are those of whole sheets."""

    looks: tuple[Look, ...] = ()
    problems: tuple[CellProblem, ...] = ()

    @property
    def taken(self) -> tuple[Look, ...]:
        return tuple(one for one in self.looks if one.taken)

    @property
    def faulty(self) -> tuple[Look, ...]:
        return tuple(one for one in self.looks if any(problem.fatal for problem in one.problems))

    @property
    def same(self) -> int:
        """Rows in which nothing new stands."""
        return len(self.looks) - len(self.taken) - len(self.faulty)


def match(typed: TypedLedger, known: Mapping[int, Sequence[LedgerLine]], desk: Desk) -> Matched:
    """`known`: by number, the line from the version it was sent out in to the present one; the area's alone."""
    first: dict[int, TypedRow] = {}
    twice: dict[int, TypedRow] = {}
    for row in typed.rows:
        if row.number is not None:
            other = first.setdefault(row.number, row)
            twice.setdefault(row.number, row) if other is not row else None
    looks = []
    for row in typed.rows:
        other_row = twice.get(row.number or 0)
        if other_row is row:
            other_row = first[row.number or 0]
        looks.append(_look(row, known.get(row.number or 0, ()), desk, other_row))
    problems = [CellProblem(sheet, "", "no_mark", MESSAGES["no_mark"]) for sheet in typed.without_mark]
    if not typed.rows and not problems:
        problems = [CellProblem("", "", "no_table", MESSAGES["no_table"])]
    return Matched(tuple(looks), tuple(problems))


def _look(row: TypedRow, history: Sequence[LedgerLine], desk: Desk, other: TypedRow | None) -> Look:
    line = history[-1] if history else None
    misplaced = next(_misplaced(row, line, desk, other), None)
    if misplaced is not None or line is None:
        return Look(row, line, problems=(misplaced,) if misplaced else ())
    problems = [*_flaws(row), *_strange(row, history[0])]
    judged = judge(history, row.reply, desk.role, desk.today, recused=(line.round, line.unit_id) in desk.recused)
    problems += [_problem(row, fault) for fault in judged.faults]
    if judged.differences and row.hidden:
        problems.append(_complain(row, "", "hidden_row"))
    if judged.differences and row.merged:
        problems.append(CellProblem(row.sheet, row.merged, "merged", MESSAGES["merged"]))
    return Look(row, line, judged, tuple(problems))


def _misplaced(row: TypedRow, line: LedgerLine | None, desk: Desk, other: TypedRow | None) -> Iterator[CellProblem]:
    """Why it is not known which line the row is about; then nothing else is looked at."""
    number = str(row.number)
    if "number" in row.flaws:
        yield _flawed(row, "number")
    elif row.number is None and not row.texts["number"]:
        yield _complain(row, "number", "number_missing")
    elif row.number is None:
        yield _complain(row, "number", "not_a_number", text=row.texts["number"])
    elif other is not None:
        cell = other.cell("number")
        yield _complain(row, "number", "number_twice", number=number, cell=cell)
    elif line is None:
        yield _complain(row, "number", "unknown_number", number=number)
    elif plain(row.texts["unit"]) != plain(line.unit):
        yield _complain(row, "unit", "foreign_unit", number=number, unit=line.unit, text=row.texts["unit"])
    elif not answered_for(line, desk.office):
        yield _complain(row, "office", "foreign_office", number=number, office=line.office)
    elif not row.texts["mark"]:
        yield _complain(row, "mark", "mark_missing")
    elif version_of(line.id, row.texts["mark"]) is None:
        yield _complain(row, "mark", "mark_wrong")


def _flaws(row: TypedRow) -> Iterator[CellProblem]:
    return (_flawed(row, name) for name in row.flaws)


def _flawed(row: TypedRow, name: str) -> CellProblem:
    flaw = row.flaws[name]
    return CellProblem(row.sheet, row.cell(name), flaw.code, flaw.message, flaw.params, flaw.fatal)


def _strange(row: TypedRow, sent: LedgerLine) -> Iterator[CellProblem]:
    for column, old in row.strange(sent):
        yield _complain(row, column.name, "locked_changed", old=_quoted(old))


def _problem(row: TypedRow, fault: Fault) -> CellProblem:
    params = {"now": _quoted(str(fault.now or ""))} if fault.code == "changed_meanwhile" else {}
    return _complain(row, fault.name, fault.code, **params)


def _complain(row: TypedRow, name: str, code: str, **params: str) -> CellProblem:
    return CellProblem(row.sheet, row.cell(name), code, MESSAGES[code], params or NO_PARAMS)


def _quoted(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def column_title(look: Look, problem: CellProblem) -> str:
    """The title of the column in which a problem stands, empty for one of the whole row."""
    return next((title_of(name) for name in look.row.places if look.row.cell(name) == problem.cell), "")
