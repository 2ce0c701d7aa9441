"""What may fail without anybody's mistake: a system behind the API that is down for a moment."""

from typing import Final

from obstore.exceptions import BaseError as StoreFailed
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from api.engine import EngineUnavailable
from storage.database import DatabaseNotReady

DOWN_FOR_A_MOMENT: Final = (
    EngineUnavailable,
    DatabaseNotReady,
    InterfaceError,
    OperationalError,
    PoolExhausted,
    StoreFailed,
)
"""Answered by 503: whoever tries again later does no harm."""
