"""What a reader of the finished file sees, by python-docx: a code path that is not ours."""

from io import BytesIO

import docx
from docx.document import Document
from docx.oxml.ns import qn


def opened(data: bytes) -> Document:
    return docx.Document(BytesIO(data))


def paragraphs(data: bytes) -> list[str]:
    """Texts of every paragraph in the document part, those in tables and text boxes included, in order."""
    found = []
    for element in opened(data).element.body.iter(qn("w:p")):
        texts = [each.text or "" for run in element.findall(qn("w:r")) for each in run.findall(qn("w:t"))]
        found.append("".join(texts))
    return found


def whole(data: bytes) -> str:
    return "\n".join(paragraphs(data))


def margins(data: bytes) -> str:
    """Texts of all headers and footers."""
    document = opened(data)
    kinds = ("header", "footer", "first_page_header", "even_page_header", "even_page_footer")
    return "\n".join(
        paragraph.text
        for section in document.sections
        for kind in kinds
        for paragraph in getattr(section, kind).paragraphs
    )
