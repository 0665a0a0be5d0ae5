"""A wording as a Word file for the clerk: a paragraph a line, fields as 〔字段〕, conditions as lines of their own."""

import re
import zipfile
from io import BytesIO

from inspector.letters import styles as s
from inspector.letters.lines import LEVEL_MARKS
from inspector.letters.markup import DECLARATION, NAMESPACES, Lay, paragraph, run
from inspector.letters.package import assemble, pack
from inspector.letters.reference import Reference
from inspector.letters.wording_words import FIELD, TOKEN, field_of, is_statement, shown_line

FIELD_STYLE, MARK_STYLE, HELP_STYLE = "字段", "条件标记", "字段说明"
HELP = "字段说明（本页不导入）"
_FIELD_ID, _MARK_ID, _HELP_ID = "gwField", "gwCondition", "gwHelp"
_HELP_LINES = (
    "正文可以直接修改。带底色的〔　〕是字段，印发时换成督导记录中的内容，可以移动，不能改字，不能删去。",
    "带底色的整行是条件：“如果”到“结束如果”之间的内容只在条件成立时出现，“逐项”到“结束逐项”之间的内容每项出现一次。"
    "这些行不能增删，也不能移动。",
    "标题中的竖线“|”是可以转行的地方。修改后请保持 .docx 格式，不要插入表格和图片，不要设置加粗等格式。",
    "本文件中的字段：",
)


def export(kind: str, text: str, reference: Reference) -> bytes:
    """The template of a kind as .docx on an office's plain reference file; `wording_reading.read` is the way back."""
    lines = text.split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    out = [_line(line, reference.ids) for line in lines]
    out.append(paragraph(_HELP_ID, run(HELP), Lay(new_page=True)))
    out += [paragraph(_HELP_ID, run(each)) for each in _HELP_LINES]
    out += [paragraph(_HELP_ID, _runs(each)) for each in _fields(text)]
    body = f"<w:body>{''.join(out)}{reference.sections.upright}</w:body>"
    document = f"{DECLARATION}<w:document {NAMESPACES}>{body}</w:document>"
    with zipfile.ZipFile(BytesIO(assemble((), reference.fixed_parts("", kind)))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["word/styles.xml"] = _styles(files["word/styles.xml"].decode())
    core = (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        f'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{kind}</dc:title></cp:coreProperties>'
    )
    files |= {"word/document.xml": document.encode(), "docProps/core.xml": core.encode()}
    return assemble(pack(name, content) for name, content in files.items())


def style_of(line: str) -> str:
    """The style in which a line of a template is shown; those of titles stand for # and ##."""
    tokens = TOKEN.findall(line)
    if tokens and all(map(is_statement, tokens)) and not TOKEN.sub("", line).strip():
        return MARK_STYLE
    if line.startswith("## "):
        return s.SUBTITLE
    if line.startswith("# "):
        return s.TITLE
    for start, style in (("主送：", s.ADDRESSEE), ("附件：", s.ATTACHMENT_NOTE_NEXT), ("附注：", s.END_NOTE)):
        if line.startswith(start):
            return style
    for level, mark in LEVEL_MARKS:
        if mark.match(line):
            return s.LEVELS[level - 1]
    return s.BODY


def _line(line: str, ids: dict[str, str]) -> str:
    style = style_of(line)
    shown = shown_line(line.removeprefix("## ") if style == s.SUBTITLE else line.removeprefix("# "))
    if style == MARK_STYLE:
        return paragraph(_MARK_ID, _runs(shown))
    return paragraph(ids[style], _runs(shown), Lay(new_page=False) if style == s.TITLE else Lay())


def _runs(text: str) -> str:
    found, at = [], 0
    for each in FIELD.finditer(text):
        if each.start() > at:
            found.append(run(text[at : each.start()]))
        found.append(run(each[0], f'<w:rStyle w:val="{_FIELD_ID}"/>'))
        at = each.end()
    if at < len(text):
        found.append(run(text[at:]))
    return "".join(found)


def _fields(text: str) -> list[str]:
    """Every printed field once, in order."""
    return list(dict.fromkeys(field_of(token) for token in TOKEN.findall(text) if token.startswith("{{")))


def _styles(text: str) -> bytes:
    """The reference's styles with those of fields, conditions and the help."""
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="{}"/>'
    own = (
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{_FIELD_ID}"><w:name w:val="{FIELD_STYLE}"/><w:rPr>'
        f'<w:color w:val="1F4E79"/>{shade.format("DEEAF6")}</w:rPr></w:style>'
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{_MARK_ID}"><w:name w:val="{MARK_STYLE}"/>'
        f'<w:basedOn w:val="Normal"/><w:pPr>{shade.format("FFF2CC")}'
        '<w:spacing w:line="400" w:lineRule="exact"/></w:pPr>'
        '<w:rPr><w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr></w:style>'
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{_HELP_ID}"><w:name w:val="{HELP_STYLE}"/>'
        '<w:basedOn w:val="Normal"/><w:pPr><w:spacing w:line="440" w:lineRule="exact"/></w:pPr>'
        '<w:rPr><w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr></w:style>'
    )
    return re.sub("</w:styles>$", lambda _: f"{own}</w:styles>", text.strip()).encode()
