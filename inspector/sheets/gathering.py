"""What a preview gathers while it goes through the rows: rows taken, problems by cell, rows passed over."""

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct, field

from inspector.i18n import N_
from inspector.sheets.cells import MESSAGES as OF_CELLS
from inspector.sheets.cells import Flaw
from inspector.sheets.matching import MESSAGES as OF_UNITS
from inspector.sheets.preview import NO_PARAMS, CellProblem, Preview, TakenRow

LISTED = 1_000
"""Problems of one table that are listed; the others are only counted."""
OF_ROWS: Mapping[str, str] = {
    "no_heading": N_("No heading was found. Put one row of titles above the table."),
    "no_column": N_("No column was chosen for {field}."),
    "no_values": N_("No column was chosen for any fact."),
    "no_edition": N_("Facts can be read only with a checklist that declares them."),
    "names_of_children": N_(
        "The column {title} may hold names of children. It was not read; send the file without it."
    ),
    "ten_thousands": N_("The column {title} is in 万元: every number was multiplied by 10,000."),
    "duplicate": N_("{text} stands already in {cell} of this table."),
    "lost_zeros": N_("The code {text} has lost its leading zeros: {other} was meant. Format the column as text."),
    "kind_below": N_("A unit of the kind {kind} does not lie below {above} ({above_kind})."),
    "no_parent": N_("The unit above is not given, and there are several it could be."),
    "unknown_parent": N_("{text} is no unit of this city. Check the column of the unit above."),
    "near_known": N_("{near} is here already. If {text} is the same unit, write its name alike."),
    "renamed": N_("The unit with the code {code} is called {other} so far."),
    "unknown_fact": N_("'{text}' is no fact of this checklist."),
    "unknown_part": N_("'{text}' is no part of the fact {fact}; its parts are {parts}."),
    "not_asked": N_("{fact} is not asked of {unit} ({kind}); the value was not read."),
    "no_fact": N_("Nothing stands in the column {field}, but there is a value."),
}
MESSAGES: Mapping[str, str] = {**OF_CELLS, **OF_UNITS, **OF_ROWS}


def letters(place: int) -> str:
    """The name of a column counted from 0: A, Z, AA."""
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found


class Gathered(Struct):
    """`places` are the columns of the sheet by field."""

    sheet: str
    places: Mapping[str, int]
    rows: list[TakenRow] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    found: int = 0
    left_out: int = 0

    def cell(self, number: int, name: str) -> str:
        return f"{letters(self.places[name])}{number}" if name in self.places else str(number)

    def complain(
        self, number: int, name: str, code: str, params: Mapping[str, str] = NO_PARAMS, *, fatal: bool = True
    ) -> None:
        """A problem of the cell in which the field `name` stands; of the row where it has no column."""
        self._add(self.cell(number, name), code, MESSAGES[code], params, fatal)

    def complain_of_table(self, cell: str, code: str, *, fatal: bool = True, **params: str) -> None:
        self._add(cell, code, MESSAGES[code], params or NO_PARAMS, fatal)

    def flaw(self, number: int, name: str, flaw: Flaw) -> None:
        self._add(self.cell(number, name), flaw.code, flaw.message, flaw.params, flaw.fatal)

    def _add(self, cell: str, code: str, message: str, params: Mapping[str, str], fatal: bool) -> None:
        self.found += 1
        if len(self.problems) < LISTED:
            self.problems.append(CellProblem(self.sheet, cell, code, message, params, fatal))

    def preview(self, target: str) -> Preview:
        skipped = {reason: count for reason, count in self.skipped.items() if count}
        return Preview(target, tuple(self.rows), tuple(self.problems), skipped, self.found, self.left_out)
