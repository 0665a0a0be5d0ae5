"""A letter's steps in the record: what is kept, what is refused, and numbers without gaps or doubles."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection

from inspector.casework.letter_life import LetterStep
from inspector.settings import Settings
from inspector.storage import letter_events, letter_findings, letters
from inspector.storage.letter_problems import LifeProblem
from inspector.storage.letters import Final, advance, draw_number
from inspector.storage.migrations import upgrade
from inspector.storage.migrations.history import alembic_config
from inspector.storage.store import Store, open_store
from tests.storage.letter_world import DAY, PRELIMINARY, Desk, issue, step
from tests.storage.world import AT, CITY, People


@pytest.fixture
def desk(store: Store, people: People) -> Desk:
    return Desk.at(store, people)


def refused(desk: Desk, letter: str, name: str, **given: Any) -> str:
    with pytest.raises(LifeProblem) as caught:
        step(desk, letter, name, **given)
    return caught.value.obstacle.value


def test_each_step_is_kept_with_who_when_and_what(desk: Desk) -> None:
    letter = desk.draft()
    issue(desk, letter, "运教督〔2026〕5号")
    step(desk, letter, "deliver", person="李某", way="posted", day=date(2026, 3, 9))
    events = desk.store.read_now(lambda c: letter_events.of_letter(c, letter))
    assert [one.step for one in events] == ["draft", "review", "sign", "issue", "deliver"]
    assert [one.state for one in events] == ["draft", "reviewed", "signed", "issued", "delivered"]
    assert [one.account_id for one in events] == [desk.clerk, desk.other, *[desk.clerk] * 3]
    assert (events[2].person, events[4].way, events[4].day) == ("王某，主任", "posted", date(2026, 3, 9))
    found = desk.letter(letter)
    assert (found.number, found.issued_on, found.state) == ("运教督〔2026〕5号", DAY, "delivered")
    assert found.blob_sha256 == events[3].blob_sha256 != events[0].blob_sha256


def test_a_step_from_a_page_that_is_behind_is_refused(desk: Desk) -> None:
    letter = desk.draft()
    step(desk, letter, "review", by=desk.other, seen=1)
    step(desk, letter, "return", note="漏了一条", seen=2)
    step(desk, letter, "review", by=desk.other, seen=3)
    assert refused(desk, letter, "sign", person="王某", day=DAY, seen=2) == "stale"
    assert desk.letter(letter).state == "reviewed"


def test_a_doubled_number_names_the_other_letter(desk: Desk) -> None:
    first, second = desk.draft(), desk.draft()
    issue(desk, first, "运教督〔2026〕5号")
    with pytest.raises(LifeProblem) as caught:
        issue(desk, second, "运教督[2026]5号")
    assert caught.value.obstacle == "number_taken"
    assert caught.value.values["other"] == first
    assert desk.letter(second).state == "signed"


def test_a_withdrawn_letter_keeps_its_number(desk: Desk) -> None:
    first, second = desk.draft(), desk.draft()
    issue(desk, first, "运教督〔2026〕5号")
    step(desk, first, "withdraw", note="发错了单位")
    assert (desk.letter(first).state, desk.letter(first).number) == ("withdrawn", "运教督〔2026〕5号")
    with pytest.raises(LifeProblem, match="number_taken"):
        issue(desk, second, "运教督〔2026〕5号")


def test_the_database_itself_refuses_a_doubled_number(desk: Desk) -> None:
    first, second = desk.draft(), desk.draft()
    issue(desk, first, "运教督〔2026〕5号")
    same = "UPDATE letter SET number = '运教督〔2026〕5号' WHERE id = ?"
    with pytest.raises(Exception, match="UNIQUE"):
        desk.store.write_now(lambda c: c.exec_driver_sql(same, (second,)) and None)


@pytest.mark.parametrize(
    ("number", "obstacle"),
    [("", "number_missing"), ("5", "number_form"), ("运教督〔2025〕5号", "number_year")],
)
def test_a_number_of_another_form_or_year_is_refused(desk: Desk, number: str, obstacle: str) -> None:
    letter = desk.draft()
    with pytest.raises(LifeProblem, match=obstacle):
        issue(desk, letter, number)


def test_a_preliminary_opinion_whose_answer_was_due_before_its_date_stays_in(desk: Desk) -> None:
    over = '{"paper":{"reply_by":"2026-03-04"}}'  # the letter is dated 2026-03-05
    with pytest.raises(LifeProblem, match="reply_over"):
        issue(desk, desk.draft("preliminary_opinion", over), "运教督〔2026〕5号")
    issue(desk, desk.draft("preliminary_opinion", over.replace("03-04", "03-05")), "运教督〔2026〕5号")


def test_an_own_series_begins_with_1_each_year_and_has_no_gaps(desk: Desk) -> None:
    def drawn(year: int) -> int:
        return desk.store.write_now(lambda c: draw_number(c, CITY, "运教督整", year))

    assert [drawn(2025), drawn(2025), drawn(2026), drawn(2025)] == [1, 2, 1, 3]


def test_a_number_drawn_for_a_letter_that_then_fails_is_given_back(desk: Desk) -> None:
    letter = desk.draft()

    blob = desk.letter(letter).blob_sha256

    def job(connection: Connection) -> None:
        serial = draw_number(connection, CITY, "运教督整", 2026)
        given = {"number": f"运教督整〔2026〕{serial}号", "day": DAY, "blob": blob, "final": Final("{}", drawn=True)}
        advance(connection, letter, LetterStep.issue, by=desk.clerk, at=AT, **given)  # type: ignore[arg-type]

    with pytest.raises(LifeProblem, match="state"):  # it is not signed yet
        desk.store.write_now(job)
    assert desk.store.read_now(lambda c: letters.next_serial(c, CITY, "运教督整", 2026)) == 1


def test_a_number_of_an_own_series_is_not_typed_in(desk: Desk) -> None:
    desk.store.write_now(lambda c: draw_number(c, CITY, "运教督整", 2026))
    with pytest.raises(LifeProblem, match="number_own"):
        issue(desk, desk.draft(), "运教督整〔2026〕2号")


def test_an_opinion_waits_until_the_unit_was_heard(desk: Desk) -> None:
    preliminary, opinion = desk.draft(inputs=PRELIMINARY), desk.draft(kind="opinion", inputs='{"paper":{"heard":true}}')
    with pytest.raises(LifeProblem, match="preliminary_missing"):
        issue(desk, opinion, "运教督〔2026〕6号")
    issue(desk, preliminary, "运教督〔2026〕5号", day=date(2026, 2, 1), signed=date(2026, 2, 1))
    with pytest.raises(LifeProblem, match="preliminary_not_delivered"):
        step(desk, opinion, "issue", number="运教督〔2026〕6号", day=DAY, final=True)
    step(desk, preliminary, "deliver", person="李某", way="posted", day=date(2026, 2, 2))
    with pytest.raises(LifeProblem) as caught:
        step(desk, opinion, "issue", number="运教督〔2026〕6号", day=DAY, final=True)
    assert (caught.value.obstacle, caught.value.values["day"]) == ("defence_running", "2026-03-20")
    step(desk, preliminary, "reply", note="无异议", day=date(2026, 2, 10))
    step(desk, opinion, "issue", number="运教督〔2026〕6号", day=DAY, final=True)
    assert desk.letter(opinion).state == "issued"


def test_a_reason_lets_the_opinion_out_early_and_stays(desk: Desk) -> None:
    opinion = desk.draft(kind="opinion", inputs='{"paper":{"heard":true}}')
    issue(desk, opinion, "运教督〔2026〕6号", note="现场已当面听取并书面放弃申辩")
    events = desk.store.read_now(lambda c: letter_events.of_letter(c, opinion))
    assert events[-1].note == "现场已当面听取并书面放弃申辩"


def test_a_correction_names_the_old_one_which_stays(desk: Desk) -> None:
    old = desk.draft()
    issue(desk, old, "运教督〔2026〕5号")
    new = desk.draft(version=2, supersedes=old)
    assert [one.id for one in desk.store.read_now(lambda c: letters.corrections(c, old))] == [new]
    step(desk, new, "withdraw", note="不需要更正")
    assert desk.store.read_now(lambda c: letters.corrections(c, old)) == []
    assert desk.letter(old).state == "issued"


def test_an_unknown_letter_is_said_to_be_unknown(desk: Desk) -> None:
    assert refused(desk, "none", "review") == "unknown"


def test_the_code_of_the_last_letter_of_a_kind_is_offered(desk: Desk) -> None:
    def offered(kind: str, own: bool = False) -> str:
        return desk.store.read_now(lambda c: letters.last_code(c, CITY, kind, own_series=own))

    assert offered("notice") == ""
    issue(desk, desk.draft(), "运教督〔2026〕5号")
    issue(desk, desk.draft(kind="city_report"), "运政教〔2026〕1号")
    assert (offered("notice"), offered("city_report")) == ("运教督", "运政教")
    assert offered("accountability", own=True) == ""  # a code that is assigned elsewhere is none of an own series


def test_a_code_that_the_document_office_uses_is_no_own_series(desk: Desk) -> None:
    issue(desk, desk.draft(), "运教督〔2026〕5号")
    with pytest.raises(LifeProblem, match="code_assigned"):
        desk.store.write_now(lambda c: draw_number(c, CITY, "运教督", 2026))
    assert not desk.store.read_now(lambda c: letters.is_own_series(c, CITY, "运教督"))


RECORD_OF_BEFORE = (
    ("unit", {"id": "u", "city_id": "u", "created_at": AT}),
    ("edition", {"digest": "e", "checklist_id": "p", "version": "1", "title": "t", "body": "", "stored_at": AT}),
    (
        "round",
        {"id": "r", "city_id": "u", "title": "t", "supervision": "special", "edition_digest": "e", "state": "open"}
        | {"selection_digest": "", "selection": "[]", "settings": "{}", "publication": "", "demo": 0, "created_at": AT}
        | {"legal_basis": "", "approval_number": ""}
        | dict.fromkeys(("period_from", "period_to", "data_date", "cutoff"), "2024-12-31"),
    ),
    ("blob", {"sha256": "b", "size": 1, "media_type": "m", "name": "n", "stored_at": AT}),
    (
        "letter",
        {"id": "l", "city_id": "u", "kind": "report", "round_id": "r", "unit_id": "u", "state": "draft", "title": "t"}
        | {"blob_sha256": "b", "created_at": AT}
        | {"inputs": '{"kind":"report","paper":{"city":"运城市","occasion":{"office":"某办公室"}},"variant":"red"}'},
    ),
)


def test_a_report_of_before_becomes_a_draft_under_its_new_name(tmp_path: Path) -> None:
    with open_store(Settings(data_folder=tmp_path)) as store:
        with store.engine.begin() as connection:
            config = alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, "0011_rescues")
            for name, row in RECORD_OF_BEFORE:
                marks = ", ".join("?" * len(row))
                line = f"INSERT INTO {name} ({', '.join(row)}) VALUES ({marks})"
                connection.exec_driver_sql(line, tuple(row.values()))
        upgrade(store)
        found = store.read_now(lambda c: letters.by_id(c, "l"))
        events = store.read_now(lambda c: letter_events.of_letter(c, "l"))
    assert found is not None
    assert (found.kind, found.variant, found.office, found.recipient) == ("city_report", "red", "某办公室", "运城市")
    assert (found.version, found.number, json.loads(found.inputs)["kind"]) == (1, "", "city_report")
    assert [(one.step, one.at, one.blob_sha256) for one in events] == [("draft", AT, "b")]


def test_a_draft_that_is_taken_back_leaves_nothing_behind(desk: Desk) -> None:
    letter, kept = desk.draft(), desk.draft()
    desk.store.write_now(lambda c: letter_findings.record(c, letter, [("s1", "room"), ("s1", "books")]))
    desk.store.write_now(lambda c: letters.drop_drafts(c, [letter]))
    left = desk.store.read_now(lambda c: [one.id for one in letters.of_round(c, "r1")])
    assert left == [kept] and desk.store.read_now(lambda c: letter_findings.letters_with(c, "r1", "s1", "room")) == []
