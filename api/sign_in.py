"""Signing in by name and password (I1): one answer to whatever is wrong, and ever longer waits for who guesses."""

from typing import Final

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from api.cookies import Cookies
from api.ports_sign_in import Doors
from api.problems import Problem
from domain.passwords import normalise_login
from domain.words import Words
from storage.sessions import OpenedSession

_LONGEST: Final = 1_000
_NOBODY: Final = " "
"""What is no name: everything that cannot be one is braked and looked up as the same."""


class SignInForm(BaseModel):
    """A name to sign in with and its password."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    login: str = Field(min_length=1, max_length=_LONGEST)
    password: SecretStr = Field(min_length=1, max_length=_LONGEST)


class SignIn:
    """Lets staff in by password; `cookies` reads and sets the cookie of their session."""

    def __init__(self, *, doors: Doors, cookies: Cookies) -> None:
        self.cookies: Final = cookies
        self._credentials = doors.credentials
        self._sessions = doors.sessions
        self._brakes = doors.brakes

    async def open(self, form: SignInForm, *, address: str, user_agent: str) -> OpenedSession:
        """Begin a session. Raises `Problem` (401, 429)."""
        login = normalise_login(form.login) or _NOBODY
        if seconds := await self._brakes.attempt(login, address=address):
            raise _too_soon(seconds)
        member = await self._credentials.check(login, form.password.get_secret_value(), address=address)
        if member is None:
            raise _wrong()
        await self._brakes.release(login, address=address)
        return await self._sessions.open(member, address=address, user_agent=user_agent)

    async def close(self, token: str) -> None:
        """End a session; one that is over changes nothing."""
        await self._sessions.end(token)

    async def close_all(self, staff_id: str) -> None:
        """End every session of somebody, on whichever machine."""
        await self._sessions.end_all(staff_id)


def _wrong() -> Problem:
    words = Words(
        zh="登录名或口令不正确。如忘记口令，请联系管理员重设。",
        en="The name or the password is wrong. An administrator can set a new one.",
    )
    return Problem(status=401, words=words)


def _too_soon(seconds: int) -> Problem:
    words = Words(
        zh=f"登录失败次数过多，请在 {seconds} 秒后再试。",
        en=f"Too many attempts to sign in; try again in {seconds} seconds.",
    )
    return Problem(status=429, words=words, headers={"Retry-After": str(seconds)})
