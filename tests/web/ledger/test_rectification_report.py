"""The report on rectification as a letter: the numbers of its round and place, as the page counts them."""

import io
from zipfile import ZipFile

from inspector.letters.check import broken
from tests.web.conftest import World
from tests.web.ledger.ledger_world import confirmed, one, step
from tests.web.museum_round import ROUND

LETTERS = f"/rounds/{ROUND}/letters"
FORM = {"kind": "rectification_report", "office": "某市教育督导委员会办公室", "legal_basis": "《教育督导条例》"}
FORM |= {"addressee": "某市人民政府", "demand": "逐项督办。", "variant": "red"}


def test_report_of_a_city_and_of_a_district_say_what_the_ledger_counts(museums: World) -> None:
    confirmed(museums, "m1", "south", "n1")
    clerk = museums.signed_in("clerk.city")
    step(clerk, one(museums, "m1", "guide"), "tell", day="2026-01-05", due="2026-02-04")
    city = next(row.city_id for row in [one(museums, "m1", "guide")])
    shown = clerk.get(f"{LETTERS}/new", params=FORM | {"unit": city}).text
    assert "共有问题6项，其中5项尚未告知；整改中1项（逾期1项），已销号0项，销号率0.00%" in shown
    assert "各县（市、区）整改情况见下表" in shown and "逐项督办。" in shown
    district = clerk.get(f"{LETTERS}/new", params=FORM | {"unit": "south"}).text
    assert "各县（市、区）整改情况见下表" not in district
    page = clerk.get("/accountability", params={"round": ROUND, "district": "south"}).text
    assert f'href="{LETTERS}/new?kind=rectification_report&amp;unit=south"' in page
    assert f'href="{LETTERS}/new?kind=rectification_report&amp;unit={city}"' in clerk.get("/accountability").text
    assert "kind=rectification_report" not in museums.signed_in("evaluator.city").get("/accountability").text
    made = clerk.post(LETTERS, data=FORM | {"unit": city})
    assert made.status_code == 303, made.text
    content = clerk.get(f"{made.headers['location']}/file").content
    assert broken(content) == []
    with ZipFile(io.BytesIO(content)) as archive:
        assert "共有问题6项" in archive.read("word/document.xml").decode()
