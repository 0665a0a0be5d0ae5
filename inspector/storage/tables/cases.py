"""Case files: inspections taken along as one file, and what came back from it."""

from sqlalchemy import Text
from sqlmodel import Field

from inspector.storage.columns import Instant, Record


class CaseFile(Record, table=True):
    """Who took which inspections along, and when. In the case file itself this is the only row, and says what it is.

    `origin` is the digest of the rounds and cities with the instants they were made: the record the file belongs to.
    """

    __tablename__ = "case_file"

    id: str = Field(primary_key=True, max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True)
    taken_at: int = Field(sa_type=Instant)
    inspections: str = Field(sa_type=Text)  # JSON list of ids
    origin: str = Field(max_length=64)
    app_version: str


class CaseMerge(Record, table=True):
    """A merge that brought something. `counts` is JSON, by outcome of the entries."""

    __tablename__ = "case_merge"

    case_id: str = Field(primary_key=True, foreign_key="case_file.id", max_length=64)
    number: int = Field(primary_key=True)
    merged_at: int = Field(sa_type=Instant)
    merged_by: int | None = Field(default=None, foreign_key="account.id")
    counts: str = Field(sa_type=Text)
