"""A record with one of everything that follows an inspection, all of it about `m1` of the district `south`.

`north` is the other district, `m2` its museum, `else` another city. `inspector.city` inspects, `inspector.other` not.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import uuid4

from httpx import Client
from sqlalchemy import update

from inspector.casework.finding_life import FindingStep
from inspector.storage import blobs, ids, measure_facts, statements
from inspector.storage.instants import now
from inspector.storage.rows import table
from inspector.storage.tables import Blob, Inspection, Role
from tests.web.conftest import World, add_account
from tests.web.every_route import another_city
from tests.web.museum_round import ROUND
from tests.web.test_rectification_files import PDF, announce
from tests.web.unit_world import TODAY, finding, paper, taken, unit_world

PEOPLE = {
    "clerk.north": (Role.clerk, "north"),
    "clerk.else": (Role.clerk, "else"),
    "evaluator.north": (Role.evaluator, "north"),
    "evaluator.else": (Role.evaluator, "else"),
    "administrator.south": (Role.administrator, "south"),
    "administrator.else": (Role.administrator, "else"),
}
START = {"upload-offset": "0"}


@contextmanager
def supervision_world(folder: Path) -> Iterator[World]:
    with unit_world(folder) as world:
        world.store.write_now(another_city)
        for login, (role, unit) in PEOPLE.items():
            world.store.write_now(partial(add_account, login=login, role=role, scope=unit, password_hash="x"))
        yield world


def one_of_each(world: World) -> dict[str, str]:
    """What routes are about, by the name of their parameter."""
    clerk, head = world.signed_in("clerk.city"), world.signed_in("head.m1")
    row, letter, digest = finding(world), paper(world), kept(world)
    taken(world, row, FindingStep.progress, "head.m1", note="设备已订购。", proofs=(digest,))
    upload = str(uuid4())
    answer = announce(world, head, "head.m1", finding(world), PDF, id=upload)
    assert answer.status_code == 200, answer.text
    sent = head.patch(f"/rectification/writing/report.f-{row.id}/uploads/{upload}", content=PDF, headers=START)
    assert sent.status_code == 200, sent.text
    return {
        "round_id": ROUND,
        "unit_id": "m1",
        "finding": row.id,
        "digest": digest,
        "letter_id": letter,
        "letter": letter,
        "statement": stated(world, clerk, letter),
        "inspection": checked_again(world, row.id),
        "name": changed(clerk, finding(world, place=1).id),
        "import_id": returned(clerk),
        "key": f"report.f-{row.id}",
        "upload": upload,
        **accused(world, clerk),
    }


def kept(world: World) -> str:
    digest = blobs.keep(world.store.blob_folder, PDF)
    blob = Blob(sha256=digest, size=len(PDF), media_type="application/pdf", name="佐证.pdf", stored_at=now())
    world.store.write_now(lambda connection: blobs.record(connection, blob))
    return digest


def stated(world: World, clerk: Client, letter: str) -> str:
    form = {"kind": "defence", "finding": "", "note": "设备已到位。", "day": TODAY.isoformat()}
    answer = clerk.post(f"/letters/{letter}/statements", data=form, files={"file": ("s.pdf", PDF)})
    assert answer.status_code == 303, answer.text
    return world.store.read_now(lambda c: statements.of_letter(c, letter))[0].id


def checked_again(world: World, finding_id: str) -> str:
    confirmed = update(table(Inspection)).values(state="confirmed", confirmed_at=now())
    world.store.write_now(lambda connection: connection.execute(confirmed) and None)
    form = {"finding": finding_id, "inspector": str(world.account_id("inspector.city")), "day": TODAY.isoformat()}
    answer = world.signed_in("evaluator.city").post("/rechecks?unit=m1", data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"].rpartition("/")[2])


def changed(clerk: Client, finding_id: str) -> str:
    form = {"pick": finding_id, "step": "change", "severity": "serious", "note": "影响面广", "sure": "yes"}
    page = clerk.post("/ledger/bulk", data=form).text
    return page.partition("/ledger/bulk/")[2].partition("/undo")[0]


def returned(clerk: Client) -> str:
    sheet, name = clerk.get("/ledger/sheet").content, ids.new_id()
    form = {"import_id": name, "city": "city", "office": ""}
    answer = clerk.post("/ledger/replies", data=form, files={"file": ("回复.xlsx", io.BytesIO(sheet))})
    assert answer.status_code == 303, answer.text
    return name


def accused(world: World, clerk: Client) -> dict[str, str]:
    """A case of accountability and a stated fact."""
    fact = {
        "condition": "obstruction",
        "text": "拒绝督学入校",
        "evidence": "工作记录",
        "happened_on": TODAY.isoformat(),
    }
    assert clerk.post("/measures/units/m1/facts", data=fact).status_code == 303
    form = {"day": TODAY.isoformat(), "note": "情节严重", "skip_reason": "情节严重", "post": "馆长"}
    answer = clerk.post("/measures/units/m1/take", data=form | {"measure": "criticism_circular"})
    assert answer.status_code == 303, answer.text
    (row,) = world.store.read_now(lambda c: measure_facts.stated_of(c, "m1"))
    return {"case_id": str(answer.headers["location"].rpartition("/")[2]), "fact_id": row.id}
