"""An item: what the plan asks; who and when; what to ask and see; how it is judged, said and put right."""

import re
from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator
from pydantic import Field as Key
from pydantic_core import PydanticCustomError

from inspector.checklist.fields import Choices, Field, FieldType, Value
from inspector.checklist.judges import AnyJudge
from inspector.checklist.values import AmountText, DateText, Due, Few, Frozen, Id, Ids, Line, RangeText, TermText, Texts
from inspector.checklist.verdicts import Asked


class RowOf(Frozen):
    """One fixed row of a table with its own lines; `absent` is the label of "there is none here".

    `unit` says what is counted in this row where the rows differ.
    """

    label: str
    unit: str = ""
    at_least: Line | None = None
    at_most: Line | None = None
    absent: str = ""
    source: str = ""


Rows = Annotated[
    dict[Id, RowOf],
    BeforeValidator(
        lambda rows: (
            {k: {"label": r} if isinstance(r, str) else r for k, r in rows.items()} if isinstance(rows, dict) else rows
        ),
        json_schema_input_type=dict[str, str | RowOf],
    ),
]


class Draw(Frozen):
    """How many rows a sample has: `at_least` of the number in `of`, all of them when there are fewer."""

    at_least: int
    else_: Annotated[Literal["all"], Key(alias="else")] = "all"


class Sample(Frozen):
    """Rows drawn on site, one each for a child, class or person, keyed by a code and never by a name."""

    of: Id | None = None
    draw: Draw | Literal["all"] = "all"
    label: str = "编号"


class Ask(Frozen):
    """The question: one field, columns, rows x columns, a sample, or a roll-up of the units below."""

    question: str = ""
    hint: str = ""
    type: FieldType | Literal["roll_up"] | None = None
    unit: str = ""
    choices: Choices = {}
    alternatives: Annotated[dict[Id, str], Key(alias="or")] = {}
    plausible: RangeText | None = None
    rows: Rows = {}
    columns: dict[Id, Field] = {}
    sample: Sample | None = None
    of: Id | None = None
    as_: Annotated[Literal["share_met", "share_earned", "pooled", "mean", "worst"] | None, Key(alias="as")] = None

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Columns by id; a single question is the column `value`."""
        if self.columns:
            return self.columns
        if self.type is None or self.type == "roll_up":
            return {}
        single = Field.model_construct(
            type=self.type,
            label="",
            hint="",
            unit=self.unit,
            choices=self.choices,
            alternatives=self.alternatives,
            plausible=self.plausible,
            at_least=None,
            at_most=None,
            force="hard",
            zero=None,
        )
        return {"value": single}

    @cached_property
    def zero_columns(self) -> tuple[str, ...]:
        """Columns whose 0 takes their row out: no pupils, no duty."""
        return tuple(name for name, one in self.fields.items() if one.zero == "row_not_applicable")

    @cached_property
    def read(self) -> Callable[[str], Value] | None:
        """The reader of a single question: one field, once, without rows, columns or sample."""
        single = not self.columns and not self.rows and self.sample is None
        return self.fields["value"].typed if single and self.fields else None

    @cached_property
    def asked(self) -> Asked:
        """The question as the judge forms see it."""
        first = next(iter(self.fields.values()), None)
        labels = {key: row.label for key, row in self.rows.items()}
        if not labels and first is not None and first.type == "select_multiple":
            labels = {key: choice.label for key, choice in first.choices.items()}
        return Asked(
            labels,
            first.options if first else {},
            {key: row.at_least for key, row in self.rows.items() if row.at_least is not None},
            {key: row.at_most for key, row in self.rows.items() if row.at_most is not None},
            self.fields,
        )


class Request(Frozen):
    """A named piece of evidence to look for: a photo or a document."""

    photo: str = ""
    document: str = ""

    @property
    def words(self) -> str:
        return self.photo or self.document


def _day_of_year(text: object) -> object:
    try:
        if isinstance(text, str) and re.fullmatch(r"[0-9]{2}-[0-9]{2}", text):
            date.fromisoformat(f"2023-{text}")
            return text
    except ValueError:
        pass  # the same message as for any other text
    raise PydanticCustomError("date", "{value}", {"value": str(text)})


class Every(Frozen):
    """A duty that recurs: once for each date `MM-DD` of a year inside the period; 02-29 is not in every year."""

    year: Annotated[
        tuple[Annotated[str, BeforeValidator(_day_of_year)], ...],
        BeforeValidator(lambda value: (value,) if isinstance(value, str) else value, json_schema_input_type=Few),
    ]


class Rectify(Frozen):
    """What puts it right, how long that may take and from which event the days count."""

    action: str
    within: TermText
    from_: Annotated[Literal["notice_received", "opinion_issued"], Key(alias="from")] = "notice_received"


def _wordings(value: object) -> object:
    return (
        {key: " ".join(one.split()) if isinstance(one, str) else one for key, one in value.items()}
        if isinstance(value, dict)
        else value
    )


class Item(Frozen):
    """One 观测点."""

    id: Id
    title: str
    clause: Texts
    unit: Ids
    duty_of: Id | None = None
    applies_when: Texts = ()
    due: Due | None = None
    every: Every | None = None
    split_by: Id | None = None
    given: Ids = ()
    needs: Ids = ()
    ask: Ask
    see: dict[Id, Request] = {}
    judge: AnyJudge | None = None
    say: Annotated[dict[str, str], BeforeValidator(_wordings)] = {}
    rectify: Rectify | None = None
    office: Texts = ()
    story: Id | None = None
    was: Ids = ()
    retired: str = ""

    @property
    def rolls_up(self) -> bool:
        return self.ask.type == "roll_up"

    def led_elsewhere(self, kind: str, name: str) -> bool:
        """Whether other departments of the city lead it, so that it is not asked of this one."""
        return bool(self.office) and kind == "department" and name not in self.office

    @property
    def judged(self) -> bool:
        """False for what is only recorded."""
        return self.judge is not None


CaseState = Literal["", "not_applicable", "not_checked", "unverifiable"]


class CaseUnit(Frozen):
    """The unit of a worked case; all may be left out."""

    kind: Id | None = None
    name: str = "甲单位"
    place: str = ""


class Expect(Frozen):
    """What a worked case must give; only the keys that are written are compared."""

    result: Literal[
        "pass", "partial", "fail", "not_due", "not_applicable", "not_checked", "unverifiable", "informational"
    ]
    share: AmountText | None = None
    reasons: Texts | None = None
    failing: Texts | None = None
    says: str | None = None
    finding: Literal["problem", "suggestion", "none"] | None = None


class Below(Frozen):
    """`times` units below with one answer each, for the cases of a roll-up."""

    kind: Id | None = None
    facts: dict[str, str | dict[str, str]] = {}
    answer: object = None
    note: str = ""
    state: CaseState = ""
    times: Annotated[int, Key(ge=1, le=10_000)] = 1


class Case(Frozen):
    """A worked case: facts and an answer, and what the judge must say to them.

    `district` and `city` are facts of these units above; `above` has them for any other kind."""

    case: str
    item: Id
    unit: CaseUnit = CaseUnit()
    facts: dict[str, str | dict[str, str]] = {}
    district: dict[str, str] = {}
    city: dict[str, str] = {}
    above: dict[Id, dict[str, str]] = {}
    settings: dict[str, str] = {}
    answers: dict[str, object] = {}
    answer: object = None
    note: str = ""
    state: CaseState = ""
    as_of: DateText | None = None
    period: tuple[DateText, DateText] | None = None
    below: tuple[Below, ...] = ()
    expect: Expect
