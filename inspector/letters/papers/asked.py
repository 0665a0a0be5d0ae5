"""What a paper needs and only a person knows: declared once, for the form, the command line and the reading of both."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from inspector.i18n import N_

LONGEST_LINE = 200
LONGEST_TEXT = 4_000


class Field(Struct, frozen=True):
    """`name` is a field of the paper's data class; `label`, `hint` and the options' second halves are message ids.

    Types: text is one line, long any number of paragraphs, lines one entry a line; moment is a day with hour and
    minute. An option is what is kept and how it is shown.
    """

    name: str
    label: str
    type: Literal["text", "long", "lines", "date", "moment", "choice", "flag"] = "text"
    needed: bool = False
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()


class Misfit(ValueError):
    """What was typed does not fit its field; the text is a message id."""


def value_of(field: Field, typed: str) -> object:
    """The typed text as the paper's data class holds it: nothing typed is "", None or ()."""
    text = typed.strip()
    if not text and field.needed:
        raise Misfit(N_("This must be filled in."))
    if field.type == "flag":
        return bool(text)
    if field.type == "date":
        return _day(text) if text else None
    if field.type == "moment":
        return _moment(text) if text else None
    if field.type == "choice" and text not in ("", *(kept for kept, _ in field.options)):
        raise Misfit(N_("Choose one of the list."))
    if len(text) > (LONGEST_TEXT if field.type in ("long", "lines") else LONGEST_LINE):
        raise Misfit(N_("Too long."))
    if field.type == "lines":
        return tuple(line.strip() for line in text.splitlines() if line.strip())
    return text


def values_of(fields: Sequence[Field], typed: Mapping[str, str]) -> tuple[dict[str, object], dict[str, str]]:
    """Values by field as far as they fit, and for the others the message id of what is wrong."""
    values: dict[str, object] = {}
    errors: dict[str, str] = {}
    for field in fields:
        try:
            values[field.name] = value_of(field, typed.get(field.name, ""))
        except Misfit as error:
            errors[field.name] = str(error)
    return values, errors


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Misfit(N_("Choose a day.")) from error
    if len(text) != len("2026-01-01") or not 2000 <= day.year <= 2099:
        raise Misfit(N_("Choose a day."))
    return day


def _moment(text: str) -> datetime:
    """Local time as typed, without a zone: it is printed as it stands."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Misfit(N_("Choose a day and a time.")) from error
    if len(text) != len("2026-01-01T09:30") or moment.tzinfo or not 2000 <= moment.year <= 2099:
        raise Misfit(N_("Choose a day and a time."))
    return moment


ADDRESSEE = Field("addressee", N_("Addressee"), needed=True)
PUBLICATION = Field(
    "publication",
    N_("What the report shows"),
    "choice",
    True,
    N_("As the round sets it. What a report does not show goes into the internal annex."),
    (
        ("met_only", N_("Met and not met only")),
        ("grades", N_("Grades too")),
        ("ranks", N_("Grades and ranks")),
    ),
)
CONTACT = Field("contact", N_("Contact"), hint=N_("Printed under the date, such as 联系人：张某，电话：……"))
DEMAND = Field("demand", N_("Further demands"), "long")
GROUNDS = Field(
    "grounds",
    N_("Grounds of the measure"),
    "long",
    True,
    N_("Which rule, which article: as the text of the rule says."),
)
RECEIVED = Field(
    "notice",
    N_("Received on"),
    "date",
    hint=N_("Terms run from this day; a last day on a holiday moves to the next working day."),
)
REPORT_BY = Field("report_by", N_("Report by"), "date")
REPORT_TO = Field("report_to", N_("Report to"), needed=True)
TERM_SOURCE = Field(
    "term_source",
    N_("Where the term comes from"),
    hint=N_("The rule with its article. Without one the paper says that the office set the term itself."),
)
