"""The running score as it is shown: two decimals, half-up, an interval while something is open (scoring 15)."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.web.forms.words import points

POINTS = st.integers(0, 100_000_000)


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (70_400_000, 70_400_000, "70.40"),
        (60_400_000, 80_400_000, "60.40–80.40"),
        (75_499_999, 75_500_001, "75.50"),
        (75_494_999, 75_495_000, "75.49–75.50"),
        (0, 100_000_000, "0.00–100.00"),
        (4_999, 4_999, "0.00"),
        (None, None, "—"),
    ],
)
def test_points_are_shown_with_two_decimals(low: int | None, high: int | None, shown: str) -> None:
    assert points(low, high) == shown


@given(POINTS)
def test_points_are_rounded_half_up(millionths: int) -> None:
    exact = Decimal(millionths).scaleb(-6)
    assert points(millionths, millionths) == str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))
