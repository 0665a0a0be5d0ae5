"""Checks a .docx against GB/T 9704-2012 with a table of numbers and code of its own."""

from lxml import etree

from inspector.i18n import N_, gettext
from inspector.letters import check_charts, check_flow, check_head, check_letter, check_page, check_text
from inspector.letters import check_words as said
from inspector.letters.opened import Finding, Opened, Unopened

CAN_BE_OPENED = N_("a Word document can be opened")


RULES = (
    *check_page.RULES,
    *check_head.RULES,
    *check_letter.RULES,
    *check_text.RULES,
    *check_flow.RULES,
    *check_charts.RULES,
)


def check_docx(data: bytes) -> list[Finding]:
    """Each rule once when it holds everywhere, and once for each place where it doesn't; rules are message ids.

    A file that is no Word document gives the single finding CAN_BE_OPENED.
    """
    try:
        letter = Opened(data)
        found = [each for rule in RULES for each in rule(letter)]
    except Unopened as error:
        return [Finding(CAN_BE_OPENED, said.beyond(), False, gettext(error.message).format(**error.params), "")]
    except (KeyError, IndexError, etree.XMLSyntaxError, AttributeError, TypeError, ValueError):
        told = gettext("Parts of a letter are missing in it. Save it in Word or WPS as .docx again.")
        return [Finding(CAN_BE_OPENED, said.beyond(), False, told, "")]
    broken = [each for each in found if not each.ok]
    failed = {each.rule for each in broken}
    held = {each.rule: each for each in found if each.ok and each.rule not in failed}
    return [*broken, *held.values()]


def broken(data: bytes) -> list[Finding]:
    """The findings that are not ok."""
    return [each for each in check_docx(data) if not each.ok]
