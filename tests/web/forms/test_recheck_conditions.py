"""A question that hangs on an earlier one is checked again with that answer given, and only it is decided."""

from sqlalchemy import Connection, update

from inspector.casework.finding_life import FindingStep, Step
from inspector.casework.stories import stories
from inspector.storage import findings, rounds, surveys
from inspector.storage.finding_taking import take
from inspector.storage.instants import civil_date, now
from inspector.storage.rows import table
from inspector.storage.tables import Finding, Inspection
from tests.web.conftest import World
from tests.web.forms.conftest import Device, live_of
from tests.web.recheck_round import state_of

FIRST = "r-east_special"


def told(world: World) -> Finding:
    """The school has a vocational class that teaches no trade yet: a suggestion of the confirmed inspection."""
    device = Device(world.signed_in("inspector.east"), FIRST)
    device.enter("vocational_section/value", "open")
    device.enter("vocational_majors/value", "contest")
    clerk, on = world.account_id("clerk.east"), civil_date(now(), world.settings.zone)

    def job(connection: Connection) -> Finding:
        change = update(table(Inspection)).where(table(Inspection).c.id == FIRST)
        connection.execute(change.values(state="confirmed", confirmed_at=now()))
        round_ = rounds.by_id(connection, "r")
        assert round_ is not None
        take(
            connection,
            round_,
            "east_special",
            stories(surveys.survey(connection, round_), "east_special"),
            by=None,
            at=1,
        )
        found = findings.of_unit(connection, "east_special")
        row = next(one for one in found if one.item_id == "vocational_majors")
        return findings.advance(
            connection, row.id, Step(FindingStep.tell, day=on, due=on), by=clerk, at=now(), today=on
        )

    return world.store.write_now(job)


def test_the_answer_it_hangs_on_is_given_and_the_inspection_is_not_begun(world: World) -> None:
    row, day = told(world), civil_date(now(), world.settings.zone).isoformat()
    client = world.signed_in("evaluator.east")
    form = {"finding": row.id, "inspector": str(world.account_id("inspector.east")), "day": day}
    made = client.post("/rechecks?unit=east_special", data=form)
    assert made.status_code == 303, made.text
    inspection = made.headers["location"].rpartition("/")[2]
    live = live_of(world, inspection)
    assert [item.id for item in live.items] == ["vocational_section", "vocational_majors"]
    assert live.cells == {"vocational_section/value": "open"} and state_of(world, inspection) == "assigned"
    inspector = world.signed_in("inspector.east")
    page = inspector.get(f"/inspections/{inspection}").text
    assert "此项不复查" in page and row.text in page
    told_to_device = inspector.get(f"/inspections/{inspection}/definition").json()
    assert [one["id"] for one in told_to_device["items"]] == ["vocational_section", "vocational_majors"]
    Device(inspector, inspection).enter("vocational_majors/value", "majors,wider,certificate,contest,base")
    assert inspector.post(f"/inspections/{inspection}/submit", data={"stays_open": "yes"}).status_code == 303
    shown = client.get(f"/rechecks/{inspection}").text
    assert f'name="outcome-{row.id}" value="done" checked' in shown
    assert shown.count('name="outcome-') == 3
    decided = {
        "day": day,
        f"outcome-{row.id}": "done",
        f"seen-{row.id}": "已开设",
        f"version-{row.id}": str(row.version),
    }
    assert client.post(f"/rechecks/{inspection}", data=decided).status_code == 303
    assert client.post(f"/rechecks/{inspection}", data=decided).status_code in (409, 422)
    again = world.store.read_now(lambda c: findings.by_id(c, row.id))
    assert again is not None and again.state == "verified"
    assert live_of(world, FIRST).cells["vocational_majors/value"] == "contest"
