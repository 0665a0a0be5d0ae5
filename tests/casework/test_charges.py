"""Findings put to the offices that answer for them."""

from typing import Any

from inspector.casework.charges import accounts, charges, offices, own_charges
from tests.web.museum_round import survey


def test_of_a_list_of_responsible_offices_the_first_leads_and_the_others_cooperate() -> None:
    def few_books(raw: dict[str, Any]) -> None:
        next(unit for unit in raw["units"] if unit["id"] == "south")["answers"]["braille_books"] = 99

    found = survey(change=few_books)
    books = next(one for one in own_charges(found, "south") if one.finding.item == "braille_books")
    assert offices(found.edition, books.finding) == (("各区政府",), ("市文化局",))


def test_a_district_hears_of_its_schools_and_the_city_does_not_hear_of_them_again() -> None:
    found = survey()
    assert {one.finding.unit for one in charges(found, "south")} == {"south", "m1", "n1"}
    assert charges(found, "city") == []


def test_a_soft_clause_gives_a_suggestion_and_an_unproven_matter_stands_apart() -> None:
    def unproven(raw: dict[str, Any]) -> None:
        unit = next(unit for unit in raw["units"] if unit["id"] == "m2")
        unit["states"] = {"guide": {"state": "unverifiable", "reason": "记录遗失"}}
        unit["answers"].pop("guide")

    leads = {one.office: one for one in accounts(charges(survey(change=unproven), "north"))}
    assert [one.finding.item for one in leads["市文化局"].unproven] == ["guide"]
    assert "guide" in [one.finding.item for one in leads["市文化局"].problems]  # m3's, a fact of its own


def test_offices_with_problems_come_before_those_with_suggestions_only() -> None:
    found = accounts(charges(survey(), "south"))
    assert all(one.problems for one in found)
    assert [one.office for one in found] == ["各区政府", "市文化局", "市卫健委"]
