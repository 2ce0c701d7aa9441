"""The tables of looks (查阅记录): one chain for each day and process, so that none waits for another."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table

from storage.chain_tables import chain_table
from storage.tables import NUMBER, metadata

look_chains = Table(
    "look_chains",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("head_hash", LargeBinary, nullable=False),
)

looks = chain_table("looks", of="chain")

Index("looks_by_time", looks.c.at, looks.c.chain, looks.c.sequence)
Index("looks_by_person", looks.c.actor, looks.c.at, looks.c.chain, looks.c.sequence)
Index("looks_by_case", looks.c.data["about"].as_string(), looks.c.at, looks.c.chain, looks.c.sequence)
