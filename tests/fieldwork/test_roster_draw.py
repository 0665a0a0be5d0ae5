"""The draw inside a unit: the codes are those of anybody's SHA-256, and its own record gives them again."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.fieldwork.draw import DrawError
from inspector.fieldwork.draw_protocol import differences
from inspector.fieldwork.draw_protocol import from_text as protocol_from
from inspector.fieldwork.draw_protocol import to_text as protocol_text
from inspector.fieldwork.roster_draw import Replaced, RosterDraw, drawn, from_text, to_text

CODES = st.frozensets(st.from_regex(r"[A-Za-z0-9_-]{1,8}", fullmatch=True), max_size=40)
SEEDS = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=20)
ROSTER = tuple(f"K{number:02}" for number in range(1, 13))


def test_the_codes_are_those_of_the_printed_method() -> None:
    """By hand: for c in K01 ... K12; do echo $(printf '%s\\n%s' 2025-06-30 $c | sha256sum) $c; done | sort | head -5"""
    assert drawn("2025-06-30", "home_taught", ROSTER, 5).codes == ("K10", "K07", "K04", "K03", "K08")


@given(SEEDS, CODES, st.integers(0, 50), st.randoms())
def test_a_draw_read_back_is_the_same_in_whatever_order_the_roster_stands(seed, codes, count, chance) -> None:  # type: ignore[no-untyped-def]
    mixed = list(codes)
    chance.shuffle(mixed)
    made = drawn(seed, "home_taught", mixed, count)
    assert made == drawn(seed, "home_taught", sorted(codes), count)
    assert len(made.codes) == min(count, len(codes))
    assert from_text(to_text(made)) == made


@given(SEEDS, CODES, st.integers(0, 50))
def test_its_protocol_is_replayed_without_a_difference(seed: str, codes: frozenset[str], count: int) -> None:
    text = protocol_text(drawn(seed, "home_taught", codes, count).protocol("东城第一小学", "送教上门学生数"))
    assert differences(protocol_from(text)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"codes": ["K01", "K02", "K03", "K04", "K05"]},
        {"seed": "2025-07-01"},
        {"frame": list(ROSTER[:-1])},
        {"frame_digest": "0" * 64},
        {"of": "special_pupils"},
        {"method": "random"},
        {"seed": " "},
        {"codes": "K01"},
        {"replaced": [{"seed": "a", "frame_digest": "", "codes": ["K01"], "reason": " "}]},
        {"replaced": "none"},
        {"frame": [*ROSTER, "张三"]},
        {"frame": [*ROSTER, "K01"]},
    ],
)
def test_what_its_own_seed_does_not_give_is_no_draw(change: dict[str, object]) -> None:
    body = json.loads(to_text(drawn("2025-06-30", "home_taught", ROSTER, 5)))
    with pytest.raises(DrawError):
        from_text(json.dumps(body | change))


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "K01,K02", '{"method": "sha256-v1"}'])
def test_text_that_is_no_draw_is_said_to_be_none(text: str) -> None:
    with pytest.raises(DrawError):
        from_text(text)


def test_the_draws_that_it_replaces_stay_in_it() -> None:
    first = drawn("a", "home_taught", ROSTER, 5)
    second = drawn("b", "home_taught", ROSTER, 5)
    old = Replaced(first.seed, first.digest, first.codes, "K03已转学")
    again = RosterDraw(second.seed, second.of, second.frame, second.codes, (old,))
    assert from_text(to_text(again)).replaced == (old,)
