"""Rounds drawn at random on a checklist: one unit of each kind, their facts, the round's terms, the office's scheme."""

from collections.abc import Mapping
from datetime import timedelta
from random import Random

from inspector.checklist.edition import Edition
from inspector.checklist.fields import NUMBERS
from inspector.checklist.models import Fact, Scheme, Setting
from inspector.fieldwork.operations import Level
from inspector.scoring.assess import assess
from inspector.scoring.occurrences import occurrences
from inspector.scoring.subjects import Facts, Subject, Terms, numbers
from inspector.scoring.survey import Survey
from inspector.storage.tables import Round
from inspector.web.operations.links import links
from inspector.web.operations.live import Ground, Live
from inspector.web.operations.score import Tallying
from tests.browser.drawn_answers import Drawing, chance, days_of, number_text

CREDITS: tuple[object, ...] = (
    "all_or_nothing",
    "in_proportion",
    {"floor": "1/2"},
    {"zero_after": "60 calendar days"},
    {"shortcoming": "3/5", "partly": "1/3"},
)


def survey_of(random: Random, edition: Edition) -> Survey:
    """A round with one unit of each kind, each above those that may stand under it."""
    place = random.choice(["", *edition.plan.places])
    subjects: dict[str, Subject] = {}
    for kind in _top_down(edition):
        above = subjects.get(next(iter(edition.checklist.kinds[kind].under), ""))
        line = {above.kind: above, **above.above} if above else {}
        subjects[kind] = Subject(kind, _name(random, edition, kind), kind, _facts(random, edition, kind), line, place)
    terms, scheme = _terms(random, edition), _scheme(random, edition)
    cells = {
        kind: _drawing(random, edition, one, terms).cells(_asked(edition, one, terms))
        for kind, one in subjects.items()
        if not chance(random, 30)
    }
    return Survey(edition, scheme, terms, subjects, cells)


def answered(random: Random, survey: Survey, subject: Subject) -> dict[str, str]:
    drawing = _drawing(random, survey.edition, subject, survey.terms)
    return drawing.cells(_asked(survey.edition, subject, survey.terms))


def live(survey: Survey, subject: Subject, cells: Mapping[str, str]) -> Live:
    """The inspection as the server holds it with these answers, without a record behind it."""
    edition, terms = survey.edition, survey.terms
    results = assess(
        edition, subject, terms, cells, scheme=survey.scheme, roll_up=lambda item: survey.roll_up(subject, item)
    )
    items = edition.form(subject.kind)
    times = {item.id: tuple(occurrences(edition, item, subject, terms) or ()) for item in items}
    ground = Ground(Round(), survey, {}, {}, Tallying(edition, survey.scheme), (), None)
    form = (subject, items, times, {}, cells, {one.item.id: one for one in results})
    return Live("drawn", "city", ground, *form, None, None, 0, links(edition, items), level=Level.team)


def _asked(edition: Edition, subject: Subject, terms: Terms):  # type: ignore[no-untyped-def]
    return [(item, occurrences(edition, item, subject, terms) or ()) for item in edition.form(subject.kind)]


def _drawing(random: Random, edition: Edition, subject: Subject, terms: Terms) -> Drawing:
    return Drawing(random, numbers(edition, subject, terms), [*days_of(edition), terms.as_of])


def _top_down(edition: Edition) -> list[str]:
    """Kinds after those they stand under."""
    kinds = edition.checklist.kinds
    return sorted(kinds, key=lambda kind: len(edition.checklist.above(kind)))


def _name(random: Random, edition: Edition, kind: str) -> str:
    offices = sorted({name for item in edition.form(kind) for name in item.office})
    return random.choice(offices) if offices and kind == "department" else "甲单位"


def _facts(random: Random, edition: Edition, kind: str) -> Facts:
    checklist = edition.checklist
    found: dict[str, dict[str, str]] = {}
    for name, fact in checklist.facts.items():
        if kind in fact.of:
            keys = checklist.dimensions[fact.by] if fact.by else [""]
            found[name] = {key: _value(random, fact) for key in keys if not chance(random, 15)}
    return found


def _value(random: Random, declared: Fact | Setting) -> str:
    if declared.type in NUMBERS:
        many = random.choice((0, 1, 2, 5, 6, 10, 30, 100, 300, 1000))
        return number_text(many, whole=True)
    if declared.type == "date":
        return "2024-06-30"
    return random.choice(list(declared.field.options) or ["演示"])


def _terms(random: Random, edition: Edition) -> Terms:
    as_of = random.choice(days_of(edition)) + timedelta(days=random.choice((-1, 0, 1, 200)))
    settings = {name: _value(random, one) for name, one in edition.checklist.settings.items() if chance(random, 75)}
    return Terms(as_of, edition.plan.period.from_, edition.plan.period.to, settings)


def _scheme(random: Random, edition: Edition) -> Scheme:
    """One of the office's as it is, or one drawn item by item."""
    if chance(random, 50):
        return random.choice(list(edition.schemes.values()))
    items = list(edition.items)
    return Scheme.model_validate(
        {
            "title": "drawn",
            "mode": "points",
            "model": random.choice(("default", "flat", "flat_unweighted", "absolute")),
            "unchecked": random.choice(("interval", "drop")),
            "sections": {section: random.choice(("0", "1", "12.5")) for section in edition.sections},
            "default": {"weight": "1", "credit": random.choice(CREDITS)},
            "items": {
                name: {"weight": random.choice(("0", "0.3", "2")), "credit": random.choice(CREDITS)}
                for name in random.sample(items, len(items) // 2)
            },
            "grades": {"甲": "75", "乙": "35.5", "丙": "20", "丁": "0"},
            "floor_items": [
                {"item": random.choice(items), "form": "cap", "to": "丙"},
                {"item": random.choice(items), "form": "drop", "by": "1"},
            ],
        }
    )
