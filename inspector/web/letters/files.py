"""Files that are bound to letters: told by their first bytes, kept as they are."""

import asyncio
import io
import zipfile

from inspector.i18n import N_
from inspector.letters.compare import UnreadableLetter, texts_of
from inspector.storage import blobs
from inspector.storage.store import Store
from inspector.storage.tables import Blob
from inspector.web.evidence.files import BROKEN, LARGEST_FILE, MOST_PIXELS, TOO_LARGE, TOO_MANY_PIXELS
from inspector.web.form_input import FormInput
from inspector.web.letters.drafts import WORD
from inspector.web.refusals import Refused

LARGEST_UPLOAD = LARGEST_FILE + 1_000_000
NO_SCAN = N_("A scan is a PDF, PNG or JPEG.")
NO_WORD = N_("Choose the Word file (.docx). A file with macros is not taken.")
NO_KIND = N_("This kind of file is not taken: PDF, PNG, JPEG or Word (.docx).")
NO_FILE = N_("Choose a file.")
EXTENSIONS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", WORD: "docx"}
IMAGES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


async def sent_file(form: FormInput, name: str = "file") -> bytes | None:
    """None when nothing was chosen."""
    found = next((one for one in form.files.get(name, ()) if one.filename), None)
    return None if found is None else await found.read()


async def keep(store: Store, content: bytes, name: str, at: int, *, scan: bool = True, word: bool = True) -> Blob:
    """On disk, still to be recorded. `scan` and `word` say what is taken. Raises Refused with words."""
    kind = await asyncio.to_thread(media_type, content)
    if kind == WORD and not word:
        raise Refused(422, NO_SCAN)
    if kind != WORD and not scan:
        raise Refused(422, NO_WORD)
    digest = await asyncio.to_thread(blobs.keep, store.blob_folder, content)
    return Blob(sha256=digest, size=len(content), media_type=kind, name=f"{name}.{EXTENSIONS[kind]}", stored_at=at)


def media_type(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise Refused(413, TOO_LARGE)
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _word(content)
    for begin, kind in IMAGES.items():
        if content.startswith(begin):
            return _image(content, kind)
    raise Refused(422, NO_KIND)


def _pdf(content: bytes) -> str:
    """One that was cut off on its way lacks its end."""
    if b"%%EOF" not in content[-2048:]:
        raise Refused(422, BROKEN)
    return "application/pdf"


def _word(content: bytes) -> str:
    if b"vbaProject.bin" in content:  # names stand uncompressed in an archive
        raise Refused(422, NO_WORD)
    try:
        texts_of(content)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            types = archive.read("[Content_Types].xml")
    except (UnreadableLetter, KeyError, zipfile.BadZipFile) as error:
        raise Refused(422, NO_WORD) from error
    if b"macroEnabled" in types:
        raise Refused(422, NO_WORD)
    return WORD


def _image(content: bytes, kind: str) -> str:
    from PIL import Image, UnidentifiedImageError  # slow to load, and needed for scans only

    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused(422, TOO_MANY_PIXELS)
            opened.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(422, TOO_MANY_PIXELS) from error
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError) as error:
        raise Refused(422, BROKEN) from error
    return kind
