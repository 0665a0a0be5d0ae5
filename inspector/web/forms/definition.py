"""What a device needs to judge one form by itself, as JSON; cached beside the page.

Exact numbers are texts `n/d` or `n`, dates ISO texts, canonical models as the edition's fingerprint has them
(defaults left out: `ask.type` of a select_one without `choices` means yes and no, `force` hard, `draw` all).

    form, level      path of the form; team or self
    edition          digest of the edition
    unit             {id, name, kind, place}
    terms            {as_of, period_from, period_to, settings: {name: canonical text}}
    names            {name: "int" | "text"}: what conditions may ask for, with its type there
    known            {name: text}: what they know of facts and settings; a name that is absent is unknown
    conditions       {text: [names it needs]}
    numbers          {dimension key or "": {fact or setting.name: number}}: for lines and ratios
    amounts          {text as it stands in a model: {number, times}}: `times` a fact or setting, or ""
    sections         [{id, title, weight}] in order, those with items
    items            [item] in the order of the form, later ones may ask for earlier ones:
        id, section, title, applies_when, every, ask, judge   of the canonical model; no judge: only recorded
        elsewhere    true: asked of other departments, not applicable
        unset        the setting it waits for, or "": recorded only as `setting.NAME`
        rolls_up     true: `fed` is its result wherever its conditions hold
        times        null: its dates leave this unit out; else [{key, keys, due}], `key` the part of the address
                     after @, `keys` what lines may vary with (before the place), `due` a date or null
        varies_by    earlier item whose answer chooses the line first of all, or ""
        fed          of a roll-up: {state, low, high, why}
        weight       among its siblings; credit: the scheme's, as it counts here (`kind`, `choices`, ...)
        binding      whether it counts for the grade in the mode of lines
    scheme           {mode, model, unchecked, grades: [[name, points]], floor_items, coverage}; `model` the one
                     that is reckoned with, `coverage` the least for a grade
    labels           {facts: {name: label}, settings: {name: label}}
    words            what the page says, by code: see `definition_words`
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.serialization import encode_json
from pydantic import BaseModel

from inspector.checklist.models import Scheme
from inspector.checklist.values import Amount, Number
from inspector.fieldwork.operations import Level
from inspector.scoring.assess import fed
from inspector.scoring.credit import credit_of
from inspector.scoring.inspection import binding, model_of
from inspector.scoring.occurrences import times_of
from inspector.scoring.prepared import Occurrence, Prepared, prepared_form
from inspector.scoring.subjects import Subject, given, numbers
from inspector.scoring.survey import Survey
from inspector.web.forms.definition_words import words
from inspector.web.forms.pages import standing
from inspector.web.operations.live import Live
from inspector.web.operations.receiving import cover
from inspector.web.sessions import store_of

DUMP: Mapping[str, Any] = {"mode": "json", "by_alias": True, "exclude_defaults": True}
OF_ITEM = {"id", "applies_when", "every", "ask", "judge"}
HEADERS = {"inspector-answer": "definition", "cache-control": "private, no-cache"}


def definition(live: Live) -> dict[str, Any]:
    """The whole, in the present locale."""
    survey = live.ground.survey
    checklist = survey.edition.checklist
    return {
        "form": live.path,
        "level": str(live.level),
        "edition": survey.edition.digest,
        **judging(survey, live.subject),
        "labels": {
            "facts": {name: one.label for name, one in checklist.facts.items()},
            "settings": {name: one.label for name, one in checklist.settings.items()},
        },
        "words": words(live),
    }


def judging(survey: Survey, subject: Subject) -> dict[str, Any]:
    """The part that decides about results and the score."""
    edition, terms, scheme = survey.edition, survey.terms, survey.scheme
    form = prepared_form(edition, subject.kind, survey.selection)
    items = [_item(survey, subject, one) for one in form]
    texts = dict.fromkeys(text for one in form for text in one.item.applies_when)
    needed = {text: edition.conditions[text].names for text in texts}
    names = dict.fromkeys(name for found in needed.values() for name in found)
    known = given(edition, subject, terms).known
    keys = dict.fromkeys(["", *(key for one in items for time in one["times"] or () for key in time["keys"][:1])])
    return {
        "unit": {"id": subject.id, "name": subject.name, "kind": subject.kind, "place": subject.place},
        "terms": {
            "as_of": terms.as_of.isoformat(),
            "period_from": terms.period_from.isoformat(),
            "period_to": terms.period_to.isoformat(),
            "settings": dict(terms.settings),
        },
        "names": {name: edition.language.names[name] for name in names},
        "known": {name: str(known[name]) for name in names if name in known},
        "conditions": {text: list(found) for text, found in needed.items()},
        "numbers": {key: _exact(numbers(edition, subject, terms, key)) for key in keys},
        "amounts": {
            one.text: {"number": str(one.number), "times": one.times}
            for part in (*(one.item for one in form), scheme)
            for one in _amounts(part)
        },
        "sections": [
            {"id": name, "title": title, "weight": _weight(scheme.sections.get(name))}
            for name, title in edition.checklist.sections.items()
            if any(one["section"] == name for one in items)
        ],
        "items": items,
        "scheme": _scheme(scheme),
    }


def _item(survey: Survey, subject: Subject, one: Prepared) -> dict[str, Any]:
    item, terms, scheme = one.item, survey.terms, survey.scheme
    own = scheme.items.get(item.id)
    weight = (own.weight if own else None) or scheme.default.weight
    times = times_of(survey.edition, one, subject, terms)
    return {
        **item.model_dump(**DUMP, include=OF_ITEM),
        "section": survey.edition.section_of[item.id],
        "title": item.ask.question or item.title,
        "elsewhere": item.led_elsewhere(subject.kind, subject.name),
        "unset": next((name for name in item.needs if not terms.settings.get(name)), ""),
        "rolls_up": item.rolls_up,
        "times": None if times is None else [_time(time) for time in times],
        "varies_by": one.by,
        "fed": _fed(survey, subject, one) if item.rolls_up and item.judge else None,
        "weight": _weight(None if scheme.mode == "lines" else weight),
        "credit": credit_of(scheme, item).model_dump(**DUMP),
        "binding": binding(survey.edition, item),
    }


def _time(time: Occurrence) -> dict[str, Any]:
    return {"key": time.key, "keys": list(time.keys), "due": time.due.isoformat() if time.due else None}


def _fed(survey: Survey, subject: Subject, one: Prepared) -> dict[str, Any]:
    result = fed(one, subject.place, survey.terms, lambda: survey.roll_up(subject, one.item))
    return {"state": result.state, "low": result.low, "high": result.high, "why": result.why}


def _scheme(scheme: Scheme) -> dict[str, Any]:
    return {
        "mode": scheme.mode,
        "model": model_of(scheme),
        "unchecked": scheme.unchecked,
        "grades": [[name, str(least.number)] for name, least in scheme.grades.items()],
        "floor_items": [one.model_dump(mode="json") for one in scheme.floor_items],
        "coverage": str(scheme.rank.coverage.number) if scheme.rank else "0",
    }


def _weight(weight: Amount | None) -> str:
    return str(weight.number) if weight else "1"


def _exact(found: Mapping[str, Number]) -> dict[str, str]:
    return {name: str(value) for name, value in found.items()}


def _amounts(value: object) -> Iterator[Amount]:
    """Every amount that stands somewhere in a model."""
    if isinstance(value, Amount):
        yield value
    elif isinstance(value, BaseModel):
        for _, one in value:
            yield from _amounts(one)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _amounts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _amounts(one)


def answered(request: Request[Any, Any, Any], live: Live) -> Response[bytes]:
    """304 when the device has this very definition already."""
    body = encode_json(definition(live))
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = HEADERS | {"etag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers, media_type="application/json")
    return Response(body, headers=headers, media_type="application/json")


@get("/inspections/{inspection:str}/definition")
async def show_definition(request: Request[Any, Any, Any], inspection: FromPath[str]) -> Response[bytes]:
    await cover(request, inspection)
    found = await store_of(request).read(lambda connection: standing(connection, request, inspection, Level.team))
    return answered(request, found.live)


handlers: list[HTTPRouteHandler] = [show_definition]
