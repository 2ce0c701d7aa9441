"""The chains beside those of cases: of incidents, of matters, of looks, and of the register of authority (I2)."""

from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Table, literal

from storage.authority import NAME
from storage.authority_tables import authority_acts, authority_register
from storage.chain_tables import entry_columns
from storage.incident_tables import incident_events, incidents
from storage.look_tables import look_chains, looks
from storage.matter_tables import matter_events, matters


class OtherChain(NamedTuple):
    """Chains of a kind: `log` has their entries, each of the chain that `of` names, `heads` a row for each chain."""

    kind: str
    of: ColumnElement[str]
    log: Table
    heads: Table

    @property
    def entry(self) -> tuple[ColumnElement[Any], ...]:
        """Give the columns of an `Entry`."""
        return entry_columns(self.log)


OTHER_CHAINS: Final = (
    OtherChain("authority", literal(NAME), authority_acts, authority_register),
    OtherChain("incident", incident_events.c.incident, incident_events, incidents),
    OtherChain("matter", matter_events.c.matter, matter_events, matters),
    OtherChain("look", looks.c.chain, looks, look_chains),
)
