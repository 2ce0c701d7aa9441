"""Declared interests (利益关系): kept so that nobody reads from them whom a member of staff knows (E7, I3)."""

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.interests import About, Interest
from domain.person import email_key, phone_key, respondent_key
from storage.database import Autocommitting
from storage.panel_tables import staff_interests
from storage.vault import Vault

_FEWEST_DIGITS: Final = 7
_COLUMNS: Final = (
    staff_interests.c.id,
    staff_interests.c.staff_id.label("staff"),
    staff_interests.c.about,
    staff_interests.c.subject,
    staff_interests.c.declared_by,
    staff_interests.c.declared_at,
    staff_interests.c.ended_at,
)


class Interests:
    """Keeps who has an interest in what; of respondents only a keyed mark."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = Autocommitting(engine)
        self._vault = vault

    async def declare(self, staff_id: str, about: About, subject: str, *, by: str) -> Interest:
        """Keep an interest of somebody; one that they have declared already changes nothing.

        `subject` is a tracking number, a department, or a respondent's name, phone or e-mail.
        """
        values = {
            "staff_id": staff_id,
            "about": about,
            "subject": "" if about is About.RESPONDENT else subject,
            "mark": mark_of(self._vault, about, subject),
            "declared_by": by,
        }
        same = (
            staff_interests.c.staff_id == staff_id,
            staff_interests.c.mark == values["mark"],
            staff_interests.c.ended_at.is_(None),
        )
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(*_COLUMNS).where(*same))).first()
            row = row or (await connection.execute(insert(staff_interests).values(values).returning(*_COLUMNS))).one()
        return Interest.model_validate(row._asdict())

    async def find(self, interest: int) -> Interest | None:
        """Give one by its id."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(*_COLUMNS).where(staff_interests.c.id == interest))).one_or_none()
        return Interest.model_validate(row._asdict()) if row else None

    async def of(self, staff_id: str | None = None) -> Sequence[Interest]:
        """List what was declared, of somebody or of all, also what has ended, the oldest first."""
        query = select(*_COLUMNS).order_by(staff_interests.c.id)
        if staff_id is not None:
            query = query.where(staff_interests.c.staff_id == staff_id)
        async with self._engine.connect() as connection:
            return [Interest.model_validate(row._asdict()) for row in await connection.execute(query)]

    async def end(self, interest: int) -> bool:
        """Let one count no more from now on; false where there is none, or it has ended."""
        open_one = staff_interests.c.id == interest, staff_interests.c.ended_at.is_(None)
        async with self._engine.connect() as connection:
            ended = await connection.execute(update(staff_interests).where(*open_one).values(ended_at=func.now()))
        return ended.rowcount == 1

    async def interested(self, marks: Iterable[bytes]) -> frozenset[str]:
        """Give who has an interest in anything with one of these marks."""
        query = select(staff_interests.c.staff_id).where(
            staff_interests.c.mark.in_(list(marks)), staff_interests.c.ended_at.is_(None)
        )
        async with self._engine.connect() as connection:
            return frozenset((await connection.scalars(query)).all())


def mark_of(vault: Vault, about: About, subject: str) -> bytes:
    """Give the mark of what an interest is in; a respondent's is that of the e-mail, the phone or else the name."""
    if about is not About.RESPONDENT:
        return vault.blind_index(f"interest {about}", subject)
    if "@" in subject:
        return vault.blind_index("interest email", email_key(subject))
    if len(phone_key(subject)) >= _FEWEST_DIGITS:
        return vault.blind_index("interest phone", phone_key(subject))
    return vault.blind_index("interest name", respondent_key(subject))
