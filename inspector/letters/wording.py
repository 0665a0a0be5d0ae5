"""Wording: one text template per paper, `templates/letters/wording/<kind>.txt`, whose output is blocks.

A template is UTF-8 Jinja, sandboxed, with undefined names refused; `{% include "partial.txt" %}` reaches files of the
same folder only. Each line of its output is one block:

    # 关于|对{{ unit }}|的|督导意见书     title; | marks where a line may end
    ## （征求意见稿）                      line under the title
    主送：{{ unit }}                       addressee
    一、总体评价                           heading of level 1; （一） level 2; 1. level 3; （1） level 4.
                                           The mark tells the level, the number is counted anew
    |problems|                             a block that the paper brings: a table, the signature, the imprint
    附件：问题及责任清单                   a line of the note on attachments; consecutive lines make one note
    附件页：问题及责任清单                 begins that attachment on its own page; 附件页（横）： on a turned page
    附注：联系人……                         the note under the date, printed in brackets
    注：……                                 small print
    ---                                    page break
    anything else                          a paragraph

Values can't become blocks: `{{ … }}` leaves a placeholder that is filled in only after the lines were read, and
a newline in a value begins a new paragraph of the same block. Dates print as 2026年4月2日. Values are plain data:
no calls, no attributes. A text of a record that has an `origin` passes it to the block it is printed in.
Filters: `count`, `listed` (joins with 、), `bare` (without a full stop at the end), `sentence` (with one);
tests: `defined`, `none`.
"""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext, Undefined
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import pass_context

from inspector.letters.blocks import Block, Origin
from inspector.letters.layout import date_text
from inspector.letters.lines import HOLDER, Told, parse

_LOOP = frozenset(("index", "first", "last", "length"))
_FORBIDDEN = (
    nodes.Macro,
    nodes.CallBlock,
    nodes.AssignBlock,
    nodes.FilterBlock,
    nodes.Import,
    nodes.FromImport,
)
_VALUES = "printed values"


class WordingProblem(ValueError):
    """What is wrong in a template: file, line, and what."""

    def __init__(self, template: str, line: int, what: str) -> None:
        super().__init__(f"{template}:{line}: {what}")
        self.template, self.line, self.what = template, line, what


def _printed(value: object) -> str:
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError(f"{type(value).__name__} can't be printed")


def _like(text: str, made: str) -> str:
    return Told(made, text.origin) if isinstance(text, Told) else made


def _bare(text: str) -> str:
    return _like(text, text.rstrip("。；; "))


def _sentence(text: str) -> str:
    """With its full stop, behind a quotation too unless that ends with one of its own (GB/T 15834)."""
    ended = text.removesuffix("”")[-1:] in ("。", "！", "？") or text.endswith("）")
    return text if not text or ended else _like(text, f"{_bare(text)}。")


@pass_context
def _held(context: Context, value: object) -> str:
    """Keeps the value aside; what a template prints is its place in the list."""
    if isinstance(value, Undefined):
        value._fail_with_undefined_error()
    held: list[str] = context[_VALUES]
    held.append(_printed(value))
    return HOLDER.format(len(held) - 1)


def _told(record: Mapping[str, Any], value: Any) -> Any:
    """A text of a record that carries its origin carries it on to the block it is printed in."""
    origin = record.get("origin")
    return Told(value, origin) if isinstance(value, str) and isinstance(origin, Origin) else value


class _Environment(SandboxedEnvironment):
    """Plain data only: keys of mappings, places of sequences, the counter of a loop; nothing is called."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping):
            return _told(obj, obj[attribute]) if attribute in obj else self.undefined(obj=obj, name=attribute)
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return getattr(obj, attribute)
        if isinstance(obj, Undefined):
            obj._fail_with_undefined_error()
        raise SecurityError(f"{attribute} is no field")

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, list | tuple) and isinstance(argument, int) and -len(obj) <= argument < len(obj):
            return obj[argument]
        return self.getattr(obj, str(argument))

    def is_safe_callable(self, obj: Any) -> bool:
        return False


class Wording:
    """The templates of one folder, read and compiled at once. Raises WordingProblem for the first broken one.

    `own` are an office's own texts by file name, which stand in for those of the folder.
    """

    def __init__(self, folder: Path, own: Mapping[str, str] | None = None) -> None:
        self._texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}
        self._texts |= own or {}
        self._environment = _Environment(
            loader=DictLoader(self._texts),
            undefined=StrictUndefined,
            autoescape=False,
            finalize=_held,
        )
        self._environment.filters = {"count": len, "listed": "、".join, "bare": _bare, "sentence": _sentence}
        self._environment.tests = {
            "defined": lambda value: not isinstance(value, Undefined),
            "none": lambda v: v is None,
        }
        self._environment.globals = {}
        for name, text in self._texts.items():
            self._check(name, text)

    def text(self, name: str) -> str:
        """The template of a paper or a shared part, by its name without .txt; KeyError for an unknown one."""
        return self._texts[f"{name}.txt"]

    @property
    def names(self) -> tuple[str, ...]:
        """Of all templates, shared parts (with _ in front) included."""
        return tuple(name.removesuffix(".txt") for name in self._texts)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of the papers that have a template here; names that begin with _ are partials."""
        return tuple(name.removesuffix(".txt") for name in self._texts if not name.startswith("_"))

    def blocks(self, kind: str, values: Mapping[str, object], ready: Mapping[str, Block]) -> tuple[Block, ...]:
        """The paper's blocks. `values` is plain data, cleaned; `ready` are the blocks that |name| lines ask for."""
        name = f"{kind}.txt"
        if name not in self._texts:
            raise WordingProblem(name, 0, "there is no such template")
        held: list[str] = []
        try:
            text = self._environment.get_template(name).render({**values, _VALUES: held})
        except (TemplateError, TypeError) as error:
            raise self._located(name, error) from error
        try:
            return parse(text, held, ready)
        except ValueError as error:
            raise WordingProblem(name, 0, str(error)) from error

    def _check(self, name: str, text: str) -> None:
        if bad := re.search("[\ue000-\ue001]", text):
            raise WordingProblem(name, text.count("\n", 0, bad.start()) + 1, "holds a reserved character")
        try:
            tree = self._environment.parse(text, name, name)
            self._environment.get_template(name)
        except TemplateSyntaxError as error:
            raise WordingProblem(error.name or name, error.lineno, error.message or "syntax") from error
        for node in tree.find_all(_FORBIDDEN):
            raise WordingProblem(name, node.lineno, f"{type(node).__name__} is not allowed: use include")
        for include in tree.find_all(nodes.Include):
            wanted = include.template.value if isinstance(include.template, nodes.Const) else None
            if wanted not in self._texts:
                raise WordingProblem(name, include.lineno, "includes a file that is not in the folder")

    def _located(self, name: str, error: Exception) -> WordingProblem:
        """Jinja rewrites tracebacks, so that frames carry the template's file and line."""
        line, trace = 0, error.__traceback__
        while trace is not None:
            file = trace.tb_frame.f_code.co_filename
            if file in self._texts or file == "<template>":
                name, line = (file if file in self._texts else name), trace.tb_lineno
            trace = trace.tb_next
        what = error.message if isinstance(error, UndefinedError) else str(error)
        return WordingProblem(name, line, what or type(error).__name__)
