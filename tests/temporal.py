"""Temporal servers for tests, on a machine that may be busy."""

from collections.abc import Awaitable, Callable
from typing import Final

from temporalio.testing import WorkflowEnvironment

TRIES: Final = 5


async def started(start: Callable[[], Awaitable[WorkflowEnvironment]]) -> WorkflowEnvironment:
    """Start a server. The SDK gives it five seconds to answer, which a busy machine may not: then once more."""
    for _ in range(TRIES - 1):
        try:
            return await start()
        except RuntimeError as error:
            if "did not start within" not in str(error):
                raise
    return await start()
