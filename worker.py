"""Entry point of a worker process: builds the adapters, wires them to the activities, runs until it is told to stop."""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Final

import uvloop
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from activities.delivery import Delivery
from activities.incident_watch import LOOK_EVERY, IncidentWatch
from activities.relay import NoticeRelay
from console.carriers import message_carriers
from console.stores import open_vault
from console.temporal import connect_by, process_identity
from domain.identity import Identity
from domain.policy import SHELF, PolicyChanged
from domain.ports import NoticeCarrier
from gateways.blobs import ObjectBlobStore
from gateways.chat import AppriseChatCarrier
from gateways.neighbour import Neighbour
from gateways.payments import HttpPaymentGateway
from gateways.records import HttpBusinessRecords
from gateways.repairs import HttpRepairSystem
from gateways.sms import HttpSmsCarrier
from policies.problems import PackRefused
from policies.reader import SHIPPED
from policies.stock import Stock
from settings import Settings
from storage.calendar_watch import CalendarWatch
from storage.complaints import Complaints
from storage.contacts import StaffContacts
from storage.database import DatabaseNotReady, check_ready, make_engine
from storage.duty import Duties
from storage.housekeeping import Housekeeping
from storage.incident_members import IncidentMembers
from storage.incidents import Incidents
from storage.journal import PostgresJournal
from storage.like_cases import LikeCases
from storage.matters import Matters
from storage.outbox import Outbox
from storage.panel_grounds import PanelGrounds
from storage.policies import Policies, VersionTaken
from workflows.client import TemporalUnreachable
from workflows.incident_calls import TemporalIncidents
from workflows.messages import EFFECTS_QUEUE
from workflows.news import SignalledNews
from workflows.telemetry import log_to_stderr, start_runtime
from workflows.workers import JOURNAL_ACTIVITIES, MAX_CACHED, QUEUES, WORKFLOW_TASKS, Ports, build_workers, run_workers

REFRESH_EVERY: Final = timedelta(seconds=10)
"""How often to look for versions of packs that another process has stored; a case that wants one waits for it."""
HOUSEKEEPING_EVERY: Final = timedelta(minutes=15)
BACK_AT_WORK_AFTER: Final = timedelta(seconds=1)
"""How soon notices are sent again when the database was away."""
# The SDK's threads must have let go of the interpreter before it ends, or they bring it down.
_LETTING_GO: Final = timedelta(milliseconds=300)

log = logging.getLogger("redress.worker")


class WorkerError(SystemExit):
    """The worker cannot start or go on; left alone it ends the program with its one line and exit code 1."""


def run(
    settings: Settings,
    *,
    queues: Sequence[str] = QUEUES,
    max_cached_workflows: int = MAX_CACHED,
    at_once: int = WORKFLOW_TASKS,
    metrics_address: str | None = None,
) -> None:
    """Be a worker process until SIGTERM or SIGINT.

    Args:
        settings: where everything is.
        queues: of `QUEUES`.
        max_cached_workflows: cases kept in memory.
        at_once: cases that take a step at the same time.
        metrics_address: host:port at which Prometheus may read the SDK's metrics.

    Raises:
        WorkerError: something that it needs is not there; the message is one line.
    """
    if unknown := [queue for queue in queues if queue not in QUEUES]:
        raise WorkerError(f"there is no queue {unknown[0]!r}: expected {' or '.join(QUEUES)}")
    log_to_stderr(form=settings.log_format)
    try:
        start_runtime(metrics_address=metrics_address)
        uvloop.run(_work(settings, queues=queues, max_cached_workflows=max_cached_workflows, at_once=at_once))
    except (DatabaseNotReady, PackRefused, PolicyChanged, TemporalUnreachable, VersionTaken) as error:
        raise WorkerError(str(error)) from error
    except (OSError, RuntimeError, SQLAlchemyError, ValueError) as error:
        log.exception("the worker cannot go on")
        raise WorkerError(f"the worker cannot go on: {str(error).splitlines()[0]}") from error


