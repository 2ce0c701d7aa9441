"""Password hashes (argon2id): made and compared beside the event loop, two at once, since each takes memory."""

import asyncio
import secrets
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from domain.passwords import MOST, normalise_password

MEMORY_KIB: Final = 65_536
PASSES: Final = 3
_LANES: Final = 2
_AT_ONCE: Final = 2
_RANDOM_BYTES: Final = 15


def make_password() -> str:
    """Make a password at random, of 20 characters that every keyboard has."""
    return secrets.token_urlsafe(_RANDOM_BYTES)


class Passwords:
    """Hashes passwords; `memory_kib` and `passes` may rise, and older hashes are then made anew at the next sign-in."""

    def __init__(self, *, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=_LANES)
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._nobodys = ""

    async def hash(self, password: str) -> str:
        """Give the hash to keep, with its salt and parameters in it."""
        async with self._room:
            return await asyncio.to_thread(self._hasher.hash, normalise_password(password))

    async def matches(self, password: str, kept: str | None) -> bool:
        """Tell whether it is the password; where there is none to compare it with, this takes as long and is false."""
        if not self._nobodys:
            self._nobodys = await self.hash(secrets.token_urlsafe())
        async with self._room:
            is_right = await asyncio.to_thread(self._verify, password[: MOST + 1], kept or self._nobodys)
        return is_right and kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Tell whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    def _verify(self, password: str, kept: str) -> bool:
        try:
            return self._hasher.verify(kept, normalise_password(password))
        except (VerificationError, InvalidHashError):
            return False
