"""The effects of the floor, with nothing around them."""

import httpx
import psycopg_pool
from pydantic import BaseModel
from temporalio import activity

FLOOR_EFFECTS_QUEUE = "floor-effects"
FLOOR_TABLE = """
CREATE TABLE IF NOT EXISTS floor (
    case_id text, step int, at timestamptz DEFAULT now(), PRIMARY KEY (case_id, step)
)"""


class Floor(BaseModel):
    """One bare case: its id, the order to read, what to pay, and how long its two windows are."""

    case_id: str
    order_number: str
    amount_fen: int
    window_seconds: float


class FloorActivities:
    """The effects, with nothing around them."""

    def __init__(self, *, pool: psycopg_pool.AsyncConnectionPool, neighbours: httpx.AsyncClient) -> None:
        self._pool = pool
        self._neighbours = neighbours

    @activity.defn
    async def floor_record(self, case_id: str, step: int) -> None:
        """Write one row."""
        async with self._pool.connection() as connection:
            await connection.execute(
                "INSERT INTO floor (case_id, step) VALUES (%s, %s) ON CONFLICT DO NOTHING", (case_id, step)
            )

    @activity.defn
    async def floor_fetch(self, order_number: str) -> int:
        """Read an order."""
        return (await self._neighbours.get(f"/orders/{order_number}")).status_code

    @activity.defn
    async def floor_pay(self, case_id: str, amount_fen: int) -> int:
        """Pay once."""
        body = {"key": f"{case_id}-R1", "amount_fen": amount_fen, "reference": case_id, "kind": "refund"}
        return (await self._neighbours.post("/payments", json=body)).status_code
