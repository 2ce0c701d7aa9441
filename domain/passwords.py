"""Passwords (口令): which are taken, under which name one signs in, and how long a wrong one holds off (I1)."""

import re
import unicodedata
from datetime import timedelta
from typing import Final

from domain.words import Words

FEWEST: Final = 12
MOST: Final = 200
FREE_FOR_A_LOGIN: Final = 5
"""Attempts in a row under one name that cost no time."""
FREE_FOR_AN_ADDRESS: Final = 20
LONGEST_WAIT: Final = timedelta(minutes=15)
FORGOTTEN_AFTER: Final = timedelta(hours=24)
"""Failures count no more once the last of them is this old."""

_FEWEST_DIFFERENT: Final = 6
_SHORTEST_NAME_LOOKED_FOR: Final = 3
_LOGIN: Final = re.compile(r"[\w.@+-]{1,64}")
_DOUBLINGS: Final = 10


def normalise_login(text: str) -> str | None:
    """Give a name to sign in with as it is kept; none for what cannot be one."""
    login = unicodedata.normalize("NFKC", text).strip().casefold()
    return login if _LOGIN.fullmatch(login) else None


def normalise_password(text: str) -> str:
    """Give a password as it is hashed, so that every keyboard writes the same one."""
    return unicodedata.normalize("NFKC", text)


def fault_of(password: str, *, login: str) -> Words | None:
    """Tell what is wrong with a new password; nothing where it is taken."""
    if not FEWEST <= len(password) <= MOST:
        return Words(zh=f"口令应为 {FEWEST} 至 {MOST} 个字符", en=f"a password has {FEWEST} to {MOST} characters")
    if len(set(password)) < _FEWEST_DIFFERENT:
        return Words(
            zh=f"口令至少含 {_FEWEST_DIFFERENT} 个不同字符",
            en=f"a password has at least {_FEWEST_DIFFERENT} different characters",
        )
    if len(login) >= _SHORTEST_NAME_LOOKED_FOR and login in password.casefold():
        return Words(zh="口令不得包含登录名", en="a password does not contain the name to sign in with")
    return None


def wait_after(failures: int, *, free: int) -> timedelta:
    """Give how long nobody may try again: nothing at first, then twice as long each time, 15 minutes at most."""
    if failures < free:
        return timedelta()
    return min(LONGEST_WAIT, timedelta(seconds=2 ** min(failures - free, _DOUBLINGS)))
