"""The styles of a reference file, by the names a clerk sees in Word. Slots are found by these names."""

from msgspec import Struct

from inspector.letters import measures as m
from inspector.letters.markup import DECLARATION, NAMESPACES, Indent, border, escape

FANGSONG, KAITI, HEITI, SONGTI = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"
BIAOSONG = "方正小标宋简体"
FALLBACKS = {FANGSONG: "仿宋", KAITI: "楷体", BIAOSONG: "宋体", HEITI: "SimHei", SONGTI: "SimSun"}
RED = "FF0000"

MARK, NUMBER, TITLE, SUBTITLE = "公文标志", "发文字号", "公文标题", "公文副标题"
ADDRESSEE, BODY = "主送机关", "公文正文"
LEVELS = ("一级标题", "二级标题", "三级标题", "四级标题")
ATTACHMENT_NOTE, ATTACHMENT_NOTE_NEXT = "附件说明", "附件说明续"
ATTACHMENT_LABEL, ATTACHMENT_TITLE = "附件标识", "附件标题"
HEAD, JOINT, FIGURE = "版头标注", "联合公文标志", "图"
SIGNATURE, DATE, END_NOTE = "发文机关署名", "成文日期", "附注"
CAPTION, TABLE_HEAD, TABLE_TEXT, TABLE_NOTE = "表题", "表头", "表格文字", "表注"
IMPRINT, ANCHOR, PAGE_NUMBER, BANNER = "版记", "版记锚点", "页码", "页眉标识"


class Style(Struct, frozen=True):
    """`size` in half points; `line` exact twips, 0 for automatic; spacing and indents in twips."""

    name: str
    font: str = FANGSONG
    size: int = 32
    line: int = m.LINE
    before: int = 0
    after: int = 0
    align: str = "left"
    first: int = 0
    indent: Indent | None = None
    outline: int = 0
    keep_next: bool = False
    color: str = ""
    squeeze: int = m.SQUEEZE
    rule: str = ""
    new_page: bool = False

    def xml(self, identifier: str) -> str:
        return (
            f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{identifier}"><w:name w:val="{self.name}"/>'
            f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{self._paragraph()}</w:pPr>'
            f"<w:rPr>{self._character()}</w:rPr></w:style>"
        )

    def _paragraph(self) -> str:
        line = f'w:line="{self.line}" w:lineRule="exact"' if self.line else 'w:line="240" w:lineRule="auto"'
        parts = [
            "<w:keepNext/><w:keepLines/>" if self.keep_next else "",
            "<w:pageBreakBefore/>" if self.new_page else "",
            f"<w:pBdr>{self.rule}</w:pBdr>" if self.rule else "",
            "" if self.line == m.LINE and self.size <= 32 else '<w:snapToGrid w:val="0"/>',
            f'<w:spacing w:before="{self.before}" w:after="{self.after}" {line}/>',
            self._indent(),
            f'<w:jc w:val="{self.align}"/>',
            f'<w:outlineLvl w:val="{self.outline - 1}"/>' if self.outline else "",
        ]
        return "".join(parts)

    def _indent(self) -> str:
        if self.indent:
            return self.indent.xml()
        if self.first:
            return f'<w:ind w:firstLineChars="{self.first * 100}" w:firstLine="{self.first * m.CHARACTER}"/>'
        return ""

    def _character(self) -> str:
        color = f'<w:color w:val="{self.color}"/>' if self.color else ""
        spacing = f'<w:spacing w:val="{self.squeeze}"/>'
        return f'{fonts(self.font)}{color}{spacing}<w:sz w:val="{self.size}"/><w:szCs w:val="{self.size}"/>'


def fonts(name: str) -> str:
    """All four slots named, so that no theme font and no Latin default gets in."""
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def styles(variant: str) -> list[Style]:
    """The styles of one variant; only the head of the page differs between them.

    Pre-printed paper has mark and red rule already: their room stays free, that of the rule by a white one, as spaces
    between paragraphs don't add up.
    """
    return [*_head(variant), *_text(), *_beside_text()]


