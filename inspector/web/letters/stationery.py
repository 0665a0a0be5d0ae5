"""What a letter is written with: the reference file of its head and the wording, as the office has them."""

import json
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256

from msgspec import Struct, field
from sqlalchemy import Connection

from inspector.i18n import N_, gettext
from inspector.letters.blocks import Variant
from inspector.letters.drafting import default_reference
from inspector.letters.letterhead import Office, build
from inspector.letters.reference import Reference, ReferenceProblem, compile_reference
from inspector.letters.wording import Wording
from inspector.storage import offices
from inspector.storage.store import Store
from inspector.storage.tables import Office as OfficeRow
from inspector.storage.tables import OfficeReference
from inspector.web.letters.wording_in_use import wording_of
from inspector.web.refusals import Refused

VARIANT_NAMES: dict[Variant, str] = {
    "letter": N_("Letter head"),
    "red": N_("Red head"),
    "plain": N_("Plain"),
    "preprinted": N_("Pre-printed paper"),
}
"""Message ids by kind of head."""
BAD = N_(
    "The file for “%(head)s” of %(office)s cannot be used: %(why)s "
    "On the office's page, go back to an earlier version or to the file made from the settings."
)
DAMAGED = N_("It was damaged after it was taken over.")


class Stationery(Struct, frozen=True):
    """`allowed` names rules of the checker from which the office deviates, for a reason that is kept with it."""

    reference: Reference
    wording: Wording
    allowed: frozenset[str] = frozenset()


class StationeryProblem(Refused):
    """The reference file in use has gone bad: office, head, why, and where the way out is."""

    def __init__(self, office_id: str, office: str, variant: Variant, why: str) -> None:
        words = {"head": gettext(VARIANT_NAMES[variant]), "office": office, "why": why}
        super().__init__(409, gettext(BAD) % words)
        self.office_id = office_id


def stationery_of(connection: Connection, city_id: str, office: str, variant: Variant) -> Stationery:
    """For the office of this name in a city; an unknown office writes on the shipped files.

    Raises StationeryProblem.
    """
    known = offices.by_name(connection, city_id, office)
    if known is None:
        return Stationery(default_reference(variant), wording_of(connection, city_id))
    own = offices.in_use(connection, known.id, variant)
    try:
        reference = compiled(own) if own else compile_reference_once(built(known.name, known.mark, variant))
    except ReferenceProblem as problem:
        raise StationeryProblem(known.id, known.name, variant, gettext(problem.message) % problem.figures) from problem
    allowed = frozenset(json.loads(own.allowed)) if own else frozenset()
    return Stationery(reference, wording_of(connection, city_id), allowed)


class Desk(Struct, frozen=True):
    """For a form: offices to choose from, the city's wording, the mark of the office's file, what is wrong with it."""

    offices: tuple[OfficeRow, ...]
    wording: Wording
    mark: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)


async def desk_of(store: Store, city_id: str, office: str, variant: Variant) -> Desk:
    def query(connection: Connection) -> Desk:
        found, wording = tuple(offices.of_city(connection, city_id)), wording_of(connection, city_id)
        if variant not in VARIANT_NAMES or not any(one.name == office for one in found):
            return Desk(found, wording)
        try:
            return Desk(found, wording, stationery_of(connection, city_id, office, variant).reference.mark)
        except StationeryProblem as problem:
            return Desk(found, wording, faults={"variant": problem.message})

    return await store.read(query, heavy=True)


def compiled(row: OfficeReference) -> Reference:
    """Raises ReferenceProblem when the bytes are no longer those that were taken over, or no longer serve."""
    if sha256(row.content).hexdigest() != row.sha256:
        raise ReferenceProblem(DAMAGED)
    return compile_reference_once(row.content)


@lru_cache(maxsize=32)
def compile_reference_once(content: bytes) -> Reference:
    return compile_reference(content)


@lru_cache(maxsize=32)
def built(name: str, mark: str, variant: Variant) -> bytes:
    """The reference file that the office's settings give."""
    return build(Office(name, mark), variant)
