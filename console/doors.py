"""The ways in for staff, built by settings: passwords, sessions, and what holds guessers off."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from api.ports_sign_in import Doors
from settings import Settings
from storage.brakes import Brakes
from storage.credentials import Credentials
from storage.passwords import Passwords
from storage.sessions import Sessions
from storage.vault import Vault


def open_doors(settings: Settings, *, engine: AsyncEngine, vault: Vault) -> Doors:
    """Give what the API lets staff in by."""
    return Doors(
        credentials=open_credentials(settings, engine=engine, vault=vault),
        sessions=Sessions(
            engine=engine,
            vault=vault,
            idle=timedelta(minutes=settings.signin_idle_minutes),
            longest=timedelta(minutes=settings.signin_longest_minutes),
        ),
        brakes=Brakes(engine=engine, vault=vault),
    )


def open_credentials(settings: Settings, *, engine: AsyncEngine, vault: Vault) -> Credentials:
    """Give what keeps passwords."""
    passwords = Passwords(memory_kib=settings.signin_argon2_memory_kib, passes=settings.signin_argon2_passes)
    return Credentials(engine=engine, vault=vault, passwords=passwords)