def _text() -> list[Style]:
    body = {"align": "both", "first": 2}
    levels = [
        Style(name, font, align="both", first=2, outline=level, keep_next=level < 3)
        for level, (name, font) in enumerate(zip(LEVELS, (HEITI, KAITI, FANGSONG, FANGSONG), strict=True), 1)
    ]
    return [
        Style(SUBTITLE, KAITI, align="center", keep_next=True),
        Style(ADDRESSEE, before=m.LINE),
        Style(BODY, **body),  # type: ignore[arg-type]
        *levels,
        Style(ATTACHMENT_NOTE, before=m.LINE),
        Style(ATTACHMENT_NOTE_NEXT),
        Style(ATTACHMENT_LABEL, HEITI, new_page=True, keep_next=True),
        Style(
            ATTACHMENT_TITLE,
            BIAOSONG,
            44,
            before=m.LINE,
            after=180,
            align="center",
            squeeze=0,
            outline=1,
            keep_next=True,
        ),
        Style(SIGNATURE, align="right", keep_next=True),
        Style(DATE, align="right"),
        Style(END_NOTE, **body),  # type: ignore[arg-type]
    ]


def _beside_text() -> list[Style]:
    """Tables, figures, imprint, margins, and what stands over the mark."""
    one_in = Indent(m.IMPRINT_CHARACTER, m.IMPRINT_CHARACTER)
    return [
        Style(CAPTION, HEITI, 28, before=200, align="center", squeeze=0, keep_next=True, line=0),
        Style(TABLE_HEAD, HEITI, 21, line=0, align="center", squeeze=0),
        Style(TABLE_TEXT, FANGSONG, 21, line=0, squeeze=0),
        Style(TABLE_NOTE, FANGSONG, 21, line=0, before=60, squeeze=0),
        Style(IMPRINT, size=28, line=m.IMPRINT_LINE, squeeze=0, indent=one_in),
        Style(ANCHOR, size=2, line=10, squeeze=0),
        Style(PAGE_NUMBER, SONGTI, 28, line=0, squeeze=0, indent=one_in),
        Style(BANNER, HEITI, 28, line=0, align="center", squeeze=0),
        Style(HEAD, HEITI),
        Style(FIGURE, line=0, before=120, align="center", squeeze=0),
        Style(JOINT, BIAOSONG, 72, line=0, align="distribute", color=RED, squeeze=0),
    ]


def _head(variant: str) -> list[Style]:
    over = m.LINE if variant == "plain" else 2 * m.LINE
    title = Style(TITLE, BIAOSONG, 44, before=over, align="center", squeeze=0, keep_next=True)
    if variant in ("red", "preprinted"):
        mark = Style(MARK, BIAOSONG, 72, line=900, before=1890, align="center", color=RED, squeeze=0)
        rule = border("bottom", 10, RED if variant == "red" else "FFFFFF", 6)
        return [mark, Style(NUMBER, before=2 * m.LINE, align="center", rule=rule), title]
    mark = Style(MARK, BIAOSONG, 72, line=760, align="center", color=RED, squeeze=0)
    return [mark, Style(NUMBER, before=m.LETTER_NUMBER, align="right"), title]


_NO_SPACE = '<w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
"""No hanging marks, and no blanks between Chinese and Latin, which would widen a date."""


def styles_part(variant: str) -> str:
    found = styles(variant)
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts(FANGSONG)}<w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        f'<w:widowControl w:val="0"/>{_NO_SPACE}'
        f'<w:spacing w:before="0" w:after="0" w:line="{m.LINE}" w:lineRule="exact"/>'
        "</w:pPr></w:pPrDefault></w:docDefaults>"
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{_NO_SPACE}</w:pPr></w:style>"
    )
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    named = "".join(style.xml(f"gw{number}") for number, style in enumerate(found, 1))
    return f"{DECLARATION}<w:styles {NAMESPACES}>{defaults}{normal}{table}{named}</w:styles>"


def font_table_part() -> str:
    """Licensed faces are named, never shipped; each gets the face that stands in for it."""
    entries = "".join(
        f'<w:font w:name="{escape(name)}"><w:altName w:val="{escape(other)}"/><w:charset w:val="86"/></w:font>'
        for name, other in FALLBACKS.items()
    )
    return f"{DECLARATION}<w:fonts {NAMESPACES}>{entries}</w:fonts>"
