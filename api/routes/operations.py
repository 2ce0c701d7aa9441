"""For whoever runs the system: is it alive, is it ready, how is it doing."""

from datetime import UTC, datetime

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from api.answers import as_json
from api.readiness import OK, ask_all
from api.services import House

router = APIRouter(tags=["operations"])


class Health(BaseModel):
    """The process answers."""

    status: str = OK


class Readiness(BaseModel):
    """Whether everything behind the API answers; each check is `ok` or says what is amiss."""

    ready: bool
    checks: dict[str, str]


@router.get("/healthz", response_model=Health)
async def health() -> Response:
    """Tell that the process answers."""
    return as_json(Health())


@router.get("/readyz", response_model=Readiness, responses={503: {"model": Readiness, "description": "Not ready"}})
async def readiness(house: House) -> Response:
    """Tell whether Temporal, the database and a worker answer."""
    checks = await ask_all(house.checks)
    is_ready = all(word == OK for word in checks.values())
    return as_json(Readiness(ready=is_ready, checks=checks), status=200 if is_ready else 503)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(house: House) -> Response:
    """Give the figures of this process in the format of Prometheus."""
    house.figures.note_calendars(house.shelf.policies(), on=datetime.now(tz=UTC).date())
    return Response(generate_latest(house.figures.registry), media_type=CONTENT_TYPE_LATEST)
