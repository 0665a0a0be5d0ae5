"""A trial letter with every kind of block, to see whether a reference file keeps to the standard."""

from datetime import date

from inspector.letters.blocks import (
    Addressee,
    AttachmentNote,
    AttachmentStart,
    Cell,
    Column,
    Heading,
    Imprint,
    Letter,
    Note,
    Paragraph,
    Signature,
    Table,
    Title,
)
from inspector.letters.check import broken
from inspector.letters.opened import Finding
from inspector.letters.reference import Reference
from inspector.letters.writer import write

_DAY = date(2026, 4, 2)
_TABLE = Table((Column("序号", 1), Column("内容", 4)), ((Cell("1"), Cell("试排")),), notes=("注：试排。",))


def trial_letter(reference: Reference) -> Letter:
    """Fixed content in the reference's variant."""
    return Letter(
        variant=reference.variant,
        blocks=(
            Title(("关于", "样式文件", "试排情况的", "通知"), "（试排）"),
            Addressee("各有关单位"),
            Paragraph("为检验样式文件是否符合“公文格式”的规定，特作试排——内容无实际意义。"),
            Heading(1, "一、", "一级标题"),
            Heading(2, "（一）", "二级标题"),
            Heading(3, "1.", "三级标题。"),
            Heading(4, "（1）", "四级标题。"),
            AttachmentNote(("竖排表", "横排表")),
            Signature("教育督导委员会办公室", _DAY, True),
            Note("联系人：某某", "end"),
            AttachmentStart(1, Title(("竖排表",))),
            _TABLE,
            AttachmentStart(2, Title(("横排表",)), True),
            Table(_TABLE.columns, _TABLE.rows, landscape=True),
            Imprint(("各有关单位",), "教育督导委员会办公室", _DAY),
        ),
        recorded=_DAY,
        title="试排",
        author="教育督导委员会办公室",
        number="〔2026〕5号",
    )


def deviations(reference: Reference) -> list[Finding]:
    """Where letters in this reference file leave the standard; an office may allow one for a written reason."""
    return broken(write(trial_letter(reference), reference))
