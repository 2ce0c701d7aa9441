"""Notices of the house (内部通知): what staff are told that is of no case (C5, H5)."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Text, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.notices import Addressed
from domain.ports_matter import ToldOf
from domain.words import Words
from storage.database import Autocommitting
from storage.journal_statements import OUTBOX_CHANNEL
from storage.tables import INSTANT

_TELL: Final = text(
    f"""
    WITH told AS (
        INSERT INTO notices (key, receiver, what, urgent, about)
        SELECT :key || '/staff:' || id, 'staff:' || id, :what, false, cast(:about AS json)
        FROM staff WHERE role = :role AND disabled_at IS NULL
        ON CONFLICT (key) DO NOTHING
        RETURNING key
    )
    SELECT pg_notify('{OUTBOX_CHANNEL}', '') FROM told LIMIT 1
    """  # noqa: S608  nothing but the name of a channel is put in
).bindparams(bindparam("key"), bindparam("what"), bindparam("about"), bindparam("role"))

_TELL_LEADS: Final = text(
    f"""
    WITH told AS (
        INSERT INTO notices (key, receiver, what, urgent, about)
        SELECT :key || '/staff:' || id, 'staff:' || id, :what, false, cast(:about AS json)
        FROM staff
        WHERE (department = :department AND role IN ('team_lead', 'department_head') OR role = 'senior_management')
            AND disabled_at IS NULL
        ON CONFLICT (key) DO NOTHING
        RETURNING key
    )
    SELECT pg_notify('{OUTBOX_CHANNEL}', '') FROM told LIMIT 1
    """  # noqa: S608  nothing but the name of a channel is put in
)

_TELL_ONE: Final = text(
    f"""
    WITH told AS (
        INSERT INTO notices (key, receiver, what, urgent, about)
        VALUES (:key, 'staff:' || :staff, :what, false, cast(:about AS json))
        ON CONFLICT (key) DO NOTHING
        RETURNING key
    )
    SELECT pg_notify('{OUTBOX_CHANNEL}', '') FROM told
    """  # noqa: S608  nothing but the name of a channel is put in
).bindparams(bindparam("staff", type_=Text))

_TELL_PARTY: Final = text(
    f"""
    WITH told AS (
        INSERT INTO notices (key, tracking_number, receiver, what, urgent, about, next_try_at)
        VALUES (:key, :number, :receiver, :what, false, cast(:about AS json), greatest(now(), :not_before))
        ON CONFLICT (key) DO NOTHING
        RETURNING key
    )
    SELECT pg_notify('{OUTBOX_CHANNEL}', '') FROM told
    """  # noqa: S608  nothing but the name of a channel is put in
).bindparams(bindparam("not_before", type_=INSTANT))


class HouseNotices:
    """Puts notices of the house into the outbox."""

    def __init__(self, *, engine: AsyncEngine) -> None:
        self._engine = Autocommitting(engine)

    async def tell(self, role: str, *, key: str, what: str, words: Words) -> None:
        """Owe everybody of a role these words; the same key once, however often and by however many this is asked."""
        values = {"key": key, "what": what, "about": words.model_dump_json(), "role": role}
        async with self._engine.connect() as connection:
            await connection.execute(_TELL, values)


async def tell_leads(connection: AsyncConnection, *, department: str, key: str, what: str, words: Words) -> None:
    """Owe the leads of a department, and senior management, these words, once and with the transaction."""
    values = {"key": key, "what": what, "about": words.model_dump_json(), "department": department}
    await connection.execute(_TELL_LEADS, values)


async def tell_each(connection: AsyncConnection, told: Sequence[ToldOf]) -> None:
    """Owe people these words, once and with the transaction."""
    if told:
        values = [each._asdict() | {"about": each.words.model_dump_json()} for each in told]
        await connection.execute(_TELL_ONE, [{k: v for k, v in each.items() if k != "words"} for each in values])


async def tell_party(connection: AsyncConnection, addressed: Addressed) -> None:
    """Owe a party of a case a notice, once, though the case itself is over."""
    notice = addressed.notice
    values = {
        "key": addressed.key,
        "number": notice.tracking_number,
        "receiver": addressed.receiver,
        "what": notice.what.value,
        "about": notice.model_dump_json(),
        "not_before": notice.not_before,
    }
    await connection.execute(_TELL_PARTY, values)
