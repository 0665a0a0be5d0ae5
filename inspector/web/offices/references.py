"""An office's own reference files: handed in, compared, tried, allowed to deviate for a reason, taken into use."""

import asyncio
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection

from inspector.i18n import N_, gettext
from inspector.letters.blocks import Variant
from inspector.letters.differences import Change, differences
from inspector.letters.reference import Reference, ReferenceProblem
from inspector.letters.trial import deviations, trial_letter
from inspector.letters.writer import write
from inspector.storage import accounts, ids, offices
from inspector.storage.instants import now
from inspector.storage.tables import Office, OfficeReference
from inspector.web.form_input import read_form
from inspector.web.imports.pages import name_of
from inspector.web.letters.drafts import WORD, Sheet, attachment, safe_name, sheet_of_letter
from inspector.web.letters.stationery import VARIANT_NAMES, built, compile_reference_once, compiled
from inspector.web.offices.access import ROLES, must_change, office_in_scope, reference_in_scope
from inspector.web.offices.pages import office_page
from inspector.web.pages import PageContext, page
from inspector.web.refusals import Refused, not_found
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

LARGEST_UPLOAD = 25_000_000
"""More than a reference file may hold, so that a file that is too large is refused in words."""
LONGEST_REASON = 500
NO_FILE = N_("No file was chosen.")
OTHER_HEAD = N_("This file is one for “%(found)s”, not for “%(wanted)s”. Hand it in there.")
NOT_TO_ALLOW = frozenset({"file"})
"""Clauses that are no matter of an office's rule: a file that Word cannot open."""


class Deviation(Struct, frozen=True):
    """Places where a rule of the standard is not kept. `reason` is why that is allowed, if it is."""

    rule: str
    clause: str
    places: tuple[tuple[str, str], ...]
    may_allow: bool
    reason: str = ""
    by: int = 0
    at: int = 0


class ReferencePage(PageContext, frozen=True):
    office: Annotated[Office, "whose file it is"]
    row: Annotated[OfficeReference, "the version shown"]
    head_name: Annotated[str, "message id of the kind of head"]
    problem: Annotated[str, "why the file does not serve any more, or empty"]
    changes: Annotated[tuple[Change, ...], "what it changes against the file in use"]
    dropped: Annotated[tuple[str, ...], "parts of the file that letters do not carry"]
    deviations: Annotated[tuple[Deviation, ...], "where it leaves the standard"]
    errors: Annotated[Mapping[str, str], "what is wrong, by rule"]
    sheet: Annotated[Sheet | None, "the trial letter"]
    people: Annotated[Mapping[int, str], "names by account id"]


@get("/offices/{office_id:str}/references/{variant:str}", roles=ROLES)
async def download(
    request: Request[Any, Any, Any], office_id: FromPath[str], variant: FromPath[str]
) -> Response[bytes]:
    """The file that the office writes on: its own one in use, else the one its settings give."""
    office, head = await office_in_scope(request, office_id), _variant(variant)
    own = await store_of(request).read(lambda c: offices.in_use(c, office.id, head))
    content = own.content if own else built(office.name, office.mark, head)
    return _word(content, f"{office.name}{gettext(VARIANT_NAMES[head])}")


@post(
    "/offices/{office_id:str}/references/{variant:str}",
    roles=ROLES,
    status_code=200,
    request_max_body_size=LARGEST_UPLOAD,
)
async def hand_in(request: Request[Any, Any, Any], office_id: FromPath[str], variant: FromPath[str]) -> Response[str]:
    """Keeps a file that can serve as a new version and shows what it changes; it is not in use yet."""
    office, head = await office_in_scope(request, office_id), _variant(variant)
    must_change(request, office.city_id)
    form = await read_form(request)
    file = next((one for one in form.files.get("file", ()) if one.filename), None)
    if file is None:
        return await office_page(request, office, {head: gettext(NO_FILE)})
    try:
        row = await _row(office, head, file)
    except ReferenceProblem as problem:
        return await office_page(request, office, {head: gettext(problem.message) % problem.figures})
    row.made_by, row.made_at = account_of(request).account_id, now()
    await store_of(request).write(lambda connection: offices.hand_in(connection, row))
    return redirect(request, f"/references/{row.id}")


async def _row(office: Office, head: Variant, file: UploadFile) -> OfficeReference:
    """Raises ReferenceProblem."""
    content = await file.read()
    reference = await asyncio.to_thread(compile_reference_once, content)
    if reference.variant != head:
        words = {"found": gettext(VARIANT_NAMES[reference.variant]), "wanted": gettext(VARIANT_NAMES[head])}
        raise ReferenceProblem(OTHER_HEAD, **words)
    found = await asyncio.to_thread(deviations, reference)
    return OfficeReference(
        id=ids.new_id(),
        office_id=office.id,
        variant=head,
        version=0,
        name=name_of(file),
        content=content,
        sha256=sha256(content).hexdigest(),
        deviations=json.dumps([asdict(one) for one in found], ensure_ascii=False),
        dropped=json.dumps(reference.dropped, ensure_ascii=False),
        made_at=0,
    )


