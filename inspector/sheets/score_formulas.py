"""The formulas of the score sheet. Items stand in the same row on both sheets; what each step does says
`score_arithmetic`, which has the same steps in Python.

Sheet 评分表: D 分值, G 判定, H 得分率, I 未核查上限, J 核查分, K 可达分. Sheet 计算: B and C weights of section and
item, D counts, E has a verdict, F and G share in millionths, H..J sums of w, w·low and w·high, K weight of the
section, L..O quotient and rest of both ends, P binds, Q stands in the sum.
"""

from collections.abc import Sequence

from msgspec import Struct

from inspector.casework.score_table import STATE_WORDS
from inspector.checklist.models import Scheme
from inspector.scoring.inspection import MET, NOT_MET, WITHHELD, model_of
from inspector.scoring.results import DECIDED, MILLION
from inspector.sheets.score_arithmetic import DIGITS, coverage_line

TABLE, WORK = "评分表", "计算"
PASS, OPEN = STATE_WORDS["pass"], STATE_WORDS["not_checked"]


class Span(Struct, frozen=True):
    """Rows of a section as Excel counts them: items `first` to `last`, then the row of its sums."""

    first: int
    last: int

    @property
    def sum(self) -> int:
        return self.last + 1


class Layout(Struct, frozen=True):
    """Where everything stands; `end` is the first row of the totals on sheet 计算."""

    scheme: Scheme
    spans: tuple[Span, ...]
    end: int

    @property
    def first(self) -> int:
        return self.spans[0].first

    @property
    def last(self) -> int:
        return self.spans[-1].sum

    def over(self, column: str, sheet: str = "") -> str:
        """The column from the first item to the last row of sums."""
        return f"{sheet}{column}${self.first}:{column}${self.last}"

    def row(self, name: str) -> int:
        """Row of one of the totals."""
        return self.end + TOTALS.index(name)


TOTALS = ("sums", "start", "part", "whole", "rest", "micro", "hundredths", "place", "coverage", "grade")


def any_of(cell: str, words: Sequence[str]) -> str:
    named = ",".join(f'{cell}="{word}"' for word in words)
    return f"OR({named})"


def millionths(cell: str, otherwise: str) -> str:
    """A typed share held in 0..1, rounded once and never up to full (scoring 2)."""
    rounded = f"MIN({MILLION - 1},ROUND({cell}*{MILLION},0))"
    return f"IF(ISNUMBER({cell}),IF({cell}>=1,{MILLION},IF({cell}<=0,0,{rounded})),{otherwise})"


def item_work(row: int, scheme: Scheme) -> dict[str, str]:
    """Sheet 计算, one item."""
    state, share, top = f"{TABLE}!G{row}", f"{TABLE}!H{row}", f"{TABLE}!I{row}"
    decided = [word for name, word in STATE_WORDS.items() if name in DECIDED]
    default = f'IF({state}="{PASS}",{MILLION},0)'
    return {
        "D": f"=E{row}" if scheme.unchecked == "drop" else f"=Q{row}",
        "E": f"=IF({any_of(state, decided)},1,0)",
        "F": f"=IF(D{row}=0,0,{millionths(share, default)})",
        "G": f'=IF(D{row}=0,0,IF({state}="{OPEN}",MAX(F{row},{millionths(top, str(MILLION))}),F{row}))',
        "H": f"=C{row}*D{row}",
        "I": f"=H{row}*F{row}",
        "J": f"=H{row}*G{row}",
        "Q": f"=IF({any_of(state, [*decided, OPEN])},1,0)",
    }


def section_work(span: Span) -> dict[str, str]:
    """Sheet 计算, the sums of a section."""
    row = span.sum
    found = {column: f"=SUM({column}{span.first}:{column}{span.last})" for column in "HIJ"}
    found["K"] = f"=IF(H{row}>0,B{row},0)"
    for earned, whole, rest in (("I", "L", "M"), ("J", "N", "O")):
        product = f"100*K{row}*{earned}{row}"
        found[whole] = f"=IF(K{row}>0,INT({product}/H{row}),0)"
        found[rest] = f"=IF(K{row}>0,({product}-{whole}{row}*H{row})/H{row},0)"
    return found


def total_work(layout: Layout) -> dict[str, str]:
    """Sheet 计算, the totals by cell: sums, then for both ends whole millionths, rest, rounded and printed."""
    model, row = model_of(layout.scheme), layout.row("sums")
    sums = {column: "+".join(f"{column}{span.sum}" for span in layout.spans) for column in "HIJKLMNO"}
    found = {f"{column}{row}": f"={sums[column]}" for column in "HIJ"}
    if model == "default":
        found |= {f"{column}{row}": f"={sums[column]}" for column in "KLMNO"}
    else:
        found[f"K{row}"] = f"=IF(H{row}>0,1,0)"
        for earned, whole, rest in (("I", "L", "M"), ("J", "N", "O")):
            product = f"100*{earned}{row}"
            found[f"{whole}{row}"] = f"=IF(H{row}>0,INT({product}/H{row}),0)"
            found[f"{rest}{row}"] = f"=IF(H{row}>0,({product}-{whole}{row}*H{row})/H{row},0)"
    for earned, whole, rest in (("I", "L", "M"), ("J", "N", "O")):
        found |= _end(layout, earned, whole, rest)
    points, verdicts = layout.over("D", f"{TABLE}!"), layout.over("E")
    found[f"L{layout.row('coverage')}"] = f"=ROUND(SUMPRODUCT({points},{verdicts})/100,{DIGITS + 1})"
    return found


