"""What the plan leaves open, as a round has set it."""

import json
from typing import Annotated

from msgspec import Struct

from inspector.checklist.edition import Edition
from inspector.storage.tables import Round
from inspector.web.rounds.draft import left_open


class SettingView(Struct, frozen=True):
    label: str
    value: Annotated[str, "what was set, or empty"]
    doubt: str
    items: Annotated[int, "items recorded only as long as it is unset"]


def setting_views(edition: Edition, round_: Round) -> tuple[SettingView, ...]:
    given = json.loads(round_.settings)
    found = []
    for name, setting in edition.checklist.settings.items():
        value = given.get(name, "")
        options = setting.field.options
        label = options[value].label if value in options else value
        found.append(SettingView(setting.label, label, setting.doubt, left_open(edition, name)))
    return tuple(found)
