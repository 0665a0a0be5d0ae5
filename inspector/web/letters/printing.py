"""A letter as it prints: PDF and pages, made once for its bytes, with what this machine's fonts change about it."""

import asyncio
import os
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any, TypeVar
from weakref import WeakKeyDictionary

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from inspector.i18n import N_
from inspector.letters.office_pdf import NoPdf, embedded_fonts, missing_fonts, to_pages, to_pdf
from inspector.storage import blobs
from inspector.storage.store import Store
from inspector.storage.tables import Letter
from inspector.web.letters.drafts import attachment, safe_name
from inspector.web.letters.letter import DAMAGED, may_read
from inspector.web.pages import PageContext, page
from inspector.web.rectification.access import about_demo
from inspector.web.refusals import Refused, not_found
from inspector.web.sessions import store_of

KEPT_DAYS = 30
WHY_NOT = {
    "absent": N_(
        "This server has no LibreOffice, so there is no PDF. Download the Word file and print it from Word or WPS."
    ),
    "slow": N_("LibreOffice took too long and was stopped. Try again later, or download the Word file."),
    "broken": N_("LibreOffice could not read the file. Download the Word file instead, and tell your administrator."),
}
T = TypeVar("T")
_AT_WORK: WeakKeyDictionary[Store, asyncio.Lock] = WeakKeyDictionary()
_WORK: set["asyncio.Future[Any]"] = set()  # the loop itself keeps them only weakly


class PagesPage(PageContext, frozen=True):
    letter: Annotated[Letter, "the letter"]
    pages: Annotated[int, "how many pages; 0 without pictures of them"]
    missing: Annotated[tuple[str, ...], "fonts of the letter that this server lacks"]
    used: Annotated[tuple[str, ...], "fonts that the PDF is set in"]
    refused: Annotated[str, "message id: why there is no PDF, or empty"]


@get("/letters/{letter_id:str}/pdf")
async def letter_pdf(request: Request[Any, Any, Any], letter_id: FromPath[str]) -> Response[bytes]:
    letter = await may_read(request, letter_id)
    try:
        content = await pdf_of(request, letter)
    except NoPdf as why:
        raise Refused(503, WHY_NOT[why.reason]) from why
    name = attachment(f"{safe_name(letter.title)}.pdf", "letter.pdf")
    return Response(content, media_type="application/pdf", headers={"content-disposition": name})


@get("/letters/{letter_id:str}/pages")
async def letter_pages(request: Request[Any, Any, Any], letter_id: FromPath[str]) -> Response[str]:
    letter = await may_read(request, letter_id)
    try:
        pdf = await pdf_of(request, letter)
        count = len(await pages_of(request, letter, pdf))
        word = await asyncio.to_thread(_word, store_of(request), letter)
        missing, used = await asyncio.to_thread(lambda: (tuple(missing_fonts(word)), tuple(embedded_fonts(pdf))))
        context = PagesPage(letter, count, missing, used if missing else (), "")
    except NoPdf as why:
        context = PagesPage(letter, 0, (), (), WHY_NOT[why.reason])
    return page(request, "papers/pages.html", context, demo=await about_demo(request, letter))


@get("/letters/{letter_id:str}/pages/{number:int}")
async def letter_page_picture(
    request: Request[Any, Any, Any], letter_id: FromPath[str], number: FromPath[int]
) -> Response[bytes]:
    letter = await may_read(request, letter_id)
    try:
        found = await pages_of(request, letter, await pdf_of(request, letter))
    except NoPdf as why:
        raise Refused(503, WHY_NOT[why.reason]) from why
    if not 0 < number <= len(found):
        raise not_found()
    return Response(await asyncio.to_thread(found[number - 1].read_bytes), media_type="image/png")


async def pdf_of(request: Request[Any, Any, Any], letter: Letter) -> bytes:
    """From the shelf, or made now. Raises NoPdf."""
    store, place = store_of(request), _shelf(request, letter).with_suffix(".pdf")

    def made() -> bytes:
        if not place.exists():
            word = _word(store, letter)
            _put(place, lambda: [to_pdf(word)])
        return place.read_bytes()

    return await alone(store, made)


async def pages_of(request: Request[Any, Any, Any], letter: Letter, pdf: bytes) -> list[Path]:
    """In order; none where the machine cannot make pictures."""
    place = _shelf(request, letter).with_suffix(".png")

    def made() -> list[Path]:
        if not _pictures(place):
            with suppress(NoPdf):
                _put(place, lambda: to_pages(pdf))
        return _pictures(place)

    return await alone(store_of(request), made)


async def alone(store: Store, make: Callable[[], T]) -> T:
    """In a thread, one conversion at a time: each takes a whole core and 200 MB.

    Who asked may leave meanwhile; the child process works on, and the next one begins when it is done.
    """
    lock = _AT_WORK.setdefault(store, asyncio.Lock())
    await lock.acquire()
    work = asyncio.ensure_future(asyncio.to_thread(make))
    _WORK.add(work)
    work.add_done_callback(partial(_done, lock))
    return await asyncio.shield(work)


def _done(lock: asyncio.Lock, work: "asyncio.Future[Any]") -> None:
    _WORK.discard(work)
    lock.release()
    if not work.cancelled():
        work.exception()  # nobody may be there any more to be told


def _shelf(request: Request[Any, Any, Any], letter: Letter) -> Path:
    folder: Path = request.app.state.settings.data_folder
    return blobs.path(folder / "printed", letter.blob_sha256)


def _pictures(place: Path) -> list[Path]:
    """None while the first is missing: whoever wrote the others was stopped in the middle."""
    if not place.with_name(f"{place.stem}-0001.png").exists():
        return []
    return sorted(place.parent.glob(f"{place.stem}-*.png"))


def _word(store: Store, letter: Letter) -> bytes:
    try:
        return blobs.read(store.blob_folder, letter.blob_sha256)
    except (OSError, ValueError) as error:
        raise Refused(503, DAMAGED) from error


def _put(place: Path, made: Callable[[], list[bytes]]) -> None:
    """Complete or not there at all; what nobody wanted for a while goes first, as it can be made again."""
    oldest = time.time() - KEPT_DAYS * 86_400
    for left in place.parents[1].glob("*/*"):
        if left.stat().st_mtime < oldest:
            left.unlink(missing_ok=True)
    contents = made()
    place.parent.mkdir(parents=True, exist_ok=True)
    for number, content in reversed(list(enumerate(contents, 1))):  # the first last: with it, all are there
        with NamedTemporaryFile(dir=place.parent, prefix=".new-", delete=False) as file:
            file.write(content)
        name = (
            place if len(contents) == 1 and place.suffix == ".pdf" else place.with_name(f"{place.stem}-{number:04}.png")
        )
        os.replace(file.name, name)


handlers: list[HTTPRouteHandler] = [letter_pdf, letter_pages, letter_page_picture]
