"""The second form of a batch: who signed, which day is printed, which numbers the letters get."""

import json
from collections.abc import Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import asdict, replace

from inspector.casework.letter_numbers import LetterNumber, is_code, read_code
from inspector.i18n import gettext
from inspector.letters.kinds import KINDS
from inspector.storage.tables import LetterBatch
from inspector.web.letters.wish import LONGEST_NAME, is_day

DAYS = ("signed_on", "issued_on")
LONGEST_NOTE = 500


class Order(Struct, frozen=True):
    """As typed. `numbers`: "run" counts on from `first` as the document office assigned it, "series" draws from the
    own series. `note` goes with the review, `reason` with opinions that go out before the time for an answer is over.
    """

    numbers: str = "run"
    code: str = ""
    first: str = ""
    person: str = ""
    signed_on: str = ""
    issued_on: str = ""
    note: str = ""
    reason: str = ""
    by: int = 0
    errors: Mapping[str, str] | None = None

    @property
    def own_series(self) -> bool:
        return self.numbers == "series"

    @property
    def issued(self) -> date:
        return date.fromisoformat(self.issued_on)

    @property
    def signed(self) -> date:
        return date.fromisoformat(self.signed_on)

    def number(self, after: int) -> str:
        """Of the letter that comes so many places after the first: of the run, or of the year in the own series."""
        first = 1 if self.own_series else int(self.first)
        return str(LetterNumber(self.code, self.issued.year, first + after))

    def kept(self) -> str:
        return json.dumps({name: value for name, value in asdict(self).items() if name != "errors"}, ensure_ascii=False)


def order_of(batch: LetterBatch) -> Order:
    return Order(**json.loads(batch.issuing))


def first_order(batch: LetterBatch, code: str, today: date) -> Order:
    """What the form shows before anybody typed; `code` of the letter that was issued last."""
    if batch.issuing:
        return order_of(batch)
    day = today.isoformat()
    numbers = "series" if KINDS[batch.kind].own_series else "run"
    return Order(numbers=numbers, code=code, signed_on=day, issued_on=day)


def read_order(typed: Mapping[str, str], shown: Order, *, by: int, today: date) -> Order:
    texts = {name: typed.get(name, "").strip() for name in ("code", "first", "person", "note", "reason", *DAYS)}
    texts["code"] = read_code(texts["code"])
    numbers = typed.get("numbers", shown.numbers)
    errors = {name: gettext("Choose a day.") for name in DAYS if not is_day(texts[name])}
    errors |= {name: gettext("Too long.") for name in ("note", "reason") if len(texts[name]) > LONGEST_NOTE}
    if not 0 < len(texts["person"]) <= LONGEST_NAME:
        errors["person"] = gettext("Give the name and post.")
    if not is_code(texts["code"]):
        errors["code"] = gettext("Give the code of the office, such as 运教督.")
    if numbers not in ("run", "series"):
        errors["numbers"] = gettext("Choose where the numbers come from.")
    if numbers == "run" and not _is_serial(texts["first"]):
        errors["first"] = gettext("Give the first number that the document office assigned.")
    if not errors:
        errors = _in_order(texts["signed_on"], texts["issued_on"], today)
    return replace(shown, **texts, numbers=numbers, by=by, errors=errors)


def _in_order(signed: str, issued: str, today: date) -> dict[str, str]:
    errors = {}
    if issued < signed:
        errors["issued_on"] = gettext("This day lies before the step that came first.")
    late = [name for name, day in (("signed_on", signed), ("issued_on", issued)) if day > today.isoformat()]
    errors |= {name: gettext("This day has not come yet.") for name in late}
    return errors


def _is_serial(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 5 and int(text) > 0
