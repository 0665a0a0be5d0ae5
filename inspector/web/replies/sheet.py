"""The sheet that goes out to offices: the ledger as it was asked for in its list."""

from datetime import date
from functools import partial
from typing import IO, Any

from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream
from sqlalchemy import Connection

from inspector.sheets.ledger_book import TITLE, Heading, write_ledger
from inspector.storage import ledger_lines
from inspector.storage.ledger import Filter
from inspector.storage.store import Store
from inspector.storage.tables import Role
from inspector.web.findings.asked import asked
from inspector.web.scope import today
from inspector.web.sending import WORKBOOK, sent
from inspector.web.sessions import store_of

READERS = [Role.inspector, Role.evaluator, Role.clerk, Role.administrator]


@get("/ledger/sheet", roles=READERS)
async def sheet_file(request: Request[Any, Any, Any]) -> Stream:
    """The ledger as asked for in the list, to be filled in by offices and handed in again."""
    wish, on = await asked(request), today(request)
    store = store_of(request)
    job = partial(_write_sheet, store, wish.filter, on, request.app.state.settings.demo)
    return await sent(job, "-".join(filter(None, (TITLE, wish.filter.office, on.isoformat()))), "xlsx", WORKBOOK)


def _write_sheet(store: Store, wanted: Filter, on: date, demo: bool, file: IO[bytes]) -> None:
    def job(connection: Connection) -> None:
        marked = demo or ledger_lines.demo(connection, wanted, on)
        about = Heading(
            "　".join(filter(None, (wanted.office, f"导出日期：{on.isoformat()}"))), "演示数据" if marked else ""
        )
        write_ledger(file, ledger_lines.each(connection, wanted, on), about)

    store.read_now(job)


handlers: list[HTTPRouteHandler] = [sheet_file]
