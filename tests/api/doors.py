"""The ways in for staff, with hashes that cost little."""

from sqlalchemy.ext.asyncio import AsyncEngine

from api.ports_sign_in import Doors
from storage.brakes import Brakes
from storage.credentials import Credentials
from storage.passwords import Passwords
from storage.sessions import Sessions
from storage.vault import Vault

LIGHT = Passwords(memory_kib=64, passes=1)


def doors(engine: AsyncEngine, vault: Vault) -> Doors:
    """Build them."""
    return Doors(
        credentials=Credentials(engine=engine, vault=vault, passwords=LIGHT),
        sessions=Sessions(engine=engine, vault=vault),
        brakes=Brakes(engine=engine, vault=vault),
    )
