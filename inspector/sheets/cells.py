"""One cell of a column: from what stands in the sheet to canonical text, or to what is wrong with it."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from inspector.checklist.fields import NUMBERS, Field, FieldProblem, normalise, parse
from inspector.i18n import N_
from inspector.sheets.flaws import NO_VALUE
from inspector.sheets.preview import NO_PARAMS
from inspector.sheets.reading import Cell
from inspector.sheets.vocabulary import ERRORS, NO, NOTHING, YES, plain, tidy, visible

KEPT = 50_000
"""Different cells of a column whose parsed text is remembered; a column of counts has a few hundred."""
LONGEST_NAME = 100
LONGEST_CODE = 32
FIRST_SERIAL, LAST_SERIAL = 18_172, 73_050
"""Days since 1899-12-30 that can be a date: 1949-10-01 to 2099-12-31."""
SERIAL_DAY = dt.date(1899, 12, 30)
DIGITS, DECIMALS = 15, 6
EXACT = 10**15
"""From here on Excel has replaced digits by zeros."""
SCIENTIFIC = re.compile(r"-?[0-9]+(\.[0-9]+)?[eE]\+?[0-9]+")
CODE = re.compile(r"[0-9A-Za-z]([0-9A-Za-z_-]{0,30}[0-9A-Za-z])?")
CHILD = re.compile(r"[A-Za-z0-9_-]{1,32}")
LOGIN = re.compile(r"[\w.@-]{1,64}")
COMPACT_DATE = re.compile(r"(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")

MESSAGES: Mapping[str, str] = {
    "formula_error": N_("The formula gives the error {text}. Mend it, or write the value."),
    "no_value": N_("The formula has never been worked out. Open the file in Excel or WPS, save it and send it again."),
    "scientific": N_("'{text}' is a long number in scientific notation: digits are lost. Format the column as text."),
    "digits_lost": N_("A number of more than 15 digits: Excel has replaced the last ones by 0. Enter it as text."),
    "not_a_code": N_("'{text}' is not a code: letters, digits and - only."),
    "no_day": N_("1900-01-00 is how Excel shows an empty date. Write the date, or empty the cell."),
    "read_as_date": N_("The number {text} was read as the date {day}."),
    "read_as_percent": N_("{text} was read as {share}%."),
    "percent_or_share": N_("Is 1 meant as 100% or as 1%? Write it with the sign %."),
    "percent_here": N_("'{text}' is a percentage, but a number is wanted in {unit}."),
    "rounded": N_("{text} has more than six decimals; it was rounded to {value}."),
    "child_named": N_("A child is never named here. Write a code of letters and digits instead of '{text}'."),
    "not_a_login": N_("'{text}' is not a login name: letters, digits, and . - _ @ only."),
    "too_long": N_("Too long: {length} characters, at most {most}."),
    "not_a_choice": N_("'{text}' is not one of: {choices}."),
    "missing": N_("Nothing stands here, but {field} is needed."),
}


class Flaw(str):
    """What is wrong with a cell, in its place among the texts; as a text it is what is taken all the same."""

    code: str
    message: str
    params: Mapping[str, str]
    fatal: bool

    def __new__(cls, code: str, taken: str | None = None, message: str = "", **params: object) -> "Flaw":
        made = super().__new__(cls, taken or "")
        made.code = code
        made.message = message or MESSAGES[code]
        made.params = {name: str(value)[:80] for name, value in params.items()} or NO_PARAMS
        made.fatal = taken is None
        return made


class Column(dict[Cell, str]):
    """Parsed texts by cell: a column has few different ones, and each is parsed once."""

    def __init__(self, read: Callable[[Cell], str], flaws: list[str] | None = None) -> None:
        """`flaws` is shared by the columns of a table: while it is empty, no cell of a row needs a second look."""
        super().__init__()
        self._read = read
        self._flaws = [] if flaws is None else flaws

    def __missing__(self, cell: Cell) -> str:
        found = self._read(cell)
        if type(found) is not str and not self._flaws:
            self._flaws.append(found)
        if len(self) < KEPT:
            self[cell] = found
        return found


def words(cell: Cell) -> str:
    """The text of a cell that may hold any; a number as Excel shows it."""
    if isinstance(cell, float):
        return number_text(cell)
    if not cell.isalnum():
        if cell.startswith(NO_VALUE):
            return Flaw("no_value")
        cell = visible(cell)
        if cell.startswith("#") and cell.upper() in ERRORS:
            return Flaw("formula_error", text=cell)
    return "" if cell in NOTHING else unicodedata.normalize("NFC", cell)


def number_text(number: float) -> str:
    """At most 15 digits, as Excel keeps them; never in scientific notation."""
    if number.is_integer() and abs(number) < EXACT:
        return str(int(number))
    return format(Decimal(f"{number:.15g}"), "f")


def name(cell: Cell) -> str:
    if type(cell) is str and cell.isalnum() and len(cell) <= LONGEST_NAME and cell not in NOTHING:
        return unicodedata.normalize("NFC", cell)
    text = words(cell)
    if type(text) is str and len(text) > LONGEST_NAME:
        return Flaw("too_long", length=len(text), most=LONGEST_NAME)
    return text if type(text) is not str else tidy(text)


def code(cell: Cell) -> str:
    """National codes: digits that are text, although many a sheet keeps them as numbers."""
    if isinstance(cell, float) and abs(cell) >= EXACT:
        return Flaw("digits_lost", text=number_text(cell))
    if type(cell) is str and cell.isdigit() and cell.isascii() and len(cell) < LONGEST_CODE:
        return cell
    text = words(cell)
    if type(text) is not str or not text:
        return text
    text = "".join(normalise(text).lstrip("'").split())
    if SCIENTIFIC.fullmatch(text):
        return Flaw("scientific", text=text)
    return text if CODE.fullmatch(text) else Flaw("not_a_code", text=text)


def child(cell: Cell) -> str:
    text = words(cell)
    if type(text) is not str or not text:
        return text
    text = normalise(text)
    if SCIENTIFIC.fullmatch(text) and not isinstance(cell, float):
        return Flaw("scientific", text=text)
    return text if CHILD.fullmatch(text) else Flaw("child_named", text=text)


def login(cell: Cell) -> str:
    text = words(cell)
    if type(text) is not str or not text:
        return text
    text = normalise(text).casefold()
    return text if LOGIN.fullmatch(text) else Flaw("not_a_login", text=text)


def chosen(known: Mapping[str, str], shown: str) -> Callable[[Cell], str]:
    """A reader of closed lists: ids by plain words."""

    def read(cell: Cell) -> str:
        text = words(cell)
        if type(text) is not str or not text:
            return text
        return known.get(plain(text)) or Flaw("not_a_choice", text=text, choices=shown)

    return read


def date(cell: Cell) -> str:
    """Dates as text in any of the usual ways, and as the bare number of a day."""
    if isinstance(cell, float) and cell.is_integer() and FIRST_SERIAL <= cell <= LAST_SERIAL:
        day = SERIAL_DAY + dt.timedelta(days=int(cell))
        return Flaw("read_as_date", day.isoformat(), text=int(cell), day=day.isoformat())
    text = words(cell)
    if type(text) is not str or not text:
        return text
    text = "".join(normalise(text).split()) if not re.search(r"\d \d", text) else normalise(text).split()[0]
    if text == "1900-01-00":
        return Flaw("no_day")
    if COMPACT_DATE.fullmatch(text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return checked(parse(Field(type="date"), text))


def checked(found: str | FieldProblem) -> str:
    """A problem of the language of checklists, as a flaw of a cell."""
    if isinstance(found, FieldProblem):
        return Flaw("not_taken", None, found.message, **dict(found.params))
    return found


def fact(asked: Field, title: str) -> Callable[[Cell], str]:
    """The reader of a fact's column; `title` says whether it is filled in ten thousands (万元)."""
    if asked.type in NUMBERS:
        return _number(asked, 10_000 if "万元" in title and asked.unit == "yuan" else 1)
    if asked.type == "date":
        return date
    if asked.type == "select_one":
        return _choice(asked)
    if asked.type == "select_multiple":
        return _choices(asked)
    return lambda cell: found if type(found := words(cell)) is not str else checked(parse(asked, found))


