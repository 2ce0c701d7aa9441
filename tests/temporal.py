"""Temporal servers for tests, on a machine that may be busy."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from temporalio.testing import WorkflowEnvironment

TRIES: Final = 5
SECONDS_FOR_A_TRY: Final = 40.0


async def started(
    start: Callable[[], Awaitable[WorkflowEnvironment]], *, seconds: float = SECONDS_FOR_A_TRY
) -> WorkflowEnvironment:
    """Start a server. The SDK gives it five seconds to answer, which a busy machine may not: then once more.

    What the SDK asks of a server once it answers (its search attributes) waits without an end of its own, and the port
    that it chose may be somebody else's by then. So each try has an end, too.

    Raises:
        RuntimeError: no try led to a server that answers.
    """
    for _ in range(TRIES):
        try:
            async with asyncio.timeout(seconds):
                return await start()
        except TimeoutError:
            continue
        except RuntimeError as error:
            if "did not start within" not in str(error):
                raise
    raise RuntimeError(f"Temporal's test server does not answer: {TRIES} tries of at most {seconds:g} s each")
