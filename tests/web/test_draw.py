"""Drawing a sample on its page: seed before quotas, nothing overwritten, and a protocol that anybody replays."""

import csv
import io
import json
from typing import Any

import pytest
from click.testing import CliRunner
from httpx import Client

from inspector.cli import main
from inspector.fieldwork.draw import key
from inspector.storage import draws, inspections
from inspector.storage.tables import Draw
from tests.web.conftest import World
from tests.web.field_round import draft_round, open_round
from tests.web.project_round import add_people
from tests.web.test_round_open_close import ALONE

DRAW = "/rounds/spring/draw"
SEED = {"seed": "２０２５３０１", "source": "福彩3D第2025301期", "reason": ""}
ONE_SCHOOL = {"kind": ["regular_school"], "take-all": "1", "least-all": ""}


def stored(world: World) -> list[Draw]:
    return world.store.read_now(lambda connection: draws.of_round(connection, "spring"))


def drawn(world: World) -> list[str]:
    found: list[str] = json.loads(stored(world)[0].protocol or "{}")["drawn"]
    return found


def made(world: World, client: Client, **quotas: Any) -> None:
    client.post(f"{DRAW}/seed", data=SEED)
    assert client.post(DRAW, data=ONE_SCHOOL | quotas).status_code == 303


@pytest.fixture
def client(world: World) -> Client:
    draft_round(world)
    return world.signed_in("administrator.city")


def test_the_seed_is_fixed_before_anybody_sets_quotas(world: World, client: Client) -> None:
    assert client.post(DRAW, data=ONE_SCHOOL).status_code == 409
    assert client.post(f"{DRAW}/seed", data=SEED).headers["location"] == DRAW
    assert (stored(world)[0].seed, stored(world)[0].protocol) == ("2025301", None)
    again = client.post(f"{DRAW}/seed", data=SEED | {"reason": "另取一个"})
    assert again.status_code == 409
    assert "2025301" in client.get(DRAW).text


def test_the_drawn_school_is_the_first_by_sha256(world: World, client: Client) -> None:
    made(world, client)
    assert drawn(world) == sorted(["east_school", "west_school"], key=lambda one: key("2025301", one))[:1]


def test_strata_by_district_and_kind_with_their_quotas(world: World, client: Client) -> None:
    client.post(f"{DRAW}/seed", data=SEED)
    shown = client.get(DRAW, params={"kind": ["regular_school", "special_school"], "by": ["district", "kind"]}).text
    for stratum in ("east/regular_school", "east/special_school", "west/regular_school"):
        assert f'name="take-{stratum}"' in shown
    quotas = {"take-east/regular_school": "100%", "take-east/special_school": "0", "take-west/regular_school": "20%"}
    form = {"kind": ["regular_school", "special_school"], "by": ["district", "kind"], **quotas}
    assert client.post(DRAW, data=form).status_code == 303
    assert sorted(drawn(world)) == ["east_school", "west_school"]
    assert "东城第一小学" in client.get(DRAW).text


def test_an_empty_seed_is_made_by_the_system(world: World, client: Client) -> None:
    client.post(f"{DRAW}/seed", data={"seed": "", "source": "", "reason": ""})
    assert len(stored(world)[0].seed) == 16 and stored(world)[0].seed_source == "系统生成"


@pytest.mark.parametrize(
    "changed",
    [{"seed": "x" * 101}, {"seed": "1\u202e"}, {"source": ""}, {"source": "长" * 501}, {"reason": "长" * 501}],
)
def test_a_bad_seed_is_refused(world: World, client: Client, changed: dict[str, str]) -> None:
    assert client.post(f"{DRAW}/seed", data=SEED | changed).status_code == 422
    assert stored(world) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"take-all": ""},
        {"take-all": "all"},
        {"take-all": "-1"},
        {"take-all": "101%"},
        {"least-all": "x"},
        {"least-all": "1.5"},
        {"kind": ["nothing"]},
        {"kind": ["district"]},
        {"by": ["district"]},
    ],
)
def test_bad_quotas_draw_nothing(world: World, client: Client, changed: dict[str, Any]) -> None:
    client.post(f"{DRAW}/seed", data=SEED)
    assert client.post(DRAW, data=ONE_SCHOOL | changed).status_code == 422
    assert stored(world)[0].protocol is None


def test_another_draw_keeps_the_first_and_takes_a_reason(world: World, client: Client) -> None:
    made(world, client)
    first = stored(world)[0].protocol
    assert client.post(f"{DRAW}/seed", data=SEED).status_code == 422
    client.post(f"{DRAW}/seed", data=SEED | {"seed": "2025302", "reason": "名单有误"})
    assert client.post(DRAW, data=ONE_SCHOOL).status_code == 303
    newer, older = stored(world)
    assert (newer.number, newer.reason, older.protocol) == (2, "名单有误", first)
    assert "名单有误" in client.get(DRAW).text and f"{DRAW}/1/protocol.json" in client.get(DRAW).text


