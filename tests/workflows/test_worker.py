"""The worker process: it works, says that it lives, ends when told, and says in one line what it lacks."""

import asyncio
import base64
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from storage.database import make_engine
from storage.policies import Policies
from tests.postgres import FreshDatabase
from tests.workflows.conftest import PATIENCE, until
from workflows.client import has_worker

ROOT = Path(__file__).parents[2]
START = "import sys, settings, worker; worker.run(settings.Settings.load(), queues=sys.argv[1:] or worker.QUEUES)"
NOWHERE = "http://127.0.0.1:9"

Settings = dict[str, str]


@pytest.fixture
def settings(temporal: WorkflowEnvironment, database: FreshDatabase, tmp_path: Path) -> Settings:
    key = base64.b64encode(b"k" * 32).decode()
    return {
        "REDRESS_TEMPORAL_ADDRESS": temporal.client.service_client.config.target_host,
        "REDRESS_DATABASE_URL": database.app_url,
        "REDRESS_BLOBS_URL": tmp_path.as_uri(),
        "REDRESS_SECRET_KEYS": f"test:{key}",
        "REDRESS_IDENTITY_KEY": key,
        "REDRESS_NEIGHBOURS_TOKEN": "t" * 16,
        "REDRESS_HOOKS_SECRET": "t" * 16,
        "REDRESS_CODEC_TOKEN": "t" * 16,
        "REDRESS_PUBLIC_URL": NOWHERE,
        "REDRESS_PAYMENTS_URL": NOWHERE,
        "REDRESS_WORK_ORDERS_URL": NOWHERE,
        "REDRESS_RECORDS_URL": NOWHERE,
        "REDRESS_SMS_URL": NOWHERE,
    }


@asynccontextmanager
async def worker(settings: Settings, *queues: str) -> AsyncIterator[Process]:
    """Run a worker process; kill it in the end, if it still runs."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REDRESS_")} | settings
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", START, *queues, cwd=ROOT, env=environment, stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def stored_packs(database: FreshDatabase) -> set[str]:
    """Give the names of the packs that are stored."""
    engine = make_engine(url=database.app_url, application_name="test")
    stored = {each.pack for each in await Policies(engine=engine).list()}
    await engine.dispose()
    return stored


async def last_words(process: Process) -> tuple[int, str]:
    """Give the exit code and what it wrote on stderr."""
    async with asyncio.timeout(PATIENCE):
        _, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, errors.decode()


class TestWorker:
    async def test_stores_the_packs_serves_every_queue_and_ends_when_told(
        self, temporal: WorkflowEnvironment, settings: Settings, database: FreshDatabase
    ) -> None:
        async with worker(settings) as process:
            await until(temporal.client, "complaints", is_served=True)
            await until(temporal.client, "effects", is_served=True)

            process.send_signal(signal.SIGTERM)

            code, words = await last_words(process)
            assert code == 0, words
            assert not await has_worker(temporal.client, queue="complaints")
            assert {"shared-mobility", "retail", "home-service", "citizen-hotline"} <= await stored_packs(database)

    async def test_serves_only_the_queues_that_it_is_given(
        self, temporal: WorkflowEnvironment, settings: Settings
    ) -> None:
        async with worker(settings, "effects") as process:
            await until(temporal.client, "effects", is_served=True)

            assert not await has_worker(temporal.client, queue="complaints")

            process.send_signal(signal.SIGTERM)
            assert (await last_words(process))[0] == 0

    async def test_is_missed_soon_after_it_was_killed(self, temporal: WorkflowEnvironment, settings: Settings) -> None:
        async with worker(settings, "effects") as process:
            await until(temporal.client, "effects", is_served=True)
            # The first heartbeat takes over from the pollers, which a server remembers for minutes.
            await asyncio.sleep(3)

            process.kill()

            await until(temporal.client, "effects", is_served=False)

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            ({"REDRESS_TEMPORAL_ADDRESS": "127.0.0.1:9"}, "Temporal does not answer at 127.0.0.1:9"),
            ({"REDRESS_TEMPORAL_NAMESPACE": "nobody"}, "the worker cannot go on: "),
            ({"REDRESS_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/x"}, "the database cannot be reached"),
            ({"REDRESS_SECRET_KEYS": "short"}, "REDRESS_SECRET_KEYS is wrong"),
            ({"REDRESS_POLICIES_DIR": str(ROOT / "docs")}, f"{ROOT / 'docs'}:1"),
        ],
    )
    async def test_says_in_one_last_line_what_it_lacks(
        self, settings: Settings, change: Settings, expected: str
    ) -> None:
        async with worker(settings | change) as process:
            code, words = await last_words(process)

        assert code == 1
        assert words.splitlines()[-1].startswith(expected)

    async def test_knows_the_queues_that_there_are(self, settings: Settings) -> None:
        async with worker(settings, "nonsense") as process:
            code, words = await last_words(process)

        assert (code, words) == (1, "there is no queue 'nonsense': expected complaints or effects\n")
