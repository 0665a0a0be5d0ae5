"""Drafts as they are kept: the paper's data frozen beside the bytes, and the same blocks for looking at."""

import asyncio
import json
import re
from hashlib import sha256
from urllib.parse import quote
from uuid import uuid4

from msgspec import Struct, convert, to_builtins
from msgspec.structs import replace
from sqlalchemy import Connection

from inspector.casework.letter_life import LetterState
from inspector.checklist.edition import canonical
from inspector.letters.blocks import Block, Letter, Origin, Variant, origins
from inspector.letters.drafting import draft, render
from inspector.letters.kinds import KINDS, Paper, subject
from inspector.letters.wording import Wording
from inspector.storage import blobs, letter_findings, letters
from inspector.storage.store import Store
from inspector.storage.tables import Blob
from inspector.storage.tables import Letter as LetterRow
from inspector.web.districts.items import unit_path
from inspector.web.districts.survey import OpenedRound
from inspector.web.letters.stationery import Stationery, stationery_of
from inspector.web.letters.wish import Wish

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNFIT_FOR_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


class Sheet(Struct, frozen=True):
    """A paper to look at: blocks by the name of their kind, in order; `warnings` tell what the text policy removed.

    `marked` stands over the mark: 份号, 密级和保密期限, 紧急程度.
    """

    variant: Variant
    office: str
    banner: str
    title: str
    blocks: tuple[tuple[str, Block], ...]
    warnings: tuple[str, ...] = ()
    mark: str = ""
    number: str = ""
    signer: str = ""
    marked: tuple[str, ...] = ()
    round_id: str = ""

    def source(self, origin: Origin) -> str:
        """The page that follows the sentence down to its answer; empty where there is none."""
        return unit_path(self.round_id, origin.unit, origin.item) if self.round_id else ""


def sheet_of(
    paper: Paper, variant: Variant, wording: Wording | None = None, *, mark: str = "", round_id: str = ""
) -> Sheet:
    """The very blocks that are laid into Word. `mark` is the one of the office's own reference file."""
    made = draft(paper, variant, wording)
    warnings = tuple(str(one) for one in made.warnings)
    sheet = sheet_of_letter(made.letter, paper.occasion.office, mark)
    return replace(sheet, warnings=warnings, round_id=round_id)


def sheet_of_letter(letter: Letter, office: str, mark: str) -> Sheet:
    named = tuple((type(block).__name__, block) for block in letter.blocks)
    copy_number = letter.copy_number.zfill(6) if letter.copy_number else ""
    marked = tuple(text for text in (copy_number, letter.secrecy, letter.urgency) if text)
    sheet = Sheet(letter.variant, office, letter.banner, letter.title, named, mark=mark, number=letter.number)
    return replace(sheet, marked=marked, signer=letter.signer if letter.variant != "letter" else "")


def frozen(opened: OpenedRound, wish: Wish, paper: Paper) -> str:
    """Everything the letter was written from, as canonical JSON."""
    round_ = opened.round
    return canonical(
        {
            "kind": wish.kind,
            "variant": wish.variant,
            "typed": wish.typed,
            "chosen": wish.chosen,
            "paper": to_builtins(paper),
            "edition": round_.edition_digest,
            "scheme": round_.scheme_digest,
            "selection": round_.selection_digest,
            "settings": round_.settings,
            "facts_through": round_.facts_through,
            "unconfirmed": opened.unconfirmed,
        }
    )


def thawed(row: LetterRow) -> tuple[Paper, Variant]:
    inputs = json.loads(row.inputs)
    kind, frozen_paper = row.kind, inputs["paper"]
    if kind == "opinion" and frozen_paper.get("heard") is False:  # before 初步督导意见 was a kind of its own
        kind, frozen_paper = "preliminary_opinion", frozen_paper | {"reply_to": frozen_paper["occasion"]["office"]}
    paper: Paper = convert(frozen_paper, KINDS[kind].paper)
    return paper, inputs["variant"]


async def keep_draft(store: Store, opened: OpenedRound, wish: Wish, paper: Paper, *, by: int, at: int) -> str:
    """Stores bytes and inputs; each draft is a letter of its own, but for a form that is sent twice. Returns its id."""
    city, office, variant = opened.round.city_id, paper.occasion.office, wish.variant
    desk = await store.read(lambda connection: stationery_of(connection, city, office, variant))
    made = await asyncio.to_thread(laid_down, store, desk, opened, wish, paper, by, at)
    return await store.write(made.keep)


class LaidDown(Struct, frozen=True):
    """A new draft whose file is on disk; `keep` is a job of the writer."""

    letter: LetterRow
    blob: Blob
    findings: tuple[tuple[str, str], ...]

    def keep(self, connection: Connection) -> str:
        """Its id; a form sent again finds the letter that it made, unless that was withdrawn."""
        letter, before = self.letter, letters.by_id(connection, self.letter.id)
        if before is not None and before.state != LetterState.withdrawn:
            return before.id
        if before is not None:
            letter = letter.model_copy(update={"id": uuid4().hex})
        blobs.record(connection, self.blob)
        letters.add(connection, letter)
        letter_findings.record(connection, letter.id, self.findings)
        return letter.id


def laid_down(
    store: Store, desk: Stationery, opened: OpenedRound, wish: Wish, paper: Paper, by: int | None, at: int
) -> LaidDown:
    content = render(paper, desk.reference, desk.wording)
    digest = blobs.keep(store.blob_folder, content)
    letter = draft(paper, wish.variant, desk.wording).letter
    title, findings = letter.title, tuple((one.unit, one.item) for one in origins(letter.blocks))
    inputs = frozen(opened, wish, paper)
    row = LetterRow(
        id=_id_of(wish, by, inputs),
        city_id=opened.round.city_id,
        kind=wish.kind,
        round_id=opened.round.id,
        unit_id=wish.unit,
        title=title,
        variant=wish.variant,
        office=paper.occasion.office,
        recipient=recipient_of(paper),
        supersedes=wish.corrects or None,
        inputs=inputs,
        blob_sha256=digest,
        created_by=by,
        created_at=at,
    )
    blob = Blob(sha256=digest, size=len(content), media_type=WORD, name=file_name(title), stored_at=at)
    return LaidDown(row, blob, findings)


def _id_of(wish: Wish, by: int | None, inputs: str) -> str:
    """A sheet that is sent twice gives one id, with anything changed in between another."""
    if not wish.once:
        return uuid4().hex
    return sha256("\n".join((wish.once, str(by), wish.unit, inputs)).encode()).hexdigest()[:32]


def recipient_of(paper: Paper) -> str:
    """Whom the letter goes to: its addressee where the paper has one, else whom it is about."""
    return getattr(paper, "addressee", "") or subject(paper)


def file_name(title: str) -> str:
    """As it arrives on a disk: no characters that Windows refuses, short enough for every file system."""
    return f"{safe_name(title)}.docx"


def safe_name(text: str) -> str:
    return UNFIT_FOR_NAMES.sub("", text).strip(" .")[:80] or "letter"


def attachment(name: str, plain: str = "letter.docx") -> str:
    """Content-Disposition with the Chinese name (RFC 6266) and a plain one for old clients."""
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
