"""The devices of a person, and to an administrator those of the area: names, contacts, what waits, forgetting."""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct
from sqlalchemy import Connection

from inspector.storage import accounts, devices
from inspector.storage.instants import now
from inspector.storage.tables import Account, Device, Role
from inspector.web.devices import contact
from inspector.web.form_input import read_form
from inspector.web.pages import PageContext, page
from inspector.web.refusals import not_found
from inspector.web.scope import units_in_scope
from inspector.web.security import redirect
from inspector.web.sessions import account_of, store_of

LONGEST_NAME = 40


class Listed(Struct, frozen=True):
    """`wisher`: who wants it forgotten, when it is not the owner."""

    device: Device
    owner: str
    wisher: str


class DevicesPage(PageContext, frozen=True):
    own: Annotated[tuple[Listed, ...], "the reader's devices, the last seen first"]
    others: Annotated[tuple[Listed, ...], "those of other people in an administrator's area"]


@get("/devices", unit_roles=True)
async def device_list(request: Request[Any, Any, Any]) -> Response[str]:
    reader, seen = account_of(request), await units_in_scope(request)

    def query(connection: Connection) -> tuple[list[Device], dict[int, str]]:
        people = {reader.account_id: reader.name}
        if reader.role is Role.administrator:
            people |= {one.id: one.name for one in accounts.everyone(connection) if one.id and _within(one, seen)}
        found = devices.of_accounts(connection, people)
        wishers = [one.forget_by for one in found if one.forget_by]
        return found, people | accounts.named(connection, wishers)

    found, names = await store_of(request).read(query)
    listed = [_listed(one, names) for one in found]
    context = DevicesPage(
        tuple(one for one in listed if one.device.account_id == reader.account_id),
        tuple(one for one in listed if one.device.account_id != reader.account_id),
    )
    return page(request, "devices/devices.html", context)


def _within(account: Account, seen: frozenset[str] | None) -> bool:
    return seen is None or account.scope_unit in seen


def _listed(device: Device, names: dict[int, str]) -> Listed:
    by = device.forget_by
    return Listed(device, names[device.account_id], names.get(by, "") if by and by != device.account_id else "")


@post("/devices/{owner:str}/{device:str}/name", unit_roles=True, status_code=200)
async def rename(request: Request[Any, Any, Any], owner: FromPath[str], device: FromPath[str]) -> Response[str]:
    """An empty name changes nothing."""
    found = await _reachable(request, owner, device)
    name = (await read_form(request)).text("name", LONGEST_NAME)
    if name:
        await store_of(request).write(lambda c: devices.rename(c, found.id, found.account_id, name))
    return redirect(request, "/devices")


@post("/devices/{owner:str}/{device:str}/forget", unit_roles=True, status_code=200)
async def forget(request: Request[Any, Any, Any], owner: FromPath[str], device: FromPath[str]) -> Response[str]:
    """Done by the device itself, at its next contact."""
    found = await _reachable(request, owner, device)
    by, at = account_of(request).account_id, now()
    await store_of(request).write(lambda c: devices.wish_forgotten(c, found.id, found.account_id, by=by, at=at))
    return redirect(request, "/devices")


@post("/devices/{owner:str}/{device:str}/keep", unit_roles=True, status_code=200)
async def keep(request: Request[Any, Any, Any], owner: FromPath[str], device: FromPath[str]) -> Response[str]:
    """The wish is taken back, as long as the device has not heard of it."""
    found = await _reachable(request, owner, device)
    if found.forgotten_at is None:
        await store_of(request).write(lambda c: devices.withdraw_wish(c, found.id, found.account_id))
    return redirect(request, "/devices")


async def _reachable(request: Request[Any, Any, Any], owner: str, device: str) -> Device:
    """404 when it does not exist, or is neither the reader's own nor in the area of an administrator, alike."""
    reader, seen = account_of(request), await units_in_scope(request)
    known = owner.isascii() and owner.isdecimal() and len(owner) < 12 and len(device) <= 64

    def query(connection: Connection) -> Device | None:
        person = accounts.by_id(connection, int(owner))
        own = int(owner) == reader.account_id
        if person is None or not (own or (reader.role is Role.administrator and _within(person, seen))):
            return None
        return devices.find(connection, device, int(owner))

    found = await store_of(request).read(query) if known else None
    if found is None:
        raise not_found()
    return found


handlers: list[HTTPRouteHandler] = [device_list, rename, forget, keep, *contact.handlers]
