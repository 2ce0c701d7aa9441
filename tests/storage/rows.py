"""Looking at tables, and laying hands on them as only somebody with the keys to the server can."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Table, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


async def rows(engine: AsyncEngine, table: Table, **where: Any) -> list[dict[str, Any]]:
    """Give the rows that have these values, in the order of the primary key."""
    query = select(table).order_by(*table.primary_key.columns)
    for name, value in where.items():
        query = query.where(table.c[name] == value)
    async with engine.connect() as connection:
        return [dict(row._mapping) for row in await connection.execute(query)]


@asynccontextmanager
async def tampering(admin: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Switch every trigger and foreign key off for a while, as whoever owns the server can."""
    async with admin.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection
