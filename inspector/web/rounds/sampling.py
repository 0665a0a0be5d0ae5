"""The draw of a sample as a page needs it: the frame of a round, its strata, and the quotas typed for them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

from msgspec import Struct
from sqlalchemy import Connection

from inspector.checklist.edition import Edition
from inspector.fieldwork.draw import DrawError, Framed, Quota, strata
from inspector.fieldwork.draw_protocol import Protocol, Stratum, from_text
from inspector.i18n import N_, gettext
from inspector.storage import draws, rounds, surveys
from inspector.storage.tables import Round
from inspector.storage.units import UnitAt
from inspector.web.rounds.progress import district_kind, group_of

BY = {"district": N_("By district"), "kind": N_("By kind of unit")}
ALL = "all"
LONGEST_QUOTA = 8


class Frame(Struct, frozen=True):
    """What a draw can be made from: the units of the round's tree by kind, and how they are grouped."""

    round: Round
    edition: Edition
    tree: tuple[UnitAt, ...]
    district: Annotated[str, "the kind of unit that groups the others"]

    def kinds(self) -> dict[str, str]:
        """Names of the kinds that stand in the tree and can be drawn, the places themselves left out."""
        known = self.edition.checklist.kinds
        apart = {self.district} | {unit.kind for unit in self.tree if unit.parent_id is None}
        present = dict.fromkeys(unit.kind for unit in self.tree if unit.kind not in apart)
        return {kind: known[kind].label if kind in known else kind for kind in present}

    def framed(self, kinds: Iterable[str], by: Iterable[str]) -> tuple[list[Framed], dict[str, str]]:
        """The frame, and the names of its strata in administrative order."""
        by_id, labels = {unit.id: unit for unit in self.tree}, self.kinds()
        wanted, split = set(kinds) & set(labels), set(by)
        found, names = [], dict[str, str]()
        for unit in self.tree:
            if unit.kind not in wanted:
                continue
            district = by_id[group_of(by_id, unit.id, self.district)]
            parts = [(district.id, district.name)] if "district" in split else []
            parts += [(unit.kind, labels[unit.kind])] if "kind" in split else []
            key = "/".join(part for part, _ in parts) or ALL
            names.setdefault(key, "·".join(name for _, name in parts) or gettext("All units"))
            found.append(Framed(unit.id, key))
        return found, names


def frame_of(connection: Connection, round_: Round) -> Frame:
    edition, scheme = surveys.edition(connection, round_.edition_digest), surveys.scheme(connection, round_)
    tree = tuple(rounds.units_of(connection, round_.id))
    return Frame(round_, edition, tree, district_kind(edition, scheme))


class QuotaRow(Struct, frozen=True):
    """One stratum in the form."""

    id: str
    name: str
    units: int
    take: str
    at_least: str
    error: str = ""


def quota_rows(framed: Sequence[Framed], names: Mapping[str, str], typed: Mapping[str, str]) -> tuple[QuotaRow, ...]:
    """The strata with what was typed for them, and what is wrong with it."""
    rows = []
    members = strata(framed)
    for stratum in names:
        take, least = typed.get(f"take-{stratum}", ""), typed.get(f"least-{stratum}", "")
        rows.append(QuotaRow(stratum, names[stratum], len(members[stratum]), take, least, _fault(take, least)))
    return tuple(rows)


def _fault(take: str, least: str) -> str:
    if not take:
        return gettext("How many?")
    if least and not (least.isascii() and least.isdecimal() and len(least) <= LONGEST_QUOTA):
        return gettext("The minimum is a whole number.")
    try:
        Quota(take, int(least or 0)).of(1)
    except DrawError:
        return gettext("A number such as 3, or a share such as 20%.")
    return ""


def protocol_of(
    frame: Frame, framed: Sequence[Framed], rows: Iterable[QuotaRow], seed: str, names: Mapping[str, str]
) -> Protocol:
    """The draw as it is recorded."""
    chosen = tuple(Stratum(row.id, row.name, Quota(row.take, int(row.at_least or 0))) for row in rows)
    return Protocol(seed, tuple(framed), chosen, names, title=frame.round.title).made()


def sample_of(connection: Connection, round_id: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """The frame and what is visited of it: drawn, or added for a complaint. None: no draw was made, all are."""
    made = draws.current(connection, round_id)
    if made is None or made.protocol is None:
        return None
    found = from_text(made.protocol)
    framed = frozenset(one.unit for one in found.frame)
    return framed, frozenset(found.drawn or ()) | frozenset(draws.complaints(connection, round_id))


def left_out(connection: Connection, round_id: str) -> frozenset[str]:
    """Units of the frame that the sample does not visit."""
    found = sample_of(connection, round_id)
    return found[0] - found[1] if found else frozenset()
