"""What is read off the frozen inputs of a letter without knowing its kind of paper."""

import json
from datetime import date

from inspector.casework.deadlines import Deadline
from inspector.casework.remedies import Term
from inspector.storage.tables import Letter

PRELIMINARY = "preliminary_opinion"


def is_preliminary(letter: Letter) -> bool:
    """初步督导意见; one written as an opinion before the unit was heard is the same paper."""
    if letter.kind == "opinion":
        return json.loads(letter.inputs)["paper"].get("heard") is False
    return letter.kind == PRELIMINARY


def is_secret(letter: Letter) -> bool:
    """Marked with 密级."""
    return bool(json.loads(letter.inputs)["paper"]["occasion"].get("secrecy"))


def code_of(letter: Letter) -> str:
    """机关代字 that the drafted head leaves room for a number under; empty where it has none."""
    number: str = json.loads(letter.inputs)["paper"]["occasion"].get("number", "")
    return number.partition("〔")[0] if "〔" in number else ""


def heeded(letter: Letter) -> frozenset[str]:
    """The statements that an opinion follows."""
    return frozenset(one["statement"] for one in json.loads(letter.inputs)["paper"].get("accepted", ()))


def reply_by(letter: Letter) -> date | None:
    """The last day for the unit's answer, as printed."""
    text = json.loads(letter.inputs)["paper"].get("reply_by")
    return date.fromisoformat(text) if text else None


def answer_term(letter: Letter) -> Term | None:
    """The last day as printed, with the rule it names; None without one."""
    until = reply_by(letter)
    source: str = json.loads(letter.inputs)["paper"].get("term_source", "")
    return Term(Deadline(until), source) if until else None
