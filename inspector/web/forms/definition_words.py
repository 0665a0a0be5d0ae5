"""What a form says while a device judges it by itself, by the codes that the device's judgement uses.

states    {state: its name}
trouble   by code: part_over_whole, future_date, outside_bands, reason, note, below, fact, setting; the last
          two with {label} of the fact or setting
missing   by kind, as on the page before submitting; `blocking` the kinds that hold it up
problems  {message id of checklist.fields: words with its placeholders}
score     with {points}, or {met} and {all} in the mode of lines
"""

from typing import Any

from inspector.checklist.fields import UNIT_SIGNS
from inspector.fieldwork.operations import Level
from inspector.i18n import gettext
from inspector.web.forms import words as said
from inspector.web.operations.fields import MESSAGES
from inspector.web.operations.live import Live
from inspector.web.pages import RESULT_NAMES
from inspector.web.reviews.missing import BLOCKING, KINDS, NOT_FILLED_IN


def words(live: Live) -> dict[str, Any]:
    trouble = {name: gettext(text) for name, text in said.CONTRADICTIONS.items()}
    trouble |= {"reason": gettext(said.REASON_NEEDED), "note": gettext(said.NOTE_NEEDED)}
    trouble |= {
        "fact": gettext(said.UNKNOWN_FACT) % {"fact": "{label}"},
        "setting": gettext(said.UNKNOWN_SETTING) % {"setting": "{label}"},
    }
    kinds = KINDS | ({"unanswered": NOT_FILLED_IN} if live.level is Level.self else {})
    return {
        "states": {state: gettext(name) for state, name in RESULT_NAMES.items()},
        "trouble": trouble,
        "missing": {kind: gettext(text) for kind, text in kinds.items()},
        "blocking": sorted(BLOCKING),
        "problems": {message: gettext(message) for message in MESSAGES},
        "units": UNIT_SIGNS,
        "score": _score(live),
    }


def _score(live: Live) -> str:
    if live.ground.survey.scheme.mode == "lines":
        return gettext(said.LINES_MET) % {"met": "{met}", "all": "{all}"}
    own = said.SELF_SCORE if live.level is Level.self else said.SCORE
    return gettext(own) % {"points": "{points}"}
