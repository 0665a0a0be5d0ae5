"""Re-checks 复查: short rounds that are made only of open findings of one unit, and what came of each finding."""

from datetime import date

from sqlalchemy import BigInteger, Text
from sqlmodel import Field

from inspector.storage.columns import CivilDate, Instant, Record


class Recheck(Record, table=True):
    """One unit again in a round of its own; `follows` is the round that told the findings.

    The scores, in millionths of a point, are those of `first_inspection` with earlier re-checks laid over it, and
    with this one; kept when it is confirmed, as what the person who confirmed had seen.
    """

    __tablename__ = "recheck"

    round_id: str = Field(primary_key=True, foreign_key="round.id", max_length=64)
    inspection_id: str = Field(foreign_key="inspection.id", unique=True, max_length=64)
    follows: str = Field(foreign_key="round.id", index=True, max_length=64)
    first_inspection: str = Field(foreign_key="inspection.id", index=True, max_length=64)
    made_by: int | None = Field(default=None, foreign_key="account.id")
    made_at: int = Field(sa_type=Instant)
    day: date | None = Field(default=None, sa_type=CivilDate)
    new_due: date | None = Field(default=None, sa_type=CivilDate)
    before_low: int | None = Field(default=None, sa_type=BigInteger)
    before_high: int | None = Field(default=None, sa_type=BigInteger)
    after_low: int | None = Field(default=None, sa_type=BigInteger)
    after_high: int | None = Field(default=None, sa_type=BigInteger)


class RecheckFinding(Record, table=True):
    """A finding that is looked at again. Results and shares (in millionths) are kept when it is decided.

    `proposed` is what the answers say, `outcome` what a person decided: done, partly, not_done, reopen, or none
    for a finding that had ended meanwhile. `seen` is printed in the opinion of the re-check.
    """

    __tablename__ = "recheck_finding"

    round_id: str = Field(primary_key=True, foreign_key="recheck.round_id", max_length=64)
    finding_id: str = Field(primary_key=True, foreign_key="finding.id", index=True, max_length=64)
    item_id: str = Field(max_length=64)
    result_before: str = ""
    share_before: int = 0
    result_after: str = ""
    share_after: int = 0
    proposed: str = ""
    outcome: str = ""
    seen: str = Field(default="", sa_type=Text)
    reason: str = Field(default="", sa_type=Text)
