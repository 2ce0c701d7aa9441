"""Like cases (相似案件): found by their marks, never by looking through all (A6)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.types import BigInteger, Text

from domain.complaint import Complaint
from domain.likeness import LikeCase, Likeness, Why, is_repeated
from domain.repeats import RepeatLook
from storage.database import Autocommitting
from storage.likeness_marks import marks_of, personal_marks_of
from storage.vault import Vault

MOST_OF_A_MARK: Final = 30
"""How many cases one mark finds at most, the newest first: ten thousand with one text cost no more than these."""
MOST_FOUND: Final = 60

_LIKE: Final = text(f"""
WITH asked AS (
    SELECT * FROM unnest(CAST(:marks AS bigint[]), CAST(:whys AS text[])) AS a (mark, why)
),
found AS (
    SELECT hit.tracking_number, array_agg(DISTINCT asked.why) AS why
    FROM asked CROSS JOIN LATERAL (
        SELECT m.tracking_number FROM likeness_marks AS m
        WHERE m.mark = asked.mark AND m.received_at >= :since AND m.tracking_number <> :number
        ORDER BY m.received_at DESC LIMIT {MOST_OF_A_MARK}
    ) AS hit
    GROUP BY hit.tracking_number
)
SELECT c.tracking_number, c.pack, c.category, c.kind, c.stage, c.received_at, c.search_text AS words, found.why
FROM found JOIN complaints AS c USING (tracking_number)
ORDER BY :person = ANY (found.why) DESC, cardinality(found.why) DESC, c.received_at DESC, c.tracking_number
LIMIT {MOST_FOUND}
""").bindparams(bindparam("marks", type_=ARRAY(BigInteger)), bindparam("whys", type_=ARRAY(Text)))  # noqa: S608


class LikeCases:
    """Finds the cases that a complaint is like."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = Autocommitting(engine)
        self._vault = vault

    async def find(self, complaint: Complaint, *, number: str, since: datetime) -> Sequence[LikeCase]:
        """Give other cases than `number` that `complaint` may be like, at most 60.

        The same person's stand first, then those that share most, then the newest; none from before `since`.
        """
        return await self._find(marks_of(complaint, vault=self._vault), number=number, since=since)

    async def repeated(self, complaint: Complaint, *, number: str, look: RepeatLook) -> Sequence[Likeness]:
        """Give the other complaints of the same person about the same thing, as far as they are on record."""
        found = await self._find(personal_marks_of(complaint, vault=self._vault), number=number, since=look.since)
        return [
            Likeness(tracking_number=case.tracking_number, why=case.why)
            for case in found
            if is_repeated(case, **look.model_dump(exclude={"known"}))
        ]

    async def _find(self, marks: dict[int, Why], *, number: str, since: datetime) -> Sequence[LikeCase]:
        asked = {"marks": list(marks), "whys": [str(why) for why in marks.values()]}
        if not marks:
            return ()
        async with self._engine.connect() as connection:
            found = await connection.execute(
                _LIKE, {**asked, "number": number, "since": since, "person": str(Why.SAME_PERSON)}
            )
            return [LikeCase.model_validate(dict(row._mapping)) for row in found]
