"""The published rules (G4): deadlines and remedies, from the packs themselves."""

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.answers import refusals
from api.services import House

router = APIRouter(prefix="/api/v1/rules", tags=["rules"])


class Rules(BaseModel):
    """The packs by which new complaints are handled, as their operators wrote them."""

    items: list[dict[str, Any]]


@router.get("", response_model=Rules, responses=refusals(429))
async def read_rules(house: House) -> Response:
    """Publish every pack in its present version."""
    packs = [policy.pack for policy in house.shelf.policies()]
    return JSONResponse({"items": [pack.model_dump(mode="json", by_alias=True, exclude_none=True) for pack in packs]})
