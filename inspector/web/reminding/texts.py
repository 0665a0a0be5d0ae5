"""The words of a reminder: one digest, the most urgent first, with a number in the ledger and no name of a person."""

from collections.abc import Sequence

from inspector.i18n import gettext, using_locale
from inspector.storage.reminders import Line
from inspector.web.pages import civil_date_text
from inspector.web.reminding.lines import WHAT_NAMES

DEMO = "【演示数据】"
MOST_PRINTED = 30


def digest(lines: Sequence[Line], *, locale: str, address: str, demo: bool) -> tuple[str, str]:
    """Subject and body. `address` is where the ledger is read, or empty."""
    with using_locale(locale):
        mark = DEMO if demo or any(line.demo for line in lines) else ""
        subject = mark + gettext("Rectification: %(count)s reminders") % {"count": len(lines)}
        told = [_line(line) for line in lines[:MOST_PRINTED]]
        if len(lines) > MOST_PRINTED:
            told.append(gettext("and %(count)s more in the ledger") % {"count": len(lines) - MOST_PRINTED})
        end = [address] if address else []
        return subject, "\n".join([subject, "", *told, "", *end]).rstrip() + "\n"


def _line(line: Line) -> str:
    said = "、".join(dict.fromkeys(gettext(WHAT_NAMES[one.what]) for one in line.told))
    number = gettext("No. %(number)s") % {"number": line.number}
    day = "，" + gettext("last day %(day)s") % {"day": civil_date_text(line.due)} if line.due else ""
    return f"{number} {line.unit_name}：{line.title}（{said}{day}）"
