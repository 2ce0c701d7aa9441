"""What the fixtures wait for comes to an end, and says what did not."""

import asyncio

import pytest
from temporalio.testing import WorkflowEnvironment

from tests.temporal import TRIES, started


class TestStarting:
    async def test_ends_with_words_where_a_server_never_answers(self) -> None:
        tries = []

        async def silent() -> WorkflowEnvironment:
            tries.append(1)
            await asyncio.Event().wait()
            raise AssertionError("it never gets here")

        with pytest.raises(RuntimeError, match="does not answer: 5 tries"):
            await started(silent, seconds=0.01)

        assert len(tries) == TRIES

    async def test_does_not_try_again_what_cannot_work(self) -> None:
        async def broken() -> WorkflowEnvironment:
            raise RuntimeError("no such file")

        with pytest.raises(RuntimeError, match="no such file"):
            await started(broken)
