"""The one HTTP call that all gateways share."""

import asyncio

import pytest

from domain.ports import NeighbourUnavailable
from gateways.neighbour import Neighbour
from tests.gateways.conftest import NeighbourAt


class TestNeighbour:
    @pytest.mark.parametrize("address", ["", "payments", "ftp://payments", "file:///etc/passwd", "http://", "//host"])
    def test_refuses_an_address_that_is_none(self, address: str) -> None:
        with pytest.raises(ValueError, match="the address of payments must begin with"):
            Neighbour(system="payments", base_url=address, token="t")

    async def test_bounds_the_whole_call_also_when_the_answer_drips(self, neighbour_at: NeighbourAt) -> None:
        async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + b" " * 999:
                if writer.is_closing():
                    break
                writer.write(bytes([byte]))
                await asyncio.sleep(0.02)
            writer.close()

        async with await asyncio.start_server(drip, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            neighbour = neighbour_at(f"http://127.0.0.1:{port}", seconds=0.3)

            with pytest.raises(NeighbourUnavailable, match=r"payments: no answer within 0\.3 s"):
                await neighbour.get("payments", "R-1")

    async def test_sends_the_token_and_quotes_each_part_of_the_path_whole(self, neighbour_at: NeighbourAt) -> None:
        asked: list[bytes] = []

        async def keep(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            await writer.drain()
            writer.close()

        async with await asyncio.start_server(keep, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            neighbour = neighbour_at(f"http://127.0.0.1:{port}/base/", token="the token")

            await neighbour.get("orders", "a/../b?c#d 是")

        assert asked[0].startswith(b"GET /base/orders/a%2F..%2Fb%3Fc%23d%20%E6%98%AF HTTP/1.1\r\n")
        assert b"authorization: bearer the token\r\n" in asked[0].lower()
