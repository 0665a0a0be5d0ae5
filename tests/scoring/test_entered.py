"""A survey that takes over what other answers cannot have changed says what one worked out anew says."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from inspector.scoring.survey import Survey
from tests.scoring.rounds import YUNCHENG, survey, unit

SCHOOLS = ("a1", "a2", "b1")
UNITS = [
    unit("city", "city"),
    *(unit(one, "district", "city") for one in ("a", "b")),
    *(unit(one, "regular_school", one[0], facts={"disabled_pupils": 5}) for one in SCHOOLS),
]
CELLS = st.dictionaries(
    st.sampled_from([*SCHOOLS, "a", "city"]),
    st.dictionaries(st.sampled_from(["pupils_refused/value", "pupils_refused/note"]), st.sampled_from(["0", "1", "2"])),
)


def everything(found: Survey) -> list[object]:
    return [(found.results(one), found.inspected(one)) for one in found.subjects]


@settings(max_examples=20)
@given(steps=st.lists(CELLS, min_size=1, max_size=4))
def test_step_by_step_is_the_same_as_anew(steps: list[dict[str, dict[str, str]]]) -> None:
    found = survey(YUNCHENG, UNITS)
    everything(found)
    for cells in steps:
        found = found.entered(cells)
        anew = replace(found, _results={}, _below={}, _inspected={})
        assert everything(found) == everything(anew)
