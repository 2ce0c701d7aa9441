"""Probes: whether a part answers yet. Each says what is amiss, or nothing."""

import asyncio

import httpx

from local.part import Probe
from local.ports import LOOPBACK

_PATIENCE_SECONDS = 2.0


def listens(*, port: int) -> Probe:
    """Tell whether somebody accepts connections on a port of this machine."""

    async def probe() -> str:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                _, writer = await asyncio.open_connection(LOOPBACK, port)
        except OSError as error:
            return f"port {port}: {error.strerror or error}"
        writer.close()
        return ""

    return probe


def is_ready(*, url: str, but_for: frozenset[str] = frozenset()) -> Probe:
    """Tell whether `url` answers 200; also if it answers otherwise and only checks in `but_for` are not ok."""

    async def probe() -> str:
        try:
            async with httpx.AsyncClient(timeout=_PATIENCE_SECONDS, trust_env=False) as client:
                answer = await client.get(url)
        except httpx.HTTPError as error:
            return f"{url}: {error}"
        if answer.status_code == 200:
            return ""
        amiss = _failing_checks(answer)
        if amiss and amiss <= but_for:
            return ""
        return f"{url} answers {answer.status_code} {', '.join(sorted(amiss))}".strip()

    return probe


def _failing_checks(answer: httpx.Response) -> set[str]:
    try:
        body = answer.json()
    except ValueError:
        return set()
    checks = body.get("checks") if isinstance(body, dict) else None
    return {name for name, word in checks.items() if word != "ok"} if isinstance(checks, dict) else set()


async def always() -> str:
    """Ask nothing: the part is taken to answer as soon as it runs."""
    return ""