@post("/offices/{office_id:str}/references/{variant:str}/settings", roles=ROLES, status_code=200)
async def back_to_settings(
    request: Request[Any, Any, Any], office_id: FromPath[str], variant: FromPath[str]
) -> Response[str]:
    """From now on the file that the settings give; the office's own versions are kept."""
    office, head = await office_in_scope(request, office_id), _variant(variant)
    must_change(request, office.city_id)
    await store_of(request).write(lambda connection: offices.use_none(connection, office.id, head))
    return redirect(request, f"/offices/{office.id}")


@get("/references/{reference_id:str}", roles=ROLES)
async def show_reference(request: Request[Any, Any, Any], reference_id: FromPath[str]) -> Response[str]:
    row, office = await reference_in_scope(request, reference_id)
    return await _page(request, row, office, {}, {})


async def _page(
    request: Request[Any, Any, Any],
    row: OfficeReference,
    office: Office,
    reasons: Mapping[str, str],
    errors: Mapping[str, str],
) -> Response[str]:
    """`reasons` as typed, over those that are kept."""
    store, head = store_of(request), _variant(row.variant)
    used = await store.read(lambda c: offices.in_use(c, office.id, head))
    before = built(office.name, office.mark, head) if used is None else used.content
    reference, problem = await asyncio.to_thread(_compiled, row)
    found = _deviations(row, reasons)
    who = [one for one in (row.made_by, row.used_by, *(each.by for each in found)) if one]
    context = ReferencePage(
        office,
        row,
        VARIANT_NAMES[head],
        problem,
        await asyncio.to_thread(_changes, before, row.content),
        tuple(json.loads(row.dropped)),
        found,
        errors,
        sheet_of_letter(trial_letter(reference), office.name, reference.mark) if reference else None,
        await store.read(lambda c: accounts.named(c, who)),
    )
    return page(request, "offices/reference.html", context, status=422 if errors else 200)


def _compiled(row: OfficeReference) -> tuple[Reference | None, str]:
    try:
        return compiled(row), ""
    except ReferenceProblem as problem:
        return None, gettext(problem.message) % problem.figures


def _changes(before: bytes, after: bytes) -> tuple[Change, ...]:
    """Nothing where one of the files went bad; the page says that on its own."""
    try:
        return tuple(differences(before, after))
    except ReferenceProblem:
        return ()


def _deviations(row: OfficeReference, typed: Mapping[str, str]) -> tuple[Deviation, ...]:
    allowed = json.loads(row.allowed)
    places: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for one in json.loads(row.deviations):
        places.setdefault((one["rule"], one["clause"]), []).append((one["place"], one["found"]))
    found = []
    for (rule, clause), where in places.items():
        kept = {"reason": "", "by": 0, "at": 0} | allowed.get(rule, {})
        kept["reason"] = typed.get(rule, kept["reason"])
        found.append(Deviation(rule, clause, tuple(where), clause not in NOT_TO_ALLOW, **kept))
    return tuple(found)


@post("/references/{reference_id:str}/use", roles=ROLES, status_code=200)
async def take_into_use(request: Request[Any, Any, Any], reference_id: FromPath[str]) -> Response[str]:
    """Each deviation needs a written reason; without it the file is not taken into use."""
    row, office = await reference_in_scope(request, reference_id)
    must_change(request, office.city_id)
    form, by, at = await read_form(request), account_of(request).account_id, now()
    _, problem = await asyncio.to_thread(_compiled, row)
    if problem:
        return await _page(request, row, office, {}, {"": problem})
    typed = {one.rule: form.text(f"reason {one.rule}", LONGEST_REASON) for one in _deviations(row, {})}
    found = _deviations(row, typed)
    errors = {one.rule: gettext("Give the rule or decision that allows this.") for one in found if not one.reason}
    errors |= {one.rule: gettext("This has to be mended in the file.") for one in found if not one.may_allow}
    if errors:
        return await _page(request, row, office, typed, errors)
    allowed = {one.rule: {"reason": one.reason, "by": by, "at": at} for one in found}

    def job(connection: Connection) -> None:
        offices.use(connection, row, allowed, by=by, at=at)

    await store_of(request).write(job)
    return redirect(request, f"/offices/{office.id}")


@get("/references/{reference_id:str}/file", roles=ROLES)
async def reference_file(request: Request[Any, Any, Any], reference_id: FromPath[str]) -> Response[bytes]:
    """As it was handed in."""
    row, office = await reference_in_scope(request, reference_id)
    return _word(row.content, f"{office.name}{gettext(VARIANT_NAMES[_variant(row.variant)])}{row.version}")


@get("/references/{reference_id:str}/trial", roles=ROLES)
async def trial_file(request: Request[Any, Any, Any], reference_id: FromPath[str]) -> Response[bytes]:
    row, office = await reference_in_scope(request, reference_id)
    reference, problem = await asyncio.to_thread(_compiled, row)
    if reference is None:
        raise Refused(409, problem)
    return _word(write(trial_letter(reference), reference), f"{office.name}{gettext('Trial letter')}")


def _variant(text: str) -> Variant:
    for known in VARIANT_NAMES:
        if known == text:
            return known
    raise not_found()


def _word(content: bytes, name: str) -> Response[bytes]:
    headers = {"content-disposition": attachment(f"{safe_name(name)}.docx", "reference.docx")}
    return Response(content, media_type=WORD, headers=headers)


handlers: list[HTTPRouteHandler] = [
    download,
    hand_in,
    back_to_settings,
    show_reference,
    take_into_use,
    reference_file,
    trial_file,
]
