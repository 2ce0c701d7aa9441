"""The API's house: the adapters behind it, built by settings and handed in, and kept in step while it serves."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from api.app import create_app
from api.pages.assets import AssetsNotBuilt
from api.parts import Options, Parts
from api.readiness import database_check, temporal_check, worker_check
from api.server import serve
from console.carriers import message_carriers
from console.doors import open_doors
from console.frame import Failure
from console.packaging import CasePackager
from console.stores import open_vault
from console.temporal import connect_by, process_identity
from domain.policy import SHELF, PolicyChanged
from gateways.blobs import ObjectBlobStore
from gateways.letter_press import LetterPress
from gateways.media.reader import ProcessMediaReader
from gateways.neighbour import Neighbour
from gateways.sms import HttpSmsCarrier
from language.words import WordTriage
from policies.problems import PackRefused
from policies.reader import SHIPPED
from policies.stock import Stock
from settings import Settings
from storage.access_codes import AccessCodes
from storage.announcements import Announcements
from storage.authority import AuthorityRegister
from storage.complaints import Complaints
from storage.custody import Custody
from storage.database import DatabaseNotReady, check_ready, make_engine
from storage.desk import Desk
from storage.escrow_funding import EscrowFunding
from storage.evidence import Evidence
from storage.file_claims import FileClaims
from storage.incidents import Incidents
from storage.interests import Interests
from storage.ledger_book import LedgerBook
from storage.like_cases import LikeCases
from storage.looks import Looks
from storage.matters import Matters
from storage.outbox import Outbox
from storage.policies import Policies, VersionTaken
from storage.requests import Requests
from storage.respondents import Respondents
from storage.staff import StaffRegister
from storage.timeline import Timeline
from workflows.codec import EncryptionCodec

_CONNECTIONS: Final = 10
_REFRESH_EVERY: Final = timedelta(seconds=10)
# Somebody waits for a code, and a stop waits for what is being sent.
_SECONDS_FOR_A_MAIL: Final = 10.0

log = logging.getLogger("redress.api")


async def be_the_api(settings: Settings, *, host: str, port: int, trusted_proxies: str = "") -> None:
    """Serve until SIGINT or SIGTERM.

    Raises:
        Failure: something that it needs is not there, or the port cannot be listened on; the message is one line.
    """
    engine = make_engine(url=settings.database_url, application_name="redress-api", pool_size=_CONNECTIONS)
    sms = Neighbour(system="sms", base_url=settings.sms_url, token=settings.neighbours_token.get_secret_value())
    try:
        async with _policies_in_step(settings, engine):
            client = await connect_by(settings, identity=process_identity("redress-api"), lazy=True)
            parts = _parts(settings, engine=engine, client=client, sms=sms)
            app = create_app(parts=parts, options=_options(settings))
            await _serve(app, host=host, port=port, trusted_proxies=trusted_proxies)
    except (AssetsNotBuilt, DatabaseNotReady, OSError, PackRefused, PolicyChanged, VersionTaken) as error:
        raise Failure(str(error)) from None
    finally:
        await sms.close()
        await engine.dispose()


async def _serve(app: FastAPI, *, host: str, port: int, trusted_proxies: str) -> None:
    try:
        await serve(
            app, host=host, port=port, trusted_proxies=trusted_proxies, at_stop=app.state.services.live.hub.close
        )
    except SystemExit as end:
        if end.code:
            raise Failure(f"port {port} of {host} cannot be listened on: choose another with --port") from None
        raise


def _parts(settings: Settings, *, engine: AsyncEngine, client: Client, sms: Neighbour) -> Parts:
    vault = open_vault(settings)
    blobs = ObjectBlobStore(url=settings.blobs_url, key_ring=settings.key_ring())
    return Parts(
        client=client,
        complaints=Complaints(engine=engine, vault=vault),
        timeline=Timeline(engine=engine, vault=vault),
        desk=Desk(engine=engine, vault=vault),
        notices=Outbox(engine=engine),
        staff=StaffRegister(engine=engine),
        requests=Requests(engine=engine),
        access_codes=AccessCodes(engine=engine, vault=vault),
        like_cases=LikeCases(engine=engine, vault=vault),
        incidents=Incidents(engine=engine, vault=vault),
        authority=AuthorityRegister(engine=engine, vault=vault),
        ledger=LedgerBook(engine=engine),
        funding=EscrowFunding(engine=engine),
        matters=Matters(engine=engine, vault=vault),
        respondents=Respondents(engine=engine, vault=vault),
        blobs=blobs,
        claims=FileClaims(engine=engine, shelf=blobs),
        evidence=Evidence(engine=engine, vault=vault),
        custody=Custody(engine=engine, vault=vault),
        media=ProcessMediaReader(),
        carriers=message_carriers(settings, sms=HttpSmsCarrier(neighbour=sms), seconds_for_a_mail=_SECONDS_FOR_A_MAIL),
        make_reader=WordTriage,
        codec=EncryptionCodec(key_ring=settings.key_ring()),
        letters=LetterPress(),
        interests=Interests(engine=engine, vault=vault),
        looks=Looks(engine=engine),
        packages=CasePackager(engine=engine, vault=vault, blobs=blobs),
        doors=open_doors(settings, engine=engine, vault=vault),
        announcements=Announcements(engine=engine),
        checks={
            "temporal": temporal_check(client),
            "database": database_check(engine),
            "worker": worker_check(client),
        },
    )


def _options(settings: Settings) -> Options:
    return Options(
        identity_key=settings.identity_key_bytes(),
        hooks_secret=settings.hooks_secret.get_secret_value(),
        codec_token=settings.codec_token.get_secret_value(),
        temporal_ui_url=settings.temporal_ui_url,
        requests_per_minute=settings.limits_requests_per_minute,
        intakes_per_minute=settings.limits_intakes_per_minute,
        public_url=settings.public_url,
    )


@asynccontextmanager
async def _policies_in_step(settings: Settings, engine: AsyncEngine) -> AsyncIterator[None]:
    """Fill the shelf, and look now and then for versions that another process has stored."""
    await check_ready(engine)
    stock = Stock(shelf=SHELF, store=Policies(engine=engine))
    await stock.publish(settings.policies_dir or SHIPPED)
    task = asyncio.create_task(_refresh(stock))
    try:
        yield
    finally:
        task.cancel()


async def _refresh(stock: Stock) -> None:
    while True:
        await asyncio.sleep(_REFRESH_EVERY.total_seconds())
        try:
            await stock.refresh()
        except (OSError, PolicyChanged, SQLAlchemyError) as error:
            log.error("new policies cannot be looked for: %s", type(error).__name__)
