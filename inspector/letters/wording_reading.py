"""A clerk's Word file read back as a template: what can't be kept is refused, each thing with its paragraph."""

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree
from msgspec import Struct

from inspector.i18n import N_, gettext
from inspector.letters import styles as s
from inspector.letters.opened import Opened, Shown, Unopened, W
from inspector.letters.wording_file import HELP, HELP_STYLE
from inspector.letters.wording_words import TOKEN, UnknownField, field_of, is_statement, template_line

_FLAGS = ("b", "i", "u", "strike", "dstrike", "color", "highlight", "vertAlign")
_LOOSE = re.compile(r"\{[{%#]|[}%#]\}")
"""What a template engine takes for the edge of a field, alone on its line: the next line would become part of it."""
_OFF = ("0", "false", "none", "auto", "baseline", "000000")
_FIELD_COLOR = "1F4E79"
_FOREIGN = {
    "tbl": N_("There is a table. Tables come from the record; take it out."),
    "drawing": N_("There is a picture. A wording holds text only; take it out."),
    "pict": N_("There is a picture. A wording holds text only; take it out."),
    "ins": N_("There are tracked changes. Accept or reject them all, then save again."),
    "del": N_("There are tracked changes. Accept or reject them all, then save again."),
    "footnoteReference": N_("There is a footnote. Write it into the text."),
}


class Refusal(Struct, frozen=True):
    """`paragraph` counts from 1, 0 for the file as a whole; `message` is a message id with places for `params`."""

    paragraph: int
    message: str
    params: tuple[tuple[str, str], ...] = ()

    def words(self) -> str:
        """In the reader's language, with the paragraph."""
        text = gettext(self.message).format(**dict(self.params))
        if not self.paragraph:
            return text
        return gettext("Paragraph {number}: {text}").format(number=self.paragraph, text=text)


class Refused(ValueError):
    """All that is wrong with a file."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__("; ".join(f"{one.paragraph}: {one.message}" for one in refusals))
        self.refusals = tuple(refusals)


def read(data: bytes, before: str) -> str:
    """The template text of the file. `before` is the template it was exported from. Raises Refused."""
    try:
        letter = Opened(data)
        paragraphs = list(_paragraphs(letter))
    except Unopened as error:
        raise Refused([Refusal(0, error.message, tuple(error.params.items()))]) from error
    except (KeyError, etree.XMLSyntaxError, AttributeError) as error:
        told = N_("The file is damaged or is no Word document. Save it as .docx again.")
        raise Refused([Refusal(0, told)]) from error
    refusals = list(_foreign(letter))
    lines: list[str] = []
    for number, each in enumerate(paragraphs, 1):
        try:
            lines.append(_line(each))
        except UnknownField as error:
            told = N_("There is no field “{word}”. Take the fields as they stand on the last page.")
            refusals.append(Refusal(number, told, (("word", error.word),)))
            lines.append("")
        refusals += _formatted(number, each)
    if not refusals:
        refusals = _compared(before.split("\n"), lines)
    if refusals:
        raise Refused(refusals)
    return "\n".join(lines) + "\n"


def _paragraphs(letter: Opened) -> Iterator[Shown]:
    """Those before the help; what was added after it would be lost, so it must be empty there."""
    for each in letter.paragraphs:
        if each.style == HELP_STYLE or _text(each.element).strip() == HELP:
            return
        yield each


def _text(element: etree._Element) -> str:
    return "".join(each.text or "" for each in element.iter(f"{W}t"))


def _line(each: Shown) -> str:
    line = template_line(_text(each.element).rstrip())
    start = {s.TITLE: "# ", s.SUBTITLE: "## "}.get(each.style, "")
    return start + line if line else ""


def _foreign(letter: Opened) -> Iterator[Refusal]:
    found = {element.tag.removeprefix(W) for element in letter.document.iter() if isinstance(element.tag, str)}
    yield from (Refusal(0, told) for told in dict.fromkeys(told for tag, told in _FOREIGN.items() if tag in found))


def _formatted(number: int, each: Shown) -> Iterator[Refusal]:
    """Bold and the like, which a template can't keep; fonts and sizes that a program wrote down anew are no matter."""
    for text, values in each.runs:
        set_ = [flag for flag in _FLAGS if values.get(flag, "0") not in (*_OFF, _FIELD_COLOR)]
        if text.strip() and set_:
            told = N_("“{text}” is set apart by its format. Take the format off; a wording keeps plain text.")
            yield Refusal(number, told, (("text", text.strip()[:20]),))
            return
    breaks = [one for one in each.element.iter(f"{W}br", f"{W}tab") if one.get(f"{W}type") != "page"]
    if any(one.getparent().tag == f"{W}r" for one in breaks):
        yield Refusal(number, N_("There is a line break or a tab. Begin a new paragraph instead."))


def _compared(before: list[str], after: list[str]) -> list[Refusal]:
    """Fields may move but not come or go; conditions and loops stay in their order."""
    refusals = []
    old, new = Counter(_tokens(before)), Counter(_tokens(after))
    for number, line in enumerate(after, 1):
        for token in TOKEN.findall(line):
            if token not in old and token.startswith(("{{", "{#")):
                told = N_("This paper has no field {field}. Take the fields as they stand on the last page.")
                refusals.append(Refusal(number, told, (("field", field_of(token)),)))
        if loose := _LOOSE.search(TOKEN.sub("", line)):
            told = N_("“{text}” would begin or end a field. Write it another way.")
            refusals.append(Refusal(number, told, (("text", loose[0]),)))
    for token in old:
        if token not in new and token.startswith("{{"):
            told = N_("The field {field} is lost. Put it back where it belongs.")
            refusals.append(Refusal(0, told, (("field", field_of(token)),)))
    return refusals or _order(before, after)


def _tokens(lines: list[str]) -> Iterator[str]:
    return (token for line in lines for token in TOKEN.findall(line))


def _order(before: list[str], after: list[str]) -> list[Refusal]:
    """The first mark that is not where it was, with its paragraph."""
    wanted = [token for token in _tokens(before) if is_statement(token)]
    at = 0
    for number, line in enumerate(after, 1):
        for token in filter(is_statement, TOKEN.findall(line)):
            if at >= len(wanted) or token != wanted[at]:
                told = N_("The mark {mark} was moved or added. Conditions and repetitions keep their places.")
                return [Refusal(number, told, (("mark", field_of(token)),))]
            at += 1
    if at < len(wanted):
        return [Refusal(0, N_("The mark {mark} is lost. Put it back in its place."), (("mark", field_of(wanted[at])),))]
    return []
