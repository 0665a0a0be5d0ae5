"""Issuing offices of a city, and their own reference files."""

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from inspector.storage.columns import Instant, Record


class Office(Record, table=True):
    """What an office's letters begin with. `code` is 机关代字; `copies` and `joint` are JSON lists of names.

    `mark` is printed in red, without 文件; a red head adds that.
    """

    __tablename__ = "office"
    __table_args__ = (UniqueConstraint("city_id", "name"),)

    id: str = Field(primary_key=True, max_length=64)
    city_id: str = Field(index=True, max_length=64)
    name: str
    short_name: str = ""
    mark: str
    code: str = ""
    seal: bool = True
    copies: str = Field(default="[]", sa_type=Text)
    printer: str = ""
    contact: str = ""
    joint: str = Field(default="[]", sa_type=Text)
    usual: bool = False  # the one that letters of the city begin with
    changed_by: int | None = Field(default=None, foreign_key="account.id")
    changed_at: int = Field(sa_type=Instant)


class OfficeReference(Record, table=True):
    """A reference file as it was handed in. At most one of an office and variant is in use; all are kept.

    `content` stands here and not among the files outside, as each letter needs it. `deviations` and `dropped` are JSON
    lists, `allowed` is a JSON object: rule -> reason, by, at.
    """

    __tablename__ = "office_reference"
    __table_args__ = (UniqueConstraint("office_id", "variant", "version"), Index(None, "office_id", "in_use"))

    id: str = Field(primary_key=True, max_length=64)
    office_id: str = Field(foreign_key="office.id", max_length=64)
    variant: str
    version: int
    name: str
    content: bytes = Field(sa_type=LargeBinary)
    sha256: str = Field(max_length=64)
    deviations: str = Field(default="[]", sa_type=Text)
    dropped: str = Field(default="[]", sa_type=Text)
    allowed: str = Field(default="{}", sa_type=Text)
    in_use: bool = False
    made_by: int | None = Field(default=None, foreign_key="account.id")
    made_at: int = Field(sa_type=Instant)
    used_by: int | None = Field(default=None, foreign_key="account.id")
    used_at: int | None = Field(default=None, sa_type=Instant)
