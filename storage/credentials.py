"""Credentials (登录凭据): the name and the password by which somebody signs in."""

from typing import Final

from sqlalchemy import delete, select, sql, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.permissions import rung_of
from storage.credential_tables import staff_credentials, staff_sessions
from storage.passwords import Passwords
from storage.sign_in_log import Access, address_mark, entry
from storage.staff import StaffMember
from storage.tables import staff
from storage.vault import Vault

_OURS: Final = ("login", "password_hash", "changed_at")


class LoginTaken(Exception):
    """Somebody else signs in by that name."""


class Credentials:
    """Keeps names and password hashes."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault, passwords: Passwords) -> None:
        self._engine = engine
        self._vault = vault
        self._passwords = passwords

    async def login_of(self, staff_id: str) -> str | None:
        """Give the name by which somebody signs in; none where they have no password."""
        query = select(staff_credentials.c.login).where(staff_credentials.c.staff_id == staff_id)
        async with self._engine.connect() as connection:
            login: str | None = await connection.scalar(query)
        return login

    async def set(self, staff_id: str, *, login: str, password: str) -> None:
        """Give somebody a name and a password, both checked before; their sessions end.

        Raises:
            LoginTaken: somebody else has that name.
        """
        kept = await self._passwords.hash(password)
        statement = insert(staff_credentials).values(staff_id=staff_id, login=login, password_hash=kept)
        changes = {name: statement.excluded[name] for name in _OURS}
        try:
            async with self._engine.begin() as connection:
                await connection.execute(statement.on_conflict_do_update(index_elements=["staff_id"], set_=changes))
                await connection.execute(delete(staff_sessions).where(staff_sessions.c.staff_id == staff_id))
                await connection.execute(entry(Access.PASSWORD_SET, staff_id=staff_id))
        except IntegrityError as error:
            raise LoginTaken from error

    async def found(self, *, login: str, password: str) -> bool:
        """Add an administrator with a password where nobody has ever been added; false where somebody was."""
        anybody = select(staff.c.id).limit(1)
        async with self._engine.connect() as connection:
            if await connection.scalar(anybody) is not None:
                return False
        kept = await self._passwords.hash(password)
        first = {"name": "Administrator", "role": "administrator", "rung": rung_of("administrator")}
        async with self._engine.begin() as connection:
            staff_id = await connection.scalar(sql.insert(staff).values(first).returning(staff.c.id))
            row = {"staff_id": staff_id, "login": login, "password_hash": kept}
            await connection.execute(sql.insert(staff_credentials).values(row))
            await connection.execute(entry(Access.PASSWORD_SET, staff_id=staff_id))
        return True

    async def check(self, login: str, password: str, *, address: str) -> StaffMember | None:
        """Give who it is; none for a wrong name, a wrong password and somebody disabled, all after the same time."""
        query = (
            select(staff, staff_credentials.c.password_hash)
            .join(staff_credentials, staff_credentials.c.staff_id == staff.c.id)
            .where(staff_credentials.c.login == login)
        )
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        kept: str | None = row.password_hash if row and row.disabled_at is None else None
        if await self._passwords.matches(password, kept) and row and kept:
            await self._keep_up(row.id, password, kept)
            return StaffMember.model_validate(row)
        async with self._engine.begin() as connection:
            mark = address_mark(self._vault, address)
            await connection.execute(entry(Access.REFUSED, staff_id=row.id if row else None, mark=mark))
        return None

    async def _keep_up(self, staff_id: str, password: str, kept: str) -> None:
        """Hash anew what was hashed with lesser parameters, unless it was changed meanwhile."""
        if not self._passwords.is_outdated(kept):
            return
        same = staff_credentials.c.staff_id == staff_id, staff_credentials.c.password_hash == kept
        anew = await self._passwords.hash(password)
        async with self._engine.begin() as connection:
            await connection.execute(update(staff_credentials).where(*same).values(password_hash=anew))
