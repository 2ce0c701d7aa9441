"""The first minutes of a house: on an empty folder somebody has to be there who may let others in."""

from pathlib import Path
from typing import Final

from local.errors import StartError
from settings import Settings, SettingsError
from storage.credentials import Credentials
from storage.database import make_engine
from storage.passwords import Passwords, make_password
from storage.vault import Vault

LOGIN: Final = "admin"


async def found(*, folder: Path, database_url: str) -> str | None:
    """Make an administrator where nobody works yet; give their password, or none where somebody does.

    Raises:
        StartError: the settings are wrong.
    """
    try:
        settings = Settings.load(folder)
    except SettingsError as error:
        raise StartError(str(error)) from None
    vault = Vault(keys=settings.key_ring(), index_key=settings.identity_key_bytes())
    passwords = Passwords(memory_kib=settings.signin_argon2_memory_kib, passes=settings.signin_argon2_passes)
    engine = make_engine(url=database_url, application_name="redress up", pool_size=1)
    try:
        password = make_password()
        credentials = Credentials(engine=engine, vault=vault, passwords=passwords)
        return password if await credentials.found(login=LOGIN, password=password) else None
    finally:
        await engine.dispose()
