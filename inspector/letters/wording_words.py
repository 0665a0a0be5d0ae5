"""A template's fields and marks in Chinese: `{{ problem.fact | sentence }}` is 〔问题.事实 | 成句〕, and back.

Each English word of an expression has one Chinese word, so that the way back is exact. A word without one stays
English, and what would not come back as it was is shown as it stands.
"""

import re

from inspector.letters.vocabulary import STATEMENTS, WORDS

TOKEN = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|[〔〕]")
FIELD = re.compile("〔([^〔〕]*)〕")
_LITERALS = {"〔": "左括号", "〕": "右括号"}
_NAMES = {chinese: english for english, chinese in WORDS.items()}
_BLOCK, _NEW_PAGE = "版块", "另起一页"
_ENGLISH = re.compile(r'"[^"]*"|[a-z_]+')
_CHINESE = re.compile(r'"[^"]*"|[\u4e00-\u9fff]+')
_READY = re.compile(r"\|([a-z_]+)\|")


class UnknownField(ValueError):
    """A word between 〔 and 〕 that no field and no mark has."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def field_of(token: str) -> str:
    """`{{ … }}`, `{% … %}`, a literal bracket: as it stands in a clerk's file, with its brackets."""
    if token in _LITERALS:
        return f"〔{_LITERALS[token]}〕"
    inner = token[2:-2]
    shown = _ENGLISH.sub(lambda found: WORDS.get(found[0], found[0]), inner).strip()
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
    if inner.split(" ")[0] in STATEMENTS.values():
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
        return f"〔{_BLOCK} {WORDS.get(found[1], found[1])}〕"
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
