"""Every message to a checklist author, in one catalogue: what is wrong and what to do next."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any


def N_(text: str) -> str:  # noqa: N802 - the name by which collectors of messages know it
    """Marks a message id where it stands; it is translated where it is shown."""
    return text


class Coded(Enum):
    """A kind of mistake: its number, what is wrong, the next step. Texts are gettext message ids."""

    @property
    def number(self) -> str:
        return str(self.value[0])

    @property
    def what(self) -> str:
        return str(self.value[1])

    @property
    def next_step(self) -> str:
        return str(self.value[2])


class Code(Coded):
    """Mistakes in a checklist."""

    YAML_SYNTAX = ("Y01", N_("This is not valid YAML: {detail}"), N_("Correct the line; check indents and colons."))
    DUPLICATE_KEY = ("Y02", N_("The key '{key}' stands twice here"), N_("Keep one of the two."))
    ANCHOR = ("Y03", N_("Anchors and aliases (&, *) are not allowed"), N_("Write the value out where it is needed."))
    TAG = ("Y04", N_("Tags (!) are not allowed"), N_("Remove the tag, or put the text in quotes."))
    NOT_UTF8 = ("Y05", N_("The file is not UTF-8 text"), N_("Save it again as UTF-8."))
    EMPTY_FILE = ("Y06", N_("The file is empty"), N_("Fill it or remove it."))
    TOO_DEEP = ("Y07", N_("The file is too large or too deeply nested"), N_("Split the file."))
    QUOTE_IT = ("Y08", N_("A condition that starts with ! or a quote must be quoted"), N_("Put '...' around it."))
    MISSING_FILE = ("F01", N_("The file {name} is missing"), N_("Create it; the authors' guide shows what it holds."))
    STRAY_FILE = ("F02", N_("No section is called '{name}'"), N_("Name it under 'sections' or remove the file."))
    NOT_A_FOLDER = ("F03", N_("There is no checklist folder here"), N_("Give the path of a folder with a plan.yaml."))
    UNKNOWN_KEY = ("M01", N_("The key '{key}' is not known here"), N_("Correct its spelling or remove it."))
    MISSING_KEY = ("M02", N_("The key '{key}' is missing"), N_("Add it."))
    WRONG_VALUE = ("M03", N_("'{value}' does not fit here: {detail}"), N_("Write it as the authors' guide shows."))
    BAD_AMOUNT = ("M04", N_("'{value}' is no amount"), N_("Write it like 5, 97%, 1/3, 7000 yuan or 10 x a_fact."))
    BAD_DATE = ("M05", N_("'{value}' is no date"), N_("Write it like 2025-12-31."))
    BAD_RANGE = ("M06", N_("'{value}' is no range"), N_("Write it like 0..800, the smaller number first."))
    BAD_TERM = ("M07", N_("'{value}' is no length of time"), N_("Write it like 90 calendar days or 10 working days."))
    BAD_ID = ("M08", N_("'{value}' cannot be an id"), N_("Use small letters, digits and _, starting with a letter."))
    RESERVED_ID = (
        "M09",
        N_("'{name}' is where a form keeps the record of the visit and cannot be an item's id"),
        N_("Choose another id."),
    )
    UNKNOWN_CLAUSE = ("L01", N_("The plan has no clause '{name}'"), N_("Use an id that stands in clauses/."))
    UNKNOWN_KIND = ("L02", N_("'{name}' is no kind of unit here"), N_("Use one of: {known}."))
    UNKNOWN_FACT = ("L03", N_("No fact is called '{name}'"), N_("Declare it under 'facts' in checklist.yaml."))
    UNKNOWN_ITEM = ("L04", N_("No item is called '{name}'"), N_("Use the id of an item of this checklist."))
    UNKNOWN_DIMENSION = ("L05", N_("No dimension is called '{name}'"), N_("Declare it under 'dimensions'."))
    DUPLICATE_ITEM = ("L06", N_("An item '{name}' exists already in {other}"), N_("Give this one another id."))
    UNKNOWN_PLACE = ("L07", N_("The plan has no place '{name}'"), N_("Use a name that stands under 'places'."))
    KIND_WITHOUT_DUTY = ("L08", N_("Clause {clause} says nothing to a {kind}"), N_("Take one of them out."))
    DUTY_ELSEWHERE = (
        "L09",
        N_("Clause {clause} is only looked at in a {kind}, the duty is another's"),
        N_("Add 'duty_of' with the kind of unit that bears it."),
    )
    MIXED_FORCE = ("L10", N_("Soft and hard clauses stand in one item"), N_("Make two items of it."))
    FACT_NOT_FOR_KIND = ("L11", N_("A {kind} has no fact '{name}'"), N_("Add the kind to the fact's 'of'."))
    LATER_ITEM = ("L12", N_("'{name}' is asked only later"), N_("Move that item before this one."))
    RETIRED_ID = ("L13", N_("The id '{name}' was retired and cannot come back"), N_("Choose a new id."))
    UNKNOWN_SETTING = ("L14", N_("No setting is called '{name}'"), N_("Declare it under 'settings'."))
    UNKNOWN_CHOICE = ("L15", N_("'{name}' is not one of the choices: {known}"), N_("Use one of them."))
    NO_OTHER_BEARER = ("L16", N_("No clause of this item is the duty of a {kind}"), N_("Correct 'duty_of'."))
    UNKNOWN_SECTION = ("L17", N_("No section is called '{name}'"), N_("Use an id that stands under 'sections'."))
    UNKNOWN_OFFICE = ("L18", N_("The plan has no office '{name}'"), N_("Use a name that stands under 'offices'."))
    UNKNOWN_ANNEX = ("L19", N_("The plan's annex has no task '{name}'"), N_("Use a key that stands under 'annex'."))
    OTHER_PLAN = ("L20", N_("The plan of this folder is '{name}'"), N_("Write its id, or open the right folder."))
    NOT_ALIKE = (
        "L21",
        N_("'{name}' cannot be held against this fact: they differ in type, unit of measure or dimension"),
        N_("Compare numbers with the same unit and dimension."),
    )
    NOTHING_BELOW = (
        "L22",
        N_("A {kind} never stands below a unit with this fact"),
        N_("Add up the fact of a kind of unit further down."),
    )
    WRONG_ASK = ("J01", N_("The judge form '{form}' cannot judge this question: {detail}"), N_("Change one of them."))
    MISSING_LINE = ("J02", N_("The judge form '{form}' needs a line ({known})"), N_("Write the plan's figure."))
    MISSING_WORDING = ("J03", N_("No wording for '{reason}'"), N_("Add it under 'say'."))
    SURPLUS_WORDING = ("J04", N_("This judge never gives the reason '{reason}'"), N_("Use one of: {known}."))
    UNKNOWN_COLUMN = ("J05", N_("There is no column or fact '{name}'"), N_("Use one of: {known}."))
    CHOICE_WITHOUT_MET = (
        "J06",
        N_("The choice '{name}' does not say whether the line is met"),
        N_("Add met: yes or no."),
    )
    BANDS = ("J07", N_("The bands leave a gap or overlap at {at}"), N_("Let each band start where the last one ends."))
    ROLL_UP = (
        "J08",
        N_("'{name}' cannot be rolled up here: {detail}"),
        N_("Roll up an item of a unit below this one."),
    )
    MISSING_PART = ("J09", N_("An item that is judged needs '{key}'"), N_("Add it."))
    UNIT_MISMATCH = ("J10", N_("The line is in {line}, the answer in {answer}"), N_("Use one unit of measure."))
    MISSING_DUE = ("J11", N_("A judge by date needs a due date"), N_("Add 'due' or 'every'."))
    SURPLUS_PART = ("J12", N_("'{key}' has no place in this item"), N_("Remove it."))
    CONDITION_SYNTAX = ("C01", N_("This condition cannot be read: {detail}"), N_("Correct it; it is CEL."))
    CONDITION_NAME = ("C02", N_("The condition uses '{name}', which is not known here"), N_("Use one of: {known}."))
    CONDITION_TYPE = ("C03", N_("This condition is not a yes-or-no question"), N_("Compare with ==, <, >= and so on."))
    CONDITION_CHOICE = ("C04", N_("'{name}' is not one of the choices: {known}"), N_("Use one of them."))
    CONDITION_EXACT = (
        "C05",
        N_("'{name}' may have decimals and cannot stand in a condition"),
        N_("Use a whole number."),
    )
    WORDING_SYNTAX = ("W01", N_("This wording cannot be read: {detail}"), N_("Correct the {{{{ }}}}."))
    WORDING_NAME = ("W02", N_("The wording uses '{name}', which this judge does not give"), N_("Use one of: {known}."))
    WORDING_LOGIC = ("W03", N_("A wording holds names only, no logic"), N_("Use one wording per reason instead."))
    WEIGHTS = ("S01", N_("All weights of section '{name}' are 0"), N_("Give at least one item a weight."))
    GRADES = ("S02", N_("The grades do not fall step by step to 0"), N_("Order them from high to low, the last at 0."))
    CREDIT = ("S03", N_("This credit does not fit the judge form '{form}'"), N_("Use one of: {known}."))
    UNKNOWN_GRADE = ("S04", N_("No grade is called '{name}'"), N_("Use one of: {known}."))
    UNCARRIED = ("V01", N_("Clause {clause} is carried by no item for a {kind}"), N_("Add an item or a reason."))
    BOTH_WAYS = ("V02", N_("Clause {clause} for a {kind} is carried and excused"), N_("Take one of them out."))
    NO_SUCH_PAIR = ("V03", N_("Clause {clause} says nothing to a {kind}"), N_("Remove the excuse."))
    CASE_MISSING = ("T01", N_("Item '{item}' has no worked case that is {wanted}"), N_("Add one under cases/."))
    CASE_ON_LINE = ("T02", N_("Item '{item}' has no worked case exactly on its line ({line})"), N_("Add one."))
    CASE_BELOW = ("T03", N_("Item '{item}' has no worked case just short of its line ({line})"), N_("Add one."))
    CASE_ANSWER = ("T04", N_("The answer of this case cannot be taken: {detail}"), N_("Correct the case."))
    CASE_FAILS = ("T05", N_("Expected {wanted}, got {got}"), N_("Correct the case or the item."))


class LadderCode(Coded):
    """Mistakes in a ladder of measures."""

    NO_WAY_OUT = ("P01", N_("The measure '{name}' leads nowhere"), N_("Add 'closes', 'next' or 'transfer'."))
    NO_TERM = ("P02", N_("The measure '{name}' has no term"), N_("Add 'term' with 'within', 'from' and 'source'."))
    UNREACHABLE = ("P03", N_("Nothing leads to the measure '{name}'"), N_("Name it under 'starts' or in a 'next'."))
    ENDLESS = (
        "P04",
        N_("From the measure '{name}' there is no end: {known} lead to each other only"),
        N_("Give one of them 'closes' or 'transfer'."),
    )
    UNKNOWN_MEASURE = ("P05", N_("No measure is called '{name}'"), N_("Use one of: {known}."))
    UNKNOWN_LETTER = ("P06", N_("No paper is of the kind '{name}'"), N_("Use one of: {known}."))
    UNKNOWN_SOURCE = ("P07", N_("No source is called '{name}'"), N_("Declare it under 'sources', or write none."))
    RECALLED_SOURCE = (
        "P08",
        N_("The source '{name}' was not checked (mark R) and cannot be printed as law"),
        N_("Check its text and mark it S or S2, or write none."),
    )
    SOURCE_NOT_SAID = (
        "P09",
        N_("This term does not say what it rests on"),
        N_("Add 'source'; none if no law sets it."),
    )
    REMEDY_WITHOUT_TERM = (
        "P10",
        N_("The remedy '{name}' has no term: '{key}' is missing"),
        N_("Add it as the rule has it."),
    )
    UNKNOWN_REMEDY = ("P11", N_("No remedy is called '{name}'"), N_("Use one of: {known}."))
    NO_REMEDY = ("P12", N_("The measure '{name}' names no remedy"), N_("Add 'remedies'."))
    PUBLISHED_TOO_FAR = (
        "P13",
        N_("'{name}' is made known further ({level}) than who approves it may go"),
        N_("Let the committee's chair approve it, or narrow 'publication'."),
    )
    WRONG_SIDE = (
        "P14",
        N_("'{name}' is no first measure against persons and cannot follow a measure against a unit"),
        N_("Lead to a measure that stands under starts, person."),
    )
    BACK_TO_UNIT = (
        "P15",
        N_("A measure against a person cannot lead to one against a unit ('{name}')"),
        N_("Take it out of 'next'."),
    )
    NO_TRIGGER = ("P16", N_("The measure '{name}' is never proposed: it has no trigger"), N_("Add 'triggers'."))
    ALWAYS = ("P17", N_("This trigger asks for nothing and would always hold"), N_("Write numbers from 1 up."))
    NOT_HEARD = ("P18", N_("The measure '{name}' is taken unheard"), N_("Add 'hearing' with notice and term."))
    UNKNOWN_BASE = ("P19", N_("There is no ladder '{name}' to extend"), N_("Use the id of a ladder without 'extends'."))
    STARTS_ELSEWHERE = (
        "P20",
        N_("'{name}' is a measure against a {kind} and cannot stand here"),
        N_("Move it to the other list of 'starts'."),
    )
    NO_LETTER = ("P21", N_("The measure '{name}' emits no letter"), N_("Name the kinds of papers under 'letters'."))
    OTHER_FILE = ("P22", N_("A ladder is kept in the file that bears its id: {name}.yaml"), N_("Rename one of them."))


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake at one place; `line` and `column` count from 1, 0 stands for the file as a whole."""

    file: str
    line: int
    column: int
    number: str
    code: Coded = field(compare=False)
    params: dict[str, Any] = field(default_factory=dict, compare=False, hash=False)


class Broken(Exception):
    """A folder that is no checklist; carries all its problems at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = sorted(problems)
