"""JSON Schema of each kind of file, generated from the models that read it."""

from typing import Any

from pydantic import TypeAdapter

from inspector.checklist.items import Case, Item
from inspector.checklist.ladder import Ladder
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
    "measures": Ladder,
}


def schema_of(kind: str) -> dict[str, Any]:
    """The schema of plan, clauses, checklist, section, scheme, cases, data or measures files."""
    schema: dict[str, Any] = TypeAdapter(KINDS[kind]).json_schema(by_alias=True)
    return schema if kind == "data" else _written(schema)


def _written(schema: Any) -> Any:
    """As YAML is written: an editor takes 7 for a number where the language reads all scalars as text."""
    if isinstance(schema, list):
        return [_written(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _written(one) for key, one in schema.items()}
    if found.get("type") in ("string", "integer") and not found.keys() & {"enum", "const"}:
        found["type"] = ["string", "number"]
    return found
