"""The score sheet as offices know it: every column of a row, and numbers that add up."""

from fractions import Fraction

from msgspec.structs import replace

from inspector.casework.score_table import ScoreTable, TableRow, ends, score_table
from inspector.casework.scoresheet import Amounts, add
from inspector.scoring.rank import half_up
from tests.web.museum_round import survey


def table(unit: str = "m1", **change: object) -> ScoreTable:
    return score_table(survey(**change), unit, None, {"guide": "细则"}, {})  # type: ignore[arg-type]


def row(found: ScoreTable, item: str) -> TableRow:
    return next(one for part in found.sections for one in part.rows if one.item.id == item)


def leave_open(raw: dict) -> None:  # type: ignore[type-arg]
    next(unit for unit in raw["units"] if unit["id"] == "m1")["answers"].pop("guide")


def test_a_row_shows_points_after_and_before_weight_moved() -> None:
    # m1: braille books do not apply by hand; building 40 is all the toilet's, of 5 + 5 nominally 20 each
    found = table()
    moved = [one for part in found.sections for one in part.rows if one.state == "not_applicable"]
    toilet = row(found, "toilet")
    assert moved and toilet.points_text == "40.00"
    assert half_up(toilet.full) == toilet.full_text == half_up(Fraction(40 * 5, 10))
    assert all(one.points_text == "—" and one.checked == "不适用" for one in moved)
    assert all(f"名义分值{half_up(one.full)}分由其他观测点分摊" in one.remark for one in moved if one.full)


def test_what_is_open_shows_both_ends_and_says_so() -> None:
    # service 60 of guide 4 and free entry 6: guide is worth 24
    guide = row(table(change=leave_open), "guide")
    assert (guide.points_text, guide.checked) == ("24.00", "0.00–24.00")
    assert guide.remark.startswith("未核查，24.00分未定")


def test_what_was_lost_is_told_in_the_words_of_the_finding() -> None:
    found = table("south")
    lost = [one for part in found.sections for one in part.rows if one.amounts.lost]
    assert lost
    for one in lost:
        assert one.remark.startswith(f"失{half_up(Fraction(one.amounts.lost, 100))}分：")
    assert all(
        one.remark == "达到标准"
        for part in found.sections
        for one in part.rows
        if one.state == "pass" and not one.amounts.lost
    )


def test_the_rule_is_the_one_given_and_offices_are_those_of_the_clause() -> None:
    found = table()
    assert row(found, "guide").rule == "细则"
    assert all(one.offices for part in found.sections for one in part.rows)


def test_rows_add_up_to_sections_and_sections_to_the_score() -> None:
    round_ = survey()
    for unit in round_.subjects:
        found = score_table(round_, unit, None, {}, {})
        for part in found.sections:
            assert add([one.amounts for one in part.rows]) == part.amounts
        assert add([part.amounts for part in found.sections]) == found.sheet.total
        if found.sheet.inspected.low is not None:
            assert found.points_text == "100.00"
            assert ends(found.sheet.total).split("–")[0] == half_up(found.sheet.inspected.low)


def test_the_units_own_account_stands_beside_as_far_as_it_answered() -> None:
    round_ = survey()
    cells = {"m1": {path: text for path, text in round_.cells["m1"].items() if path.startswith("toilet")}}
    own = replace(round_, cells=cells, _results={}, _below={})
    found = score_table(round_, "m1", own, {}, {})
    assert found.own is not None
    assert row(found, "toilet").own_text and not row(found, "guide").own_text
    assert row(found, "guide").own is None


def test_without_any_account_of_its_own_the_column_is_empty() -> None:
    round_ = survey()
    own = replace(round_, cells={}, _results={}, _below={})
    found = score_table(round_, "m1", own, {}, {})
    assert found.own is None and not any(one.own_text for part in found.sections for one in part.rows)


def test_both_ends_are_printed_only_while_they_differ() -> None:
    assert ends(Amounts(earned=150, lost=50, open=0)) == "1.50"
    assert ends(Amounts(earned=150, lost=0, open=50)) == "1.50–2.00"


def test_what_an_all_or_nothing_model_takes_away_has_its_own_line() -> None:
    round_ = survey()
    scheme = round_.scheme.model_copy(update={"model": "absolute"})
    found = score_table(replace(round_, scheme=scheme, _results={}, _below={}), "south", None, {}, {})
    # two of three items count, each worth the same: what they earned falls away, as not everything is met
    assert found.sheet.inspected.low == 0
    assert found.by_model == half_up(Fraction(found.sheet.total.earned, 100)) != "0.00"
    assert table().by_model == ""
