"""Temporal: the development server of the local stack, in `temporal.db` of the data folder."""

import sysconfig
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from google.protobuf.duration_pb2 import Duration
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from local.folder import DataFolder
from local.part import Part
from local.ports import LOOPBACK

NAME = "temporal"
NAMESPACE = "default"
RETENTION = timedelta(days=30)

_PATIENCE = timedelta(seconds=2)

_PRAGMAS = {"journal_mode": "wal", "synchronous": "normal"}
_DYNAMIC_CONFIG = {"system.forceSearchAttributesCacheRefreshOnRead": "false"}
_TIME_SKIPPING = {"frontend.WorkflowTimeSkippingEnabled": "true"}


class Temporal:
    """The server of one data folder, with the Web UI; `search_attributes` are types by name."""

    def __init__(
        self,
        *,
        folder: DataFolder,
        port: int,
        ui_port: int,
        search_attributes: Mapping[str, str],
        codec_endpoint: str | None = None,
        is_time_skipping: bool = False,
    ) -> None:
        self._file = folder.path / "temporal.db"
        self._port = port
        self._ui_port = ui_port
        self._search_attributes = search_attributes
        self._codec_endpoint = codec_endpoint
        self._dynamic_config = _DYNAMIC_CONFIG | (_TIME_SKIPPING if is_time_skipping else {})

    @property
    def address(self) -> str:
        """Where its front end listens, host:port."""
        return f"{LOOPBACK}:{self._port}"

    @property
    def ui_url(self) -> str:
        """Where its Web UI is."""
        return f"http://{LOOPBACK}:{self._ui_port}"

    def part(self) -> Part:
        """The server as a part to keep running; it answers once closed cases are kept long enough."""
        return Part(name=NAME, command=(_program(), *self._options()), probe=self._probe)

    def _options(self) -> list[str]:
        return [
            *("server", "start-dev", "--db-filename", str(self._file), "--ip", LOOPBACK),
            *("--port", str(self._port), "--ui-port", str(self._ui_port)),
            *("--log-level", "warn", "--ui-disable-news-fetch"),
            *(["--ui-codec-endpoint", self._codec_endpoint] if self._codec_endpoint else []),
            *_repeated("--sqlite-pragma", _PRAGMAS),
            *_repeated("--dynamic-config-value", self._dynamic_config),
            *_repeated("--search-attribute", self._search_attributes),
        ]

    async def _probe(self) -> str:
        try:
            client = await Client.connect(self.address, namespace=NAMESPACE)
            await _keep_closed_cases(client)
        except (RPCError, RuntimeError) as error:
            # The client tells a server that is not there by a plain RuntimeError.
            return str(error)
        return ""


async def _keep_closed_cases(client: Client) -> None:
    """Set how long the server keeps what is closed, which is a day unless told."""
    service = client.workflow_service
    answer = await service.describe_namespace(DescribeNamespaceRequest(namespace=NAMESPACE), timeout=_PATIENCE)
    if answer.config.workflow_execution_retention_ttl.ToTimedelta() == RETENTION:
        return
    wanted = Duration()
    wanted.FromTimedelta(RETENTION)
    await service.update_namespace(
        UpdateNamespaceRequest(namespace=NAMESPACE, config=NamespaceConfig(workflow_execution_retention_ttl=wanted)),
        timeout=_PATIENCE,
    )


def _program() -> str:
    return str(Path(sysconfig.get_path("scripts")) / "temporal")


def _repeated(option: str, values: Mapping[str, str]) -> list[str]:
    return [word for name, value in values.items() for word in (option, f"{name}={value}")]
