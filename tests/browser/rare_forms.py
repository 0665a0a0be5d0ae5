"""Items of judge forms and settings that no shipped plan uses by now: the language knows them, so devices must."""

from typing import Any

from msgspec.structs import replace

from inspector.checklist.edition import Edition
from inspector.checklist.items import Item

NUMBER: dict[str, Any] = {"type": "decimal"}
COUNTED: dict[str, Any] = {"type": "integer"}
ROWS = {
    "one": "一",
    "two": {"label": "二", "at_least": ["3", "4"], "absent": "没有"},
    "three": {"label": "三", "at_most": "9"},
}
ASKED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "bands": (
        NUMBER,
        {
            "form": "banded",
            "bands": {
                "high": {"from_to": "20..100", "label": "高", "met": "yes"},
                "low": {"from_to": "0..8", "label": "低", "met": "no"},
                "middle": {"from_to": "8..20", "label": "中", "met": "yes"},
            },
        },
    ),
    "between": (NUMBER, {"form": "count", "at_least": ["2", "3"], "at_most": {"others": "10"}}),
    "summed": ({"type": "integer", "rows": ROWS}, {"form": "count", "at_least": "11", "combine": "sum"}),
    "free_rows": ({"type": "integer", "rows": ROWS}, {"form": "count", "at_least": {"another": "5"}}),
    "tiny": (
        {"columns": {"part": COUNTED, "whole": COUNTED}},
        {"form": "ratio", "at_most": "1/3", "zero": "not_met", "tiny": {"below": "5"}},
    ),
    "empty_meets": (
        {"columns": {"part": NUMBER, "whole": NUMBER}},
        {"form": "ratio", "at_least": "150%", "zero": "met", "tiny": {"below": "3", "then": "judged"}, "subset": "no"},
    ),
    "pooled_heads": (
        {"rows": ROWS, "columns": {"amount": NUMBER, "heads": COUNTED | {"zero": "row_not_applicable"}}},
        {"form": "per_head", "at_least": "2.5", "combine": "pooled"},
    ),
    "nobody_there": (
        {"columns": {"amount": NUMBER, "heads": COUNTED | {"zero": "row_not_applicable"}}},
        {"form": "per_head", "at_least": "7/3"},
    ),
    "two_of_them": (
        {"type": "select_one", "rows": ROWS},
        {"form": "k_of_n", "at_least": "2", "must": ["two"]},
    ),
    "half_of_them": (
        {"type": "select_multiple", "choices": {"a": "甲", "b": "乙", "c": "丙"}},
        {"form": "k_of_n", "at_least": "50%"},
    ),
    "fewer": (
        {"columns": {"before": NUMBER, "now": NUMBER}},
        {"form": "trend", "want": "less", "enough": "2"},
    ),
    "none_left": ({"columns": {"before": COUNTED, "now": COUNTED}}, {"form": "trend", "want": "less"}),
    "as_many": ({"columns": {"before": COUNTED, "now": COUNTED}}, {"form": "trend", "want": "not_less", "enough": "8"}),
    "refused": ({"type": "select_one"}, {"form": "yes_no", "want": "no"}),
    "letters": (
        {"type": "document", "rows": ROWS, "or": {"none_sent": "没有"}},
        {"form": "seen", "need": ["title", "number"], "in_order": "yes"},
    ),
    "visits": (
        {
            "sample": {"draw": {"at_least": 3}},
            "columns": {
                "kept": {
                    "type": "select_one",
                    "label": "有",
                    "choices": {"y": {"label": "是", "met": "yes"}, "n": {"label": "否", "met": "no"}},
                },
                "hours": NUMBER | {"at_least": "2", "at_most": "10", "or": {"not_asked": "未问"}},
                "more": COUNTED | {"at_least": "1", "force": "soft"},
            },
        },
        {"form": "share_of_rows", "at_least": "2/3"},
    ),
    "on_time": ({"type": "date", "or": {"not_yet": "尚未"}}, {"form": "by_date", "grace": "30 calendar days"}),
}


def _measured(edition: Edition) -> tuple[dict[str, Any], dict[str, Any]]:
    """A line that both an earlier answer and the place would choose: the answer comes first."""
    lines = {"yes": "3", "no": ["5", "7"], "others": "2"} | dict.fromkeys(edition.plan.places, "9")
    return NUMBER, {
        "form": "measure",
        "by": "rare_refused",
        "at_least": lines,
        "at_most": {"no": "none", "others": "20"},
    }


def with_rare_forms(edition: Edition) -> Edition:
    """The edition with one such item each at the end of its last section, for every kind of unit."""
    section = list(edition.sections)[-1]
    clause = next(iter(edition.plan.clauses))
    added = tuple(
        Item.model_validate(
            {
                "id": f"rare_{name}",
                "title": "演示",
                "clause": [clause],
                "unit": list(edition.checklist.kinds),
                "due": "2024-06-30" if name == "on_time" else "standing",
                "ask": {"question": "演示", **ask},
                "judge": judge,
            }
        )
        for name, (ask, judge) in {**ASKED, "measured": _measured(edition)}.items()
    )
    return replace(edition, sections={**edition.sections, section: (*edition.sections[section], *added)})
