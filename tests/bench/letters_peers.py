"""The same letter by docxtpl, from a template made of our own letter, and by python-docx, block by block."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import docx
from docxtpl import DocxTemplate
from msgspec.structs import replace

from inspector.letters.blocks import Variant
from inspector.letters.drafting import default_reference, render
from inspector.letters.layout import copies as copies_text
from inspector.letters.papers.opinion import Opinion
from inspector.letters.papers.shared import Problem, term_text
from tests.letters.samples import OCCASION

LETTER: Variant = "letter"
_LOOP = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


def document_of(data: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read("word/document.xml")


def docxtpl_way(papers: Callable[[], Opinion]) -> Callable[[], bytes]:
    """One template object for all letters, as its authors advise for speed."""
    template = DocxTemplate(BytesIO(_template(papers())))

    def way() -> bytes:
        template.render(_context(papers()))
        target = BytesIO()
        template.save(target)
        return target.getvalue()

    return way


def _template(sample: Opinion) -> bytes:
    """Our rendered letter with tags for what differs, and its problems in a loop."""
    tagged = Problem("{{ p.fact }}", sample.problems[0].basis, "{{ p.action }}", "{{ p.term }}", lead=("{{ p.lead }}",))
    score = replace(sample.evaluation, score=("{{ score }}",))
    paper = replace(
        sample,
        unit="{{ unit }}",
        problems=(tagged,),
        evaluation=score,
        occasion=replace(OCCASION, number="{{ number }}"),
    )
    rendered = render(paper, default_reference(LETTER))
    document = document_of(rendered).decode()
    first = document.rindex("<w:p>", 0, document.index("{{ p.fact }}"))
    last = document.index("</w:p>", document.index("{{ p.action }}")) + len("</w:p>")
    loop = (_LOOP.format("{%p for p in problems %}"), _LOOP.format("{%p endfor %}"))
    looped = document[:first] + loop[0] + document[first:last] + loop[1] + document[last:]
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(rendered)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, looped if name == "word/document.xml" else source.read(name))
    return target.getvalue()


def _context(paper: Opinion) -> dict[str, object]:
    return {
        "unit": paper.unit,
        "number": paper.occasion.number,
        "score": paper.evaluation.score[0],
        "problems": [
            {"fact": p.fact, "action": p.action, "term": term_text(p.term, p.due), "lead": "、".join(p.lead)}
            for p in paper.problems
        ],
    }


def python_docx_way(papers: Callable[[], Opinion]) -> Callable[[], bytes]:
    """Paragraphs of named styles put into the reference file; texts are at hand, so that only the Word part counts."""
    reference = default_reference(LETTER)
    rendered = docx.Document(BytesIO(render(papers(), reference)))
    lines = [(p.style.name, p.text) for p in rendered.paragraphs if p.style is not None]
    copies, start = copies_text(OCCASION.copies), BytesIO()
    for element in list(rendered.element.body)[:-1]:
        rendered.element.body.remove(element)
    rendered.save(start)

    def way() -> bytes:
        unit, target = papers().unit, BytesIO()
        document = docx.Document(BytesIO(start.getvalue()))
        for style, text in lines:
            document.add_paragraph(text, style=style).add_run(unit if not text else "")
        document.add_table(1, 1).cell(0, 0).text = copies
        document.save(target)
        return target.getvalue()

    return way