def test_the_protocol_replays_on_the_command_line(world: World, client: Client, tmp_path: Any) -> None:
    made(world, client)
    answer = client.get(f"{DRAW}/1/protocol.json")
    assert answer.headers["content-disposition"] == 'attachment; filename="draw-1-protocol.json"'
    file = tmp_path / "protocol.json"
    file.write_bytes(answer.content)
    said = CliRunner().invoke(main, ["draw", str(file), "--seed", "2025301"])
    assert said.exit_code == 0 and drawn(world)[0] in said.output
    assert CliRunner().invoke(main, ["draw", str(file), "--seed", "1"]).exit_code in (0, 1)


def test_the_csv_has_a_row_for_every_unit_and_runs_no_formula(world: World, client: Client) -> None:
    made(world, client)
    text = client.get(f"{DRAW}/1/protocol.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["unit"]: row["drawn"] for row in rows} == {
        unit: "yes" if unit in drawn(world) else "no" for unit in ("east_school", "west_school")
    }
    assert rows[0]["key"] < rows[1]["key"] and rows[0]["drawn"] == "yes"


def test_opening_gives_inspections_to_the_sample_and_to_what_was_not_in_the_frame(world: World, client: Client) -> None:
    made(world, client)
    client.post("/rounds/spring/open", data=ALONE)
    lines = world.store.read_now(lambda connection: inspections.of_round(connection, "spring"))
    out = {"east_school", "west_school"} - set(drawn(world))
    assert {line.unit_id for line in lines} == {
        "shi",
        "east",
        "west",
        "east_school",
        "west_school",
        "east_special",
    } - out
    assert client.get("/rounds/spring/districts/east").status_code == 200


def test_a_school_with_a_complaint_is_added_beside_the_sample_and_marked(world: World, client: Client) -> None:
    made(world, client)
    out = ({"east_school", "west_school"} - set(drawn(world))).pop()
    assert client.post("/rounds/spring/complaints", data={"unit": drawn(world)[0], "note": "x"}).status_code == 422
    assert client.post("/rounds/spring/complaints", data={"unit": out, "note": ""}).status_code == 422
    assert client.post("/rounds/spring/complaints", data={"unit": out, "note": "家长来信"}).status_code == 303
    assert client.post(f"/rounds/spring/complaints/{out}/remove", data={}).status_code == 303
    client.post("/rounds/spring/open", data=ALONE)
    assert client.post("/rounds/spring/complaints", data={"unit": out, "note": "家长来信"}).status_code == 303
    lines = world.store.read_now(lambda connection: inspections.of_round(connection, "spring"))
    assert out in {line.unit_id for line in lines}
    assert "家长来信" in client.get(DRAW).text and "投诉" in client.get("/rounds/spring/visits?whose=all").text
    assert client.post(f"/rounds/spring/complaints/{out}/remove", data={}).status_code == 409


def test_a_district_sees_its_own_units_and_no_protocol(world: World, client: Client) -> None:
    made(world, client, **{"take-all": "2"})
    east = world.signed_in("evaluator.east")
    shown = east.get(DRAW).text
    assert "东城第一小学" in shown and "西城" not in shown and "protocol.json" not in shown
    assert east.get(f"{DRAW}/1/protocol.json").status_code == 404
    assert east.get(f"{DRAW}/1/protocol.csv").status_code == 404


@pytest.mark.parametrize(
    "path", ["/2/protocol.json", "/1/protocol.exe", "/99999999999/protocol.json", "/x/protocol.json"]
)
def test_an_unknown_protocol_is_not_found(world: World, client: Client, path: str) -> None:
    made(world, client)
    assert client.get(DRAW + path).status_code == 404


def test_only_who_sets_up_the_round_draws(world: World, client: Client) -> None:
    add_people(world)
    for login in ("inspector.city", "clerk.city", "evaluator.east"):
        other = world.signed_in(login)
        assert other.get(DRAW).status_code == 200
        for path in (f"{DRAW}/seed", DRAW, "/rounds/spring/complaints"):
            assert other.post(path, data=SEED).status_code == 403
    assert stored(world) == []


def test_in_an_open_round_a_draw_takes_no_inspection_away(world: World) -> None:
    open_round(world)
    before = world.store.read_now(lambda connection: inspections.of_round(connection, "spring"))
    made(world, world.signed_in("administrator.city"))
    assert world.store.read_now(lambda connection: inspections.of_round(connection, "spring")) == before
