"""Every route of ledger, re-checks, measures, statements, terms and reminders with every role, here and elsewhere."""

from collections.abc import Iterator

import pytest
from httpx import Client
from sqlalchemy import update

from inspector.storage.rows import table
from inspector.storage.tables import Finding, MeasureCase, Round
from tests.web.conftest import World
from tests.web.every_route import routes_of
from tests.web.museum_round import ROUND
from tests.web.supervision_world import one_of_each, supervision_world

FAMILY = tuple(
    f"inspector.web.{name}"
    for name in (
        *("findings.", "rectification.", "statements.", "rechecks.", "measures.", "holidays."),
        *("accountability.", "replies.", "reminding.", "calendar"),
    )
)
ASKING = (
    *("clerk.city", "clerk.north", "clerk.else"),
    *("evaluator.city", "evaluator.else"),
    "inspector.other",
    *("administrator.south", "administrator.else"),
    *("reporter.m1", "reporter.m2", ""),
)
"""All is about m1 in the district south; north is another district, `else` another city; the last is nobody.

`inspector.other` has no unit to inspect.
"""
ALL = "ooo oo o oo oo s"
OFFICE = "ooo oo o oo 33 s"
READ = "o44 o4 o o4 33 s"
LETTERS = "o44 o4 4 o4 33 s"
NO_INSPECTOR = "ooo oo 3 oo 33 s"
READ_NO_INSPECTOR = "o44 o4 3 o4 33 s"
STEP = "o44 o4 3 33 33 s"
DESKS = "ooo oo 3 33 33 s"
EVALUATE = "333 o4 3 33 33 s"
CLERK = "o44 33 3 33 33 s"
CLERKS = "ooo 33 3 33 33 s"
SAME_AREA = "o44 33 3 33 33 s"
CITY = "333 33 3 34 33 s"
TABLE = "oo4 o4 o o4 oo s"
UNITS = "333 33 3 33 oo s"
TOLD = "333 33 3 33 o4 s"
OWN = "333 33 3 33 o4 s"
OWN_FILE = "333 33 3 33 44 s"
"""For each of them: o it opens or asks for more, 3 forbidden, 4 not found, s led to the sign-in page."""

WRITING, UPLOAD = "/rectification/writing/{key:str}", "/rectification/writing/{key:str}/uploads/{upload:str}"
CASE, UNIT, RECHECK = "/measures/{case_id:str}", "/measures/units/{unit_id:str}", "/rechecks/{inspection:str}"
SHEET = "/ledger/replies/{import_id:str}"
RIGHTS = {
    "GET /ledger": OFFICE,
    "GET /ledger/sheet": OFFICE,
    "GET /ledger/{finding:str}": READ,
    "GET /ledger/{finding:str}/proofs/{digest:str}": READ,
    "POST /ledger/{finding:str}/steps": STEP,
    "POST /ledger/bulk": DESKS,
    "GET /ledger/bulk/{name:str}": STEP,
    "POST /ledger/bulk/{name:str}/undo": "o44 34 3 33 33 s",
    "GET /rounds/{round_id:str}/ledger": "oo4 o4 3 o4 33 s",
    "POST /rounds/{round_id:str}/ledger": "333 o4 3 33 33 s",
    "GET /ledger/replies": CLERKS,
    "POST /ledger/replies": CLERKS,
    f"GET {SHEET}": SAME_AREA,
    f"GET {SHEET}/faults": SAME_AREA,
    f"POST {SHEET}/take": SAME_AREA,
    f"POST {SHEET}/back": SAME_AREA,
    f"POST {SHEET}/discard": SAME_AREA,
    "GET /accountability": OFFICE,
    "GET /accountability/sheet": OFFICE,
    "GET /measures": NO_INSPECTOR,
    "GET /measures/archive": NO_INSPECTOR,
    "GET /measures/ladder": NO_INSPECTOR,
    f"GET {UNIT}": READ_NO_INSPECTOR,
    f"POST {UNIT}/take": STEP,
    f"POST {UNIT}/refuse": STEP,
    f"POST {UNIT}/facts": STEP,
    f"POST {UNIT}/facts/{{fact_id:str}}/withdraw": STEP,
    f"GET {CASE}": READ_NO_INSPECTOR,
    f"POST {CASE}/steps": STEP,
    "GET /rechecks": OFFICE,
    "POST /rechecks": DESKS,
    "GET /rechecks/new": DESKS,
    "GET /rechecks/by-hand/{finding:str}": EVALUATE,
    "POST /rechecks/by-hand/{finding:str}": EVALUATE,
    "GET /rechecks/proofs/{finding:str}/{digest:str}": READ,
    f"GET {RECHECK}": READ,
    f"POST {RECHECK}": EVALUATE,
    f"POST {RECHECK}/plan": STEP,
    f"POST {RECHECK}/off": STEP,
    "GET /statements": OFFICE,
    "GET /statements/{statement:str}": LETTERS,
    "POST /statements/{statement:str}": STEP,
    "GET /statements/{statement:str}/proofs/{digest:str}": "o44 o4 4 o4 o4 s",
    "GET /letters/{letter_id:str}/statements": LETTERS,
    "POST /letters/{letter_id:str}/statements": CLERK,
    "GET /rectification": UNITS,
    "GET /rectification/{finding:str}": TOLD,
    "GET /rectification/{finding:str}/proofs/{digest:str}": TOLD,
    "GET /rectification/letters/{letter:str}": OWN,
    f"GET {WRITING}": OWN,
    f"POST {WRITING}": OWN,
    f"POST {WRITING}/draft": OWN,
    f"POST {WRITING}/uploads": OWN,
    f"GET {UPLOAD}/file": OWN,
    f"PATCH {UPLOAD}": OWN_FILE,
    f"DELETE {UPLOAD}": OWN_FILE,
    "GET /holidays": TABLE,
    "POST /holidays": CITY,
    "GET /holidays/announcement": CITY,
    "POST /holidays/announcement": CITY,
    "GET /holidays/terms": TABLE,
    "POST /holidays/terms": CITY,
    "GET /reminders": "333 33 3 oo 33 s",
    "POST /reminders/feed": CITY,
    "GET /account/calendar": ALL,
    "POST /account/calendar": ALL,
    "POST /account/email": ALL,
    "GET /calendar/{name:str}": "444 44 4 44 44 4",
}


