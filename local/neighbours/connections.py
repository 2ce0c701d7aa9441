"""A connection that a fault can close with no answer, which HTTP itself has no word for."""

import asyncio

from fastapi import Request
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class ClosableConnection(HttpToolsProtocol):
    """uvicorn's connection, which lets a route close it."""

    def on_message_begin(self) -> None:
        """Put the way to close this connection beside the request."""
        super().on_message_begin()
        self.scope["state"]["close_connection"] = self.transport.close


async def close_without_answer(request: Request) -> None:
    """Close the caller's connection; whatever the route answers afterwards goes nowhere."""
    request.state.close_connection()
    # The transport tells the connection that it is gone in the loop's next round.
    await asyncio.sleep(0.01)
