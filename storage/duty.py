"""Shifts and leave (班次与休假): who of the staff is there when the ladder wants somebody."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.duty import Absence, Person, Shift
from storage.database import Autocommitting
from storage.mediation_tables import mediates_as
from storage.tables import staff, staff_absences


class Duties:
    """Keeps shifts and absences, and tells who is there; implements `domain.ports.Duties`."""

    def __init__(self, *, engine: AsyncEngine) -> None:
        self._engine = Autocommitting(engine)
        self._reading = asyncio.Lock()
        self._asked: list[datetime] = []
        self._next: asyncio.Task[list[Person]] | None = None

    async def people(self, *, at: datetime) -> Sequence[Person]:
        """Give everybody who is not disabled, the longest here first, with the absences that an instant may fall into.

        Whoever asks while the register is being read shares the next reading, which begins after they asked: hundreds
        of deadlines in one instant are some dozen questions.
        """
        self._asked.append(at)
        self._next = self._next or asyncio.create_task(self._read_for_all())
        return await asyncio.shield(self._next)

    async def everybody(self) -> Sequence[Person]:
        """Give everybody who is not disabled, with their shift and the absences that are not over, the next first."""
        return await self._people(staff_absences.c.ends_at > func.now())

    async def set_shift(self, staff_id: str, shift: Shift | None) -> bool:
        """Give somebody weekly hours, or none: always there. False when there is nobody of that id."""
        values = {"shift": shift.model_dump(mode="json") if shift else None}
        async with self._engine.connect() as connection:
            changed = await connection.execute(update(staff).where(staff.c.id == staff_id).values(values))
        return changed.rowcount == 1

    async def add_absence(self, staff_id: str, absence: Absence) -> None:
        """Note that somebody will be away."""
        values = {
            "staff_id": staff_id,
            "begins_at": absence.begins_at,
            "ends_at": absence.ends_at,
            "deputy": absence.deputy,
        }
        async with self._engine.connect() as connection:
            await connection.execute(insert(staff_absences).values(values))

    async def end_absences(self, staff_id: str) -> int:
        """Note that somebody is back: what has begun ends now, what was to come is taken back. Gives how many."""
        away, theirs = staff_absences, staff_absences.c.staff_id == staff_id
        async with self._engine.connect() as connection:
            ended = await connection.execute(
                update(away)
                .where(theirs, away.c.begins_at < func.now(), away.c.ends_at > func.now())
                .values(ends_at=func.now())
            )
            taken_back = await connection.execute(delete(away).where(theirs, away.c.begins_at >= func.now()))
        return ended.rowcount + taken_back.rowcount

    async def _read_for_all(self) -> list[Person]:
        async with self._reading:
            asked, self._asked, self._next = self._asked, [], None
            return await self._people(staff_absences.c.begins_at <= max(asked), staff_absences.c.ends_at > min(asked))

    async def _people(self, *which_absences: ColumnElement[bool]) -> list[Person]:
        away = staff_absences
        theirs = and_(away.c.staff_id == staff.c.id, *which_absences)
        query = (
            select(staff.c.id, staff.c.rung, staff.c.department, staff.c.role, staff.c.shift, mediates_as)
            .add_columns(away.c.begins_at, away.c.ends_at, away.c.deputy)
            .outerjoin_from(staff, away, theirs)
            .where(staff.c.disabled_at.is_(None))
            .order_by(staff.c.created_at, staff.c.id, away.c.begins_at, away.c.id)
        )
        people: dict[str, Person] = {}
        async with self._engine.connect() as connection:
            for row in await connection.execute(query):
                known = people.get(row.id) or Person(
                    id=row.id,
                    rung=row.rung,
                    department=row.department,
                    role=row.role,
                    shift=row.shift,
                    mediates_as=row.mediates_as or "",
                )
                if row.begins_at is not None:
                    absence = Absence(begins_at=row.begins_at, ends_at=row.ends_at, deputy=row.deputy)
                    known = known.model_copy(update={"absences": (*known.absences, absence)})
                people[row.id] = known
        return list(people.values())
