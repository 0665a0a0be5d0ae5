"""What the form says about an item: its trouble in words, its badge, the running score."""

from functools import lru_cache

from inspector.checklist.cells import DRAW, EVIDENCE
from inspector.checklist.fields import FieldProblem
from inspector.checklist.items import Item
from inspector.checklist.verdicts import Undecided
from inspector.fieldwork.operations import Level
from inspector.i18n import N_, current_locale, gettext, ngettext
from inspector.scoring.results import Result
from inspector.web.forms.layout import text
from inspector.web.operations.fields import drawn
from inspector.web.operations.live import Live
from inspector.web.pages import RESULT_NAMES

CONTRADICTIONS = {
    "part_over_whole": N_("The part is larger than the whole. Please check both numbers."),
    "future_date": N_("The date lies after the cut-off date of the round. Please check it."),
    "outside_bands": N_("The value lies outside everything that is possible here. Please check it."),
}
REASON_NEEDED = N_("Not applicable needs a reason.")
NOTE_NEEDED = N_("Please say in the note what the shortcoming is.")
NOT_LOOKED_AT = N_("Drawn, but nothing is entered: {codes}.")
NOT_DRAWN = N_("Entered, but not drawn: {codes}.")
UNKNOWN_FACT = N_('Cannot be judged yet: the fact "%(fact)s" has not been entered.')
UNKNOWN_SETTING = N_('Recorded only: the round leaves "%(setting)s" open.')
LINES_MET = N_("%(met)s of %(all)s lines met")
SCORE, SELF_SCORE = N_("Score %(points)s"), N_("Self-score %(points)s")


def problem_text(problem: FieldProblem) -> str:
    """A field's problem in the reader's language."""
    return gettext(problem.message).format(**problem.params)


def contradiction(result: Result) -> str:
    """Which of CONTRADICTIONS an item shows, or empty."""
    if result.state != "not_checked":
        return ""
    whys = [one.verdict for one in result.outcomes if isinstance(one.verdict, Undecided)]
    return next((one.name for one in whys if one.why == "contradiction"), "")


def note_needed(live: Live, item: Item) -> bool:
    """A choice was made that asks for words, and there are none."""
    if not any(choice.note for choice in item.ask.choices.values()):
        return False
    for block in live.times[item.id] or (None,):
        head = f"{item.id}@{block.key}" if block and block.key else item.id
        chosen = live.cells.get(f"{head}/value", "")
        choice = item.ask.choices.get(chosen)
        if choice and choice.note == "needed" and not live.cells.get(f"{head}/note"):
            return True
    return False


def reason_needed(live: Live, item: Item) -> bool:
    heads = [item.id, *(f"{item.id}@{one.key}" for one in live.times[item.id] if one.key)]
    return any(
        live.cells.get(f"{head}/state") == "not_applicable" and not live.cells.get(f"{head}/reason") for head in heads
    )


def trouble(live: Live, result: Result) -> str:
    """What is wrong with an item as a whole, in words; empty when nothing is."""
    name = contradiction(result)
    if name:
        return gettext(CONTRADICTIONS[name])
    if reason_needed(live, result.item):
        return gettext(REASON_NEEDED)
    if note_needed(live, result.item):
        return gettext(NOTE_NEEDED)
    if result.why.startswith("below:"):
        many = int(result.why.partition(":")[2])
        words = ngettext("%(num)s unit below is not checked yet.", "%(num)s units below are not checked yet.", many)
        return words % {"num": many}
    return _unknown(live, result)


def _unknown(live: Live, result: Result) -> str:
    checklist = live.ground.edition.checklist
    where, _, name = result.why.rpartition(".")
    if result.state == "informational" and where == "setting" and name in checklist.settings:
        return gettext(UNKNOWN_SETTING) % {"setting": checklist.settings[name].label}
    if result.state == "not_checked" and where not in ("answer", "result") and name in checklist.facts:
        return gettext(UNKNOWN_FACT) % {"fact": checklist.facts[name].label}
    return ""


def hidden(result: Result) -> bool:
    """Whether the item leaves the form: its conditions do not hold, or wait for an earlier answer."""
    if not result.applies:
        return not result.item.rolls_up
    return result.state == "not_checked" and result.why.startswith(("answer.", "result."))


def badge(result: Result) -> str:
    return _badge(result.state, current_locale())


@lru_cache(maxsize=64)
def _badge(state: str, locale: str) -> str:
    """By locale, which `gettext` reads from the context."""
    return f'<span class="badge {state}">{text(gettext(RESULT_NAMES[state]))}</span>'


def sample_trouble(live: Live, item: Item) -> str:
    """Where the rows of a drawn sample are not those that were drawn, in words; empty when they are."""
    said = []
    for head in (f"{item.id}@{one.key}" if one.key else item.id for one in live.times[item.id]):
        found = drawn(live.cells.get(f"{head}/{DRAW}"))
        if found is None:
            continue
        rest = [path.removeprefix(f"{head}/").partition("/") for path in live.cells if path.startswith(f"{head}/")]
        rows = dict.fromkeys(code for code, _, column in rest if column and code != EVIDENCE)
        open_, beside = [one for one in found.codes if one not in rows], [one for one in rows if one not in found.codes]
        for words, codes in ((NOT_LOOKED_AT, open_), (NOT_DRAWN, beside)):
            said += [gettext(words).format(codes=" ".join(codes))] if codes else []
    return " ".join(said)


def settled(live: Live, result: Result) -> bool:
    """Whether nothing more is to be entered: judged, set aside by hand, or recorded."""
    if result.state not in ("not_checked", "informational") or live.cells.get(f"{result.item.id}/state"):
        return True
    return result.state == "informational" and (bool(result.why) or live.answered(result.item.id))


def points(low: int | None, high: int | None) -> str:
    """A score in points, as an interval while something is open."""
    if low is None or high is None:
        return "—"
    first, last = _two(low), _two(high)
    return first if first == last else f"{first}–{last}"


def _two(millionths: int) -> str:
    """Half-up, as `number` rounds (scoring 15); both decimals always stand, so that a running score does not jump."""
    hundredths = (millionths + 5_000) // 10_000
    return f"{hundredths // 100}.{hundredths % 100:02}"


def score_text(live: Live) -> str:
    """The running score; in the mode of lines how many are met."""
    tally = live.tally()
    if live.ground.survey.scheme.mode == "lines":
        states = [one.state for one in live.results.values()]
        met = states.count("pass")
        counted = sum(state in ("pass", "partial", "fail", "unverifiable", "not_checked") for state in states)
        return gettext(LINES_MET) % {"met": met, "all": counted}
    words = SELF_SCORE if live.level is Level.self else SCORE
    return gettext(words) % {"points": points(tally.low, tally.high)}
