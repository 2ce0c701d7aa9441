"""The HTTP API: built from its parts by an entry point (J3)."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline

from api import errors, openapi
from api.access_codes import GOOD_FOR, MOST_CODES, CodeSender
from api.body_limit import BodyLimit
from api.cookies import Cookies
from api.engine import Engine
from api.failures import DOWN_FOR_A_MOMENT
from api.gate import Gate
from api.guard import Guard
from api.hub import AnnouncementSource, Hub, SharedReads
from api.intake import Intake
from api.likeness import Links
from api.live import Live
from api.looks import LookKeeper
from api.metrics import Metering
from api.pages import portal, static
from api.pages.assets import Assets
from api.pages.press import Press
from api.parts import Options, Parts
from api.readers import Readers
from api.routes import (
    access_codes,
    acts,
    adjudications,
    alerts,
    answers,
    audit,
    authority,
    codec,
    commands,
    complaints,
    deadlines,
    desk,
    desk_evidence,
    desk_package,
    evidence,
    hooks,
    incidents,
    interests,
    ledger,
    letters,
    likenesses,
    live,
    matters,
    notices,
    operations,
    penalties,
    respondents,
    reviews,
    rules,
    sessions,
    sign_in,
)
from api.seats import Seats
from api.services import Services
from api.sign_in import SignIn
from api.windows import Windows
from domain.identity import Identity

_ROUTERS: Final[tuple[APIRouter, ...]] = (
    complaints.router,
    acts.router,
    access_codes.router,
    rules.router,
    desk.router,
    deadlines.router,
    notices.router,
    likenesses.router,
    alerts.router,
    commands.router,
    hooks.router,
    operations.router,
    codec.router,
    letters.router,
    evidence.router,
    desk_evidence.router,
    answers.router,
    incidents.router,
    reviews.router,
    authority.router,
    ledger.router,
    matters.router,
    respondents.router,
    penalties.router,
    adjudications.router,
    interests.router,
    desk_package.router,
    audit.router,
    static.router,
    portal.router,
    sign_in.router,
    sessions.router,
    live.router,
)


def create_app(*, parts: Parts, options: Options) -> FastAPI:
    """Build the app; it keeps what the parts connect to open, and whoever made them closes them after it."""
    services = _services(parts, options)
    app = FastAPIOffline(
        title="Redress", version=openapi.VERSION, lifespan=_life, redirect_slashes=False, redoc_url=None
    )
    app.state.services = services
    app.state.press = Press(Assets())
    app.state.announcements = parts.announcements
    errors.install(app)
    openapi.install(app)
    # The last one added is the first one asked.
    app.add_middleware(LookKeeper, looks=parts.looks)
    app.add_middleware(BodyLimit)
    app.add_middleware(
        Gate,
        staff=parts.staff,
        sessions=parts.doors.sessions,
        cookies=services.sign_in.cookies,
        requests_per_minute=options.requests_per_minute,
        intakes_per_minute=options.intakes_per_minute,
    )
    app.add_middleware(Metering, figures=services.figures)
    for router in _ROUTERS:
        app.include_router(router)
    return app


def _services(parts: Parts, options: Options) -> Services:
    identity, readers = Identity(options.identity_key), Readers(parts.make_reader)
    engine = Engine(client=parts.client, patience=options.command_patience)
    links = Links(store=parts.like_cases, incidents=parts.incidents)
    return Services(
        engine=engine,
        complaints=parts.complaints,
        timeline=parts.timeline,
        desk=parts.desk,
        notices=parts.notices,
        staff=parts.staff,
        interests=parts.interests,
        access_codes=parts.access_codes,
        code_sender=_code_sender(parts),
        links=links,
        guard=Guard(requests=parts.requests, identity=identity),
        intake=_intake(parts, engine=engine, identity=identity, readers=readers, links=links),
        incidents=parts.incidents,
        authority=parts.authority,
        ledger=parts.ledger,
        funding=parts.funding,
        matters=parts.matters,
        respondents=parts.respondents,
        blobs=parts.blobs,
        evidence=parts.evidence,
        custody=parts.custody,
        claims=parts.claims,
        media=parts.media,
        identity=identity,
        readers=readers,
        shelf=parts.shelf,
        codec=parts.codec,
        checks=parts.checks,
        letters=parts.letters,
        packages=parts.packages,
        looks=parts.looks,
        sign_in=SignIn(doors=parts.doors, cookies=Cookies(options.public_url)),
        options=options,
        live=_live(parts, options),
    )


def _intake(parts: Parts, *, engine: Engine, identity: Identity, readers: Readers, links: Links) -> Intake:
    return Intake(
        engine=engine,
        complaints=parts.complaints,
        blobs=parts.blobs,
        claims=parts.claims,
        identity=identity,
        readers=readers,
        shelf=parts.shelf,
        links=links,
    )


def _live(parts: Parts, options: Options) -> Live:
    hub = Hub()
    return Live(
        hub=hub,
        reads=SharedReads(hub=hub, complaints=parts.complaints, timeline=parts.timeline),
        seats=Seats(each=options.streams_each, together=options.streams_together),
    )


def _code_sender(parts: Parts) -> CodeSender:
    windows = Windows(limit=MOST_CODES, seconds=GOOD_FOR.total_seconds(), clock=time.monotonic)
    return CodeSender(complaints=parts.complaints, codes=parts.access_codes, carriers=parts.carriers, windows=windows)


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    async with _heard(services, app.state.announcements):
        yield
    await services.code_sender.finish()


@asynccontextmanager
async def _heard(services: Services, announcements: AnnouncementSource) -> AsyncIterator[None]:
    hub = services.live.hub
    tasks = [
        asyncio.create_task(hub.follow(announcements)),
        asyncio.create_task(hub.tell_the_desk(services.live.reads.find, DOWN_FOR_A_MOMENT)),
    ]
    try:
        yield
    finally:
        hub.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