def _plainly(asked: Field, slowly: Callable[[Cell], str]) -> Callable[[Cell], str]:
    """The usual number, quickly; whatever is unusual about a cell is left to `slowly`."""
    low, high = (asked.plausible.low, asked.plausible.high) if asked.plausible else (Fraction(0), Fraction(EXACT - 1))
    least, most, whole = float(low), float(high), asked.type == "integer"
    if Fraction(least) != low or Fraction(most) != high:
        return slowly

    def read(cell: Cell) -> str:
        if type(cell) is not float or not least <= cell <= most:
            return slowly(cell)
        if cell.is_integer():
            return str(int(cell))
        text = repr(cell)
        short = len(text) <= DIGITS and len(text) - text.find(".") <= DECIMALS + 1 and "e" not in text
        return text if short and not whole else slowly(cell)

    return read


def _number(asked: Field, times: int) -> Callable[[Cell], str]:
    percent = asked.unit in ("percent", "%")
    share = not asked.unit and asked.plausible is not None and asked.plausible.high <= 1

    def read(cell: Cell) -> str:
        text = words(cell)
        if type(text) is not str or not text:
            return text
        text = normalise(text)
        if text in asked.alternatives:
            return text
        if isinstance(cell, float) and percent and 0 < cell <= 1:
            return _percent_of(asked, cell, text)
        if text.endswith("%"):
            if not percent and not share:
                return Flaw("percent_here", text=text, unit=asked.label)
            text = text.removesuffix("%").rstrip()
            text = text if percent else _scaled(text, Fraction(1, 100))
        return _rounded(asked, _scaled(text, Fraction(times)) if times > 1 else text, cell)

    return read if percent or times > 1 else _plainly(asked, read)