@pytest.fixture(scope="module")
def museums(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with supervision_world(tmp_path_factory.mktemp("rights") / "data") as world:
        yield world


@pytest.fixture(scope="module")
def found(museums: World) -> dict[str, str]:
    return one_of_each(museums)


def asked(client: Client, method: str, path: str) -> str:
    """With as little as shows whether the door is open, and nothing that would change anything."""
    about = {"unit": "m1", "city": "city", "step": "-"}
    sent = {"params": about} if method == "GET" else {"data": about}
    answer = client.request(method, path, **sent)  # type: ignore[arg-type]
    assert answer.status_code < 500, (path, answer.text)
    if answer.headers.get("location", "").startswith("/sign-in"):
        return "s"
    return {403: "3", 404: "4"}.get(answer.status_code, "o")


def test_the_table_names_every_route() -> None:
    assert sorted(routes_of(FAMILY)) == sorted(RIGHTS)


def test_every_door_opens_to_whom_it_should(museums: World, found: dict[str, str]) -> None:
    people = [museums.signed_in(login) if login else museums.visitor() for login in ASKING]
    wrong = {}
    for route, expected in RIGHTS.items():
        method, path = route.split(" ")
        for name, value in found.items():
            path = path.replace(f"{{{name}:str}}", value)
        doors = "".join(asked(client, method, path) for client in people)
        if doors != expected.replace(" ", ""):
            wrong[route] = (doors, expected.replace(" ", ""))
    assert wrong == {}


def test_a_text_too_long_is_given_back_with_all_that_was_typed(museums: World, found: dict[str, str]) -> None:
    clerk, head, long = museums.signed_in("clerk.city"), museums.signed_in("head.m1"), "长" * 20_001
    case, letter, finding = found["case_id"], found["letter_id"], found["finding"]
    day = {"day": "2026-01-05"}
    for client, path, field, rest in (
        (clerk, f"/ledger/{finding}/steps", "note", day | {"step": "progress", "seen": "1"}),
        (clerk, "/ledger/bulk", "note", {"pick": finding, "step": "change", "severity": "serious"}),
        (clerk, f"/measures/{case}/steps", "note", day | {"step": "group", "seen": "1"}),
        (clerk, "/measures/units/m1/facts", "text", {"condition": "deceit", "evidence": "记录一份"}),
        (clerk, f"/statements/{found['statement']}", "reason", day | {"decision": "kept"}),
        (clerk, f"/letters/{letter}/statements", "note", day | {"kind": "objection"}),
        (clerk, f"/letters/{letter}/steps", "note", {"step": "reply", "seen": "1"}),
        (clerk, f"/rounds/{ROUND}/letters", "demand", {"kind": "opinion", "unit": "m1", "office": "某办公室"}),
        (museums.signed_in("administrator.city"), "/holidays/terms", "objection-source", {"city": "city"}),
        (museums.signed_in("evaluator.city"), f"/rechecks/{found['inspection']}", "note", {"step": "-"}),
        (head, f"/rectification/writing/report.f-{finding}", "note", {"act": "send", "seen": "0"}),
    ):
        back = client.post(path, data={**rest, field: long})
        assert back.status_code == 400, path
        assert "文字太长" in back.text and long in back.text, path
        assert f'action="{path}"' in back.text and f'name="{field}"' in back.text, path
        for name, text in rest.items():
            assert f'<input type="hidden" name="{name}" value="{text}">' in back.text, (path, name)
    scan = {"file": ("扫描件.pdf", b"%PDF-1.4", "application/pdf")}
    back = clerk.post(f"/letters/{letter}/statements", data={"kind": "objection", "note": long}, files=scan)
    assert 'enctype="multipart/form-data"' in back.text and 'name="file" type="file"' in back.text


OF_NO_DATA = ("/holidays", "/account", "/measures/ladder")
BESIDE = (
    "/",
    "/units",
    "/units/m1",
    "/rounds",
    "/units/m1/rosters",
    "/letters/{letter}/compare",
)


def test_demonstration_data_is_marked_on_every_page_that_shows_it(museums: World, found: dict[str, str]) -> None:
    """Also on a server that was started without `--demo`."""
    for rows in (Round, Finding, MeasureCase):
        museums.store.write_now(lambda c, rows=rows: c.execute(update(table(rows)).values(demo=True)))  # type: ignore[misc]
    paths = [path for method, path in (route.split(" ") for route in RIGHTS) if method == "GET"]
    bare = []
    for login in ("clerk.city", "evaluator.city", "head.m1"):
        client = museums.signed_in(login)
        for path in (*BESIDE, *paths):
            for name, value in found.items():
                path = path.replace(f"{{{name}:str}}", value).replace(f"{{{name}}}", value)
            answer = client.get(path)
            html = answer.headers.get("content-type", "").startswith("text/html") and answer.status_code == 200
            if html and "demo-ribbon" not in answer.text and not path.startswith(OF_NO_DATA):
                bare.append((login, path))
    assert bare == []
