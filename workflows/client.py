"""Connections to Temporal, and whether anybody works there."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.enums.v1 import TaskQueueType, WorkerStatus
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.worker.v1 import WorkerHeartbeat
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, ListWorkersRequest
from temporalio.client import Client
from temporalio.service import GrpcCompression, RPCError, RPCStatusCode, TLSConfig

from domain.keyring import KeyRing
from workflows.plugin import redress_plugin

CONNECT_TIMEOUT: Final = timedelta(seconds=5)
HEARTBEAT_EVERY: Final = timedelta(seconds=2)
HEARTBEAT_GONE_AFTER: Final = 3 * HEARTBEAT_EVERY
# A long poll takes up to 70 s, and only its beginning is noted.
POLLER_GONE_AFTER: Final = timedelta(seconds=90)
_QUICKLY: Final = timedelta(seconds=2)


class TemporalUnreachable(ConnectionError):
    """Temporal does not answer at its address."""


async def connect(
    *,
    address: str,
    namespace: str,
    key_ring: KeyRing,
    identity: str,
    tls: TLSConfig | None = None,
    lazy: bool = False,
    sandboxed: bool = True,
) -> Client:
    """Connect to Temporal with the house's plugin.

    Args:
        address: host:port of its front end.
        namespace: the one that all cases live in; whether it exists shows with the first call.
        key_ring: what seals and opens everything that goes there.
        identity: shown in the Web UI beside what this process does.
        tls: certificates; none is plain text.
        lazy: connect with the first call, so that a process starts while Temporal is down; not for workers.
        sandboxed: whether workers of this client run workflow code in the sandbox.

    Raises:
        TemporalUnreachable: nobody answers there (never when `lazy`).
    """
    try:
        return await Client.connect(
            address,
            namespace=namespace,
            plugins=[redress_plugin(key_ring=key_ring, sandboxed=sandboxed)],
            identity=identity,
            tls=tls or False,
            lazy=lazy,
            connect_timeout=CONNECT_TIMEOUT,
            # Ciphertext does not shrink; trying to costs time with every call.
            grpc_compression=GrpcCompression.NONE,
        )
    except RuntimeError as error:
        raise TemporalUnreachable(f"Temporal does not answer at {address}") from error


def read_tls(*, ca: Path | None, certificate: Path | None, key: Path | None) -> TLSConfig | None:
    """Read PEM files into what `connect` takes; none when no file is named. Raises `OSError`."""
    if not (ca or certificate or key):
        return None
    return TLSConfig(
        server_root_ca_cert=ca.read_bytes() if ca else None,
        client_cert=certificate.read_bytes() if certificate else None,
        client_private_key=key.read_bytes() if key else None,
    )


async def has_worker(client: Client, *, queue: str) -> bool:
    """Tell whether a worker takes tasks from a queue: it told so by a heartbeat within the last six seconds.

    Where none is known (the first seconds, or a server that keeps none), somebody must have polled within a minute and
    a half. Raises `TemporalUnreachable`.
    """
    try:
        if heartbeats := await _heartbeats(client, queue=queue):
            return any(_is_alive(heartbeat) for heartbeat in heartbeats)
        return await _has_poller(client, queue=queue)
    # A lazy client that has never been connected says so by a plain RuntimeError.
    except (RPCError, RuntimeError) as error:
        raise TemporalUnreachable("Temporal does not answer") from error


async def _heartbeats(client: Client, *, queue: str) -> list[WorkerHeartbeat]:
    request = ListWorkersRequest(namespace=client.namespace, query=f"TaskQueue = '{queue}'", page_size=100)
    try:
        answer = await client.workflow_service.list_workers(request, timeout=_QUICKLY)
    except RPCError as error:
        if error.status is RPCStatusCode.UNIMPLEMENTED:
            return []
        raise
    return [worker.worker_heartbeat for worker in answer.workers_info]


def _is_alive(heartbeat: WorkerHeartbeat) -> bool:
    is_running = heartbeat.status == WorkerStatus.WORKER_STATUS_RUNNING
    return is_running and _age(heartbeat.heartbeat_time) < HEARTBEAT_GONE_AFTER


async def _has_poller(client: Client, *, queue: str) -> bool:
    for kind in (TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY):
        request = DescribeTaskQueueRequest(
            namespace=client.namespace, task_queue=TaskQueue(name=queue), task_queue_type=kind
        )
        answer = await client.workflow_service.describe_task_queue(request, timeout=_QUICKLY)
        if any(_age(poller.last_access_time) < POLLER_GONE_AFTER for poller in answer.pollers):
            return True
    return False


def _age(instant: Timestamp) -> timedelta:
    return datetime.now(UTC) - instant.ToDatetime(tzinfo=UTC)
