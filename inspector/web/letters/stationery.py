"""What a letter is written with: the reference file of its head and the wording, as the office has them."""

from dataclasses import dataclass

from sqlalchemy import Connection

from inspector.letters.blocks import Variant
from inspector.letters.drafting import default_reference, default_wording
from inspector.letters.reference import Reference
from inspector.letters.wording import Wording


@dataclass(frozen=True)
class Stationery:
    """`allowed` names rules of the checker from which the office deviates, for a reason that is kept with it."""

    reference: Reference
    wording: Wording
    allowed: frozenset[str] = frozenset()


def stationery_of(connection: Connection, city_id: str, office: str, variant: Variant) -> Stationery:
    """For the office of this name in a city; an unknown office writes on the shipped files."""
    return Stationery(default_reference(variant), default_wording())
