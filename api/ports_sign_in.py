"""What the API needs for signing in: passwords, sessions, and what holds guessers off."""

from dataclasses import dataclass
from typing import Protocol

from storage.sessions import OpenedSession, Session
from storage.staff import StaffMember


class CredentialStore(Protocol):
    """Names and passwords."""

    async def check(self, login: str, password: str, *, address: str) -> StaffMember | None:
        """Give who it is; none for whoever it is not, always after the same time."""
        ...


class SessionStore(Protocol):
    """Browsers that somebody has signed in with."""

    async def open(self, member: StaffMember, *, address: str, user_agent: str) -> OpenedSession:
        """Begin a session under a token of its own."""
        ...

    async def find(self, token: str) -> Session | None:
        """Give the session of a cookie; none for one that is over."""
        ...

    async def end(self, token: str) -> bool:
        """End a session; false where there was none."""
        ...

    async def end_all(self, staff_id: str) -> None:
        """End every session of somebody."""
        ...


class BrakeStore(Protocol):
    """How long somebody who guessed wrong has to wait."""

    async def attempt(self, login: str, *, address: str) -> int:
        """Count an attempt before it is made; give the whole seconds to wait instead, 0 where it may be made now."""
        ...

    async def release(self, login: str, *, address: str) -> None:
        """Take an attempt back that was right."""
        ...


@dataclass(frozen=True, kw_only=True)
class Doors:
    """The ways in for staff."""

    credentials: CredentialStore
    sessions: SessionStore
    brakes: BrakeStore
