"""What several papers share. Everything is printed as given: no ids, no children, numbers as finished text.

Texts go through the text policy when a paper is drafted; a newline in one begins a new paragraph.
"""

from datetime import date

from msgspec import Struct

from inspector.letters.blocks import Origin as Origin
from inspector.letters.layout import date_text

OWN_SCHEME = "评分办法、权重和等次由督导机构自定，不是计划规定的内容"
WITHHELD = "暂不评定"


class Occasion(Struct, frozen=True):
    """What the papers share: who inspects, on what basis, when.

    `plan` is the printed name in 《》; `visit` first and last day (督导日期); `facts_as_of` 数据时点, `as_of` 截至日期.
    `issued` is 成文日期, None leaves room for it; `recorded` dates the file's properties. `replaces` names the letter
    that this one corrects. The head may carry 份号, 密级和保密期限 (秘密★1年), 紧急程度 (特急), the offices of a joint
    issue (host first) and 签发人 of a paper that goes upward.
    """

    office: str
    round_title: str
    plan: str
    legal_basis: str
    visit: tuple[date, date]
    facts_as_of: date
    as_of: date
    recorded: date
    issued: date | None = None
    number: str = ""
    scheme_note: str = OWN_SCHEME
    seal: bool = True
    copies: tuple[str, ...] = ()
    printer: str = ""
    printed: date | None = None
    contact: str = ""
    replaces: str = ""
    demo: bool = False
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    joint: tuple[str, ...] = ()
    signer: str = ""


class Evaluation(Struct, frozen=True):
    """`score`: no text (not scored), one, or the two ends of an interval.

    An empty grade prints 暂不评定 and its reason.

    `coverage` is 核查完成率 as text. The counts are numbers of items by result.
    """

    coverage: str
    met: int
    unmet: int
    score: tuple[str, ...] = ()
    grade: str = ""
    grade_withheld: str = ""
    partial: int = 0
    not_due: int = 0
    not_applicable: int = 0
    not_checked: int = 0
    unverifiable: int = 0


class Problem(Struct, frozen=True):
    """`basis` is where the plan says so, for a reader.

    `term` is a text such as 自收到本意见书之日起90日内, `due` its day.
    """

    fact: str
    basis: str
    action: str
    term: str
    due: date | None = None
    lead: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    doubt: str = ""
    origin: Origin | None = None


class Suggestion(Struct, frozen=True):
    text: str
    basis: str = ""
    origin: Origin | None = None


def score_text(score: tuple[str, ...]) -> str:
    """One number, or both ends of the interval; a dash when nothing was scored."""
    return "—".join(score) or "—"


def term_text(term: str, due: date | None) -> str:
    if due is None:
        return term
    return f"{term}（{date_text(due)}前）" if term else f"{date_text(due)}前"


def checked_by_name(found: Evaluation) -> tuple[tuple[str, int], ...]:
    """Numbers of items by result; what did not occur is left out, met and unmet never are."""
    named = (
        ("达到", found.met),
        ("部分达到", found.partial),
        ("未达到", found.unmet),
        ("未到期", found.not_due),
        ("不适用", found.not_applicable),
        ("无法核实", found.unverifiable),
        ("未核查", found.not_checked),
    )
    return tuple((name, count) for name, count in named if count or name in ("达到", "未达到"))


def checked(found: Evaluation) -> str:
    return "、".join(f"{name}{count}项" for name, count in checked_by_name(found))


def evaluated(found: Evaluation) -> dict[str, object]:
    """What a wording prints of an evaluation beside its fields."""
    return {"score": score_text(found.score) if found.score else "", "checked": checked(found)}