async def _work(settings: Settings, *, queues: Sequence[str], max_cached_workflows: int, at_once: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        engine = await stack.enter_async_context(_database(settings))
        stock = Stock(shelf=SHELF, store=Policies(engine=engine))
        await stock.publish(settings.policies_dir or SHIPPED)
        client = await connect_by(settings, identity=process_identity("redress-worker"), sandboxed=False)
        ports = await stack.enter_async_context(_adapters(settings, engine))
        workers = build_workers(
            client, ports, queues=queues, max_cached_workflows=max_cached_workflows, at_once=at_once
        )
        await stack.enter_async_context(_repeating(stock.refresh, every=REFRESH_EVERY, stop=stop))
        shelf = ObjectBlobStore(url=settings.blobs_url, key_ring=settings.key_ring())
        housekeeping = Housekeeping(engine=engine, vault=open_vault(settings), shelf=shelf)
        await stack.enter_async_context(_repeating(housekeeping.keep, every=HOUSEKEEPING_EVERY, stop=stop))
        if EFFECTS_QUEUE in queues:
            relay = _relay(settings, engine, client, sms=ports.carrier)
            for urgent in (True, False):
                lane = partial(relay.serve, urgent=urgent)
                await stack.enter_async_context(_repeating(lane, every=BACK_AT_WORK_AFTER, stop=stop))
            door = TemporalIncidents(client=client)
            incidents = IncidentWatch(finder=IncidentMembers(engine=engine), door=door, shelf=SHELF)
            await stack.enter_async_context(_repeating(incidents.look, every=LOOK_EVERY, stop=stop))
        watch = CalendarWatch(engine=engine, vault=open_vault(settings), shelf=SHELF)
        await stack.enter_async_context(_repeating(watch.look, every=HOUSEKEEPING_EVERY, stop=stop))
        # What is loaded by now stays: the collector need never look at it again.
        gc.collect()
        gc.freeze()
        log.info("working on %s", ", ".join(queues))
        await run_workers(workers, stop=stop)
    log.info("stopped")
    await asyncio.sleep(_LETTING_GO.total_seconds())


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(
        url=settings.database_url, application_name="redress-worker", pool_size=JOURNAL_ACTIVITIES // 2
    )
    try:
        await check_ready(engine)
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def _adapters(settings: Settings, engine: AsyncEngine) -> AsyncIterator[Ports]:
    token = settings.neighbours_token.get_secret_value()
    payments = Neighbour(system="payments", base_url=settings.payments_url, token=token)
    records = Neighbour(system="records", base_url=settings.records_url, token=token)
    sms = Neighbour(system="sms", base_url=settings.sms_url, token=token)
    repairs = Neighbour(system="work orders", base_url=settings.work_orders_url, token=token)
    try:
        vault = open_vault(settings)
        yield Ports(
            journal=PostgresJournal(engine=engine, vault=vault),
            duties=Duties(engine=engine),
            records=HttpBusinessRecords(neighbour=records),
            payments=HttpPaymentGateway(neighbour=payments),
            carrier=HttpSmsCarrier(neighbour=sms),
            repairs=HttpRepairSystem(neighbour=repairs),
            incidents=Incidents(engine=engine, vault=vault),
            members=IncidentMembers(engine=engine),
            matters=Matters(engine=engine, vault=vault),
            repeats=LikeCases(engine=engine, vault=vault),
            panels=PanelGrounds(engine=engine, vault=vault),
        )
    finally:
        for neighbour in (payments, records, sms, repairs):
            await neighbour.close()


def _relay(settings: Settings, engine: AsyncEngine, client: Client, *, sms: NoticeCarrier) -> NoticeRelay:
    """Build what sends notices, by the carriers that are set up."""
    vault, outbox = open_vault(settings), Outbox(engine=engine)
    delivery = Delivery(
        outbox=outbox,
        cases=Complaints(engine=engine, vault=vault),
        contacts=StaffContacts(engine=engine, vault=vault),
        carriers={"chat": AppriseChatCarrier(), **message_carriers(settings, sms=sms)},
        public_url=settings.public_url,
        language=settings.notices_language,
        respondent_code=Identity(settings.identity_key_bytes()).respondent_code_for,
    )
    return NoticeRelay(outbox=outbox, delivery=delivery, news=SignalledNews(client=client))


@asynccontextmanager
async def _repeating(
    chore: Callable[[], Awaitable[object]], *, every: timedelta, stop: asyncio.Event
) -> AsyncIterator[None]:
    """Do a chore again and again beside the work; one that fails in an unknown way ends the worker.

    A worker without it would look well and leave its work undone; started anew it shows again what is wrong.
    """
    task = asyncio.create_task(_repeat(chore, every=every))
    task.add_done_callback(lambda _: stop.set())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _repeat(chore: Callable[[], Awaitable[object]], *, every: timedelta) -> None:
    while True:
        await asyncio.sleep(every.total_seconds())
        try:
            await chore()
        except (OSError, PolicyChanged, SQLAlchemyError):
            log.exception("a chore failed and is tried again in %s", every)
