"""`redress engine …`: what a Temporal cluster needs before cases can live there; the local stack does it by itself."""

import asyncio
from datetime import timedelta
from typing import Annotated, Final

import typer
from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from console.frame import Failure, examples, new_app
from console.place import load_settings
from console.temporal import open_temporal
from settings import Settings
from workflows.search_attributes import SEARCH_ATTRIBUTES

app = new_app("Prepare a Temporal cluster.")

_CALL: Final = timedelta(seconds=10)
# A namespace is known to every host of a cluster only after their caches have been read anew.
_PATIENCE: Final = timedelta(seconds=60)


@app.command(epilog=examples("redress engine prepare --retention-days 30"))
def prepare(
    context: typer.Context,
    retention_days: Annotated[int, typer.Option(min=1, help="How long a new namespace keeps closed cases.")] = 30,
) -> None:
    """Make the namespace and the search attributes that cases need, where they are missing; safe to run again.

    Works on the cluster of REDRESS_TEMPORAL_ADDRESS and needs the right to administer it.
    """
    try:
        added = asyncio.run(_prepare(load_settings(context), retention=timedelta(days=retention_days)))
    except (RPCError, TimeoutError) as error:
        raise Failure(f"Temporal refuses: {error}") from None
    typer.echo(f"search attributes: {', '.join(added) if added else 'all were there'}")


async def _prepare(settings: Settings, *, retention: timedelta) -> list[str]:
    async with open_temporal(settings, identity="redress engine prepare") as client:
        await _make_namespace(client, retention=retention)
        async with asyncio.timeout(_PATIENCE.total_seconds()):
            return await _add_search_attributes(client)


async def _make_namespace(client: Client, *, retention: timedelta) -> None:
    service = client.workflow_service
    try:
        await service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace), timeout=_CALL)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        keep = Duration()
        keep.FromTimedelta(retention)
        request = RegisterNamespaceRequest(namespace=client.namespace, workflow_execution_retention_period=keep)
        await service.register_namespace(request, timeout=_CALL)


async def _add_search_attributes(client: Client) -> list[str]:
    """Add what is missing and give the names; a new namespace is waited for."""
    while True:
        try:
            listed = await client.operator_service.list_search_attributes(
                ListSearchAttributesRequest(namespace=client.namespace), timeout=_CALL
            )
            break
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            await asyncio.sleep(1)
    missing = {name: kind for name, kind in SEARCH_ATTRIBUTES.items() if name not in listed.custom_attributes}
    if missing:
        kinds = {name: IndexedValueType.Value(f"INDEXED_VALUE_TYPE_{kind.upper()}") for name, kind in missing.items()}
        request = AddSearchAttributesRequest(namespace=client.namespace, search_attributes=kinds)
        await client.operator_service.add_search_attributes(request, timeout=_CALL)
    return sorted(missing)
