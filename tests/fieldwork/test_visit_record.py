"""The record of a visit: what its cells take, what a signature covers, what is missing."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.checklist.cells import parse
from inspector.checklist.fields import FieldProblem
from inspector.fieldwork.visit_record import CELLS, canonical, is_signature, kind_at, record_of
from inspector.fieldwork.visit_signing import Gap, changed, fingerprint, gaps

WRITTEN = {
    "visit/began": "09:00",
    "visit/observed": "资源教室一间",
    "visit@team/m12/present": "yes",
    "visit@people/p1/function": "校长",
    "visit@talks/t1/with": "教务主任",
}
SIGNED = {"visit@signatures/s1/of": "record", "visit@signatures/s1/role": "team"}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("visit/began", "clock"),
        ("visit/told", "text"),
        ("visit@team/m12/present", "yes"),
        ("visit@talks/0199c0ffee0ab1/said", "text"),
        ("visit@signatures/s1/content", "digest"),
    ],
)
def test_these_are_cells_of_the_record(path: str, kind: str) -> None:
    assert kind_at(parse(path)) == kind


@pytest.mark.parametrize(
    "path",
    [
        "visit/value",
        "visit/state",
        "visit/t1/began",
        "visit@talks/said",
        "visit@talks/T_1/said",
        "visit@team/t1/present",
        "visit@team/m/present",
        "visit@people/p1/said",
        "visit@nothing/p1/name",
        "visits/began",
    ],
)
def test_and_these_are_none(path: str) -> None:
    assert kind_at(parse(path)) is None


def test_only_a_drawing_of_a_row_is_asked_for() -> None:
    assert is_signature("signature_0199c0ffee0ab1")
    assert not any(map(is_signature, ("signature_", "signature_A", "signature", "photo", "signature_a_b")))


@pytest.mark.parametrize(
    ("typed", "clock"), [("9:05", "09:05"), ("０９：３０", "09:30"), (" 23.59 ", "23:59"), ("0:00", "00:00"), ("", "")]
)
def test_a_time_is_read_as_people_write_it(typed: str, clock: str) -> None:
    assert canonical("clock", typed) == clock


@pytest.mark.parametrize("typed", ["24:00", "9:60", "nine", "9", "09:3", "-1:00"])
def test_what_is_no_time_says_so(typed: str) -> None:
    assert isinstance(canonical("clock", typed), FieldProblem)


@given(
    text=st.text(max_size=40),
    kind=st.sampled_from(sorted({kind for group in CELLS.values() for kind in group.values()})),
)
def test_what_was_taken_is_taken_again_as_it_is(text: str, kind: str) -> None:
    once = canonical(kind, text)  # type: ignore[arg-type]
    if not isinstance(once, FieldProblem):
        assert canonical(kind, once) == once  # type: ignore[arg-type]


def test_long_texts_have_room_and_an_end() -> None:
    assert canonical("text", "问" * 10_000) == "问" * 10_000
    assert isinstance(canonical("text", "问" * 10_001), FieldProblem)
    assert isinstance(canonical("line", "名" * 201), FieldProblem)


def test_the_cells_make_the_record() -> None:
    record = record_of(
        WRITTEN | {"room_built/value": "yes", "visit@talks/t0/with": "班主任", "visit/evidence/signature_s1-ab": "{}"}
    )
    assert (record.began, record.ended, record.present) == ("09:00", "", (12,))
    assert [talk.with_ for talk in record.talks] == ["班主任", "教务主任"]
    assert [(one.function, one.name) for one in record.people] == [("校长", "")]
    assert record.signatures == ()


def test_a_signature_covers_the_record_without_talks_and_signatures() -> None:
    listed = (
        '[["visit/began","09:00"],["visit/observed","资源教室一间"],'
        '["visit@people/p1/function","校长"],["visit@team/m12/present","yes"]]'
    )
    assert fingerprint(WRITTEN | SIGNED) == sha256(listed.encode()).hexdigest()
    assert fingerprint(WRITTEN, "t1") == sha256('[["visit@talks/t1/with","教务主任"]]'.encode()).hexdigest()


@given(path=st.sampled_from(sorted(WRITTEN)), text=st.text(min_size=1, max_size=5))
def test_any_other_text_in_what_is_covered_shows(path: str, text: str) -> None:
    for of in ("record", "t1"):
        signed = {
            "visit@signatures/s1/of": of,
            "visit@signatures/s1/signed": "2025-06-30T02:00:00Z",
            "visit@signatures/s1/content": fingerprint(WRITTEN, of),
        }
        said = WRITTEN | signed | {path: text}
        covered = path.startswith("visit@talks") == (of == "t1")
        assert changed(record_of(said).signatures[0], said) == (covered and WRITTEN[path] != text)


def test_what_is_missing_is_said_until_both_have_signed_or_one_refused() -> None:
    assert gaps({}, ()) == [Gap.no_record, Gap.no_talk, Gap.unsigned_team, Gap.unsigned_unit]
    assert gaps(WRITTEN, ()) == [Gap.unsigned_team, Gap.unsigned_unit]
    signed = WRITTEN | SIGNED | {"visit@signatures/s1/signed": "2025-06-30T02:00:00Z"}
    assert gaps(signed, ()) == [Gap.unsigned_team, Gap.unsigned_unit]  # its drawing has not arrived
    assert gaps(signed, ("s1",)) == [Gap.unsigned_unit]
    refused = {f"visit@signatures/s2/{name}": text for name, text in REFUSAL.items()}
    assert gaps(signed | refused, ("s1",)) == []
    foreign = {path: "t1" if path.endswith("/of") else text for path, text in refused.items()}
    assert gaps(signed | foreign, ("s1",)) == [Gap.unsigned_unit]  # under a talk, not under the record


REFUSAL = {"of": "record", "role": "unit", "refused": "不同意", "witness": "副校长"}
