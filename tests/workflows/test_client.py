"""Connections: one that waits for Temporal, one that says it is not there, and TLS from files."""

from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from tests.workflows.conftest import KEYS, until
from tests.workflows.probe import QUEUE, IdentityWorkflow
from workflows.client import TemporalUnreachable, connect, has_worker, read_tls

NOBODY = "127.0.0.1:9"


class TestConnect:
    async def test_gives_a_client_with_the_houses_plugin(self, temporal: WorkflowEnvironment) -> None:
        address = temporal.client.service_client.config.target_host

        client = await connect(address=address, namespace="default", key_ring=KEYS, identity="test")

        assert await client.execute_workflow(IdentityWorkflow.run, id="by-connect", task_queue=QUEUE)
        assert client.config(active_config=True)["data_converter"].payload_codec is not None

    async def test_says_where_nobody_answers(self) -> None:
        with pytest.raises(TemporalUnreachable, match=f"^Temporal does not answer at {NOBODY}$"):
            await connect(address=NOBODY, namespace="default", key_ring=KEYS, identity="test")

    async def test_waits_for_the_first_call_when_it_is_lazy(self) -> None:
        client = await connect(address=NOBODY, namespace="default", key_ring=KEYS, identity="test", lazy=True)

        with pytest.raises(TemporalUnreachable):
            await has_worker(client, queue=QUEUE)


class TestHasWorker:
    async def test_knows_the_queues_that_are_served(self, temporal: WorkflowEnvironment) -> None:
        # One of its own: the site's worker tells of itself once a minute only, as the SDK has it by itself.
        async with Worker(temporal.client, task_queue="served", workflows=[IdentityWorkflow]):
            await until(temporal.client, "served", is_served=True)

        assert not await has_worker(temporal.client, queue="nobody")


class TestReadTls:
    def test_is_none_without_files(self) -> None:
        assert read_tls(ca=None, certificate=None, key=None) is None

    def test_reads_what_is_named(self, tmp_path: Path) -> None:
        authority, certificate, key = (tmp_path / name for name in ("ca.pem", "cert.pem", "key.pem"))
        for path in (authority, certificate, key):
            path.write_text(path.name)

        tls = read_tls(ca=authority, certificate=certificate, key=key)

        assert tls is not None
        assert (tls.server_root_ca_cert, tls.client_cert, tls.client_private_key) == (
            b"ca.pem",
            b"cert.pem",
            b"key.pem",
        )
