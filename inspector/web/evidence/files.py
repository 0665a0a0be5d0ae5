"""What was uploaded, told apart by its first bytes; photos made anew without what the camera wrote into them."""

import asyncio
import io
import zipfile
from typing import TYPE_CHECKING

from msgspec import Struct

from inspector.i18n import N_
from inspector.web.refusals import Refused

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_FILE = 20_000_000
MOST_PIXELS = 60_000_000
LONG_SIDE, THUMB_SIDE = 2400, 320
MOST_ENTRIES = 10_000
UNKNOWN = N_("This kind of file is not taken. Photos: JPEG, PNG, WebP. Documents: PDF, Word (docx), Excel (xlsx).")
NO_PHOTO = N_("A photo is asked for here: JPEG, PNG or WebP.")
BROKEN = N_("The file is damaged or incomplete. Please choose another one.")
TOO_LARGE = N_("The file is larger than 20 MB.")
TOO_MANY_PIXELS = N_("The photo has too many pixels. Please take a smaller one.")
OFFICE = {
    "word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_TWO_AT_A_TIME = asyncio.Semaphore(2)


class Accepted(Struct, frozen=True):
    """A file fit to be kept; `thumb` of photos only."""

    content: bytes
    extension: str
    media_type: str
    thumb: bytes | None = None


async def accept(content: bytes, *, photo_only: bool) -> Accepted:
    """Raises Refused with words. Decoding runs in a thread, two at a time: a photo takes 100 MB for a moment."""
    if len(content) > LARGEST_FILE:
        raise Refused(413, TOO_LARGE)
    async with _TWO_AT_A_TIME:
        return await asyncio.to_thread(_accept, content, photo_only)


def _accept(content: bytes, photo_only: bool) -> Accepted:
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or _is_webp(content):
        return _photo(content)
    if photo_only:
        raise Refused(422, NO_PHOTO)
    if content.startswith(b"%PDF-"):
        return Accepted(content, "pdf", "application/pdf")
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    raise Refused(422, UNKNOWN)


def _is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _photo(content: bytes) -> Accepted:
    """Turned upright, at most 2400 pixels, as JPEG: place, time and device of the camera stay behind."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # loaded with the first photo

    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused(422, TOO_MANY_PIXELS)
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(422, TOO_MANY_PIXELS) from error
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError) as error:
        raise Refused(422, BROKEN) from error
    return Accepted(_jpeg(upright, LONG_SIDE), "jpg", "image/jpeg", _jpeg(upright, THUMB_SIDE))


def _jpeg(image: "Image", side: int) -> bytes:
    made = image.copy()
    made.thumbnail((side, side))
    made.info.clear()
    target = io.BytesIO()
    made.save(target, "JPEG", quality=85, optimize=True)
    return target.getvalue()


def _office(content: bytes) -> Accepted:
    """A Word or Excel file by what its archive holds; macros are not taken."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()[:MOST_ENTRIES]
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError) as error:  # the last: a version it does not know
        raise Refused(422, BROKEN) from error
    macros = any(name.endswith("vbaProject.bin") for name in names)
    for folder, (extension, media_type) in OFFICE.items():
        if "[Content_Types].xml" in names and not macros and any(name.startswith(folder) for name in names):
            return Accepted(content, extension, media_type)
    raise Refused(422, UNKNOWN)
