"""The members of incidents (群体性事件成员): read from the cases' own rows, and seen coming in what was filed (H5)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.types import Text

from domain.command import UNSETTLED_STAGES
from domain.incident import IncidentStart
from domain.incident_window import Arrival, incidents_in
from domain.pack_sections import Incident as IncidentRule
from domain.ports_incident import ANSWER, JOIN, RELEASE
from storage.database import Autocommitting

LOOK_BACK: Final = timedelta(days=1)
"""How much longer than a window is looked back: what a worker journals late still counts."""

# Nothing but a closed list of ours is put into these statements.
_UNSETTLED: Final = ", ".join(f"'{stage}'" for stage in sorted(UNSETTLED_STAGES))
_LIKE: Final = f"""
    c.incident IS NULL AND c.pack = i.pack AND c.received_at >= i.since AND c.category = i.category
    AND c.kind = i.kind AND c.stage IN ({_UNSETTLED}) AND c.archived_at IS NULL
"""
_UNCALLED: Final = """
    NOT EXISTS (SELECT FROM incident_calls AS k
                WHERE k.incident = i.id AND k.what = '{what}' AND k.tracking_number = c.tracking_number)
"""
_WAITING: Final = "c.incident = i.id AND c.incident_standing = 'waiting'"

_PAGE: Final = "c.tracking_number > :after ORDER BY c.tracking_number LIMIT :most"
_TO_JOIN: Final = text(f"""
SELECT c.tracking_number FROM complaints AS c, incidents AS i
WHERE i.id = :incident AND {_LIKE} AND {_UNCALLED.format(what=JOIN)} AND {_PAGE}
""")  # noqa: S608
_TO_ANSWER: Final = text(f"""
SELECT c.tracking_number FROM complaints AS c, incidents AS i
WHERE i.id = :incident AND {_WAITING} AND {_UNCALLED.format(what=ANSWER)} AND {_PAGE}
""")  # noqa: S608
_TO_RELEASE: Final = text(f"""
SELECT c.tracking_number FROM complaints AS c, incidents AS i
WHERE i.id = :incident AND c.incident = i.id AND c.incident_standing IN ('preparing', 'waiting')
    AND {_UNCALLED.format(what=RELEASE)} AND {_PAGE}
""")  # noqa: S608
_SIZE: Final = text(f"""
SELECT (SELECT count(*) FROM complaints AS c WHERE c.incident = i.id AND c.incident_standing <> 'left')
     + (SELECT count(*) FROM complaints AS c WHERE {_LIKE})
FROM incidents AS i WHERE i.id = :incident
""")  # noqa: S608
_WITH_WORK: Final = text(f"""
SELECT i.id FROM incidents AS i WHERE i.closed_at IS NULL AND (
    EXISTS (SELECT FROM complaints AS c WHERE {_LIKE} AND {_UNCALLED.format(what=JOIN)})
    OR i.stage <> 'open' AND EXISTS (
        SELECT FROM complaints AS c WHERE {_WAITING} AND {_UNCALLED.format(what=ANSWER)}))
ORDER BY i.id
""")  # noqa: S608
_CALLED: Final = text("""
INSERT INTO incident_calls (incident, what, tracking_number)
SELECT :incident, :what, number FROM unnest(CAST(:numbers AS text[])) AS number ON CONFLICT DO NOTHING
""").bindparams(bindparam("numbers", type_=ARRAY(Text)))

# Where so many are near enough to each other, all recent ones of their kind are read: who filed them decides.
_RECENT: Final = text(f"""
WITH recent AS (
    SELECT c.category, c.kind, c.department, c.received_at, c.tracking_number,
        coalesce(encode(c.phone_index, 'hex'), encode(c.email_index, 'hex'), c.tracking_number) AS person,
        lag(c.received_at, :others) OVER (PARTITION BY c.category, c.kind ORDER BY c.received_at) AS before
    FROM complaints AS c
    WHERE c.incident IS NULL AND c.pack = :pack AND c.received_at >= :since AND c.stage IN ({_UNSETTLED})
),
crowded AS (SELECT DISTINCT category, kind FROM recent WHERE received_at - before <= :within)
SELECT r.category, r.kind, r.department, r.received_at, r.tracking_number, r.person
FROM recent AS r JOIN crowded USING (category, kind)
WHERE NOT EXISTS (
    SELECT FROM incidents AS i
    WHERE i.pack = :pack AND i.category = r.category AND i.kind = r.kind AND i.closed_at IS NULL)
ORDER BY r.category, r.kind, r.received_at, r.tracking_number
""")  # noqa: S608


class IncidentMembers:
    """Finds the members of incidents, and incidents; implements the ports of those names."""

    def __init__(self, *, engine: AsyncEngine) -> None:
        self._engine = Autocommitting(engine)

    async def windows(self, *, pack: str, rule: IncidentRule, now: datetime) -> Sequence[IncidentStart]:
        """Give the incidents that are to be opened under a pack: kinds of which none is open, looked at exactly."""
        asked = {"pack": pack, "others": rule.kind_count - 1, "within": rule.within}
        rows = await self._rows(_RECENT, **asked, since=now - rule.within - LOOK_BACK)
        arrivals = [Arrival(*row) for row in rows]
        return incidents_in(arrivals, pack=pack, people=rule.kind_count, within=rule.within)

    async def with_work(self) -> Sequence[str]:
        """Give the open incidents that have cases to gather or to answer."""
        return [row.id for row in await self._rows(_WITH_WORK)]

    async def size(self, start: IncidentStart) -> int:
        """Count its members, and the like cases that are in no incident yet."""
        [row] = await self._rows(_SIZE, incident=start.incident)
        return int(row[0])

    async def to_join(self, start: IncidentStart, *, after: str, most: int) -> Sequence[str]:
        """Give like cases that nobody has told to join, by number."""
        return await self._numbers(_TO_JOIN, start.incident, after=after, most=most)

    async def to_answer(self, incident: str, *, after: str, most: int) -> Sequence[str]:
        """Give members that wait for an answer and have not been given it, by number."""
        return await self._numbers(_TO_ANSWER, incident, after=after, most=most)

    async def to_release(self, incident: str, *, after: str, most: int) -> Sequence[str]:
        """Give members that still wait for an answer, by number."""
        return await self._numbers(_TO_RELEASE, incident, after=after, most=most)

    async def note_called(self, incident: str, *, what: str, numbers: Sequence[str]) -> None:
        """Keep that these cases were told."""
        async with self._engine.connect() as connection:
            await connection.execute(_CALLED, {"incident": incident, "what": what, "numbers": list(numbers)})

    async def _numbers(self, query: Any, incident: str, *, after: str, most: int) -> Sequence[str]:
        rows = await self._rows(query, incident=incident, after=after, most=most)
        return [row.tracking_number for row in rows]

    async def _rows(self, query: Any, **values: Any) -> Sequence[Any]:
        async with self._engine.connect() as connection:
            return (await connection.execute(query, values)).all()
