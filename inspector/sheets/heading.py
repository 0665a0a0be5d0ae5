"""Where the table begins: title lines, heads of one or more rows, several tables on one sheet."""

from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import pairwise

from msgspec import Struct

from inspector.checklist.edition import Edition
from inspector.sheets.reading import Book, Cell, Row, Rows, Sheet, Span
from inspector.sheets.vocabulary import KEY_TITLES, KNOWN_TITLES, NOTE, plain, tidy, title

LOOKED_AT = 40
"""Rows at the top among which a head is sought; title lines and remarks above it are rarely five."""
HEAD_ROWS = 3
BREAKS_LOOKED_AT = 50
LONGEST_TITLE = 80


class SheetTable(Struct, frozen=True):
    """`columns` begins with column A; a column that is not of this table has no title. `head_row` 0: no head found.

    `above` is what stands over the head, such as 单位：万元; `rows` are what lies under it, blank rows left out.
    """

    sheet: str
    hidden: bool
    head_row: int
    columns: tuple[str, ...]
    rows: Sequence[tuple[int, Row]]
    last_head_row: int = 0
    above: tuple[str, ...] = ()
    last_row: int = 0


class Head(Struct, frozen=True):
    """`first` and `end` are places among the rows of the sheet, not numbers of rows."""

    first: int
    end: int
    titles: tuple[str, ...]


def find_tables(book: Book, edition: Edition | None = None) -> list[SheetTable]:
    """All tables of all sheets in order; hidden sheets too, which are marked and for the reader to choose.

    With an edition the names of its facts are titles one knows a head by.
    """
    facts = edition.checklist.facts.values() if edition else ()
    titles = KNOWN_TITLES | {title(fact.label) for fact in facts}
    return [table for sheet in book.sheets if len(sheet.rows) for table in _tables(sheet, titles)]


def _tables(sheet: Sheet, titles: Set[str]) -> Iterator[SheetTable]:
    top = list(sheet.rows[:LOOKED_AT])
    head = _head(sheet, top, 0, titles)
    if head is None:
        width = max(sheet.width, *(len(row) for _, row in top))
        yield SheetTable(sheet.name, sheet.hidden, 0, ("",) * width, sheet.rows, last_row=_number(sheet, -1))
        return
    heads = [head, *_later(sheet, head, titles)]
    ends = [one.first for one in heads[1:]] + [len(sheet.rows)]
    begin = 0
    for one, end in zip(heads, ends, strict=True):
        over = sheet.rows[begin : one.first][-5:]
        above = tuple(tidy(str(cell)) for _, row in over for cell in dict.fromkeys(row) if cell != "")
        for columns in _side_by_side(one.titles):
            rows = _span(sheet, one.end, end)
            numbers = _number(sheet, one.first), _number(sheet, one.end - 1), _number(sheet, end - 1)
            yield SheetTable(sheet.name, sheet.hidden, numbers[0], columns, rows, numbers[1], above, numbers[2])
        begin = end


def _span(sheet: Sheet, first: int, end: int) -> Sequence[tuple[int, Row]]:
    return Span(sheet.rows, first, end) if isinstance(sheet.rows, Rows) else sheet.rows[first:end]


def _number(sheet: Sheet, place: int) -> int:
    return sheet.rows[place][0]


def _head(sheet: Sheet, top: Sequence[tuple[int, Row]], first: int, titles: Set[str]) -> Head | None:
    """The first row with titles we know; else the first that looks like a head over what lies under it."""
    spread = [_spread(number, row, sheet) for number, row in top]
    likely = [at for at, row in enumerate(spread) if _may_be_head(row, sheet.width)]
    at = next((at for at in likely if _known(spread[at], titles) >= 2), None)
    if at is None:
        at = next(
            (at for at in likely if _known(spread[at], KEY_TITLES) or _unlike(spread[at], spread[at + 1 :])), None
        )
    if at is None:
        return None
    if at and at - 1 in likely and _holds_groups(top[at - 1], spread[at], sheet):
        at -= 1
    end = at + 1
    while end < len(top) and end - at < HEAD_ROWS and _holds_groups(top[end - 1], spread[end], sheet):
        end += 1
    return Head(first + at, first + end, _joined(spread[at:end], top[at:end]))


def _spread(number: int, row: Row, sheet: Sheet) -> list[Cell]:
    """The row with the words of merged cells in each of the cells."""
    cells = [*row, *[""] * (sheet.width - len(row))]
    for first, left, last, right in sheet.merged:
        if first < number <= last + 1 and right > left and left < len(cells):
            cells[left : right + 1] = [cell or cells[left] for cell in cells[left : right + 1]]
    return cells


