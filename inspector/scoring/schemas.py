"""JSON Schema of each kind of file, generated from the models that read it."""

from typing import Any

from pydantic import TypeAdapter

from inspector.checklist.items import Case, Item
from inspector.checklist.models import Checklist, Scheme
from inspector.checklist.plan import Clause, Plan
from inspector.scoring.data import Data

KINDS: dict[str, Any] = {
    "plan": Plan,
    "clauses": dict[str, Clause],
    "checklist": Checklist,
    "section": list[Item],
    "scheme": Scheme,
    "cases": list[Case],
    "data": Data,
}


def schema_of(kind: str) -> dict[str, Any]:
    """The schema of plan, clauses, checklist, section, scheme, cases or data files."""
    return TypeAdapter(KINDS[kind]).json_schema(by_alias=True)
