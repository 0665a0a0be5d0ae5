"""What a letter is written with: the reference file of its head and the wording, as the office has them."""

from dataclasses import dataclass

from sqlalchemy import Connection

from inspector.letters.blocks import Variant
from inspector.letters.drafting import default_reference
from inspector.letters.reference import Reference
from inspector.letters.wording import Wording
from inspector.web.letters.wording_in_use import wording_of


@dataclass(frozen=True)
class Stationery:
    """`allowed` names rules of the checker from which the office deviates, for a reason that is kept with it."""

    reference: Reference
    wording: Wording
    allowed: frozenset[str] = frozenset()


def stationery_of(connection: Connection, city_id: str, office: str, variant: Variant) -> Stationery:
    """For the office of this name in a city; an unknown office writes on the shipped files."""
    return Stationery(default_reference(variant), wording_of(connection, city_id))
