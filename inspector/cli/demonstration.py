"""Invented, seeded demo data for any edition: units of each kind, facts, and inspections strong and weak."""

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from inspector.checklist.edition import Edition
from inspector.checklist.models import Fact
from inspector.cli.demo_answers import Answerer
from inspector.cli.demo_self_evaluations import add_self_evaluations, own_source
from inspector.scoring.data import Data
from inspector.scoring.subjects import Subject, Terms

SCHOOLS = ("第一小学", "第二小学", "实验小学", "第一初级中学", "第三初级中学")
RANGES: Mapping[str, tuple[int, int]] = {
    "population": (120_000, 640_000),
    "special_pupils": (60, 320),
    "disabled_pupils": (2, 14),
    "included_pupils": (1, 6),
    "included_classes": (1, 4),
    "special_class_pupils": (0, 6),
    "home_taught": (0, 4),
    "base_standard": (1_150, 1_950),
}
CITY_CODES = {"珠海市": "440400", "运城市": "140800"}
VISITED, THIN, CONFIRMED = 0.985, 0.45, 0.9


def demo_data(edition: Edition, seed: int = 2026) -> Data:
    """A final evaluation 终期评估 after the plan's end, inside the edition's validity."""
    source = random.Random(f"{edition.checklist.id}/{seed}")
    as_of = min(edition.checklist.valid.to, edition.plan.period.to + timedelta(days=60))
    period = edition.plan.period
    settings = dict(_settings(edition))
    terms = Terms(as_of, period.from_, period.to, settings)
    units = list(_units(edition, source))
    _agree(edition, units)
    made = _subjects(edition, units)
    thin = set(source.sample([u["id"] for u in units if u["kind"] == "district"], k=1))
    answerer = Answerer(edition, terms, source)
    for unit in units:
        strength = unit.pop("strength")
        district = unit["id"].split("-")[0]
        schools = THIN if district in thin else VISITED
        if source.random() < (1 if unit["kind"] in ("city", "department", "district") else schools):
            unit["confirmed"] = source.random() < CONFIRMED
            unit |= answerer.unit(made[unit["id"]], strength, THIN if unit["id"] in thin else 1.0)
    own = Answerer(edition, terms, own_source(edition.checklist.id, seed))
    add_self_evaluations(units, made, own, as_of)
    return Data.model_validate(
        {
            "title": f"{edition.plan.city}特殊教育终期评估（演示数据）",
            "demo": True,
            "as_of": as_of,
            "data_date": period.to,
            "period": {"from": period.from_, "to": period.to},
            "settings": settings,
            "units": units,
        }
    )


def _settings(edition: Edition) -> Iterator[tuple[str, str]]:
    for name, setting in edition.checklist.settings.items():
        if setting.type == "select_one":
            yield name, next(iter(setting.field.options))
        elif setting.type == "integer":
            yield name, "2"
        elif setting.type == "date":
            yield name, date(edition.plan.period.from_.year, 9, 30).isoformat()


def _units(edition: Edition, source: random.Random) -> Iterator[dict[str, Any]]:
    city = edition.checklist.id.split("_")[0]
    yield _unit(edition, source, city, edition.plan.city, "city", None, CITY_CODES.get(edition.plan.city, ""))
    offices = [name for name, office in edition.plan.offices.items() if office.unit == "department"]
    if "department" in edition.checklist.kinds:
        for index, name in enumerate(offices, 1):
            yield _unit(edition, source, f"{city}_d{index}", name, "department", city)
    for index, (place, code) in enumerate(edition.plan.places.items(), 1):
        district = f"{city}{index:02}"
        yield _unit(edition, source, district, place, "district", city, code)
        yield from _schools(edition, source, district, place)
    if "special_school" in edition.checklist.kinds and "level" in edition.checklist.facts:
        yield _unit(edition, source, f"{city}-t0", f"{edition.plan.city}特殊教育学校", "special_school", city)


def _agree(edition: Edition, units: list[dict[str, Any]]) -> None:
    """Parts no larger than their whole and totals that add up; but one total, so that a contradiction is seen."""
    wrong: set[str] = set()
    for name, fact in edition.checklist.facts.items():
        for unit in units:
            facts, total = unit["facts"], fact.total_of
            if name in facts and fact.at_most in facts:
                facts[name] = str(min(int(facts[name]), int(facts[fact.at_most])))
            below = [one["facts"] for one in units if one["parent"] == unit["id"]] if total else []
            known = [int(one[total.fact]) for one in below if total and total.fact in one]
            if name in facts and known:
                facts[name] = str(sum(known) + (0 if name in wrong else 3))
                wrong.add(name)


def _schools(edition: Edition, source: random.Random, district: str, place: str) -> Iterator[dict[str, Any]]:
    named = [("special_school", f"{place}特殊教育学校", 1.0)]
    named += [("regular_school", f"{place}{name}", 1.0) for name in SCHOOLS]
    named += [("kindergarten", f"{place}中心幼儿园", 1.0)]
    named += [("vocational_school", f"{place}职业中学", 0.6), ("institution", f"{place}儿童福利院", 0.6)]
    for index, (kind, name, chance) in enumerate(named, 1):
        if kind in edition.checklist.kinds and source.random() < chance:
            yield _unit(edition, source, f"{district}-{index}", name, kind, district)


def _unit(
    edition: Edition, source: random.Random, id_: str, name: str, kind: str, parent: str | None, code: str = ""
) -> dict[str, Any]:
    facts = {
        key: _fact(edition, source, key, fact, name) for key, fact in edition.checklist.facts.items() if kind in fact.of
    }
    strength = source.choice((0.72, 0.82, 0.88, 0.93, 0.97))
    return {"id": id_, "name": name, "kind": kind, "parent": parent, "code": code, "facts": facts, "strength": strength}


def _fact(edition: Edition, source: random.Random, key: str, fact: Fact, name: str) -> Any:
    if fact.by:
        return {one: _value(source, key, fact, name) for one in edition.checklist.dimensions[fact.by]}
    return _value(source, key, fact, name)


def _value(source: random.Random, key: str, fact: Fact, name: str) -> str:
    if fact.type == "select_one":
        options = list(fact.field.options)
        if key == "level":
            return "city" if "市特殊教育" in name and "city" in options else options[-1]
        return source.choice(options)
    if fact.type == "date":
        return date(source.randint(2012, 2024), 9, 1).isoformat()
    low, high = RANGES.get(key, (0, 0))
    if not high:
        most = int(fact.plausible.high) if fact.plausible else 20
        low, high = (1, min(most, 12))
    return str(source.randint(low, high))


def _subjects(edition: Edition, units: list[dict[str, Any]]) -> dict[str, Subject]:
    from inspector.scoring.data import subjects

    bare = [{key: value for key, value in unit.items() if key != "strength"} for unit in units]
    period = edition.plan.period
    data = {"as_of": period.to, "period": {"from": period.from_, "to": period.to}, "units": bare}
    return subjects(edition, Data.model_validate(data))
