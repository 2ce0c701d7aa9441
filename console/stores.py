"""The database as commands use it: opened by settings, closed in the end, its failures in words."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from console.frame import Failure
from domain.keyring import UnknownKey
from settings import Settings
from storage.database import DatabaseNotReady, check_ready, make_engine
from storage.vault import SealBroken, Vault


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[AsyncEngine]:
    """Give connections of the application's own role.

    Raises:
        Failure: the database cannot be reached, goes away, has tables of another version, or was sealed with keys that
            the settings do not have.
    """
    engine = make_engine(url=settings.database_url, application_name="redress command", pool_size=2)
    try:
        await check_ready(engine)
        yield engine
    except DatabaseNotReady as error:
        raise Failure(str(error)) from None
    except OperationalError as error:
        raise Failure(f"the database does not answer any more: {str(error.orig).strip().splitlines()[0]}") from None
    except (SealBroken, UnknownKey) as error:
        raise Failure(str(error)) from None
    finally:
        await engine.dispose()


def open_vault(settings: Settings) -> Vault:
    """Give the keys by which cases are read and found."""
    return Vault(keys=settings.key_ring(), index_key=settings.identity_key_bytes())
