"""Every message to a checklist author, in one catalogue: what is wrong and what to do next."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Code(Enum):
    """A kind of mistake: its number, what is wrong, the next step. Texts are gettext message ids."""

    YAML_SYNTAX = ("Y01", "This is not valid YAML: {detail}", "Correct the line; check indents and colons.")
    DUPLICATE_KEY = ("Y02", "The key '{key}' stands twice here", "Keep one of the two.")
    ANCHOR = ("Y03", "Anchors and aliases (&, *) are not allowed", "Write the value out where it is needed.")
    TAG = ("Y04", "Tags (!) are not allowed", "Remove the tag, or put the text in quotes.")
    NOT_UTF8 = ("Y05", "The file is not UTF-8 text", "Save it again as UTF-8.")
    EMPTY_FILE = ("Y06", "The file is empty", "Fill it or remove it.")
    TOO_DEEP = ("Y07", "The file is too large or too deeply nested", "Split the file.")
    QUOTE_IT = ("Y08", "A condition that starts with ! or a quote must be quoted", "Put '...' around it.")
    MISSING_FILE = ("F01", "The file {name} is missing", "Create it; the authors' guide shows what it holds.")
    STRAY_FILE = ("F02", "No section is called '{name}'", "Name it under 'sections' or remove the file.")
    NOT_A_FOLDER = ("F03", "There is no checklist folder here", "Give the path of a folder with a plan.yaml.")
    UNKNOWN_KEY = ("M01", "The key '{key}' is not known here", "Correct its spelling or remove it.")
    MISSING_KEY = ("M02", "The key '{key}' is missing", "Add it.")
    WRONG_VALUE = ("M03", "'{value}' does not fit here: {detail}", "Write it as the authors' guide shows.")
    BAD_AMOUNT = ("M04", "'{value}' is no amount", "Write it like 5, 97%, 1/3, 7000 yuan or 10 x a_fact.")
    BAD_DATE = ("M05", "'{value}' is no date", "Write it like 2025-12-31.")
    BAD_RANGE = ("M06", "'{value}' is no range", "Write it like 0..800, the smaller number first.")
    BAD_TERM = ("M07", "'{value}' is no length of time", "Write it like 90 calendar days or 10 working days.")
    BAD_ID = ("M08", "'{value}' cannot be an id", "Use small letters, digits and _, starting with a letter.")
    UNKNOWN_CLAUSE = ("L01", "The plan has no clause '{name}'", "Use an id that stands in clauses/.")
    UNKNOWN_KIND = ("L02", "'{name}' is no kind of unit here", "Use one of: {known}.")
    UNKNOWN_FACT = ("L03", "No fact is called '{name}'", "Declare it under 'facts' in checklist.yaml.")
    UNKNOWN_ITEM = ("L04", "No item is called '{name}'", "Use the id of an item of this checklist.")
    UNKNOWN_DIMENSION = ("L05", "No dimension is called '{name}'", "Declare it under 'dimensions'.")
    DUPLICATE_ITEM = ("L06", "An item '{name}' exists already in {other}", "Give this one another id.")
    UNKNOWN_PLACE = ("L07", "The plan has no place '{name}'", "Use a name that stands under 'places'.")
    KIND_WITHOUT_DUTY = ("L08", "Clause {clause} says nothing to a {kind}", "Take one of them out.")
    DUTY_ELSEWHERE = (
        "L09",
        "Clause {clause} is only looked at in a {kind}, the duty is another's",
        "Add 'duty_of' with the kind of unit that bears it.",
    )
    MIXED_FORCE = ("L10", "Soft and hard clauses stand in one item", "Make two items of it.")
    FACT_NOT_FOR_KIND = ("L11", "A {kind} has no fact '{name}'", "Add the kind to the fact's 'of'.")
    LATER_ITEM = ("L12", "'{name}' is asked only later", "Move that item before this one.")
    RETIRED_ID = ("L13", "The id '{name}' was retired and cannot come back", "Choose a new id.")
    UNKNOWN_SETTING = ("L14", "No setting is called '{name}'", "Declare it under 'settings'.")
    UNKNOWN_CHOICE = ("L15", "'{name}' is not one of the choices: {known}", "Use one of them.")
    NO_OTHER_BEARER = ("L16", "No clause of this item is the duty of a {kind}", "Correct 'duty_of'.")
    UNKNOWN_SECTION = ("L17", "No section is called '{name}'", "Use an id that stands under 'sections'.")
    UNKNOWN_OFFICE = ("L18", "The plan has no office '{name}'", "Use a name that stands under 'offices'.")
    UNKNOWN_ANNEX = ("L19", "The plan's annex has no task '{name}'", "Use a key that stands under 'annex'.")
    OTHER_PLAN = ("L20", "The plan of this folder is '{name}'", "Write its id, or open the right folder.")
    WRONG_ASK = ("J01", "The judge form '{form}' cannot judge this question: {detail}", "Change one of them.")
    MISSING_LINE = ("J02", "The judge form '{form}' needs a line ({known})", "Write the plan's figure.")
    MISSING_WORDING = ("J03", "No wording for '{reason}'", "Add it under 'say'.")
    SURPLUS_WORDING = ("J04", "This judge never gives the reason '{reason}'", "Use one of: {known}.")
    UNKNOWN_COLUMN = ("J05", "There is no column or fact '{name}'", "Use one of: {known}.")
    CHOICE_WITHOUT_MET = (
        "J06",
        "The choice '{name}' does not say whether the line is met",
        "Add met: yes or no.",
    )
    BANDS = (
        "J07",
        "The bands leave a gap or overlap at {at}",
        "Let each band start where the last one ends.",
    )
    ROLL_UP = (
        "J08",
        "'{name}' cannot be rolled up here: {detail}",
        "Roll up an item of a unit below this one.",
    )
    MISSING_PART = ("J09", "An item that is judged needs '{key}'", "Add it.")
    UNIT_MISMATCH = ("J10", "The line is in {line}, the answer in {answer}", "Use one unit of measure.")
    MISSING_DUE = ("J11", "A judge by date needs a due date", "Add 'due' or 'every'.")
    SURPLUS_PART = ("J12", "'{key}' has no place in this item", "Remove it.")
    CONDITION_SYNTAX = ("C01", "This condition cannot be read: {detail}", "Correct it; it is CEL.")
    CONDITION_NAME = ("C02", "The condition uses '{name}', which is not known here", "Use one of: {known}.")
    CONDITION_TYPE = (
        "C03",
        "This condition is not a yes-or-no question",
        "Compare with ==, <, >= and so on.",
    )
    CONDITION_CHOICE = ("C04", "'{name}' is not one of the choices: {known}", "Use one of them.")
    CONDITION_EXACT = (
        "C05",
        "'{name}' may have decimals and cannot stand in a condition",
        "Use a whole number.",
    )
    WORDING_SYNTAX = ("W01", "This wording cannot be read: {detail}", "Correct the {{{{ }}}}.")
    WORDING_NAME = (
        "W02",
        "The wording uses '{name}', which this judge does not give",
        "Use one of: {known}.",
    )
    WORDING_LOGIC = ("W03", "A wording holds names only, no logic", "Use one wording per reason instead.")
    WEIGHTS = ("S01", "All weights of section '{name}' are 0", "Give at least one item a weight.")
    GRADES = (
        "S02",
        "The grades do not fall step by step to 0",
        "Order them from high to low, the last at 0.",
    )
    CREDIT = ("S03", "This credit does not fit the judge form '{form}'", "Use one of: {known}.")
    UNKNOWN_GRADE = ("S04", "No grade is called '{name}'", "Use one of: {known}.")
    UNCARRIED = ("V01", "Clause {clause} is carried by no item for a {kind}", "Add an item or a reason.")
    BOTH_WAYS = ("V02", "Clause {clause} for a {kind} is carried and excused", "Take one of them out.")
    NO_SUCH_PAIR = ("V03", "Clause {clause} says nothing to a {kind}", "Remove the excuse.")
    CASE_MISSING = ("T01", "Item '{item}' has no worked case that is {wanted}", "Add one under cases/.")
    CASE_ON_LINE = ("T02", "Item '{item}' has no worked case exactly on its line ({line})", "Add one.")
    CASE_BELOW = ("T03", "Item '{item}' has no worked case just short of its line ({line})", "Add one.")
    CASE_ANSWER = ("T04", "The answer of this case cannot be taken: {detail}", "Correct the case.")
    CASE_FAILS = ("T05", "Expected {wanted}, got {got}", "Correct the case or the item.")

    @property
    def number(self) -> str:
        return self.value[0]

    @property
    def what(self) -> str:
        return self.value[1]

    @property
    def next_step(self) -> str:
        return self.value[2]


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake at one place; `line` and `column` count from 1, 0 stands for the file as a whole."""

    file: str
    line: int
    column: int
    number: str
    code: Code = field(compare=False)
    params: dict[str, Any] = field(default_factory=dict, compare=False, hash=False)


class Broken(Exception):
    """A folder that is no checklist; carries all its problems at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = sorted(problems)
