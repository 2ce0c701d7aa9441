"""A real Temporal server for the tests of the plumbing, with a worker that runs the probes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from domain.keyring import Key, KeyRing
from tests.temporal import started
from tests.workflows import probe
from workflows.client import TemporalUnreachable, has_worker
from workflows.plugin import redress_plugin
from workflows.search_attributes import SEARCH_ATTRIBUTES

TEMPORAL = Path(__file__).parents[2] / ".venv" / "bin" / "temporal"
PATIENCE = 60.0
KEYS = KeyRing(keys=(Key(key_id="probe", secret=b"p" * 32),))


class Site(NamedTuple):
    """A server and the file that it keeps everything in."""

    env: WorkflowEnvironment
    file: Path

    def kept(self) -> bytes:
        """Give every byte that the server has written; SQLite takes its journal away while it is looked for."""
        kept = b""
        for path in sorted(self.file.parent.glob(f"{self.file.name}*")):
            with suppress(FileNotFoundError):
                kept += path.read_bytes()
        return kept


@pytest.fixture(scope="session")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """The dev server, with the house's plugin and attributes, and a worker."""
    file = tmp_path_factory.mktemp("temporal") / "temporal.db"
    env = await started(
        lambda: WorkflowEnvironment.start_local(
            dev_server_existing_path=str(TEMPORAL),
            dev_server_database_filename=str(file),
            dev_server_log_level="error",
            dev_server_extra_args=[
                word for name, kind in SEARCH_ATTRIBUTES.items() for word in ("--search-attribute", f"{name}={kind}")
            ],
            plugins=[redress_plugin(key_ring=KEYS)],
        )
    )
    worker = Worker(
        env.client,
        task_queue=probe.QUEUE,
        workflows=[
            probe.AttributesWorkflow,
            probe.ForbiddenWorkflow,
            probe.IdentityWorkflow,
            probe.SecretsWorkflow,
        ],
        activities=[probe.leak],
        build_id="redress",
    )
    async with env, worker:
        yield Site(env=env, file=file)
    # The SDK's threads must have let go of the interpreter before it may end.
    await asyncio.sleep(0.3)


async def until(client: Client, queue: str, *, is_served: bool) -> None:
    """Wait until a queue is served, or is not any more."""
    async with asyncio.timeout(PATIENCE):
        while True:
            # A busy server may take longer than anybody would want to wait who asks for readiness.
            with suppress(TemporalUnreachable):
                if await has_worker(client, queue=queue) is is_served:
                    return
            await asyncio.sleep(0.1)


@pytest.fixture
def temporal(site: Site) -> WorkflowEnvironment:
    """The server alone."""
    return site.env
