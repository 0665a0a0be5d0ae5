"""How the check says where something stands and what it measured, in the reader's language."""

from collections.abc import Iterable

from inspector.i18n import gettext

_TWIPS_PER_POINT, _MOST = 20, 3


def document() -> str:
    return gettext("whole document")


def section(at: int) -> str:
    return gettext("section {n}").format(n=at)


def page(at: int) -> str:
    return gettext("page {n}").format(n=at)


def table(at: int) -> str:
    return gettext("table {n}").format(n=at)


def figure(at: int) -> str:
    return gettext("figure {n}").format(n=at)


def foot(at: int, kind: str) -> str:
    """The foot of a section's odd or even pages."""
    said = gettext("section {n}, foot of even pages") if kind == "even" else gettext("section {n}, foot of odd pages")
    return said.format(n=at)


def first_page(end: str) -> str:
    return gettext("foot of page 1") if end == "foot" else gettext("head of page 1")


def nothing() -> str:
    return gettext("none")


def points(twips: float) -> str:
    return gettext("{n} pt").format(n=f"{twips / _TWIPS_PER_POINT:.2f}".rstrip("0").rstrip("."))


def millimetres(*lengths: float) -> str:
    return gettext("{n} mm").format(n=" × ".join(f"{one:.1f}" for one in lengths))


def characters(halves: Iterable[int]) -> str:
    """The widths of lines in Chinese characters."""
    return gettext("lines of {n} characters").format(n="、".join(f"{one / 2:g}" for one in halves))


def alignment(value: str) -> str:
    """As a word processor's menu says it."""
    names = {
        "left": gettext("flush left"),
        "center": gettext("centred"),
        "right": gettext("flush right"),
        "both": gettext("justified"),
        "distribute": gettext("spread"),
    }
    return names.get(value, value)


def first_of(places: list[str]) -> str:
    return "、".join(places[:_MOST])


def beyond() -> str:
    """In place of a clause, for what keeps a file sound and is not in the standard."""
    return gettext("beyond the standard")
