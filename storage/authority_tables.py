"""The tables of the register of authority (审批权限登记), as statements see them; `authority_acts` only grows.

`authority_register` is one row: the head of the chain, and the key that seals the words in it.
"""

from sqlalchemy import Column, Integer, LargeBinary, Table, Text, UniqueConstraint

from storage.chain_tables import chain_table
from storage.tables import metadata

authority_register = Table(
    "authority_register",
    metadata,
    Column("id", Text, primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("head_hash", LargeBinary, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
)

authority_acts = chain_table(
    "authority_acts",
    Column("request", Text, nullable=False),
    UniqueConstraint("request", name="authority_acts_once"),
)
