"""The issuing offices of the demo cities; codes, copies and telephone are invented."""

import json

from sqlalchemy import Connection

from inspector.letters.composition import office_of
from inspector.storage import ids, offices, rounds, surveys
from inspector.storage.instants import now
from inspector.storage.tables import Office


def add_offices(connection: Connection, round_id: str) -> None:
    """The usual office of the round's city, and the education bureau beside it."""
    round_ = rounds.by_id(connection, round_id)
    assert round_ is not None
    if offices.of_city(connection, round_.city_id):
        return
    survey = surveys.survey(connection, round_)
    city = survey.edition.plan.city
    usual, bureau = office_of(survey), f"{city}教育局"
    copies = [f"{city}人民政府办公室", f"{city}教育局", f"{city}残疾人联合会"]
    for name, short, code, joint, leads in (
        (usual, f"{city}教育督导办", f"{city[0]}教督函", [], True),
        (bureau, "", f"{city[0]}教函", [usual], False),
    ):
        office = Office(
            id=ids.new_id(),
            city_id=round_.city_id,
            name=name,
            short_name=short,
            mark=name,
            code=code,
            copies=json.dumps([one for one in copies if one != name], ensure_ascii=False),
            printer=name,
            contact="联系人：某某（演示），电话：0000-0000000",
            joint=json.dumps(joint, ensure_ascii=False),
            usual=leads,
            changed_at=now(),
        )
        offices.save(connection, office)
