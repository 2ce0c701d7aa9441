"""Temporal: the real server, with what a stack asks of it, and what it keeps through a kill."""

import asyncio
import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from local.folder import DataFolder
from local.ports import Ports
from local.roll import read_roll
from local.supervisor import Supervisor
from local.temporal import NAME, Temporal

ATTRIBUTES = {"RedressStage": "Keyword", "RedressLevel": "Int"}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[DataFolder]:
    with DataFolder.held(tmp_path) as folder:
        yield folder


def temporal_in(folder: DataFolder, *, is_time_skipping: bool = False) -> Temporal:
    ports = Ports.any_free().claimed()
    return Temporal(
        folder=folder,
        port=ports.temporal,
        ui_port=ports.ui,
        search_attributes=ATTRIBUTES,
        codec_endpoint="http://127.0.0.1:1/codec/default/token",
        is_time_skipping=is_time_skipping,
    )


class TestTemporal:
    async def test_is_set_up_as_a_stack_needs_it(self, folder: DataFolder) -> None:
        temporal = temporal_in(folder)
        async with Supervisor(folder) as supervisor, httpx.AsyncClient(trust_env=False) as http:
            await supervisor.start(temporal.part())
            client = await Client.connect(temporal.address)

            described = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="default"))
            known = await client.operator_service.list_search_attributes(
                ListSearchAttributesRequest(namespace="default")
            )
            shown = (await http.get(f"{temporal.ui_url}/api/v1/settings")).json()

        assert described.config.workflow_execution_retention_ttl.ToTimedelta() == timedelta(days=30)
        assert known.custom_attributes["RedressStage"] == IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
        assert known.custom_attributes["RedressLevel"] == IndexedValueType.INDEXED_VALUE_TYPE_INT
        assert shown["Codec"]["Endpoint"] == "http://127.0.0.1:1/codec/default/token"

    async def test_keeps_what_was_started_through_kill_9(self, folder: DataFolder) -> None:
        temporal = temporal_in(folder, is_time_skipping=True)
        async with Supervisor(folder) as supervisor:
            await supervisor.start(temporal.part())
            client = await Client.connect(temporal.address)
            await client.start_workflow("Case", id="C-1", task_queue="complaints")
            killed = read_roll(folder.path)[NAME]["pid"]
            os.kill(killed, signal.SIGKILL)
            async with asyncio.timeout(15):
                while await temporal.part().probe():  # noqa: ASYNC110 - the server is another program
                    await asyncio.sleep(0.05)

            described = await client.get_workflow_handle("C-1").describe()

            assert described.workflow_type == "Case"
            assert read_roll(folder.path)[NAME]["pid"] != killed
