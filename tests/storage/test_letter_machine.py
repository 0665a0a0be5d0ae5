"""Whatever clerks do, in whatever order and two at once: no step skipped, no number doubled, nothing issued moves."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import Connection

from inspector.casework.letter_life import LetterStep
from inspector.fieldwork.states import Role
from inspector.settings import Settings
from inspector.storage import accounts, blobs, letter_events, letters
from inspector.storage.letter_problems import LifeProblem
from inspector.storage.letters import Final, advance, draw_number
from inspector.storage.store import open_store
from inspector.storage.tables import Blob, Letter
from tests.storage.world import AT, CITY, FILE, SCHOOL, built

DAY, SERIES = date(2026, 3, 5), "运教督整"
# Written by hand from the office's rules, not taken from the code: what may follow on what.
FOLLOWS = {
    ("draft", "review"): "reviewed",
    ("reviewed", "sign"): "signed",
    ("signed", "issue"): "issued",
    ("issued", "deliver"): "delivered",
    ("delivered", "reply"): "replied",
    ("draft", "return"): "draft",  # by a second person
    ("reviewed", "return"): "draft",
    ("signed", "return"): "draft",
    **{(state, "withdraw"): "withdrawn" for state in ("draft", "reviewed", "signed", "issued", "delivered", "replied")},
}
INPUTS = {"notice": '{"paper":{}}', "opinion": '{"paper":{"heard":true}}', "preliminary": '{"paper":{"heard":false}}'}
FINAL = "f" * 64
ADMINISTRATOR, CLERK, OTHER = 3, 4, 5
PLACES = st.integers(0, 3)


@cache
def record() -> bytes:
    """The file of a closed record with two clerks and a file listed."""
    with TemporaryDirectory() as folder:
        (Path(folder) / FILE).write_bytes(built())
        with open_store(Settings(data_folder=Path(folder))) as store:
            for login, account in (("chen", CLERK), ("sun", OTHER)):
                person = {"login": login, "name": login, "password_hash": "x", "scope_unit": None}
                assert account == store.write_now(
                    lambda c, one=person: accounts.add(c, role=Role.clerk, at=AT, **one)  # type: ignore[misc]
                )
            blob = Blob(sha256=FINAL, size=1, media_type="m", name="n", stored_at=AT)
            store.write_now(lambda connection: blobs.record(connection, blob))
        return (Path(folder) / FILE).read_bytes()


class Clerks(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(TemporaryDirectory()))
        (folder / FILE).write_bytes(record())
        self.store = self.stack.enter_context(open_store(Settings(data_folder=folder)))
        self.made: list[str] = []
        self.states: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self.frozen: dict[str, tuple[Any, ...]] = {}
        self.told: dict[str, list[tuple[Any, ...]]] = {}
        self.drawn = 0

    def teardown(self) -> None:
        self.stack.close()

    @precondition(lambda self: len(self.made) < 4)
    @rule(kind=st.sampled_from(sorted(INPUTS)))
    def make(self, kind: str) -> None:
        letter = f"l{len(self.made)}"
        row = Letter(
            id=letter,
            city_id=CITY,
            kind="notice" if kind == "notice" else "opinion",
            round_id="r1",
            unit_id=SCHOOL,
            title=letter,
            inputs=INPUTS[kind],
            blob_sha256=FINAL,
            created_by=CLERK,
            created_at=AT,
        )
        self.store.write_now(lambda connection: letters.add(connection, row))
        self.made.append(letter)
        self.states[letter], self.kinds[letter] = "draft", kind

    @precondition(lambda self: self.made)
    @rule(
        place=PLACES,
        step=st.sampled_from(["review", "sign", "deliver", "reply", "return", "withdraw"]),
        note=st.sampled_from(["", "有理由"]),
        person=st.sampled_from(["", "王某"]),
        by=st.sampled_from([CLERK, OTHER, ADMINISTRATOR]),
    )
    def take(self, place: int, step: str, note: str, person: str, by: int) -> None:
        letter = self.made[place % len(self.made)]
        given: dict[str, Any] = {"note": note, "person": person, "day": DAY, "way": "posted"}
        before = self.states[letter]
        closed = by == ADMINISTRATOR or (before, step, by) == ("draft", "return", CLERK)  # who drafted all of them
        wanted = None if closed else FOLLOWS.get((before, step))
        worded = ("return", "withdraw", "reply") if by == OTHER else ("review", "return", "withdraw", "reply")
        lacking = (step in worded and not note) or (step in ("sign", "deliver") and not person)
        try:
            self.store.write_now(lambda c: advance(c, letter, LetterStep(step), by=by, at=AT, **given))
            assert wanted is not None and not lacking
            self.states[letter] = wanted
        except LifeProblem:
            assert wanted is None or lacking

    @precondition(lambda self: self.made)
    @rule(place=PLACES)
    def go_on(self, place: int) -> None:
        """The next step with all that it needs, so that many letters come far."""
        letter = self.made[place % len(self.made)]
        onward = {"draft": "review", "reviewed": "sign", "issued": "deliver", "delivered": "reply"}
        if (state := self.states[letter]) in onward:
            self.take(place, onward[state], "有理由", "王某", CLERK)
        elif state == "signed":
            self.issue(place, 0, "当面听取")

    @precondition(lambda self: self.made)
    @rule(place=PLACES, serial=st.integers(0, 2), note=st.sampled_from(["", "当面听取"]))
    def issue(self, place: int, serial: int, note: str) -> None:
        """`serial` 0 draws from the own series."""
        letter = self.made[place % len(self.made)]
        heard = any(self.states[one] == "replied" and self.kinds[one] == "preliminary" for one in self.made)
        taken = f"运教督〔2026〕{serial}号" in {row[0] for row in self.frozen.values()}
        may = self.states[letter] == "signed" and not (serial and taken)
        may = may and (self.kinds[letter] != "opinion" or heard or bool(note))
        try:
            self.store.write_now(lambda c: self._out(c, letter, serial, note))
            assert may
            self.states[letter] = "issued"
            self.frozen[letter] = self._facts(letter)
            self.drawn += not serial
        except LifeProblem:
            assert not may

    def _out(self, connection: Connection, letter: str, serial: int, note: str) -> None:
        code = "运教督" if serial else SERIES
        serial = serial or draw_number(connection, CITY, SERIES, 2026)
        given: dict[str, Any] = {"number": f"{code}〔2026〕{serial}号", "day": DAY, "blob": FINAL, "note": note}
        final = Final(INPUTS[self.kinds[letter]], drawn=code == SERIES)
        advance(connection, letter, LetterStep.issue, by=CLERK, at=AT, final=final, **given)

    @precondition(lambda self: self.made)
    @rule(place=PLACES)
    def two_at_once(self, place: int) -> None:
        """Both have the same page before them: one withdraws, the other comes too late."""
        letter = self.made[place % len(self.made)]
        seen = len(self.store.read_now(lambda c: letter_events.of_letter(c, letter)))

        def withdraw(by: int) -> bool:
            given: dict[str, Any] = {"by": by, "at": AT, "note": "重复", "seen": seen}
            try:
                self.store.write_now(lambda c: advance(c, letter, LetterStep.withdraw, **given))
            except LifeProblem:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            done = sum(pool.map(withdraw, (CLERK, OTHER)))
        assert done == (self.states[letter] != "withdrawn")
        self.states[letter] = "withdrawn"

    def _facts(self, letter: str) -> tuple[Any, ...]:
        row = self.store.read_now(lambda connection: letters.by_id(connection, letter))
        assert row is not None
        return row.number, row.issued_on, row.blob_sha256, row.inputs

    @invariant()
    def every_letter_stands_where_its_steps_led_it(self) -> None:
        rows, events = self.store.read_now(_all)
        for letter in self.made:
            own, state = [one for one in events if one[0] == letter], "draft"
            for _, _, step, after, *_ in own[1:]:
                state = FOLLOWS[state, step]
                assert after == state
            assert state == self.states[letter] == rows[letter][0]
            assert own[: len(self.told.get(letter, []))] == self.told.get(letter, [])
            self.told[letter] = own
            # what was issued never moves, and nothing else has a number
            assert rows[letter][1:] == self.frozen.get(letter, ("", None, FINAL, INPUTS[self.kinds[letter]]))

    @invariant()
    def numbers_have_no_doubles_and_the_series_no_gaps(self) -> None:
        numbers = [row[0] for row in self.frozen.values()]
        assert len(set(numbers)) == len(numbers)
        drawn = sorted(int(one.partition("〕")[2].removesuffix("号")) for one in numbers if one.startswith(SERIES))
        assert drawn == list(range(1, self.drawn + 1))
        assert self.store.read_now(lambda c: letters.next_serial(c, CITY, SERIES, 2026)) == self.drawn + 1


def _all(connection: Connection) -> tuple[dict[str, tuple[Any, ...]], list[tuple[Any, ...]]]:
    """State, number, day, file and inputs of each letter; all events in order."""
    read = connection.exec_driver_sql
    rows = read("SELECT id, state, number, issued_on, blob_sha256, inputs FROM letter").all()
    events = read("SELECT * FROM letter_event ORDER BY letter_id, number").all()
    days = {row[0]: date.fromisoformat(row[3]) if row[3] else None for row in rows}
    return {row[0]: (row[1], row[2], days[row[0]], *row[4:]) for row in rows}, [tuple(row) for row in events]


TestClerks = Clerks.TestCase
TestClerks.settings = settings(max_examples=100, stateful_step_count=10, suppress_health_check=list(HealthCheck))