def _percent_of(asked: Field, cell: float, text: str) -> str:
    """A cell formatted as a percentage holds 0.97 and shows 97%."""
    if cell == 1:
        return Flaw("percent_or_share")
    taken = checked(parse(asked, _scaled(text, Fraction(100))))
    return taken if isinstance(taken, Flaw) else Flaw("read_as_percent", taken, text=text, share=taken)


def _scaled(text: str, factor: Fraction) -> str:
    """Exact in decimals; what is no number stays as it is, to be refused as it stands."""
    plain_text = text.replace(",", "")
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]+)?", plain_text):
        return text
    scaled = Decimal(plain_text) * factor.numerator / factor.denominator
    return format(scaled, "f")


def _rounded(asked: Field, text: str, cell: Cell) -> str:
    _, _, decimals = text.partition(".")
    if asked.type == "decimal" and len(decimals) > DECIMALS and isinstance(cell, float) and decimals.isdigit():
        value = Decimal(text).quantize(Decimal("0.000001"), ROUND_HALF_EVEN)
        taken = checked(parse(asked, format(value, "f")))
        return taken if isinstance(taken, Flaw) else Flaw("rounded", taken, text=text, value=taken)
    return checked(parse(asked, text))


def _by_label(asked: Field) -> dict[str, str]:
    found = {plain(one): key for key, choice in asked.options.items() for one in (choice.label, key)}
    if {"yes", "no"} == asked.options.keys():
        found |= dict.fromkeys(YES, "yes") | dict.fromkeys(NO, "no")
    return found | {plain(label): key for key, label in asked.alternatives.items()}


def _shown(asked: Field) -> str:
    return "、".join(choice.label for choice in asked.options.values())


def _choice(asked: Field) -> Callable[[Cell], str]:
    return chosen(_by_label(asked), _shown(asked))


def _choices(asked: Field) -> Callable[[Cell], str]:
    known = _by_label(asked)

    def read(cell: Cell) -> str:
        text = words(cell)
        if type(text) is not str or not text:
            return text
        parts = [known.get(plain(part), part) for part in re.split(r"[,，、;；/\n]", text) if part.strip()]
        if strange := [part for part in parts if part not in asked.choices]:
            return Flaw("not_a_choice", text=strange[0], choices=_shown(asked))
        return checked(parse(asked, ",".join(parts)))

    return read
