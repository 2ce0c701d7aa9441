"""The floor's client: no encryption, and like the house's own connection no compression either."""

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import GrpcCompression


async def connect_bare(address: str) -> Client:
    """Connect with models as plain JSON."""
    return await Client.connect(address, data_converter=pydantic_data_converter, grpc_compression=GrpcCompression.NONE)
