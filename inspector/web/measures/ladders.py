"""The ladders that this installation has, read once, and which of them holds for a city."""

from functools import lru_cache

from inspector.casework.measures import ladder_for
from inspector.checklist.ladder import Ladder
from inspector.checklist.ladder_reading import read_ladders
from inspector.checklist.problems import Broken
from inspector.checklist.reader import read_texts
from inspector.i18n import N_
from inspector.letters.kinds import KINDS
from inspector.settings import measures_root
from inspector.web.refusals import Refused

NO_LADDER = N_("There is no sound ladder of measures. An administrator runs: inspector measures check")


@lru_cache(maxsize=1)
def ladders() -> dict[str, Ladder]:
    """Those without a mistake; `inspector measures check` says what is wrong with others."""
    try:
        return read_ladders(read_texts(measures_root()), KINDS)[0]
    except Broken:
        return {}


def ladder_of(city_name: str) -> Ladder:
    found = ladder_for(ladders(), city_name)
    if found is None:
        raise Refused(409, NO_LADDER)
    return found
