"""A template's fields and marks in Chinese: `{{ problem.fact | sentence }}` is 〔问题.事实 | 成句〕, and back.

Each English word of an expression has one Chinese word, so that the way back is exact. A word without one stays
English, and what would not come back as it was is shown as it stands.
"""

import re

TOKEN = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|[〔〕]")
FIELD = re.compile("〔([^〔〕]*)〕")
_LITERALS = {"〔": "左括号", "〕": "右括号"}
_STATEMENTS = {
    "if": "如果",
    "elif": "或者如果",
    "else": "否则",
    "endif": "结束如果",
    "for": "逐项",
    "endfor": "结束逐项",
    "include": "插入",
    "set": "设定",
}
_WORDS = {
    **_STATEMENTS,
    "and": "并且",
    "or": "或",
    "not": "不",
    "is": "为",
    "in": "取自",
    "none": "空",
    "defined": "已定义",
    "sentence": "成句",
    "bare": "去句号",
    "listed": "并列",
    "count": "数量",
    "loop": "循环",
    "last": "末项",
    "first": "首项",
    "index": "序",
    "occasion": "督导",
    "office": "发文机关",
    "round_title": "项目名称",
    "plan": "计划名称",
    "legal_basis": "法律依据",
    "visit": "督导日期",
    "facts_as_of": "数据时点",
    "as_of": "截至日期",
    "scheme_note": "评分说明",
    "contact": "联系方式",
    "issued": "成文日期",
    "number": "文号",
    "unit": "督导对象",
    "district": "区县",
    "districts": "各区县",
    "city": "市",
    "addressee": "主送机关",
    "you": "对方称谓",
    "heard": "已听取意见",
    "evaluation": "评价",
    "score": "得分",
    "grade": "等次",
    "grade_withheld": "暂不评定原因",
    "grade_counts": "各等次数",
    "coverage": "核查完成率",
    "checked": "核查结果",
    "problem": "问题",
    "problems": "各问题",
    "fact": "事实",
    "basis": "依据",
    "action": "整改要求",
    "terms": "各期限",
    "term": "期限",
    "lead": "牵头单位",
    "cooperating": "配合单位",
    "doubt": "说明",
    "unverifiable": "无法核实事项",
    "suggestion": "建议",
    "suggestions": "各建议",
    "advice": "建议数",
    "text": "内容",
    "matter": "事项",
    "matters": "各事项",
    "section": "一级指标",
    "sections": "各一级指标",
    "group": "组",
    "groups": "各组",
    "name": "名称",
    "leader": "组长",
    "members": "成员",
    "materials": "各材料",
    "steps": "各环节",
    "visited": "实地对象",
    "self_evaluation": "要求自评",
    "self_until": "自评截止日",
    "reply_by": "答复截止日",
    "report_by": "报告截止日",
    "provisional": "暂定",
    "ranks": "位次",
    "unranked": "未排名",
    "heat": "得分率表",
    "wide_heat": "得分率表较宽",
    "common_problems": "共性问题",
    "results": "评价结果",
    "score_tree": "得分表",
    "signature": "落款",
}
_NAMES = {chinese: english for english, chinese in _WORDS.items()}
_BLOCK, _NEW_PAGE = "版块", "另起一页"
_ENGLISH = re.compile(r'"[^"]*"|[a-z_]+')
_CHINESE = re.compile(r'"[^"]*"|[\u4e00-\u9fff]+')
_READY = re.compile(r"\|([a-z_]+)\|")


class UnknownField(ValueError):
    """A word between 〔 and 〕 that no field and no mark has."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def labels() -> dict[str, str]:
    """Chinese words by the English ones that templates use."""
    return dict(_WORDS)


def field_of(token: str) -> str:
    """`{{ … }}`, `{% … %}`, a literal bracket: as it stands in a clerk's file, with its brackets."""
    if token in _LITERALS:
        return f"〔{_LITERALS[token]}〕"
    inner = token[2:-2]
    shown = _ENGLISH.sub(lambda found: _WORDS.get(found[0], found[0]), inner).strip()
    try:
        back = token_of(shown)
    except UnknownField:
        back = ""
    return f"〔{shown}〕" if back == token else f"〔{token}〕"


def token_of(inner: str) -> str:
    """What stands between 〔 and 〕 as a template has it. Raises UnknownField."""
    inner = re.sub(r"\s+", " ", inner.replace("“", '"').replace("”", '"')).strip()
    for literal, word in _LITERALS.items():
        if inner == word:
            return literal
    if inner.startswith(("{{", "{%", "{#")):
        return inner
    text = _CHINESE.sub(_english, inner)
    if inner.split(" ")[0] in _STATEMENTS.values():
        return f"{{% {text} %}}"
    return f"{{{{ {text} }}}}"


def _english(found: re.Match[str]) -> str:
    word = found[0]
    if word.startswith('"'):
        return word
    if word not in _NAMES:
        raise UnknownField(word)
    return _NAMES[word]


def is_statement(token: str) -> bool:
    return token.startswith("{%")


def shown_line(line: str) -> str:
    """A line of a template as a clerk reads it; the heading marks # and ## are left to the paragraph's style."""
    if line == "---":
        return f"〔{_NEW_PAGE}〕"
    if found := _READY.fullmatch(line):
        return f"〔{_BLOCK} {_WORDS.get(found[1], found[1])}〕"
    return TOKEN.sub(lambda each: field_of(each[0]), line)


def template_line(text: str) -> str:
    """The way back. Raises UnknownField."""
    if text.strip() == f"〔{_NEW_PAGE}〕":
        return "---"
    if found := re.fullmatch(rf"〔{_BLOCK} (\S+)〕", text.strip()):
        name = found[1]
        return f"|{name if re.fullmatch('[a-z_]+', name) else _english_block(name)}|"
    return FIELD.sub(lambda each: token_of(each[1]), text)


def _english_block(name: str) -> str:
    if name not in _NAMES:
        raise UnknownField(name)
    return _NAMES[name]
