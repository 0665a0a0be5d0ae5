"""The device reads what was typed as the server does: the same canonical text, or the same complaint."""

import json
import random
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

from inspector.checklist.fields import UNIT_SIGNS, Field, FieldProblem, parse
from inspector.settings import checklists_root
from tests.browser.modules import alone, module
from tests.editions import edition_in

EVALUATE = """async (text) => {
  const { url, units, tried } = JSON.parse(text);
  const { parse } = await import(url);
  return JSON.stringify(tried.map(([field, raw, part]) => parse(field, raw, part, units)));
}"""
DUMP: dict[str, Any] = {"mode": "json", "by_alias": True, "exclude_defaults": True}
NUMBERS = (
    *(
        "0",
        "-0",
        "-0.0",
        "00",
        "007",
        "1.",
        ".5",
        "1.50",
        "1.0",
        "1e3",
        "+3",
        "３人",
        "３．５",
        "－２",
        "−2",
        "1,840,999",
    ),
    *(
        "1 840 999",
        "1,84,0",
        "1,840 999",
        "1,840.50",
        "12,345人",
        "3 人",
        "3人人",
        "人",
        "12万",
        "1.2万元",
        "七",
        "0x10",
    ),
    *("999999999999999", "9999999999999999", "0.1234567", "0.123456", "-5", "5000元", "20 %", "٣", "²", "１２０課時"),
    *(
        "120课时",
        "1\u00a0000",
        "1\u2009840",
        "\ufeff3",
        "\x1c3\x1f",
        "\u30003\u3000",
        "\x853",
        "3\n",
        "99999999999999.999999",
    ),
)
DATES = (
    *(
        "2025-06-30",
        "2025/6/3",
        "2025.6.3",
        "2025年6月3日",
        "2025年 6 月 3 日",
        "2025-6-3日",
        "２０２５－０６－３０",
        "2025-02-29",
    ),
    *("2024-02-29", "1900-02-29", "2000-02-29", "0000-01-01", "1949-09-30", "1949-10-01", "2099-12-31", "2100-01-01"),
    *(
        "2025-13-01",
        "2025-00-10",
        "2025-1-32",
        "25-6-3",
        "2025--6-3",
        "2025\u30006",
        "2025 - 6 - 3",
        "2025-06-30T00",
        "٢٠٢٥-٠٦-٣٠",
    ),
)
WORDS = (
    *(
        "",
        " ",
        "\u3000",
        "甲\r\n乙\r丙",
        "e\u0301",
        "a" * 2000,
        "a" * 2001,
        "𠮷" * 2000,
        "𠮷" * 41,
        "__proto__",
        "constructor",
    ),
    *(
        "yes",
        "no",
        "Yes",
        " yes ",
        "-",
        " - ",
        "-,yes",
        ",",
        ",,",
        "yes,no",
        "no, yes,",
        "不是,选项",
        "𠮷,｡",
        "not_yet",
        "toString",
    ),
)
SYNTHETIC = (
    Field(type="integer"),
    Field.model_validate({"type": "integer", "unit": "person", "plausible": "0..800", "or": {"not_yet": "尚未"}}),
    Field.model_validate({"type": "decimal", "unit": "yuan", "plausible": "-10.5..5000000000"}),
    Field(type="decimal", unit="lesson"),
    Field(type="decimal", unit="%"),
    Field.model_validate({"type": "date", "or": {"not_yet": "尚未"}}),
    Field(type="text"),
    Field(type="select_one"),
    Field.model_validate({"type": "select_multiple", "choices": {"no": "否", "yes": "是", "third": "三"}}),
    Field(type="document"),
)


def shipped() -> Iterator[Field]:
    """Every field of both plans."""
    for plan in ("yuncheng_2023", "zhuhai_2023_2025"):
        for item in edition_in(checklists_root() / plan).items.values():
            yield from item.ask.fields.values()


def mangled(chance: random.Random) -> Iterator[str]:
    """Texts near the written ones: a sign put in, taken out or doubled."""
    signs = "0123456789.,-–／年月日万元人 \t\u3000\xa0１９。，＋e𠮷\x1f"
    for text in (*NUMBERS, *DATES, *WORDS[-15:]):
        for _ in range(6):
            at = chance.randrange(len(text) + 1)
            yield (
                text[:at]
                + chance.choice((chance.choice(signs), "", text[at : at + 1]))
                + text[at + chance.randrange(2) :]
            )


def test_hostile_texts_are_read_alike(desk: Page) -> None:
    chance = random.Random(20261128)
    texts = [*NUMBERS, *DATES, *WORDS, *mangled(chance)]
    tried = [(one, text, part) for one in SYNTHETIC for text in texts for part in ("", "title", "date")]
    own = list({json.dumps(one.model_dump(**DUMP)): one for one in shipped()}.values())
    for one in own:
        keys = [*one.options, *one.alternatives]
        tried += [(one, ",".join(chance.sample(keys, k)), "") for k in range(min(len(keys), 3) + 1)]
        tried += [(one, text, "") for text in chance.sample(texts, 20)]
        ends = one.plausible.text.split("..") if one.plausible else ()
        tried += [(one, end + more, "") for end in ends for more in ("", ".1", "1", UNIT_SIGNS.get(one.unit, one.unit))]
    here = [read(parse(*one)) for one in tried]
    told = {
        "url": module("js/fields.js"),
        "units": UNIT_SIGNS,
        "tried": [(one.model_dump(**DUMP), text, part) for one, text, part in tried],
    }
    alone(desk)
    there = json.loads(desk.evaluate(EVALUATE, json.dumps(told)))
    wrong = [
        (one.type, one.unit, text, part, mine, theirs)
        for (one, text, part), mine, theirs in zip(tried, here, there, strict=True)
        if mine != theirs
    ]
    assert wrong == []
    assert len({one["message"] for one in here if isinstance(one, dict)}) == MESSAGES


MESSAGES = 9
"""All that `checklist.fields` can complain of came up."""


def read(found: str | FieldProblem) -> str | dict[str, Any]:
    return {"message": found.message, "params": dict(found.params)} if isinstance(found, FieldProblem) else found
