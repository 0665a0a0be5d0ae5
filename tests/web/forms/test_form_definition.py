"""What a device gets to judge a form by itself."""

import json

from inspector.web.forms.definition import definition
from tests.web.conftest import World
from tests.web.forms.conftest import live_of

PATH = "/inspections/r-east_school/definition"


def test_a_device_gets_facts_terms_items_and_scheme_of_this_one_form(world: World) -> None:
    reply = world.signed_in("inspector.east").get(PATH)
    assert reply.status_code == 200
    assert reply.headers["inspector-answer"] == "definition"
    told = reply.json()
    live = live_of(world)
    assert [one["id"] for one in told["items"]] == [item.id for item in live.items]
    assert told["form"] == "/inspections/r-east_school"
    assert told["unit"]["kind"] == "regular_school"
    assert told["known"]["unit.disabled_pupils"] == "5"
    assert told["names"]["unit.disabled_pupils"] == "int"
    assert told["terms"]["as_of"] == "2025-12-31"
    assert told["scheme"]["grades"][0][0] in live.ground.survey.scheme.grades


def test_what_has_not_changed_is_not_sent_again(world: World) -> None:
    client = world.signed_in("inspector.east")
    tag = client.get(PATH).headers["etag"]
    again = client.get(PATH, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["inspector-answer"] == "definition"


def test_what_rolls_up_comes_with_the_result_the_units_below_give(world: World) -> None:
    live = live_of(world, "r-shi")
    items = [one for one in definition(live)["items"] if one["rolls_up"] and not one.get("applies_when")]
    assert items
    waiting = {one["id"] for one in items if one["unset"]}
    fed = {one["id"]: (one["fed"]["state"], one["fed"]["low"]) for one in items if one["id"] not in waiting}
    assert fed == {name: (live.results[name].state, live.results[name].low) for name in fed}


def test_every_amount_of_the_models_stands_in_the_table(world: World) -> None:
    told = definition(live_of(world, "r-east_special"))
    texts: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for key, one in value.items():
                if key in ("at_least", "at_most") and isinstance(one, dict):
                    texts.update(text for line in one.values() if line != "none" for text in line)
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)

    walk(json.loads(json.dumps(told["items"])))
    assert texts
    assert texts <= told["amounts"].keys()


def test_an_area_of_others_has_no_definition_here(world: World) -> None:
    assert world.signed_in("inspector.west").get(PATH).status_code == 404
