"""The draw: anybody's SHA-256 gives the same list, and no stratum hears of another."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from inspector.fieldwork.draw import DrawError, Framed, Quota, draw, frame_digest, key
from inspector.fieldwork.draw_protocol import Protocol, Stratum, differences, from_text, to_text

UNITS = st.dictionaries(st.from_regex(r"[a-z0-9_-]{1,8}", fullmatch=True), st.sampled_from("ABC"), max_size=30)
QUOTAS = st.fixed_dictionaries(
    {name: st.sampled_from([Quota("0"), Quota("2"), Quota("40"), Quota("20%", 1), Quota("100%")]) for name in "ABC"}
)
SEEDS = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=20)


def frame(units: dict[str, str]) -> list[Framed]:
    return [Framed(unit, stratum) for unit, stratum in units.items()]


@given(UNITS, QUOTAS, SEEDS, st.randoms())
def test_the_order_of_the_frame_does_not_matter(units, quotas, seed, chance) -> None:  # type: ignore[no-untyped-def]
    mixed = frame(units)
    chance.shuffle(mixed)
    assert draw(mixed, quotas, seed) == draw(frame(units), quotas, seed)
    assert frame_digest(mixed) == frame_digest(frame(units))


@given(UNITS, QUOTAS, SEEDS)
def test_quotas_hold_in_every_stratum(units: dict[str, str], quotas: dict[str, Quota], seed: str) -> None:
    drawn = draw(frame(units), quotas, seed)
    assert len(set(drawn)) == len(drawn)
    for stratum, quota in quotas.items():
        size = sum(one == stratum for one in units.values())
        expected = {"0": 0, "2": min(2, size), "40": min(40, size), "100%": size}
        fifth = min(max(-(-size // 5), 1), size)
        assert sum(units[unit] == stratum for unit in drawn) == expected.get(quota.take, fifth)


@given(UNITS, QUOTAS, SEEDS, st.from_regex(r"[A-Z]{3}", fullmatch=True))
def test_a_unit_more_in_one_stratum_changes_no_other(
    units: dict[str, str], quotas: dict[str, Quota], seed: str, new: str
) -> None:
    before = draw(frame(units), quotas, seed)
    after = draw(frame(units | {new: "A"}), quotas, seed)
    grown = units | {new: "A"}
    assert [one for one in before if units[one] != "A"] == [one for one in after if grown[one] != "A"]


@given(UNITS, QUOTAS, SEEDS)
def test_a_larger_quota_only_adds(units: dict[str, str], quotas: dict[str, Quota], seed: str) -> None:
    few = draw(frame(units), dict.fromkeys("ABC", Quota("2")), seed)
    many = draw(frame(units), dict.fromkeys("ABC", Quota("3")), seed)
    assert set(few) <= set(many)


def test_the_list_is_that_of_the_printed_method() -> None:
    """By hand, as the method says it: sort the hexadecimal SHA-256 of seed, line feed and id."""
    ids = [f"school{number}" for number in range(20)]
    by_hand = sorted(ids, key=lambda one: sha256(b"2025301\n" + one.encode()).hexdigest())[:4]
    assert list(draw([Framed(one, "all") for one in ids], {"all": Quota("20%")}, "2025301")) == by_hand


def test_a_known_key() -> None:
    """printf '%s\\n%s' 2025301 school0 | sha256sum"""
    assert key("2025301", "school0") == KNOWN


KNOWN = "d581d4d6621fcab265eba7c608ed1a97fcd042746f886fcb7470110e6cdf1f41"


@pytest.mark.parametrize(
    ("take", "least", "size", "expected"),
    [
        ("3", 0, 10, 3),
        ("3", 0, 2, 2),
        ("20%", 0, 11, 3),
        ("20%", 0, 10, 2),
        ("33.3333%", 0, 3, 1),
        ("20%", 4, 10, 4),
        ("20%", 4, 3, 3),
        ("0%", 0, 5, 0),
        ("100%", 0, 5, 5),
    ],
)
def test_a_share_is_rounded_up_and_kept_inside(take: str, least: int, size: int, expected: int) -> None:
    assert Quota(take, least).of(size) == expected


@pytest.mark.parametrize("take", ["", "-1", "1.5", "101%", "abc", "２", "20 %", "1e3", "100.1%", "%"])
def test_what_is_no_quota_is_refused(take: str) -> None:
    with pytest.raises(DrawError):
        Quota(take).of(10)


@pytest.mark.parametrize("seed", ["", " 1", "1 ", "a\nb", "x" * 101, "a\x00b", "\u202e1"])
def test_a_seed_that_cannot_be_read_out_is_refused(seed: str) -> None:
    with pytest.raises(DrawError):
        draw([Framed("a", "all")], {"all": Quota("1")}, seed)


def test_a_unit_twice_is_refused() -> None:
    with pytest.raises(DrawError, match="twice"):
        draw([Framed("a", "x"), Framed("a", "y")], {}, "1")


def protocol() -> Protocol:
    units = tuple(Framed(f"u{number}", "east" if number % 2 else "west") for number in range(12))
    strata = (Stratum("east", "东城", Quota("50%", 1)), Stratum("west", "西城", Quota("2")))
    return Protocol("2025301", units, strata, {one.unit: f"第{one.unit}小学" for one in units}, title="专项督导").made()


def test_a_protocol_survives_writing_and_reading() -> None:
    made = protocol()
    assert len(made.drawn or ()) == 3 + 2
    again = from_text(to_text(made))
    assert to_text(again) == to_text(made) and differences(again) == []


def test_a_changed_list_or_frame_is_told() -> None:
    made = protocol()
    drawn = tuple(reversed(made.drawn or ()))
    assert differences(replace(made, drawn=drawn)) == ["drawn"]
    assert "frame_digest" in differences(replace(made, frame=made.frame[1:]))
    assert differences(replace(made, seed="2025302")) == ["drawn"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"frame": 3}',
        '{"frame": [{"unit": "a"}], "strata": []}',
        '{"frame": [{"unit": "a", "stratum": 1}], "strata": []}',
        '{"frame": [{"unit": "a\\nb", "stratum": "x"}], "strata": [], "seed": "1"}',
        '{"frame": [], "strata": [], "seed": 1}',
        '{"frame": [], "strata": [{"stratum": "x", "take": "1", "at_least": true}], "seed": "1"}',
        '{"frame": [], "strata": [], "seed": "1", "drawn": [1]}',
        '{"frame": [], "strata": [], "seed": "1", "frame_digest": 1}',
        '{"method": "other", "frame": [], "strata": [], "seed": "1"}',
    ],
)
def test_what_is_no_protocol_is_refused_in_words(text: str) -> None:
    with pytest.raises(DrawError, match=r"\w"):
        from_text(text)
