"""Checks a .docx against GB/T 9704-2012 with a table of numbers and code of its own."""

import zipfile

from lxml import etree

from inspector.letters import check_page, check_text
from inspector.letters.opened import Finding, Opened


def check_docx(data: bytes) -> list[Finding]:
    """Each rule once when it holds everywhere, and once for each place where it doesn't.

    A file that is no Word document gives the single finding "a Word document can be opened".
    """
    try:
        letter = Opened(data)
        found = [each for rule in (*check_page.RULES, *check_text.RULES) for each in rule(letter)]
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, AttributeError, ValueError) as error:
        return [Finding("a Word document can be opened", "file", False, str(error), "file")]
    broken = [each for each in found if not each.ok]
    failed = {each.rule for each in broken}
    held = {each.rule: each for each in found if each.ok and each.rule not in failed}
    return [*broken, *held.values()]


def broken(data: bytes) -> list[Finding]:
    """The findings that are not ok."""
    return [each for each in check_docx(data) if not each.ok]
