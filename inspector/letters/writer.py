"""Blocks into .docx bytes: the same letter and reference give the same bytes, always."""

from collections.abc import Callable

from msgspec.structs import replace

from inspector.letters import measures as m
from inspector.letters import styles as s
from inspector.letters.blocks import (
    Addressee,
    AttachmentNote,
    AttachmentStart,
    Block,
    Chart,
    Heading,
    Imprint,
    Letter,
    Note,
    PageBreak,
    Paragraph,
    Signatories,
    Signatory,
    Signature,
    Table,
    Title,
)
from inspector.letters.charts import chart_parts, chart_run
from inspector.letters.head import head_xml, margin_mark
from inspector.letters.imprint import imprint_xml
from inspector.letters.layout import attachment_note, signature, title_lines
from inspector.letters.letterhead import core_properties
from inspector.letters.markup import (
    DECLARATION,
    LINE_BREAK,
    NAMESPACES,
    PLAIN,
    Indent,
    Lay,
    paragraph,
    run,
)
from inspector.letters.package import Part, assemble, pack
from inspector.letters.pictures import picture_run, with_pictures
from inspector.letters.reference import Reference
from inspector.letters.signatories import signatories_xml
from inspector.letters.tables import table_xml
from inspector.letters.text import one_line, with_breaks

KEPT = Lay(keep_next=True)


def write(letter: Letter, reference: Reference) -> bytes:
    """The .docx. Raises ValueError when the reference is of another variant than the letter."""
    if letter.variant != reference.variant:
        raise ValueError(f"letter is {letter.variant}, reference file is {reference.variant}")
    body = _Body(letter, reference)
    document = body.xml()
    core = core_properties(one_line(letter.title), one_line(letter.author), letter.recorded.isoformat())
    own = pack("word/document.xml", document.encode()), pack("docProps/core.xml", core.encode()), *body.chart_parts
    margins = margin_mark(letter), one_line(letter.banner), body.charts
    if body.pictures:
        return assemble((*with_pictures(reference.loose_parts(*margins), body.pictures), *own))
    return assemble(own, reference.fixed_parts(*margins))


