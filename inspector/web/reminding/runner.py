"""The one task of a server that sends reminders: from eight in the morning one message a day to everybody it has
something new for. What was sent stands in the record before it goes out."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import date
from http.client import HTTPException

from litestar import Litestar
from msgspec import Struct
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from inspector.casework.reminders import Audience
from inspector.fieldwork.states import Role
from inspector.settings import Settings
from inspector.storage import accounts, reminders, units
from inspector.storage.instants import moment, now
from inspector.storage.ledger import Filter
from inspector.storage.reminders import Line
from inspector.storage.store import Store
from inspector.storage.tables import ReminderDigest
from inspector.web.reminding.lines import AUDIENCES, lines_for
from inspector.web.reminding.texts import digest

REST = 300.0
FIRST_HOUR = 8
MAIL, ROBOT = "mail", "robot"
FAILURES = (OSError, HTTPException, ValueError)
"""Whatever a foreign server does: told to the administrator, and tried again. Errors of SMTP are OSErrors."""
logger = logging.getLogger(__name__)


class Recipient(Struct, frozen=True):
    """An account with an address, or a city's group."""

    channel: str
    key: str
    locale: str = "zh_CN"
    role: Role = Role.clerk
    scope: str | None = None


async def run(store: Store, settings: Settings) -> None:
    looked: dict[Recipient, date] = {}
    while True:
        try:
            await tick(store, settings, looked=looked)
        except Exception:  # a record that does not answer must not end the task
            logger.exception("reminders rest for %s seconds", REST)
        await asyncio.sleep(REST)


async def tick(
    store: Store,
    settings: Settings,
    clock: Callable[[], int] = now,
    *,
    looked: dict[Recipient, date] | None = None,
) -> int:
    """What is to be sent now; returns how many messages went out. Each looks at the clock: sending takes its time.

    `looked` keeps on which day the ledger was gone through for whom: once a day is enough.
    """
    known = {} if looked is None else looked
    begun, count = moment(clock(), settings.zone), 0
    today = begun.date()
    while again := await store.write(lambda c: reminders.claim_again(c, today, at=clock())):
        count += await _deliver(store, settings, again, clock)
    if begun.hour < FIRST_HOUR:
        return count
    for one in await store.read(lambda connection: recipients(connection, settings, today), heavy=True):
        if known.get(one) == today:
            continue
        claimed = await _claim(store, settings, one, today, clock)
        known[one] = today
        if claimed is not None:
            count += await _deliver(store, settings, claimed, clock)
    return count


def recipients(connection: Connection, settings: Settings, today: date) -> list[Recipient]:
    """Who may get a message and had none today."""
    found: list[Recipient] = []
    if settings.sends_mail:
        told = reminders.told_on(connection, MAIL, today)
        found += [
            Recipient(MAIL, str(one.id), one.locale, Role(one.role), one.scope_unit)
            for one in accounts.everyone(connection)
            if one.email and not one.disabled and Role(one.role) in AUDIENCES and str(one.id) not in told
        ]
    if settings.robot_url:
        told = reminders.told_on(connection, ROBOT, today)
        found += [Recipient(ROBOT, city) for city in units.cities(connection) if city not in told]
    return found


async def _claim(
    store: Store, settings: Settings, to: Recipient, today: date, clock: Callable[[], int]
) -> ReminderDigest | None:
    lines = await store.read(lambda connection: _lines(connection, to, today), heavy=True)
    if not lines:
        return None

    def compose(fresh: list[Line]) -> tuple[str, str]:
        return digest(fresh, locale=to.locale, address=settings.public_url, demo=settings.demo)

    try:
        return await store.write(lambda c: reminders.claim(c, to.channel, to.key, today, lines, compose, at=clock()))
    except IntegrityError:  # another process claimed it at the same moment
        return None


def _lines(connection: Connection, to: Recipient, today: date) -> list[Line]:
    if to.channel == MAIL:
        return lines_for(connection, to.role, to.scope, today)[0]
    wanted = Filter(city=to.key)
    both = (reminders.waiting(connection, wanted, one, today)[0] for one in (Audience.clerk, Audience.evaluator))
    return [line for lines in both for line in lines]


async def _deliver(store: Store, settings: Settings, row: ReminderDigest, clock: Callable[[], int]) -> int:
    try:
        if row.channel == MAIL:
            await _mail(store, settings, row, clock())
        else:
            from inspector.web.reminding import robot  # loaded where it is switched on only

            secret = settings.robot_secret.get_secret_value()
            await asyncio.to_thread(robot.send, settings.robot_url, secret, row.body, clock() // 1000)
    except FAILURES as error:
        said = f"{type(error).__name__}: {error}"
        logger.warning("reminder %s: %s", row.id, said)
        await store.write(lambda connection: reminders.failed(connection, row, said, at=clock()))
        return 0
    await store.write(lambda connection: reminders.sent(connection, row, at=clock()))
    return 1


async def _mail(store: Store, settings: Settings, row: ReminderDigest, at: int) -> None:
    account = await store.read(lambda connection: accounts.by_id(connection, int(row.recipient)))
    if account is None or not account.email or not settings.sends_mail:
        raise ValueError("there is no address to send to")
    from inspector.web.reminding import mail  # as above

    message = mail.message_of(settings, account.email, row.subject, row.body, row.id, at / 1_000_000)
    await asyncio.to_thread(mail.send, settings, message)


@asynccontextmanager
async def reminding(app: Litestar) -> AsyncIterator[None]:
    """For as long as the server runs, where anything is switched on; never over somebody's case file."""
    settings: Settings = app.state.settings
    if settings.case_file is not None or not (settings.sends_mail or settings.robot_url):
        yield
        return
    task = asyncio.create_task(run(app.state.store, settings))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
