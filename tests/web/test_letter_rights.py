"""Every route of letters, batches, offices and wordings with every role, in the own area and in a foreign one."""

from collections.abc import Iterator
from functools import partial

import pytest
from httpx import Client
from sqlalchemy import update

from inspector.letters.letterhead import Office, build
from inspector.storage import ids
from inspector.storage.rows import table
from inspector.storage.tables import LetterBatchLine, Role
from tests.web.batch_world import waiting
from tests.web.conftest import World, add_account
from tests.web.every_route import another_city, routes_of
from tests.web.museum_round import ROUND, museum_world
from tests.web.test_letter_life import issued
from tests.web.test_wordings import hand_in

PEOPLE = {
    "clerk.north": (Role.clerk, "north"),
    "clerk.else": (Role.clerk, "else"),
    "evaluator.north": (Role.evaluator, "north"),
    "evaluator.else": (Role.evaluator, "else"),
    "administrator.else": (Role.administrator, "else"),
    "reporter.m1": (Role.reporter, "m1"),
    "head.south": (Role.head, "south"),
}
ASKING = (
    *("clerk.city", "clerk.south", "clerk.north", "clerk.else"),
    *("evaluator.city", "evaluator.north", "evaluator.else"),
    *("inspector.city", "inspector.other"),
    *("administrator.city", "administrator.else"),
    *("reporter.m1", "head.south", ""),
)
"""South is the district of what is asked for, north another one, `else` another city; the last is nobody.

`inspector.city` has the units to inspect, `inspector.other` has none.
"""
READ = "oo44 o44 o4 o4 33 s"
LIST = "ooo4 oo4 oo o4 33 s"
OF_UNIT = "oo44 o44 oo o4 33 s"
WRITE = "oo44 333 33 33 33 s"
STEP = "oo44 o44 33 33 33 s"
DESKS = "oooo 333 33 oo 33 s"
LOOK = "ooo4 333 33 o4 33 s"
CHANGE = "o334 333 33 o4 33 s"
LIST_OF_CLERKS = "ooo4 333 33 33 33 s"
CITY = "o444 333 33 o4 33 s"
HEADS = "3333 333 33 33 34 s"
"""For each of them: o it opens or asks for more, 3 forbidden, 4 not found, s led to the sign-in page."""

LETTER, ROUND_, BATCH, OFFICE = (
    "/letters/{letter_id:str}",
    "/rounds/{round_id:str}",
    "/{batch_id:str}",
    "/{office_id:str}",
)
REFERENCES = f"/offices{OFFICE}/references/{{variant:str}}"
RIGHTS = {
    f"GET {ROUND_}/letters": OF_UNIT,
    f"GET {ROUND_}/letters/new": WRITE,
    f"POST {ROUND_}/letters": WRITE,
    f"GET {LETTER}": READ,
    f"GET {LETTER}/file": READ,
    f"GET {LETTER}/pdf": READ,
    f"GET {LETTER}/pages": READ,
    f"GET {LETTER}/pages/{{number:int}}": READ,
    f"GET {LETTER}/compare": READ,
    f"GET {LETTER}/compare/{{other_id:str}}": READ,
    f"GET {LETTER}/files/{{number:int}}": READ,
    f"GET {LETTER}/files/{{number:int}}/differences": READ,
    f"POST {LETTER}/steps": STEP,
    f"POST {LETTER}/files": WRITE,
    "GET /received/{letter_id:str}/file": HEADS,
    f"GET {ROUND_}/notice": LIST,
    f"GET {ROUND_}/notice/new": WRITE,
    f"POST {ROUND_}/notice": WRITE,
    f"GET {ROUND_}/notice/all.zip": READ,
    f"GET {ROUND_}/letters/batches": LIST,
    f"POST {ROUND_}/letters/batches": LIST_OF_CLERKS,
    f"GET {ROUND_}/letters/batches{BATCH}": READ,
    f"POST {ROUND_}/letters/batches{BATCH}": WRITE,
    f"POST {ROUND_}/letters/batches{BATCH}/issue": WRITE,
    f"GET {ROUND_}/letters/batches{BATCH}/all.zip": READ,
    "GET /offices": DESKS,
    "GET /offices/new": CHANGE,
    "POST /offices": CHANGE,
    f"GET /offices{OFFICE}": LOOK,
    f"GET /offices{OFFICE}/change": CHANGE,
    f"GET {REFERENCES}": LOOK,
    f"POST {REFERENCES}": CHANGE,
    f"POST {REFERENCES}/settings": CHANGE,
    "GET /references/{reference_id:str}": LOOK,
    "GET /references/{reference_id:str}/file": LOOK,
    "GET /references/{reference_id:str}/trial": LOOK,
    "POST /references/{reference_id:str}/use": CHANGE,
    "GET /wordings": DESKS,
    "GET /wordings/{city:str}/{name:str}": CITY,
    "GET /wordings/{city:str}/{name:str}/file": CITY,
    "POST /wordings/{city:str}/{name:str}": CITY,
    "GET /wordings/versions/{version:str}": CITY,
    "POST /wordings/versions/{version:str}": CITY,
}
FAMILY = (
    "inspector.web.letters.",
    "inspector.web.letter_batches.",
    "inspector.web.offices.",
    "inspector.web.wordings.",
)