class _Body:
    """One pass over the blocks; knows which way the page lies and which text must stay with the signature."""

    def __init__(self, letter: Letter, reference: Reference) -> None:
        self._letter = letter
        self._ids = reference.ids
        self._reference = reference
        self._out: list[str] = []
        self._wide = False
        self._sections = 0
        self._new_page = False
        self._fresh = False
        self._next: Block | None = None
        self.pictures: list[bytes] = []
        self.charts = 0
        self.chart_parts: list[Part] = []
        self._writers: dict[type, Callable[..., None]] = {
            Title: self._title,
            Addressee: self._addressee,
            Heading: self._heading,
            Paragraph: self._paragraph,
            Table: self._table,
            Chart: self._chart,
            AttachmentNote: self._attachment_note,
            AttachmentStart: self._attachment_start,
            PageBreak: self._page_break,
            Signatories: self._signatories,
            Signature: self._signature,
            Imprint: self._imprint,
            Note: self._note,
        }

    def xml(self) -> str:
        self._out.append(head_xml(self._letter, self._reference))
        blocks = self._letter.blocks
        for at, block in enumerate(blocks):
            self._next = blocks[at + 1] if at + 1 < len(blocks) else None
            self._turn(self._wants_wide(block))
            self._writers[type(block)](block)
        return (
            f"{DECLARATION}<w:document {NAMESPACES}><w:body>{''.join(self._out)}{self._section()}</w:body></w:document>"
        )

    def _wants_wide(self, block: Block) -> bool:
        if isinstance(block, Table | AttachmentStart):
            return block.landscape
        nothing = isinstance(block, Imprint) and not imprint_xml(_on_lines(block), self._reference)
        return self._wide and (nothing or isinstance(block, Note))

    def _section(self) -> str:
        sections = self._reference.sections
        if self._wide:
            return sections.turned
        return sections.first if self._sections == 0 else sections.upright

    def _turn(self, wide: bool) -> None:
        """Ends the section in a paragraph half a point high, so that a full page stays a full page."""
        if wide == self._wide:
            return
        self._out.append(paragraph(self._ids[s.ANCHOR], "", Lay(section=self._section())))
        self._wide = wide
        self._sections += 1
        self._new_page = False
        self._fresh = True

    def _end(self) -> Lay:
        """Of the text's last paragraph, which stays with attachments, name and signatures: no page has these alone."""
        below = self._next
        signed = isinstance(below, Signature | Signatories) or (isinstance(below, Table) and below.together)
        return KEPT if signed or isinstance(below, AttachmentNote) else PLAIN

    def _put(self, style: str, runs: str, lay: Lay = PLAIN) -> None:
        """One paragraph; takes a pending page break along, or drops one that a new section already made."""
        if self._new_page or (self._fresh and style == s.ATTACHMENT_LABEL):
            lay = replace(lay, new_page=self._new_page)
        self._new_page = self._fresh = False
        self._out.append(paragraph(self._ids[style], runs, lay))

    def _text(self, style: str, text: str, lay: Lay = PLAIN) -> None:
        self._put(style, run(with_breaks(text, m.LINE_HALVES)), lay)

    def _title(self, block: Title) -> None:
        """A line stays free under it; over an addressee the addressee's style sees to that."""
        numbered = self._letter.variant == "plain" and self._letter.number
        before, after = 2 * m.LINE if numbered else 0, 0 if isinstance(self._next, Addressee) else m.LINE
        self._put(s.TITLE, _title_runs(block), Lay(before=before, after=0 if block.subtitle else after))
        if block.subtitle:
            self._text(s.SUBTITLE, one_line(block.subtitle), Lay(after=after))

    def _addressee(self, block: Addressee) -> None:
        self._text(s.ADDRESSEE, f"{one_line(block.text)}：")

    def _heading(self, block: Heading) -> None:
        first, *rest = block.text.split("\n")
        self._text(s.LEVELS[block.level - 1], block.mark + first, PLAIN if rest else self._end())
        self._lines(rest)

    def _paragraph(self, block: Paragraph) -> None:
        self._lines(block.text.split("\n"))

    def _lines(self, lines: list[str]) -> None:
        for at, line in enumerate(lines):
            self._text(s.BODY, line, self._end() if at == len(lines) - 1 else PLAIN)

    def _table(self, block: Table) -> None:
        wide = m.LANDSCAPE_WIDTH if self._wide else m.TEXT_WIDTH
        if self._new_page:
            self._put(s.ANCHOR, "")
        self._fresh = False
        self._out.append(table_xml(block, self._ids, wide, self._end()))

    def _chart(self, block: Chart) -> None:
        self.charts += 1
        self.chart_parts += chart_parts(block, self.charts)
        self._put(s.FIGURE, chart_run(block, self.charts), self._end())

    def _signatories(self, block: Signatories) -> None:
        self._out.append(signatories_xml(block, self._ids, m.TEXT_WIDTH, self._drawn))

    def _drawn(self, one: Signatory) -> str:
        self.pictures.append(one.drawing)
        return picture_run(len(self.pictures), one.drawing, one_line(one.alternative))

    def _attachment_note(self, block: AttachmentNote) -> None:
        for at, line in enumerate(attachment_note(tuple(one_line(name) for name in block.names))):
            start, turned = m.halves(line.start), m.halves(line.turned)
            indent = Indent(left=turned, hanging=turned - start)
            style = s.ATTACHMENT_NOTE if at == 0 else s.ATTACHMENT_NOTE_NEXT
            self._text(style, line.text, Lay(keep_next=True, indent=indent))

    def _attachment_start(self, block: AttachmentStart) -> None:
        self._put(s.ATTACHMENT_LABEL, run(f"附件{block.number}" if block.number else "附件"))
        self._put(s.ATTACHMENT_TITLE, _title_runs(block.title))

    def _page_break(self, block: PageBreak) -> None:
        self._new_page = True

    def _signature(self, block: Signature) -> None:
        """Over the name there is room for the seal, whose top must lie within a line of the text (7.3.5)."""
        place = signature(one_line(block.office), block.date, block.seal)
        before = m.LINE * (2 if block.seal else 1)
        for text, right in place.names:
            self._text(s.SIGNATURE, text, Lay(keep_next=True, before=before, indent=Indent(right=m.halves(right))))
            before = 0
        self._text(
            s.DATE,
            place.date,
            Lay(keep_next=isinstance(self._next, Note), indent=Indent(right=m.halves(place.date_right))),
        )

    def _imprint(self, block: Imprint) -> None:
        self._out.append(imprint_xml(_on_lines(block), self._reference))

    def _note(self, block: Note) -> None:
        if block.place == "end":
            self._text(s.END_NOTE, f"（{one_line(block.text)}）")
            return
        for line in block.text.split("\n"):
            self._text(s.TABLE_NOTE, line)


def _on_lines(block: Imprint) -> Imprint:
    return Imprint(tuple(one_line(name) for name in block.cc), one_line(block.printer), block.date)


def _title_runs(block: Title) -> str:
    lines = title_lines(tuple(one_line(piece) for piece in block.pieces))
    return LINE_BREAK.join(run(line) for line in lines)
