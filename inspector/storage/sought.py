"""Two conditions that SQLAlchemy has no quick form for: a text that holds a word, and a key among thousands."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Integer, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Place(FunctionElement[int]):
    inherit_cache = True
    name = "place"
    type = Integer()


class _Items(FunctionElement[str]):
    inherit_cache = True
    name = "items"


def holds(column: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    """Latin letters in either case where the database's LIKE does so; a word without them is looked for as it stands,
    for which a scan takes half the time."""
    if any(one.isascii() and one.isalpha() for one in word):
        return column.contains(word, autoescape=True)
    return _Place(column, literal(word)) > 0


def among(column: ColumnElement[Any], keys: Collection[str]) -> ColumnElement[bool]:
    """One parameter for all keys: to name each by its own takes longer than the query."""
    items = _Items(literal(json.dumps(sorted(keys)))).table_valued("value")
    return column.in_(select(items.c.value))


@compiles(_Place)
def _position(element: _Place, compiler: SQLCompiler, **given: Any) -> str:
    column, word = (compiler.process(one, **given) for one in element.clauses)
    return f"position({word} in {column})"


@compiles(_Place, "sqlite")
def _instr(element: _Place, compiler: SQLCompiler, **given: Any) -> str:
    column, word = (compiler.process(one, **given) for one in element.clauses)
    return f"instr({column}, {word})"


@compiles(_Items)
def _elements(element: _Items, compiler: SQLCompiler, **given: Any) -> str:
    (keys,) = (compiler.process(one, **given) for one in element.clauses)
    return f"json_array_elements_text(CAST({keys} AS json))"


@compiles(_Items, "sqlite")
def _each(element: _Items, compiler: SQLCompiler, **given: Any) -> str:
    (keys,) = (compiler.process(one, **given) for one in element.clauses)
    return f"json_each({keys})"
