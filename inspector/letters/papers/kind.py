"""What is known of a kind of paper beside its data."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from msgspec import Struct

from inspector.letters.blocks import Block
from inspector.letters.papers.asked import Field

Values = Mapping[str, object]
Step = Literal["before", "on_site", "opinion", "rectification", "measures", "reports", "records"]
"""Where in a supervision a paper belongs, in order."""


Check = Callable[[Values, Mapping[str, Values]], dict[str, str]]
"""What does not go together in typed values and those of chosen problems: message ids by name of the input."""


def nothing(*_: Any) -> dict[str, Any]:
    return {}


class Kind(Struct, frozen=True):
    """`name` is the word in files, tables and addresses; `label` a message id; `about` names who a paper is about.

    `values` are texts made from the paper for its wording, `ready` the blocks it brings. `statutory`: one of the
    fifteen kinds of official paper; others are sent in letter form or travel under the kind in `travels_under`, if
    they are sent at all. `own_series`: a slip that the office numbers itself instead of the document office.
    `published`: it may be read by everybody, or by a circle of others than the unit.

    `asks` is what a person types. A paper about chosen problems keeps them in its field `problems`, each as an
    `entry` (a Problem with more fields), for which `each` is typed; `from_below`: those of the units under it too;
    `needs_problems`: without any there is no such paper. `check` is asked once every input fits for itself.
    `by_committee`: issued by the committee itself, not by its office.
    """

    name: str
    label: str
    paper: type[Any]
    about: Callable[[Any], str]
    values: Callable[[Any], Values] = nothing
    ready: Callable[[Any], Mapping[str, Block]] = nothing
    statutory: bool = False
    own_series: bool = False
    published: bool = False
    travels_under: Literal["", "letter", "notice"] = ""
    step: Step = "reports"
    asks: tuple[Field, ...] = ()
    each: tuple[Field, ...] = ()
    entry: type[Any] | None = None
    from_below: bool = False
    needs_problems: bool = False
    check: Check = nothing
    by_committee: bool = False

    @property
    def head(self) -> Literal["red", "letter", "plain"]:
        """The head that suits it: red for a statutory kind, letter form for what travels, none for a record."""
        if self.statutory:
            return "red"
        return "letter" if self.travels_under else "plain"

    @property
    def is_record(self) -> bool:
        """Neither sent nor issued as a paper: it has no 版记."""
        return not self.statutory and not self.travels_under
