"""The address of what browsers load beside a page: kept by them for good, since other content has another name."""

from typing import Final

from fastapi import APIRouter, Request, Response

from api.pages.assets import PREFIX
from api.pages.compression import takes_gzip
from api.pages.press import Pages
from api.problems import nothing_here

router = APIRouter(prefix=PREFIX.rstrip("/"), include_in_schema=False)

_HEADERS: Final = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}


@router.api_route("/{served}", methods=["GET", "HEAD"])
async def read_asset(request: Request, served: str, press: Pages) -> Response:
    """Hand out one file, compressed where that is taken."""
    asset = press.assets.find(served)
    if asset is None:
        raise nothing_here()
    if takes_gzip(request.headers):
        headers = {**_HEADERS, "Content-Encoding": "gzip"}
        return Response(asset.compressed, headers=headers, media_type=asset.media_type)
    return Response(asset.plain, headers=_HEADERS, media_type=asset.media_type)
