"""Hostile text in every field that a clerk types, of every kind of letter: it arrives, or its field says why not."""

import io
from collections.abc import Iterator
from html import unescape

import docx
import pytest
from httpx import Client

from inspector.letters.kinds import KINDS
from inspector.letters.text import clean
from tests.letters.reading import whole
from tests.letters.test_drafting import HOSTILE as KNOWN
from tests.web.conftest import World
from tests.web.museum_round import ROUND, museum_world
from tests.web.test_letters_followup import GUIDE, TYPED, typed_for
from tests.web.test_letters_pages import LETTERS, OPINION

HOSTILE = [
    *(text for text in KNOWN if "\x00" not in text and "\ud800" not in text),
    "甲\x0b\x1f乙",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "&lt;b&gt;&#60;&amp;&#0;",
    "'; DROP TABLE letter; --",
    "${7*7}#{7*7}%{7*7}",
    "%s%d{0}{unit.name}",
    "{% include 'opinion.txt' %}",
    "{{ occasion.office.__class__ }}",
    "|problems|",
    "〔2026〕1号",
    "（一）标题\t制表",
    "  两端有空白  ",
    "../../etc/passwd",
    "C:\\文件\\*?.docx",
    '=HYPERLINK("x")',
    "\ufeff甲\u2028乙\u2029丙",
    "e\u0301 ﷺ 𠮷𠮷",
    "甲\U000e0041乙",
    "“引号”——……",
    "\\",
    "-",
    "null",
    "第一行\n\n\n第四行",
    "<!DOCTYPE x [<!ENTITY e 'x'>]>&e;",
    "<?xml version='1.0'?>",
    "xml:space='preserve'",
]
OTHERS: dict[str, dict[str, str]] = {
    "preliminary_opinion": {"unit": "south", "reply_by": "2026-03-31"},
    "opinion": {"unit": "south", "heard_on": "2026-01-20"},
    "accountability": {"unit": "south"},
    "district_report": {"unit": "south"},
    "city_report": {"unit": "city"},
    "rank_annex": {"unit": "city", "marking": "内部资料"},
}
ALL_PRINTED: dict[str, dict[str, str]] = {
    "recheck_opinion": {"new_due": "2026-12-31", f"outcome:{GUIDE}": "open"},
    "situation_circular": {"report_by": "2026-12-31"},
}
"""Without these a paper has no sentence for some of its fields."""
NOTICE = {"unit": "m1", "visit_from": "2026-03-02", "visit_to": "2026-03-06", "reason": "人员不足"}
OF_THE_OFFICE = ("office", "legal_basis", "code", "copies", "printer", "joint", "signer")
KINDS_TYPED = [*TYPED, *OTHERS]


@pytest.fixture(scope="module")
def museums(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with museum_world(tmp_path_factory.mktemp("hostile") / "data") as world:
        yield world


def form_of(kind: str) -> dict[str, str]:
    same = {"kind": kind, "office": OPINION["office"], "legal_basis": OPINION["legal_basis"], "sender_of": ""}
    return same | (typed_for(kind) if kind in TYPED else OTHERS[kind]) | ALL_PRINTED.get(kind, {})


def fields_of(kind: str) -> tuple[str, ...]:
    """Every field of text: of the kind, of its problems, of the office."""
    chosen = [name.removeprefix("pick:") for name in form_of(kind) if name.startswith("pick:")]
    own = [one.name for one in KINDS[kind].asks if one.type in ("text", "long", "lines")]
    each = [f"{one.name}:{key}" for key in chosen for one in KINDS[kind].each if one.type == "text"]
    return (*own, *each, *OF_THE_OFFICE)


def sheets(fields: tuple[str, ...], begin: int) -> Iterator[dict[str, str]]:
    """Forms that hold every hostile text once, begun at another text for each kind."""
    for first in range(0, len(HOSTILE), len(fields)):
        yield {name: HOSTILE[(begin + first + at) % len(HOSTILE)] for at, name in enumerate(fields)}


def refused_in(page: str, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if f'id="wish-{name}-error"' in page]


def sent(client: Client, path: str, calm: dict[str, str], hostile: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The letter's path, and what of the hostile texts was taken; what was not has said so and stands there still."""
    taken = dict(hostile)
    for _ in range(3):
        answer = client.post(path, data=calm | taken)
        if answer.status_code == 303:
            return answer.headers["location"], taken
        page = unescape(answer.text)
        assert answer.status_code == 422, (answer.status_code, taken)
        assert [name for name, text in taken.items() if bare(text) not in bare(page)] == []
        refused = refused_in(page, tuple(taken))
        assert refused, page
        taken = {name: text for name, text in taken.items() if name not in refused}
    raise AssertionError(f"still refused: {taken}")


def bare(text: str) -> str:
    """Without the white space that forms and layout are free to change, and the breaks in long words."""
    return "".join(text.split()).replace("\u200b", "")


def lost(kind: str, taken: dict[str, str], shown: str) -> list[tuple[str, str]]:
    """What was taken and is not printed: of a field with an entry a line each of them, else the whole."""
    lines = {one.name for one in KINDS[kind].asks if one.type == "lines"}
    own = {name: text.strip() for name, text in taken.items() if name not in OF_THE_OFFICE}
    parts = [(name, part) for name, text in own.items() for part in (text.splitlines() if name in lines else [text])]
    return [(name, part) for name, part in parts if bare(clean(part, "", "")[0]) not in shown]


@pytest.mark.parametrize("kind", KINDS_TYPED)
def test_hostile_text_arrives_or_its_field_says_why_not(museums: World, kind: str) -> None:
    client, fields = museums.signed_in("clerk.city"), fields_of(kind)
    for hostile in sheets(fields, KINDS_TYPED.index(kind) * 7):
        letter, taken = sent(client, LETTERS, form_of(kind), hostile)
        page, content = client.get(letter), client.get(f"{letter}/file").content
        assert page.status_code == 200 and "<script>alert" not in page.text and "<img src=x" not in page.text
        docx.Document(io.BytesIO(content))
        shown = bare(whole(content))
        assert lost(kind, taken, shown) == []


def test_hostile_text_in_a_notice_arrives_too(museums: World) -> None:
    client, fields = museums.signed_in("clerk.city"), ("contact", *OF_THE_OFFICE)
    for hostile in sheets(fields, 0):
        letter, taken = sent(client, f"/rounds/{ROUND}/notice", NOTICE | form_of("opinion") | NOTICE, hostile)
        shown = bare(whole(client.get(f"{letter}/file").content))
        assert lost("notice", taken, shown) == []


def test_what_no_form_can_hold_is_refused_as_a_whole(museums: World) -> None:
    client = museums.signed_in("clerk.city")
    head = {"content-type": "application/x-www-form-urlencoded"}
    for bytes_ in (b"kind=opinion&unit=south&office=%ED%A0%80", b"kind=opinion&unit=south&office=a%00b"):
        answer = client.post(LETTERS, content=bytes_, headers=head)
        assert answer.status_code == 400 and "无法读取表单" in answer.text
