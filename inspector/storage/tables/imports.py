"""Files that were handed in, what each of them changed, and rosters of children by code."""

from datetime import date

from sqlalchemy import Text
from sqlmodel import Field

from inspector.storage.columns import CivilDate, Instant, Record


class Import(Record, table=True):
    """One table of one file on its way into the record: uploaded, previewed, taken, undone.

    `city_id` is null as long as the city itself comes with the file; `scope_unit` is the area of whoever began it.
    """

    __tablename__ = "import"

    id: str = Field(primary_key=True, max_length=64)
    city_id: str | None = Field(default=None, index=True, max_length=64)
    scope_unit: str | None = Field(default=None, foreign_key="unit.id", index=True)
    edition_digest: str | None = Field(default=None, foreign_key="edition.digest")
    file_name: str
    file_sha256: str = Field(index=True, max_length=64)  # its bytes lie apart until nothing waits for them
    outline: str = Field(sa_type=Text)  # JSON: the tables of the file with their titles and a few sample values
    place: int = 0  # which of these tables
    target: str = ""  # units, facts, accounts, pupils
    mapping: str = "{}"  # JSON: place of a column -> field
    day: date | None = Field(default=None, sa_type=CivilDate)  # units: valid from; facts: as of
    report: str = Field(default="{}", sa_type=Text)  # JSON: the preview as it was shown
    state: str = "uploaded"
    account_id: int = Field(foreign_key="account.id")
    created_at: int = Field(sa_type=Instant)
    taken_by: int | None = Field(default=None, foreign_key="account.id")
    taken_at: int | None = Field(default=None, sa_type=Instant)
    undone_by: int | None = Field(default=None, foreign_key="account.id")
    undone_at: int | None = Field(default=None, sa_type=Instant)


class ImportChange(Record, table=True):
    """One thing an import changed, in the order it was done; null `before`: there was nothing."""

    __tablename__ = "import_change"

    import_id: str = Field(primary_key=True, foreign_key="import.id", max_length=64)
    seq: int = Field(primary_key=True)
    noun: str
    key: str
    name: str
    sheet: str
    line: int  # of the sheet
    before: str | None = Field(default=None, sa_type=Text)
    after: str = Field(sa_type=Text)
    undone: bool = False
    kept_because: str = ""  # message id: why undoing left it as it is


class ImportColumn(Record, table=True):
    """What a column title meant the last time in this city."""

    __tablename__ = "import_column"

    city_id: str = Field(primary_key=True, max_length=64)
    target: str = Field(primary_key=True, max_length=16)
    title: str = Field(primary_key=True, max_length=200)
    field: str


class Roster(Record, table=True):
    """A child by its code, on one roster of a unit such as `home_taught`; nothing else is known of it here."""

    __tablename__ = "roster"

    city_id: str = Field(primary_key=True, max_length=64)
    unit_id: str = Field(primary_key=True, foreign_key="unit.id", max_length=64)
    fact: str = Field(primary_key=True, default="", max_length=64)
    code: str = Field(primary_key=True, max_length=32)
