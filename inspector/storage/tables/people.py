"""Who signs in: accounts and their sessions."""

from sqlmodel import Field

from inspector.storage.columns import Instant, Record


class Account(Record, table=True):
    """`login` is stored NFKC and case-folded, so that two spellings of one name are one account."""

    __tablename__ = "account"

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(unique=True, max_length=64)
    name: str
    password_hash: str
    role: str
    scope_unit: str | None = Field(default=None, foreign_key="unit.id", index=True)
    locale: str = "zh_CN"
    email: str = Field(default="", max_length=254)  # where reminders go, empty: nowhere
    disabled: bool = False
    failed_tries: int = 0
    blocked_until: int | None = Field(default=None, sa_type=Instant)
    created_at: int = Field(sa_type=Instant)


class Session(Record, table=True):
    """Only the SHA-256 of the token is kept: a copy of the database opens no session."""

    __tablename__ = "session"

    token_hash: str = Field(primary_key=True, max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True)
    created_at: int = Field(sa_type=Instant)
    seen_at: int = Field(sa_type=Instant)
    expires_at: int = Field(sa_type=Instant, index=True)
