"""Whether what stands behind the API answers: each check gives what is amiss in words, or nothing."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from api.ports import Check
from storage.database import DatabaseNotReady, check_ready
from workflows.client import TemporalUnreachable, has_worker
from workflows.messages import COMPLAINTS_QUEUE

PATIENCE: Final = timedelta(seconds=2)
OK: Final = "ok"


def temporal_check(client: Client) -> Check:
    """Tell whether Temporal answers and has the namespace."""

    async def check() -> str:
        request = DescribeNamespaceRequest(namespace=client.namespace)
        try:
            await client.workflow_service.describe_namespace(request, timeout=PATIENCE)
        except RPCError as error:
            known = error.status is not RPCStatusCode.NOT_FOUND
            return "does not answer" if known else f"there is no namespace {client.namespace}"
        except RuntimeError:
            return "does not answer"
        return ""

    return check


def worker_check(client: Client) -> Check:
    """Tell whether a worker takes cases."""

    async def check() -> str:
        try:
            return "" if await has_worker(client, queue=COMPLAINTS_QUEUE) else "no worker takes cases"
        except TemporalUnreachable:
            return "cannot be told: Temporal does not answer"

    return check


def database_check(engine: AsyncEngine) -> Check:
    """Tell whether the database answers and has this version's tables."""

    async def check() -> str:
        try:
            await check_ready(engine)
        except DatabaseNotReady as error:
            return str(error)
        except SQLAlchemyError:
            return "does not answer"
        return ""

    return check


async def ask_all(checks: Mapping[str, Check]) -> dict[str, str]:
    """Ask every check at once, and give `ok` or what is amiss by name."""
    words = await asyncio.gather(*(_ask(check) for check in checks.values()))
    return dict(zip(checks, words, strict=True))


async def _ask(check: Check) -> str:
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            return await check() or OK
    except TimeoutError:
        return f"does not answer within {PATIENCE.total_seconds():g} s"
