"""The unit's files and the team's lie apart: neither is reached through the other's address."""

from hashlib import sha256

from inspector.fieldwork.operations import Level
from inspector.web.evidence.keeping import pieces
from inspector.web.operations.memory import memory_of
from tests.web.conftest import World
from tests.web.forms.conftest import live_of
from tests.web.forms.test_form_evidence import photo
from tests.web.forms.test_form_uploads import PDF, Sending
from tests.web.self_evaluations.conftest import SCHOOL, People
from tests.web.self_evaluations.test_levels import at_level

TEAM = "/inspections/r-east_school"
WANTED = {"item": "pupils_refused", "request": "register"}


def own_digest(world: World) -> str:
    live = at_level(world, memory_of(world.store), "r-east_school", Level.self)
    found = pieces(live)
    assert len(found) == 1
    return next(iter(found.values()))["sha256"]


def upload(people: People) -> None:
    reply = people.reporter.post(f"{SCHOOL}/evidence", data=WANTED, files={"file": ("a.jpg", photo())})
    assert reply.status_code == 200, reply.text


def test_a_units_file_stands_at_its_own_level_alone(world: World, people: People) -> None:
    upload(people)
    digest = own_digest(world)
    assert pieces(live_of(world)) == {}
    assert people.reporter.get(f"{SCHOOL}/evidence/{digest}").status_code == 200
    assert world.signed_in("inspector.east").get(f"{TEAM}/evidence/{digest}").status_code == 404


def test_the_team_sees_it_beside_the_question_once_it_is_released(world: World, people: People) -> None:
    upload(people)
    people.approve()
    inspector, digest = world.signed_in("inspector.east"), own_digest(world)
    assert inspector.get(f"{SCHOOL}/evidence/{digest}").status_code == 409
    people.step("release", world.signed_in("evaluator.east"))
    assert f"{SCHOOL}/evidence/{digest}" in inspector.get(TEAM).text
    assert inspector.get(f"{SCHOOL}/evidence/{digest}").status_code == 200
    inspector.post(TEAM, data={"adopt": "pupils_refused"})
    assert pieces(live_of(world)) == {}


def test_the_teams_file_is_nothing_to_the_unit(world: World, people: People) -> None:
    inspector = world.signed_in("inspector.east", accept="application/json")
    assert inspector.post(f"{TEAM}/evidence", data=WANTED, files={"file": ("a.jpg", photo())}).status_code == 200
    digest = next(iter(pieces(live_of(world)).values()))["sha256"]
    assert people.reporter.get(f"{SCHOOL}/evidence/{digest}").status_code == 404
    assert people.reporter.get(f"{TEAM}/evidence/{digest}").status_code == 403


def test_after_approval_no_file_is_added(world: World, people: People) -> None:
    people.enter("pupils_refused/value", "0")
    people.approve()
    reply = people.reporter.post(f"{SCHOOL}/evidence", data=WANTED, files={"file": ("a.jpg", photo())})
    assert reply.status_code == 409
    live = at_level(world, memory_of(world.store), "r-east_school", Level.self)
    assert pieces(live) == {}


def test_a_units_file_in_pieces_stays_at_its_own_level(world: World, people: People) -> None:
    sending = Sending(people.reporter, world.account_id("school.reporter"), PDF, form=SCHOOL)
    assert sending.announce().status_code == 200
    assert "1个文件尚未传到" in people.reporter.get(SCHOOL).text
    as_team = Sending(people.reporter, sending.user, PDF, form=TEAM)
    assert as_team.announce().status_code == 403
    inspector = Sending(world.signed_in("inspector.east"), world.account_id("inspector.east"), PDF, form=SCHOOL)
    assert inspector.announce().status_code == 403
    assert sending.rest().json()["state"] == "done"
    assert own_digest(world) == sha256(PDF).hexdigest() and pieces(live_of(world)) == {}
