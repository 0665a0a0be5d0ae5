"""How papers print times of day and say where a number of days comes from."""

from datetime import datetime

from inspector.letters.layout import date_text

OWN_TERM = "由督导机构自定"


def moment_text(moment: datetime) -> str:
    """2026年4月2日9时30分; the full hour without minutes."""
    minutes = f"{moment.minute}分" if moment.minute else ""
    return f"{date_text(moment.date())}{moment.hour}时{minutes}"


def term_basis(source: str) -> str:
    """A term without a source is the office's own; no rule is made up for it."""
    return f"期限依据：{source}" if source else f"期限{OWN_TERM}"
