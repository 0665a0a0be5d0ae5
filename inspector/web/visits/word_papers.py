"""The work record and the talks of a visit as the data of their Word papers, with the signatures drawn on site."""

from collections.abc import Mapping, Sequence
from datetime import date, tzinfo

from inspector.fieldwork.visit_record import RECORD
from inspector.letters.composition import LEGAL_BASIS, office_of
from inspector.letters.layout import date_text
from inspector.letters.papers.interview_record import InterviewRecord
from inspector.letters.papers.shared import Occasion
from inspector.letters.papers.signed import SignedBy
from inspector.letters.papers.work_record import Looked, Served, WorkRecord
from inspector.letters.pictures import pixels
from inspector.storage.instants import moment
from inspector.storage.tables import Round
from inspector.web.visits.gathering import Signed, Visited

NO_DAY = "　　　　年　　月　　日"


def drawn(found: Visited, of: str) -> list[str]:
    """Digests of the drawings under a paper."""
    return [one.digest for one in found.signed if one.signature.of == of and one.digest]


def work_record(found: Visited, rounds: Sequence[Round], drawings: Mapping[str, bytes], zone: tzinfo) -> WorkRecord:
    """`drawings` by digest."""
    record, names = found.record, {member.account_id: member.name for member in found.team}
    signed = [one for one in found.signed if one.signature.of == RECORD]
    pieces = {one.line.round_id: one.pieces for one in found.served}
    return WorkRecord(
        occasion=_occasion(found),
        unit=found.line.unit_name,
        day=_day_text(found),
        hours=f"{record.began or '　　'}至{record.ended or '　　'}",
        place=record.place or found.line.unit_name,
        rounds=tuple(Served(one.title, _basis(one), pieces.get(one.id, 0)) for one in rounds),
        present=tuple(names.get(account, "—") for account in record.present),
        people=tuple(f"{one.function} {one.name}".strip() for one in record.people),
        looked=tuple(
            Looked(one.line.round_title, section.title, section.done, section.whole)
            for one in found.served
            for section in one.sections
        ),
        materials=record.materials,
        observed=record.observed,
        told=record.told,
        remarks=record.remarks,
        talks=tuple(
            "，".join(part for part in (one.with_ or "—", one.began, one.place, _asked(one.asked_by)) if part)
            for one in record.talks
        ),
        team=tuple(_signed(one, drawings, zone) for one in signed if one.signature.role == "team"),
        unit_side=tuple(_signed(one, drawings, zone) for one in signed if one.signature.role != "team"),
    )


def interview_record(found: Visited, key: str, drawings: Mapping[str, bytes], zone: tzinfo) -> InterviewRecord:
    """Raises ValueError for a talk that the record does not have."""
    number = [one.key for one in found.record.talks].index(key)
    talk = found.record.talks[number]
    return InterviewRecord(
        occasion=_occasion(found),
        unit=found.line.unit_name,
        place_in_visit=number + 1,
        talked_to=talk.with_,
        at=f"{_day_text(found)} {talk.began}".strip(),
        place=talk.place or found.line.unit_name,
        asked_by=talk.asked_by,
        said=talk.said,
        signed=tuple(_signed(one, drawings, zone) for one in found.signed if one.signature.of == key),
    )


def _occasion(found: Visited) -> Occasion:
    """A record is no letter: it bears the day of the visit and is dated by its signatures."""
    ground = found.live.ground
    day = _day(found) or ground.round.cutoff
    return Occasion(
        office=office_of(ground.survey),
        round_title=found.line.round_title,
        plan=f"《{ground.edition.plan.title}》",
        legal_basis=ground.round.legal_basis or LEGAL_BASIS,
        visit=(day, day),
        facts_as_of=ground.round.data_date,
        as_of=ground.round.cutoff,
        recorded=day,
        seal=False,
        demo=found.line.demo,
    )


def _day(found: Visited) -> date | None:
    return date.fromisoformat(found.record.day) if found.record.day else found.line.visit_date


def _day_text(found: Visited) -> str:
    day = _day(found)
    return date_text(day) if day else NO_DAY


def _basis(round_: Round) -> str:
    return "，".join(part for part in (round_.legal_basis or "—", round_.approval_number) if part)


def _asked(name: str) -> str:
    return f"访谈人：{name}" if name else ""


def _signed(one: Signed, drawings: Mapping[str, bytes], zone: tzinfo) -> SignedBy:
    own, picture = one.signature, drawings.get(one.digest, b"")
    at = moment(one.at, zone) if one.at is not None else None
    return SignedBy(
        own.function,
        own.name,
        f"{date_text(at.date())}{at:%H:%M}" if at else "",
        own.refused,
        own.witness,
        picture if pixels(picture) else b"",
        own.content[:16],
        one.changed,
    )
