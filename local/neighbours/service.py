"""The neighbours service: builds the systems on one SQLite file and answers on a loopback port (row J, commands.md)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI

from local.neighbours import escrow, faults, mail, orders, payment_routes, problems, sms, work_orders
from local.neighbours.callbacks import CallbackSender
from local.neighbours.chores import Chore
from local.neighbours.connections import ClosableConnection
from local.neighbours.database import Database
from local.neighbours.payments import PaymentBook, settle_due
from local.neighbours.timings import Timings
from local.neighbours.work_orders import finish_due

_CALLBACK_SECONDS = 10.0
# Longer than Redress keeps an idle connection, so that it never writes into one that is just being closed.
_KEEP_ALIVE_SECONDS = 30
_GRACE_SECONDS = 3


def run(
    port: int,
    data_file: Path | str,
    callback_base: str,
    token: str,
    hooks_secret: str,
    *,
    mail_port: int | None = None,
    timings: Timings | None = None,
) -> None:
    """Serve on 127.0.0.1 until SIGTERM.

    Args:
        port: where to listen.
        data_file: the SQLite file; made when it is not there, gone on with when it is.
        callback_base: address of Redress's API, without path.
        token: bearer token that callers must show.
        hooks_secret: secret that signs callbacks.
        mail_port: where to take mails by SMTP; nowhere unless given.
        timings: how long things take, for tests.
    """
    app = create_app(
        data_file=Path(data_file),
        callback_base=callback_base,
        token=token,
        hooks_secret=hooks_secret,
        mail_port=mail_port,
        timings=timings or Timings(),
    )
    _serve(app, port=port)


def _serve(app: FastAPI, *, port: int) -> None:
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        http=ClosableConnection,
        ws="none",
        access_log=False,
        log_level="warning",
        # A forwarded address could pretend to be this machine's.
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    uvicorn.Server(config).run()


def create_app(
    *,
    data_file: Path,
    callback_base: str,
    token: str,
    hooks_secret: str,
    timings: Timings,
    mail_port: int | None = None,
) -> FastAPI:
    """Build the app on its file; what was under way before a restart goes on when it starts."""

    @asynccontextmanager
    async def chores_run(app: FastAPI) -> AsyncIterator[None]:
        database = Database(file=data_file)
        _put_books(app, database)
        async with httpx.AsyncClient(timeout=_CALLBACK_SECONDS, trust_env=False) as client:
            sender = CallbackSender(
                database=database, client=client, base=callback_base, secret=hooks_secret, timings=timings
            )
            async with _running(app, database, sender), _mailbox_at(app, mail_port):
                yield
        database.close()

    app = FastAPI(title="Redress's neighbours", version="1", lifespan=chores_run)
    app.state.token = token
    app.state.timings = timings
    problems.install(app)
    for router in (payment_routes.payments, payment_routes.vouchers, work_orders.router, orders.router, sms.router):
        app.include_router(router)
    for router in (mail.router, faults.router, escrow.bank, escrow.router):
        app.include_router(router)
    app.add_api_route("/healthz", _health, tags=["operations"])
    return app


def _health() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "ok"}


def _put_books(app: FastAPI, database: Database) -> None:
    timings = app.state.timings
    app.state.books = {
        "payments": PaymentBook(database=database, book="payments", timings=timings),
        "vouchers": PaymentBook(database=database, book="vouchers", timings=timings),
    }
    app.state.escrow = escrow.EscrowBook(database=database)
    app.state.faults = faults.FaultQueue(database=database)
    app.state.work_orders = work_orders.WorkOrderBook(database=database, timings=timings)
    app.state.orders = orders.OrderBook(database=database)
    app.state.sms = sms.SmsBook(database=database)
    app.state.mailbox = mail.Mailbox(database=database)


@asynccontextmanager
async def _running(app: FastAPI, database: Database, sender: CallbackSender) -> AsyncIterator[None]:
    callbacks = Chore(step=sender.send_due)
    settling = Chore(step=_then_call_back(settle_due, database, callbacks))
    late = timedelta(seconds=app.state.timings.late)
    finishing = Chore(step=_then_call_back(partial(finish_due, late=late), database, callbacks))
    chores = (settling, finishing, callbacks)

    def wake_chores() -> None:
        for chore in chores:
            chore.wake()

    app.state.wake_chores = wake_chores
    tasks = [asyncio.create_task(chore.run()) for chore in chores]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _mailbox_at(app: FastAPI, port: int | None) -> AbstractAsyncContextManager[None]:
    return nullcontext() if port is None else mail.mailbox_open(app.state.mailbox, port=port)


def _then_call_back(
    step: Callable[[Database], datetime | None], database: Database, callbacks: Chore
) -> Callable[[], Awaitable[datetime | None]]:
    async def run_step() -> datetime | None:
        next_at = await asyncio.to_thread(step, database)
        callbacks.wake()
        return next_at

    return run_step
