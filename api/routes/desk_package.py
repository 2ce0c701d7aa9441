"""The package of a case over HTTP (移送包): page, files and manifest as one ZIP, for whoever refers it (E7)."""

from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import iterate_in_threadpool
from fastapi.responses import StreamingResponse

from api.access import Number, Staff, actor_of, check_may_read, unseen_case
from api.answers import refusals
from api.files import handling_of
from api.ports_package import Packed
from api.problems import Problem, not_allowed
from api.services import House, Language
from domain import permissions
from domain.custody import CustodyAct
from domain.evidence import Piece
from domain.words import Words
from storage.staff import StaffMember

router = APIRouter(prefix="/api/v1/desk/complaints/{tracking_number}", tags=["evidence"])

_ZIP: Final = "application/zip"
_CHUNK: Final = 2**16
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The package. `X-Package-SHA256` is its hash, as `refer-to-arbitrator` takes it; "
        "`X-Package-Whole: false` where a file or the chain is not what it was, which manifest and page tell.",
        "content": {_ZIP: {"schema": {"type": "string", "format": "binary"}}},
    },
    **refusals(401, 403, 404, 409, 503),
}


@router.get("/package", response_class=Response, responses=_ANSWERS)
async def download_package(
    request: Request, house: House, language: Language, staff: Staff, number: Number
) -> Response:
    """Get a whole case as one ZIP; that each of its files left is on record before the first byte does."""
    await _check_may_pack(house, staff, number)
    by = actor_of(staff).signature

    def noted(piece: Piece) -> Any:
        return handling_of(CustodyAct.DOWNLOADED, piece, request=request, actor=by, words="package")

    with TemporaryDirectory(prefix="redress-package-") as folder:
        path = Path(folder) / f"{number}.zip"
        packed = await house.packages.pack(number, path, to=by, language=language, noted=noted)
        if packed is None:
            raise _nothing_yet()
        # Open, it outlives its folder: whatever becomes of the answer, nothing personal stays behind.
        file = path.open("rb")
        size = path.stat().st_size
    return _streamed(file, size, packed, name=path.name)


async def _check_may_pack(house: House, staff: StaffMember, number: str) -> None:
    """Let pass leads of the case's department, and who reads everything. Raises `Problem` (403, 404, 409)."""
    if staff.role not in permissions.PACKING:
        raise not_allowed(
            zh=f"角色 {staff.role} 不能下载整案移送包。", en=f"The role {staff.role} may not take a whole case out."
        )
    case = await house.complaints.find(number)
    check_may_read(staff, case)
    if case is None:
        await unseen_case(house, number)
        raise _nothing_yet()
    if not permissions.may_read(role=staff.role, department=staff.department, case_department=case.department):
        raise not_allowed(
            zh="移送包由案件所属部门的组长以上人员或审计人员下载。",
            en="A whole case is taken out by leads of its own department, or by auditors.",
        )


def _nothing_yet() -> Problem:
    words = Words(
        zh="本案尚未登记完毕，请稍后再试。", en="Nothing of this case is on record yet; try again in a moment."
    )
    return Problem(status=409, words=words)


def _streamed(file: BinaryIO, size: int, packed: Packed, *, name: str) -> Response:
    headers = {
        **_HEADERS,
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(size),
        "X-Package-SHA256": packed.sha256,
        "X-Package-Whole": str(packed.is_whole).lower(),
    }
    return StreamingResponse(_chunks(file), media_type=_ZIP, headers=headers)


async def _chunks(file: BinaryIO) -> AsyncIterator[bytes]:
    with file:
        async for chunk in iterate_in_threadpool(_read(file)):
            yield chunk


def _read(file: BinaryIO) -> Iterator[bytes]:
    yield from iter(partial(file.read, _CHUNK), b"")
