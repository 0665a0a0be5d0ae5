"""What is known of a kind of paper beside its data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from inspector.letters.blocks import Block

Values = Mapping[str, object]


def nothing(paper: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Kind:
    """`name` is the word in files, tables and addresses; `label` a message id; `about` names who a paper is about.

    `values` are texts made from the paper for its wording, `ready` the blocks it brings. `statutory`: one of the
    fifteen kinds of official paper; others travel under a letter or a notice. `own_series`: a slip that the office
    numbers itself instead of the document office. `published`: it may be read by everybody.
    """

    name: str
    label: str
    paper: type
    about: Callable[[Any], str]
    values: Callable[[Any], Values] = nothing
    ready: Callable[[Any], Mapping[str, Block]] = nothing
    statutory: bool = False
    own_series: bool = False
    published: bool = False
