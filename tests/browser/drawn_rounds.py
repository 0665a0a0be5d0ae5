"""Rounds drawn at random on a checklist: one unit of each kind, their facts, the round's terms, the office's scheme."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random

from inspector.checklist.edition import Edition
from inspector.checklist.fields import NUMBERS
from inspector.checklist.items import Item
from inspector.checklist.models import Fact, Scheme, Setting
from inspector.scoring.assess import assess
from inspector.scoring.occurrences import Occurrence, occurrences
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


def answers(random: Random, survey: Survey, subject: Subject, many: int) -> list[dict[str, str]]:
    """So many sets of answers to the form of a unit."""
    drawing = _drawing(random, survey.edition, subject, survey.terms)
    asked = _asked(survey.edition, subject, survey.terms)
    return [drawing.cells(asked) for _ in range(many)]


def lives(survey: Survey, subject: Subject, sets: Sequence[Mapping[str, str]]) -> list[Live]:
    """The inspection of a unit as the server holds it with each set of answers, without a record behind it."""
    edition, terms = survey.edition, survey.terms
    items = edition.form(subject.kind)
    fed = {item.id: survey.roll_up(subject, item) for item in items if item.rolls_up and item.judge}
    times = {item.id: tuple(occurrences(edition, item, subject, terms) or ()) for item in items}
    ground = Ground(_round(edition, terms), survey, {}, {}, Tallying(edition, survey.scheme), (), None)
    known = links(edition, items)
    made = []
    for cells in sets:
        results = assess(edition, subject, terms, cells, scheme=survey.scheme, roll_up=lambda item: fed[item.id])
        by_id = {one.item.id: one for one in results}
        made.append(Live("drawn", "city", ground, subject, items, times, {}, cells, by_id, None, None, 0, known))
    return made


def _round(edition: Edition, terms: Terms) -> Round:
    return Round(
        id="drawn",
        city_id="city",
        title="演示数据",
        supervision="special",
        edition_digest=edition.digest,
        selection_digest="",
        selection="[]",
        period_from=terms.period_from,
        period_to=terms.period_to,
        data_date=terms.period_to,
        cutoff=terms.as_of,
        created_at=0,
    )


def _asked(edition: Edition, subject: Subject, terms: Terms) -> list[tuple[Item, Sequence[Occurrence]]]:
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
    start, end = edition.plan.period.from_, edition.plan.period.to
    if chance(random, 40):  # so short that what recurs is asked once
        end = start + timedelta(days=364)
    return Terms(as_of, start, end, settings)


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
