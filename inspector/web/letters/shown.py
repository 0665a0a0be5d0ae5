"""What stands in a letter's file, to look at: as blocks where they still give that file, else as its plain text."""

from msgspec import Struct
from pydantic import ValidationError

from inspector.letters.compare import texts_of
from inspector.letters.drafting import render
from inspector.letters.wording import WordingProblem
from inspector.storage import blobs
from inspector.storage.store import Store
from inspector.storage.tables import Letter
from inspector.web.letters.drafts import Sheet, sheet_of, thawed
from inspector.web.letters.stationery import Stationery


class Shown(Struct, frozen=True):
    """`sheet` None: the wording has changed since or has gone bad, and `texts` are the paragraphs of the file itself.

    `damaged`: the file is missing or its bytes are not those that were kept.
    """

    sheet: Sheet | None
    texts: tuple[str, ...] = ()
    damaged: bool = False


def shown(store: Store, letter: Letter, desk: Stationery | None) -> Shown:
    try:
        content = blobs.read(store.blob_folder, letter.blob_sha256)
    except (OSError, ValueError):
        return Shown(None, damaged=True)
    texts = texts_of(content)
    if desk is None:
        return Shown(None, tuple(one.text for one in texts))
    try:
        paper, variant = thawed(letter)
        now = render(paper, desk.reference, desk.wording)
        if now == content or texts_of(now) == texts:
            sheet = sheet_of(paper, variant, desk.wording, mark=desk.reference.mark, round_id=letter.round_id)
            return Shown(sheet)
    except (ValidationError, WordingProblem):  # written by an earlier release, whose papers had other fields
        pass
    return Shown(None, tuple(one.text for one in texts))