@pytest.fixture(scope="module")
def museums(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with museum_world(tmp_path_factory.mktemp("rights") / "data") as world:
        world.store.write_now(another_city)
        for login, (role, unit) in PEOPLE.items():
            world.store.write_now(partial(add_account, login=login, role=role, scope=unit, password_hash="x"))
        yield world


@pytest.fixture(scope="module")
def found(museums: World) -> dict[str, str]:
    """What the routes are about, by the name of their parameter."""
    clerk = museums.signed_in("clerk.city")
    letter = issued(museums, unit="m1").rpartition("/")[2]
    edited = {"file": ("edited.docx", clerk.get(f"/letters/{letter}/file").content)}
    assert clerk.post(f"/letters/{letter}/files", data={"what": "bind_edited"}, files=edited).status_code == 303
    other = issued(museums, "东教督〔2026〕6号", unit="m1").rpartition("/")[2]
    office = {"office_id": ids.new_id(), "city": "city", "name": "某办公室", "seal": "yes"}
    assert clerk.post("/offices", data=office).status_code == 303
    path = f"/offices/{office['office_id']}/references/letter"
    reference = clerk.post(path, files={"file": ("own.docx", build(Office("某办公室", "某"), "letter"))})
    version = hand_in(clerk, "现将督导意见反馈如下", "现送上督导意见").headers["location"]
    notice = {"unit": "m1", "office": "某办公室", "legal_basis": "《教育督导条例》", "reason": "人员不足"}
    notice |= {"visit_from": "2026-03-02", "visit_to": "2026-03-06", "variant": "letter"}
    assert clerk.post(f"/rounds/{ROUND}/notice", data=notice).status_code == 303
    batch = waiting(museums, ["south", "m1", "n1"]).rpartition("/")[2]
    made = update(table(LetterBatchLine)).where(table(LetterBatchLine).c.unit_id == "m1").values(letter_id=letter)
    museums.store.write_now(lambda connection: connection.execute(made) and None)
    return {
        "round_id": ROUND,
        "letter_id": letter,
        "other_id": other,
        "number": "5",
        "batch_id": batch,
        "office_id": office["office_id"],
        "variant": "letter",
        "reference_id": reference.headers["location"].rpartition("/")[2],
        "city": "city",
        "name": "opinion",
        "version": version.rpartition("/")[2],
    }


def asked(client: Client, method: str, path: str) -> str:
    """With as little as shows whether the door is open, and nothing that would change anything."""
    about = {"unit": "m1", "city": "city", "kind": "opinion"}
    sent = {"params": about} if method == "GET" else {"data": about}
    answer = client.request(method, path, **sent)  # type: ignore[arg-type]
    assert answer.status_code < 500 or answer.status_code == 503, (path, answer.text)
    if answer.headers.get("location", "").startswith("/sign-in"):
        return "s"
    return {403: "3", 404: "4"}.get(answer.status_code, "o")


def test_the_table_names_every_route() -> None:
    assert sorted(routes_of(FAMILY)) == sorted(RIGHTS)


def test_every_door_opens_to_whom_it_should(
    museums: World, found: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin/none")  # no child process has to be waited for
    people = [museums.signed_in(login) if login else museums.visitor() for login in ASKING]
    wrong = {}
    for route, expected in RIGHTS.items():
        method, path = route.split(" ")
        for name, value in found.items():
            path = path.replace(f"{{{name}:str}}", value).replace(f"{{{name}:int}}", value)
        doors = "".join(asked(client, method, path) for client in people)
        if doors != expected.replace(" ", ""):
            wrong[route] = (doors, expected.replace(" ", ""))
    assert wrong == {}
