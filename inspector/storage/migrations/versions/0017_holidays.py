"""Holidays and terms of a city, reminders that were sent, an account's e-mail address, a city's calendar feed

Revision: 0017_holidays, after 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017_holidays"
down_revision = "0016_findings"
branch_labels = None
depends_on = None

STANDING = sa.text("removed_at IS NULL")


def upgrade() -> None:
    op.add_column("account", sa.Column("email", sa.String(length=254), nullable=False, server_default=""))
    _holidays()
    _reminders()


def _holidays() -> None:
    op.create_table(
        "holiday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_holiday_made_by")),
        sa.ForeignKeyConstraint(["removed_by"], ["account.id"], name=op.f("fk_holiday_removed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday")),
    )
    op.create_index(
        "ix_holiday_day",
        "holiday",
        ["city_id", "day"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_table(
        "holiday_year",
        sa.Column("city_id", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_holiday_year_made_by")),
        sa.PrimaryKeyConstraint("city_id", "year", name=op.f("pk_holiday_year")),
    )
    op.create_table(
        "term_rule",
        sa.Column("city_id", sa.String(length=64), nullable=False),
        sa.Column("term", sa.String(length=64), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_term_rule_made_by")),
        sa.PrimaryKeyConstraint("city_id", "term", name=op.f("pk_term_rule")),
    )


def _reminders() -> None:
    op.create_table(
        "reminder_digest",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("recipient", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_digest")),
        sa.UniqueConstraint("channel", "recipient", "day", name=op.f("uq_reminder_digest_channel_recipient_day")),
    )
    op.create_index(op.f("ix_reminder_digest_state"), "reminder_digest", ["state"])
    op.create_table(
        "reminder_sent",
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("recipient", sa.String(length=64), nullable=False),
        sa.Column("finding_id", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("digest_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["reminder_digest.id"], name=op.f("fk_reminder_sent_digest_id")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_reminder_sent_finding_id")),
        sa.PrimaryKeyConstraint("channel", "recipient", "finding_id", "what", "day", name=op.f("pk_reminder_sent")),
    )
    op.create_index(op.f("ix_reminder_sent_digest_id"), "reminder_sent", ["digest_id"])
    op.create_table(
        "city_calendar_key",
        sa.Column("city_id", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_city_calendar_key_made_by")),
        sa.PrimaryKeyConstraint("city_id", name=op.f("pk_city_calendar_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_city_calendar_key_token_hash")),
    )
