"""The same form sent out as a workbook and read back: the same records as by link, every problem by its cell."""

import pytest

from inspector.fieldwork.operations import Level
from inspector.storage import operations
from inspector.storage.operations import heads
from inspector.web.operations.memory import memory_of
from tests.web.conftest import World
from tests.web.self_evaluations.books import content, download, fill, places, send
from tests.web.self_evaluations.conftest import (
    SCHOOL,
    People,
    addresses,
    join,
    links,
    said,
)

LINK = {
    "pupils_refused/value": "0",
    "class_size/K01/pupils": "reasoned",
    "class_size/K02/pupils": "2",
    "roll_matches/no_roll/value": "0",
    "hosted_classes/value": "class",
    "hosted_classes/note": "另一所学校已设",
    "barrier_free_basics/state": "not_applicable",
    "barrier_free_basics/reason": "租用校舍",
    "ramp/slope/value": "8.3",
}
"""What somebody enters on the page. In the workbook choices are named by their labels and numbers are numbers."""


def in_excel(world: World, people: People) -> bytes:
    book = download(people.reporter)
    labels = {item.id: item for item in live(world).items}
    fill(book, "pupils_refused/value", 0)
    fill(book, "class_size/K01/pupils", labels["class_size"].ask.fields["pupils"].alternatives["reasoned"])
    fill(book, "class_size/K02/pupils", 2)
    fill(book, "roll_matches/no_roll/value", "０")
    fill(book, "hosted_classes/value", labels["hosted_classes"].ask.fields["value"].options["class"].label)
    fill(book, "hosted_classes/note", "另一所学校已设")
    fill(book, "barrier_free_basics/reason", "租用校舍")
    fill(book, "ramp/slope/value", 8.3)
    return content(book)


def live(world: World, inspection: str = "r-east_school", level: Level = Level.self):  # type: ignore[no-untyped-def]
    found = world.store.read_now(lambda c: memory_of(world.store).current(c, inspection, level))
    assert found is not None
    return found[0]


def values(world: World) -> dict[str, str]:
    found = world.store.read_now(lambda c: heads(c, "shi", "r-east_school", Level.self))
    return {path: head.value for path, head in found.items() if head.value is not None}


def test_both_ways_give_the_same_records_results_and_score(world: World, people: People) -> None:
    reply = send(people.reporter, in_excel(world, people))
    assert reply.status_code == 200, reply.text
    by_book, results, score = values(world), live(world).results, live(world).tally()
    assert by_book == LINK
    for path in LINK:  # by the link, from an empty form again
        people.bases[path] = world.store.read_now(
            lambda c, key=path: heads(c, "shi", "r-east_school", Level.self)[key].operation or ""  # type: ignore[misc]
        )
        people.enter(path, "")
    assert values(world) == {}
    for path, raw in LINK.items():
        assert people.enter(path, raw)["results"][0]["outcome"] == "applied"
    assert values(world) == by_book
    assert live(world).results == results
    assert live(world).tally() == score


def test_the_same_file_twice_changes_and_stores_nothing(world: World, people: People) -> None:
    sent = in_excel(world, people)
    send(people.reporter, sent)
    before = world.store.read_now(lambda c: operations.history(c, "shi", "r-east_school"))
    again = send(people.reporter, sent)
    assert again.status_code == 200
    assert world.store.read_now(lambda c: operations.history(c, "shi", "r-east_school")) == before
    assert len(before) == len(LINK)


def test_a_stale_workbook_never_overwrites_a_newer_answer(world: World, people: People) -> None:
    people.enter("pupils_refused/value", "1")
    book = download(people.reporter)
    people.enter("pupils_refused/value", "3")
    fill(book, "pupils_refused/value", 2)
    reply = send(people.reporter, book)
    assert said(world, Level.self)["pupils_refused/value"] == ("3", "3")
    sheet, cell, _ = places(book, "pupils_refused/value")[0]
    assert sheet in reply.text and f">{cell}<" in reply.text
    assert "pupils_refused/value" in live(world).conflicts


def test_cells_left_as_they_were_say_nothing(world: World, people: People) -> None:
    people.enter("pupils_refused/value", "1")
    book = download(people.reporter)
    people.enter("pupils_refused/value", "3")
    assert send(people.reporter, book).status_code == 200
    assert live(world).conflicts == {}
    assert said(world, Level.self)["pupils_refused/value"] == ("3", "3")


def test_a_corrected_file_replaces_what_the_same_file_brought_and_an_old_copy_does_not(
    world: World, people: People
) -> None:
    book = download(people.reporter)
    fill(book, "pupils_refused/value", 5)
    old = content(book)
    send(people.reporter, old)
    fill(book, "pupils_refused/value", 6)
    send(people.reporter, book)
    assert said(world, Level.self)["pupils_refused/value"] == ("6", "6")
    reply = send(people.reporter, old)
    assert said(world, Level.self)["pupils_refused/value"] == ("6", "6")
    assert "pupils_refused" not in reply.text.partition("<table>")[0]


@pytest.mark.parametrize(
    ("path", "value", "part"),
    [
        ("pupils_refused/value", "三个", ""),
        ("pupils_refused/value", 1.5, ""),
        ("hosted_classes/value", "也许", ""),
    ],
)
def test_what_cannot_be_read_is_named_by_its_cell_and_the_rest_is_taken(
    world: World, people: People, path: str, value: object, part: str
) -> None:
    book = download(people.reporter)
    fill(book, path, value, part)
    fill(book, "ramp/slope/value", 8.3)
    reply = send(people.reporter, book)
    sheet, cell, _ = places(book, path)[0]
    assert f"<td>{sheet}</td>" in reply.text and f">{cell}<" in reply.text
    assert values(world) == {"ramp/slope/value": "8.3"}


def test_a_workbook_of_another_unit_is_refused_in_words(world: World, people: People) -> None:
    sheet = links(world.signed_in("administrator.city"), "r-west_school", roles="reporter")
    other = world.visitor()
    join(other, addresses(sheet.text)[0], "west.reporter")
    book = download(other, SCHOOL.replace("east", "west"))
    fill(book, "pupils_refused/value", 1)
    assert send(people.reporter, book).status_code == 422
    assert said(world, Level.self) == {}


def test_any_other_workbook_is_refused_in_words(world: World, people: People) -> None:
    book = download(people.reporter)
    del book["Inspector"]
    assert send(people.reporter, book).status_code == 422
    assert send(people.reporter, b"no workbook at all").status_code == 422


def test_after_approval_a_workbook_changes_nothing(world: World, people: People) -> None:
    book = download(people.reporter)
    people.enter("pupils_refused/value", "0")
    people.approve()
    fill(book, "ramp/slope/value", 8.3)
    reply = send(people.reporter, book)
    assert f">{places(book, 'ramp/slope/value')[0][1]}<" in reply.text
    assert values(world) == {"pupils_refused/value": "0"}
