"""The settings of an office as typed, and as they are kept."""

import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from inspector.i18n import gettext
from inspector.letters.text import clean, one_line
from inspector.storage.offices import names
from inspector.storage.tables import Office
from inspector.web.form_input import FormInput

LONGEST_NAME, LONGEST_MARK, LONGEST_CODE = 100, 60, 20
MOST_COPIES, MOST_JOINT = 60, 8
NO_CODE = "〔〕[]（）()第号"
NAMES = ("name", "short_name", "mark", "code", "printer", "contact")
LISTS = ("copies", "joint")
SWITCHES = ("seal", "usual")


class Typed(Struct, frozen=True):
    """Texts by field, lists with a name on each line; `errors` says by field what is wrong."""

    city: str
    office_id: str
    texts: Mapping[str, str]
    on: frozenset[str] = frozenset({"seal"})
    seen_at: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


def blank(city: str, office_id: str, name: str) -> Typed:
    """`name` is proposed where the city has no office yet."""
    texts = dict.fromkeys((*NAMES, *LISTS), "") | {"name": name, "mark": name, "printer": name}
    return Typed(city, office_id, texts)


def typed_of(office: Office) -> Typed:
    texts = {name: str(getattr(office, name)) for name in NAMES}
    texts |= {name: "\n".join(names(getattr(office, name))) for name in LISTS}
    on = frozenset(name for name in SWITCHES if getattr(office, name))
    return Typed(office.city_id, office.id, texts, on, str(office.changed_at))


def read(form: FormInput, city: str, office_id: str, taken: frozenset[str]) -> Typed:
    """`taken` are the names of the city's other offices."""
    texts = {name: one_line(clean(form.text(name), "", name)[0]) for name in NAMES}
    texts |= {name: clean(form.text(name), "", name)[0] for name in LISTS}
    texts["mark"] = texts["mark"] or texts["name"]
    on = frozenset(name for name in SWITCHES if form.has(name))
    return Typed(city, office_id, texts, on, form.text("seen_at", 30), _errors(texts, taken))


def _errors(texts: Mapping[str, str], taken: frozenset[str]) -> dict[str, str]:
    longest = {"mark": LONGEST_MARK, "code": LONGEST_CODE}
    errors = {name: gettext("Too long.") for name in NAMES if len(texts[name]) > longest.get(name, LONGEST_NAME)}
    if texts["mark"].endswith("文件"):
        errors["mark"] = gettext("Without 文件: a red head adds it, a letter head has none.")
    if any(char in NO_CODE for char in texts["code"]):
        errors["code"] = gettext("Only the code, such as 海教督函; year and number are added.")
    if texts["name"] in taken:
        errors["name"] = gettext("Another office of this city has that name.")
    if not texts["name"]:
        errors["name"] = gettext("This must be filled in.")
    for name, most in (("copies", MOST_COPIES), ("joint", MOST_JOINT)):
        lines = lines_of(texts[name])
        if len(lines) > most:
            errors[name] = gettext("At most %(most)s names, one on each line.") % {"most": most}
        elif any(len(line) > LONGEST_NAME for line in lines):
            errors[name] = gettext("A line is longer than %(most)s characters.") % {"most": LONGEST_NAME}
    return errors


def lines_of(text: str) -> list[str]:
    """Each name once."""
    return list(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))


def office_of(typed: Typed, *, by: int, at: int) -> Office:
    values: dict[str, Any] = {name: typed.texts[name] for name in NAMES}
    values |= {name: json.dumps(lines_of(typed.texts[name]), ensure_ascii=False) for name in LISTS}
    values |= {name: name in typed.on for name in SWITCHES}
    return Office(id=typed.office_id, city_id=typed.city, changed_by=by, changed_at=at, **values)
