"""The staff of a bench: hired as `redress staff add` hires, and sent to act where the rules let them."""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from domain.permissions import rung_of
from local.stack import REDRESS, Stack
from storage.database import make_engine
from storage.staff import StaffRegister

GRAVEST = 3


class Member(NamedTuple):
    """Somebody who works here, with the token by which they sign in."""

    id: str
    role: str
    department: str | None
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """Give what says who calls."""
        return {"Authorization": f"Bearer {self.token}", "Accept-Language": "en"}

    @property
    def signature(self) -> str:
        """Give how a timeline names them."""
        return f"staff:{self.id}"


class Post(NamedTuple):
    """A place to fill."""

    role: str
    department: str | None = None


class Crew:
    """Everybody who was hired."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._members = tuple(members)

    def any_of(self, role: str) -> Member:
        """Give the first of a role."""
        return next(member for member in self._members if member.role == role)

    def member(self, staff: str) -> Member:
        """Give somebody by id."""
        return next(member for member in self._members if member.id == staff)

    def who_may_handle(self, *, department: str, level: int, without: Iterable[str] = ()) -> Sequence[Member]:
        """Give who may find, propose, answer: the lowest rung first; what is grave is not for agents."""
        roles = ("investigator", "team_lead") if level >= GRAVEST else ("agent", "investigator", "team_lead")
        return self._of(department, (*roles, "senior_management"), without)

    def who_may_lead(self, *, department: str, without: Iterable[str] = ()) -> Sequence[Member]:
        """Give who may decide on money, decline, grade, close: the lowest rung first."""
        return self._of(department, ("team_lead", "department_head", "senior_management"), without)

    def _of(self, department: str, roles: Sequence[str], without: Iterable[str]) -> Sequence[Member]:
        excluded = set(without)
        fits = [m for m in self._members if m.department in {department, None} and m.id not in excluded]
        return sorted((m for m in fits if m.role in roles), key=lambda m: roles.index(m.role))


async def hire(posts: Iterable[Post], *, stack: Stack) -> Crew:
    """Add somebody for each post, to the staff register itself: a process each would take longer than the bench."""
    engine = make_engine(url=stack.settings()["REDRESS_DATABASE_URL"], application_name="redress bench", pool_size=1)
    register = StaffRegister(engine=engine)
    members: list[Member] = []
    for post in posts:
        added = await register.add(name=post.role, role=post.role, rung=rung_of(post.role), department=post.department)
        token = await register.issue_token(added.id)
        members.append(Member(id=added.id, role=post.role, department=post.department, token=token))
    await engine.dispose()
    return Crew(members)


async def run_redress(*command: str, folder: Path) -> str:
    """Run a command on the stack in `folder` and give what it printed.

    Raises:
        RuntimeError: it did not end with 0; the message has its last words.
    """
    process = await asyncio.create_subprocess_exec(
        *REDRESS,
        "--data-dir",
        str(folder),
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    printed, said = await process.communicate()
    if process.returncode != 0:
        words = (said or printed).decode(errors="replace").strip()
        raise RuntimeError(f"redress {' '.join(command)} ended with {process.returncode}: {words}")
    return printed.decode()