def _may_be_head(row: Sequence[Cell], width: int) -> bool:
    """Short words side by side; a year may be a title, any other number is a value."""
    filled = [cell for cell in row if cell != ""]
    if any(not isinstance(cell, str) and not 1990 <= cell <= 2100 for cell in filled):
        return False
    words = [plain(str(cell)) for cell in filled]
    if any(len(word) > LONGEST_TITLE or NOTE.fullmatch(word) or _figure(word) for word in words):
        return False
    return len(set(words)) >= min(2, width)


def _figure(word: str) -> bool:
    return word.replace(".", "", 1).replace(",", "").removesuffix("%").isdigit() and not (
        len(word) == 4 and word.startswith(("19", "20"))
    )


def _known(row: Iterable[Cell], titles: Set[str]) -> int:
    return len({title(part) for cell in row if cell != "" for part in str(cell).split("/")} & titles)


def _unlike(row: Sequence[Cell], below: Sequence[Sequence[Cell]]) -> bool:
    """No value of a column comes back under its title, and somewhere figures stand under words."""
    if not below:
        return False
    figures = False
    for at, cell in enumerate(row):
        under = [other[at] for other in below if at < len(other) and other[at] != ""]
        if cell != "" and cell in under and len(below) > 1:
            return False
        figures = figures or (cell != "" and any(not isinstance(one, str) or _figure(plain(one)) for one in under))
    return figures


def _holds_groups(upper: tuple[int, Row], lower: Sequence[Cell], sheet: Sheet) -> bool:
    """Whether the row under `upper` divides its titles: merged over columns, or so before a .csv was made of them."""
    number, row = upper
    if not _may_be_head(lower, 1):
        return False
    groups = [(left, right) for first, left, last, right in sheet.merged if first < number <= last + 1 and right > left]
    groups = [(left, right) for left, right in groups if right - left + 1 < _reach(row, lower)]
    if groups:
        return any(len(set(lower[left : right + 1]) - {"", row[left]}) > 1 for left, right in groups)
    width = max(len(row), len(lower))
    above, under = ([*one, *[""] * (width - len(one))] for one in (row, lower))
    divided = [at for at in range(1, width) if above[at] == "" and under[at] != ""]
    covered = under[0] == "" or under[0] == above[0]
    return bool(divided) and covered and above[0] != "" and all(under[at - 1] != "" for at in divided[:1])


def _reach(row: Row, lower: Sequence[Cell]) -> int:
    return max((at + 1 for one in (row, lower) for at, cell in enumerate(one) if cell != ""), default=0)


def _joined(spread: Sequence[Sequence[Cell]], raw: Sequence[tuple[int, Row]]) -> tuple[str, ...]:
    """One title a column: 学生数 over 男 is 学生数/男; a title that was written over blanks covers them."""
    width = max(map(len, spread))
    rows = [[_words(row[at]) if at < len(row) else "" for at in range(width)] for row in spread]
    for upper, lower in pairwise(rows):
        for at in range(1, width):
            if upper[at] == "" and lower[at] != "":
                upper[at] = upper[at - 1]
    return tuple("/".join(dict.fromkeys(part for part in column if part)) for column in zip(*rows, strict=True))


def _words(cell: Cell) -> str:
    return tidy(cell) if isinstance(cell, str) else f"{cell:.15g}"


def _later(sheet: Sheet, head: Head, known: Set[str]) -> Iterator[Head]:
    """Heads of further tables under the first one: other known titles after a blank row."""
    numbers = {number for number in sheet.breaks[:BREAKS_LOOKED_AT] if number > _number(sheet, head.end - 1)}
    if not numbers:
        return
    titles = set(head.titles)
    for at in _places(sheet, numbers, head.end):
        found = _head(sheet, list(sheet.rows[at : at + 4]), at, known)
        if found is None or not at <= found.first <= at + 2:
            continue
        if _known(found.titles, known) >= 2 and len(titles.symmetric_difference(found.titles) - {""}) > 1:
            titles = set(found.titles)
            yield found


def _places(sheet: Sheet, numbers: set[int], begin: int) -> list[int]:
    last = max(numbers)
    found = []
    for at, (number, _) in enumerate(sheet.rows):
        if number > last:
            break
        if at >= begin and number in numbers:
            found.append(at)
    return found


def _side_by_side(titles: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Two tables with a column of nothing between them, whose titles repeat, are read one after the other."""
    groups: list[range] = []
    begin = None
    for at, word in enumerate([*titles, ""]):
        if word and begin is None:
            begin = at
        elif not word and begin is not None:
            groups.append(range(begin, at))
            begin = None
    sets = [{title(titles[at]) for at in group} for group in groups]
    if len(groups) < 2 or not all(len(one) > 1 and len(one & sets[0]) > 1 for one in sets):
        yield titles
        return
    for group in groups:
        yield tuple(word if at in group else "" for at, word in enumerate(titles))
