"""The wording that letters of a city are written with."""

from functools import lru_cache

from sqlalchemy import Connection

from inspector.letters.drafting import default_wording
from inspector.letters.wording import Wording
from inspector.settings import templates_root
from inspector.storage import wordings


def wording_of(connection: Connection, city_id: str) -> Wording:
    """The wording that letters of a city are written with: its own approved texts over the shipped ones."""
    return overlaid(tuple(sorted(wordings.in_use(connection, city_id).items())))


@lru_cache(maxsize=32)
def overlaid(own: tuple[tuple[str, str], ...]) -> Wording:
    if not own:
        return default_wording()
    return Wording(templates_root() / "letters" / "wording", {f"{name}.txt": text for name, text in own})
