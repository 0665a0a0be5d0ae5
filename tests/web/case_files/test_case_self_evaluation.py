"""What the unit says of itself goes along once it is released, and not before."""

from pathlib import Path

from inspector.fieldwork.self_evaluation import SelfAction
from inspector.storage import self_evaluations
from inspector.storage.tables import Role
from tests.web.case_files.travelling import SCHOOL, laptop, stored, take
from tests.web.conftest import World
from tests.web.self_evaluations.conftest import People, people

__all__ = ["people"]


def test_the_units_own_answers_go_along_once_they_are_released(world: World, people: People, tmp_path: Path) -> None:
    people.enter("pupils_refused/value", "0")
    people.approve()
    draft = take(world, tmp_path / "draft.inspector-case", SCHOOL)
    with laptop(draft) as away:
        assert stored(away.store, SCHOOL)["Head"] == []
        assert away.signed_in().get(f"/inspections/{SCHOOL}").status_code == 200
    by = world.account_id("evaluator.east")
    world.store.write_now(
        lambda c: self_evaluations.act(c, SCHOOL, SelfAction.release, account_id=by, role=Role.evaluator, at=1)
    )
    with laptop(take(world, tmp_path / "released.inspector-case", SCHOOL)) as away:
        client = away.signed_in()
        assert 'name="adopt"' in client.get(f"/inspections/{SCHOOL}").text
        taken = client.post(f"/inspections/{SCHOOL}", data={"adopt": "pupils_refused"})
        assert taken.status_code == 303
        team = [one for one in stored(away.store, SCHOOL)["Head"] if one["level"] == "team"]
    assert [(one["field"], one["value"]) for one in team] == [("pupils_refused/value", "0")]
