"""What a step of a penalty does (处罚生效): the register, and a word to the respondent, with the step itself (E8).

It goes down in the transaction of the step itself, so that a step that is written has its effect, once.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.kinds import EventKind
from domain.matter_events import MatterEvent, MatterEventKind
from domain.notices import RESPONDENT, Addressed, Notice
from domain.penalty import Penalty
from domain.penalty_record import BornePenalty, PenaltyState
from storage.house_notices import tell_party
from storage.respondent_entry import marks_of_respondent, strongest
from storage.respondent_tables import penalties, respondent_keys
from storage.respondents import keep_penalty
from storage.vault import Vault

TOLD: Final = {
    MatterEventKind.NOTIFIED: EventKind.PENALTY_IMPOSED,
    MatterEventKind.UPHELD: EventKind.PENALTY_CLOSED,
    MatterEventKind.OVERTURNED: EventKind.PENALTY_CLOSED,
    MatterEventKind.LIFTED: EventKind.PENALTY_CLOSED,
    MatterEventKind.EXPIRED: EventKind.PENALTY_CLOSED,
}
"""Which happenings the respondent is told of, and in which words."""


async def carry_out(
    connection: AsyncConnection, penalty: Penalty, events: Sequence[MatterEvent], *, vault: Vault
) -> None:
    """Keep how a penalty stands after these events, and owe its respondent a word."""
    if respondent := await _respondent(connection, penalty, vault):
        await keep_penalty(connection, _borne(penalty, respondent))
    if penalty.notified_at is None:
        # Of what was only proposed they never hear.
        return
    for event in events:
        if what := TOLD.get(event.kind):
            await tell_party(connection, _notice(penalty, event, what))


async def _respondent(connection: AsyncConnection, penalty: Penalty, vault: Vault) -> str | None:
    """Give whom it is against: who was entered with its first step, whoever bears those marks by now."""
    query = select(penalties.c.respondent).where(penalties.c.id == penalty.id)
    if (entered := await connection.scalar(query)) or penalty.respondent is None:
        return entered
    marks = marks_of_respondent(penalty.respondent, vault=vault)
    known = select(respondent_keys.c.mark, respondent_keys.c.respondent).where(respondent_keys.c.mark.in_(marks))
    return strongest(marks, {row.mark: row.respondent for row in await connection.execute(known)})


def _borne(penalty: Penalty, respondent: str) -> BornePenalty:
    waits = PenaltyState.PROPOSED if penalty.proposed else PenaltyState.NOTIFIED
    return BornePenalty(
        id=penalty.id,
        respondent=respondent,
        tracking_number=penalty.tracking_number,
        kind=penalty.penalty,
        points=penalty.points,
        state=waits if penalty.state == "open" else PenaltyState(penalty.state),
        is_stayed=penalty.stayed,
        imposed_at=penalty.opened_at,
        effective_at=penalty.effective_at,
        until=penalty.until,
        ended_at=penalty.closed_at,
    )


def _notice(penalty: Penalty, event: MatterEvent, what: EventKind) -> Addressed:
    told_at = event.data.get("told_at")
    notice = Notice(
        tracking_number=penalty.tracking_number,
        cycle=0,
        what=what,
        occurrence=event.sequence,
        sequence=event.sequence,
        subject=penalty.id,
        not_before=datetime.fromisoformat(told_at) if told_at else event.at,
    )
    return Addressed(notice=notice, receiver=RESPONDENT)