def _end(layout: Layout, earned: str, whole: str, rest: str) -> dict[str, str]:
    at = {name: f"{whole}{layout.row(name)}" for name in TOTALS}
    row, weight = layout.row("sums"), f"$K{layout.row('sums')}"
    if model_of(layout.scheme) == "absolute":
        start = f"IF({earned}{row}={MILLION}*H{row},{100 * MILLION},0)"
        part = "0"
    else:
        start = f"INT({at['sums']}/{weight})"
        part = f"ROUND(({at['sums']}-{at['start']}*{weight}+{rest}{row})/{weight},{DIGITS})"
    a, f = at["whole"], at["rest"]
    found = {
        "start": start,
        "part": part,
        "whole": f"{at['start']}+INT({at['part']})",
        "rest": f"{at['part']}-INT({at['part']})",
        "micro": f"{a}+IF({f}>0.5,1,IF({f}<0.5,0,{a}-2*INT({a}/2)))",
        "hundredths": f"INT({a}/10000)+IF({a}-10000*INT({a}/10000)>=5000,1,0)",
    }
    return {at[name]: f'=IF({weight}>0,{text},"")' for name, text in found.items()}


def points(layout: Layout, span: Span, row: int) -> str:
    """分值 of an item, or of a section in the row of its sums."""
    total = layout.row("sums")
    if model_of(layout.scheme) == "default":
        own = f"100*{WORK}!$K${span.sum}/{WORK}!$K${total}"
        if row != span.sum:
            own += f"*{WORK}!H{row}/{WORK}!$H${span.sum}"
        return f"=IF({WORK}!$K${span.sum}>0,{own},0)"
    return f"=IF({WORK}!$H${total}>0,100*{WORK}!H{row}/{WORK}!$H${total},0)"


def checked(row: int, earned: str) -> str:
    """核查分 (`I`) or 可达分 (`J`) of an item or a section; the latter only where it is more."""
    value = f"D{row}*{WORK}!{earned}{row}/{WORK}!H{row}/{MILLION}"
    if earned == "J":
        return f'=IF({WORK}!J{row}>{WORK}!I{row},{value},"")'
    return f'=IF({WORK}!H{row}>0,{value},"")'


class GradeRows(Struct, frozen=True):
    """Rows on sheet 计算: grades `first` to `last` (A name, B line), floor items (B fired, C drop, D cap)."""

    first: int
    last: int
    floors: tuple[int, ...]


def place(layout: Layout, at: GradeRows, column: str) -> str:
    """Which grade, counted from 0, one end of the score lies in."""
    whole = f"{column}{layout.row('whole')}"
    lines = f"$B${at.first}:$B${at.last}"
    return f'=IF(ISNUMBER({whole}),SUMPRODUCT(--({lines}>{whole})),"")'


def grade(layout: Layout, at: GradeRows) -> str:
    """Withheld while both ends do not lie in one grade or too little was checked; then drops, then the lowest cap."""
    scheme = layout.scheme
    scored = f"$K{layout.row('sums')}>0"
    if scheme.mode == "lines":
        binds, state = layout.over("P"), layout.over("G", f"{TABLE}!")
        unmet = f'SUMPRODUCT({binds},{layout.over("E")},--({state}<>"{PASS}"))'
        open_ = f"SUMPRODUCT({binds},{layout.over('Q')}-{layout.over('E')})"
        return f'=IF({scored},IF({unmet}>0,"{NOT_MET}",IF({open_}>0,"{WITHHELD}","{MET}")),"{WITHHELD}")'
    if not scheme.grades:
        return f'="{WITHHELD}"'
    low, high = (f"{column}{layout.row('place')}" for column in "LN")
    covered = f"L{layout.row('coverage')}>={coverage_line(scheme)!r}"
    last = len(scheme.grades) - 1
    final = low
    if at.floors:
        b, c, d = (f"${column}${at.floors[0]}:${column}${at.floors[-1]}" for column in "BCD")
        final = f"MIN({last},MAX({low}+SUMPRODUCT({b},{c}),SUMPRODUCT(MAX({b}*{d}))))"
    names = f"$A${at.first}:$A${at.last}"
    given = f"AND({scored},{low}={high},{low}<={last},{covered})"
    return f'=IF({given},INDEX({names},{final}+1),"{WITHHELD}")'


def fired(row: int) -> str:
    """Whether a floor item's line is not met; the item stands in `row`."""
    state = f"{TABLE}!G{row}"
    return f"=IF({any_of(state, [STATE_WORDS['fail'], STATE_WORDS['partial']])},1,0)"
