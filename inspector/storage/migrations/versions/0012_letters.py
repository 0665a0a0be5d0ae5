"""The life of letters: number, day, version, recipient; what happened to each; own series

Revision: 0012_letters, after 0011
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012_letters"
down_revision = "0011_rescues"
branch_labels = None
depends_on = None

LETTER = sa.table(
    "letter",
    *(sa.column(name) for name in ("id", "kind", "variant", "office", "recipient", "inputs", "created_by")),
    *(sa.column(name) for name in ("created_at", "blob_sha256")),
)
EVENT = sa.table(
    "letter_event",
    *(sa.column(name) for name in ("letter_id", "number", "step", "state", "account_id", "at", "day")),
    *(sa.column(name) for name in ("person", "way", "note", "blob_sha256")),
)


def upgrade() -> None:
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("variant", sa.String(), nullable=False, server_default="letter"))
        batch_op.add_column(sa.Column("office", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("recipient", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("number", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("issued_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("supersedes", sa.String(length=64), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_letter_supersedes"), "letter", ["supersedes"], ["id"])
        batch_op.create_index(batch_op.f("ix_letter_supersedes"), ["supersedes"])
    numbered = sa.text("number <> ''")
    op.create_index(
        "ix_letter_number",
        "letter",
        ["city_id", "number"],
        unique=True,
        sqlite_where=numbered,
        postgresql_where=numbered,
    )
    op.create_table(
        "letter_event",
        sa.Column("letter_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("blob_sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_letter_event_account_id")),
        sa.ForeignKeyConstraint(["blob_sha256"], ["blob.sha256"], name=op.f("fk_letter_event_blob_sha256")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_event_letter_id")),
        sa.PrimaryKeyConstraint("letter_id", "number", name=op.f("pk_letter_event")),
    )
    op.create_index(op.f("ix_letter_event_blob_sha256"), "letter_event", ["blob_sha256"])
    op.create_table(
        "letter_series",
        sa.Column("city_id", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("city_id", "code", "year", name=op.f("pk_letter_series")),
    )
    _drafts_of_before()


def _drafts_of_before() -> None:
    """Letters written so far become drafts of the new life, under the name their kind has now."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(LETTER)).mappings().all():
        inputs = json.loads(row["inputs"])
        kind = {"report": "city_report"}.get(row["kind"], row["kind"])
        new = {"kind": kind, "inputs": _canonical(inputs | {"kind": kind}), **_on_paper(inputs)}
        connection.execute(sa.update(LETTER).where(LETTER.c.id == row["id"]).values(new))
        event = {"letter_id": row["id"], "number": 1, "step": "draft", "state": "draft", "at": row["created_at"]}
        event |= {"account_id": row["created_by"], "blob_sha256": row["blob_sha256"], "day": None}
        connection.execute(sa.insert(EVENT).values(event | {"person": "", "way": "", "note": ""}))


def _on_paper(inputs: dict[str, Any]) -> dict[str, str]:
    paper = inputs.get("paper", {})
    whom = next((paper[name] for name in ("addressee", "unit", "district", "city") if paper.get(name)), "")
    office = paper.get("occasion", {}).get("office", "")
    return {"variant": inputs.get("variant", "letter"), "office": office, "recipient": whom}


def _canonical(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
