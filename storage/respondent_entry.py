"""Entering respondents (登记被投诉人): who a case is about goes into the register with the step that says it (E8, I3).

A respondent is known by marks: eight bytes of an HMAC under the identity key, of the operator's own id of them, a phone
or an e-mail. The strongest mark that the register knows decides who they are; all others then stand for the same.
"""

from collections.abc import Sequence
from typing import Any, Final

from pydantic_core import to_json
from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.case import Case
from domain.case_inquiry import CODES_TOLD, Respondent
from domain.events import Event
from domain.kinds import EventKind, Responsible
from domain.person import email_key, phone_key
from storage.journal_statements import CONTINUE
from storage.respondent_tables import respondent_cases, respondent_keys
from storage.vault import Vault

NAMING: Final = CODES_TOLD | {EventKind.PENALTY_IMPOSED, EventKind.FINDING_RECORDED, EventKind.REOPENED}
"""What says who the respondent of a case is, or whether it was found against them."""

_ENTER: Final = """
entered AS (
    INSERT INTO respondents (id, name, known_since, named_at)
    SELECT r.id, r.name, r.named_at, r.named_at FROM who AS r
    ON CONFLICT (id) DO UPDATE SET
        name = coalesce(excluded.name, respondents.name), named_at = greatest(respondents.named_at, excluded.named_at)
),
recognised AS (
    INSERT INTO respondent_keys (mark, respondent)
    SELECT m.mark, r.id FROM who AS r, unnest(r.marks) AS m (mark)
    ON CONFLICT (mark) DO NOTHING
),
named AS (
    INSERT INTO respondent_cases (tracking_number, respondent, named_at, found_at)
    SELECT r.tracking_number, r.id, r.named_at, r.found_at FROM who AS r
    ON CONFLICT (tracking_number) DO UPDATE SET
        respondent = excluded.respondent, named_at = excluded.named_at, found_at = excluded.found_at
)
"""
_WHO: Final = "(id text, name bytea, named_at timestamptz, found_at timestamptz, marks bigint[])"
CONTINUE_NAMING: Final = CONTINUE.replace(
    "happened AS (",
    f"""who AS (
    SELECT kept.tracking_number, r.* FROM kept, step, json_to_record(step.it -> 'respondent') AS r {_WHO}
),{_ENTER},
happened AS (""",  # noqa: S608
    1,
)
"""A later step that says who the respondent is; see `storage.journal_statements`."""

KNOWN_BY: Final = "SELECT mark, respondent FROM respondent_keys WHERE mark = ANY (%s)"

_AGAIN: Final = text(f"""
WITH who AS (
    SELECT CAST(:number AS text) AS tracking_number, r.* FROM json_to_record(CAST(:it AS json)) AS r {_WHO}
),{_ENTER}
SELECT 1
""")  # noqa: S608  nothing but names of columns is put in


def marks_of_respondent(respondent: Respondent, *, vault: Vault) -> list[int]:
    """Give the marks of a respondent, the strongest first; none where nothing tells them from others."""
    known = [
        ("id", (respondent.respondent_id or "").strip()),
        ("phone", phone_key(respondent.phone or "")),
        ("email", email_key(respondent.email or "")),
    ]
    return [_mark(vault, purpose, value) for purpose, value in known if value]


def names_respondent(events: Sequence[Event]) -> bool:
    """Tell whether a step says who the respondent is."""
    return any(event.kind in NAMING for event in events)


def entry_of(case: Case, *, marks: Sequence[int], known_as: str | None, vault: Vault) -> dict[str, Any]:
    """Give what the register is told of a case's respondent, who is `known_as` this or new, as JSON may have it."""
    respondent = case.inquiry.respondent or Respondent()
    is_against = case.established.responsible == Responsible.RESPONDENT
    own = known_as or f"respondent-{marks[0] & (1 << 64) - 1:016x}"
    sealed = vault.seal_house(respondent.name.encode(), place=name_place(own)) if respondent.name else None
    return {
        "id": own,
        "name": f"\\x{sealed.hex()}" if sealed else None,
        "named_at": case.inquiry.notified_at,
        "found_at": case.happened.get(EventKind.FINDING_RECORDED) if is_against else None,
        "marks": list(marks),
    }


async def enter_again(connection: AsyncConnection, case: Case, *, vault: Vault) -> None:
    """Enter the respondent of a case anew, or forget that it was about them where its words are gone."""
    respondent = case.inquiry.respondent
    marks = marks_of_respondent(respondent, vault=vault) if respondent else []
    if not marks:
        forgotten = respondent_cases.c.tracking_number == case.tracking_number
        await connection.execute(delete(respondent_cases).where(forgotten))
        return
    query = select(respondent_keys.c.mark, respondent_keys.c.respondent).where(respondent_keys.c.mark.in_(marks))
    found = {row.mark: row.respondent for row in await connection.execute(query)}
    entry = entry_of(case, marks=marks, known_as=strongest(marks, found), vault=vault)
    await connection.execute(_AGAIN, {"number": case.tracking_number, "it": to_json(entry).decode()})


def strongest(marks: Sequence[int], found: dict[int, str]) -> str | None:
    """Give whom the register knows by the strongest of these marks."""
    return next((found[mark] for mark in marks if mark in found), None)


def name_place(respondent: str) -> str:
    """Give the place at which a respondent's name is sealed."""
    return f"{respondent}|name"


def _mark(vault: Vault, purpose: str, value: str) -> int:
    return int.from_bytes(vault.blind_index(f"respondent register {purpose}", value)[:8], "big", signed=True)
