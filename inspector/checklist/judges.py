"""The closed list of judge forms; each says met or not and names the reason."""

from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field as Key

from inspector.checklist.fields import Choice
from inspector.checklist.judge import MET, NOTHING, ONE, SINGLE, VALUE, ZERO, Decide, Judge, Outcome
from inspector.checklist.judge_numbers import Banded, Count, Measure, PerHead, Ratio, Trend
from inspector.checklist.judge_parts import KOfN, Seen, ShareOfRows
from inspector.checklist.values import TermText
from inspector.checklist.verdicts import Answered, Asked, Ground, Reason, Undecided, Verdict

SHORT = Verdict(True, ONE, (Reason("shortcoming"),))
NOT_MET = Verdict(False, ZERO, (Reason("not_met"),))
PARTLY = Verdict(False, ZERO, (Reason("not_met"),), partly=True)


class ByChoice(Judge):
    """Each choice says whether the line is met; one that needs a note is met with a shortcoming."""

    REASONS = ("not_met", "shortcoming")
    GROUNDED = False
    form: Literal["by_choice"]

    def ready(self, asked: Asked) -> Decide:
        verdicts = {key: _by_choice(choice) for key, choice in asked.choices.items()}

        def decide(answered: Answered, ground: Ground) -> Outcome:
            chosen = answered.rows.get(SINGLE, NOTHING).get(VALUE)
            return Undecided("incomplete") if chosen is None else verdicts[str(chosen)]

        return decide


def _by_choice(choice: Choice) -> Verdict:
    if choice.note == "needed":
        return SHORT if choice.met else PARTLY
    return MET if choice.met else NOT_MET


class YesOrNo(Judge):
    """A plain yes or no; `want: no` for questions such as "was anyone refused?"."""

    REASONS = ("not_met",)
    GROUNDED = False
    form: Literal["yes_no"]
    want: Literal["yes", "no"] = "yes"

    def ready(self, asked: Asked) -> Decide:
        want = self.want

        def decide(answered: Answered, ground: Ground) -> Outcome:
            chosen = answered.rows.get(SINGLE, NOTHING).get(VALUE)
            if chosen is None:
                return Undecided("incomplete")
            return MET if chosen == want else NOT_MET

        return decide


class ByDate(Judge):
    """Done by its date; not done is not due before the date and not met after it (scoring 2, deadline)."""

    REASONS = ("late", "not_done")
    form: Literal["by_date"]
    grace: TermText | None = None

    def ready(self, asked: Asked) -> Decide:
        grace = timedelta(days=self.grace.days if self.grace else 0)

        def decide(answered: Answered, ground: Ground) -> Outcome:
            done, due = answered.rows.get(SINGLE, NOTHING).get(VALUE), ground.due
            if done is None:
                return Undecided("incomplete")
            if isinstance(done, str):
                return _not_done(due, ground.as_of)
            assert isinstance(done, date)
            if done > ground.as_of:
                return Undecided("contradiction", "future_date")
            if due is None or done <= due or (grace and done <= due + grace):
                return MET
            late = (done - due).days
            figures = {"due": due, "days_late": late}
            return Verdict(False, ZERO, (Reason("late", figures),), partly=True, days_late=late)

        return decide


def _not_done(due: date | None, as_of: date) -> Outcome:
    if due is not None and as_of <= due:
        return Undecided("not_due")
    overdue = (as_of - due).days if due else 0
    return Verdict(False, ZERO, (Reason("not_done", {"due": due, "days_overdue": overdue}),))


AnyJudge = Annotated[
    ByChoice | YesOrNo | Count | Ratio | Banded | ByDate | PerHead | KOfN | ShareOfRows | Measure | Trend | Seen,
    Key(discriminator="form"),
]
FORMS: dict[str, type[Judge]] = {
    "by_choice": ByChoice,
    "yes_no": YesOrNo,
    "count": Count,
    "ratio": Ratio,
    "banded": Banded,
    "by_date": ByDate,
    "per_head": PerHead,
    "k_of_n": KOfN,
    "share_of_rows": ShareOfRows,
    "measure": Measure,
    "trend": Trend,
    "seen": Seen,
}
