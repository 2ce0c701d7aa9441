"""Files that people add to cases, over HTTP."""

import asyncio
from typing import Any

import httpx

from tests.api.house import Case, House, new_key

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
MIB = 2**20


async def add(
    house: House,
    case: Case,
    data: bytes = PNG,
    *,
    name: str = "lock.png",
    key: str | None = None,
    headers: dict[str, str] | None = None,
    **fields: Any,
) -> httpx.Response:
    """Add a file to a case."""
    return await house.http.post(
        f"{case.path}/evidence",
        files={"file": (name, data)},
        data={"kind": "photo"} | fields,
        headers={**(headers or case.headers), "Idempotency-Key": key or new_key()},
    )


async def listed(house: House, path: str, headers: dict[str, str], *, count: int = 1) -> list[dict[str, Any]]:
    """Wait until so many pieces are listed, and give them."""
    for _ in range(300):
        answer = await house.http.get(f"{path}/evidence", headers=headers)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        if len(items) == count:
            return items
        await asyncio.sleep(0.05)
    raise AssertionError(f"{path} lists {items}, not {count}")
