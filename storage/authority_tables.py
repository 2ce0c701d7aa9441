"""The tables of the register of authority (审批权限登记), as statements see them; `authority_acts` only grows.

`authority_register` is one row: the head of the chain, and the key that seals the words in it.
"""

from sqlalchemy import JSON, Column, Integer, LargeBinary, Table, Text, UniqueConstraint

from storage.tables import INSTANT, metadata

authority_register = Table(
    "authority_register",
    metadata,
    Column("id", Text, primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("head_hash", LargeBinary, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
)

authority_acts = Table(
    "authority_acts",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", INSTANT, nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("data", JSON, nullable=False),
    Column("sealed", LargeBinary),
    Column("previous_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("request", Text, nullable=False),
    UniqueConstraint("request", name="authority_acts_once"),
)
