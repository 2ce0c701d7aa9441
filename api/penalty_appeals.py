"""Appeals against penalties (处罚申诉): durable once answered, and heard by the penalty's own workflow (E8)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from api.engine import CaseEnded, CaseUnknown
from api.forms import AppealForm
from api.guard import Attempt
from api.problems import not_now
from api.services import Services
from domain.events import Actor
from domain.penalty import Penalty
from domain.penalty_commands import AppealPenalty
from domain.words import Words
from workflows.messages import MATTER_PARTY, MatterWord

_NONE: Final = Words(
    zh="本案没有可以申诉的处罚。", en="In this case there is no penalty that could be appealed against."
)
_OVER: Final = Words(zh="该处罚已终结。", en="This penalty is over.")


async def told_penalties(house: Services, number: str) -> Sequence[Penalty]:
    """Give the penalties of a case that its respondent knows of; what is only proposed they do not."""
    matters = await house.matters.of_case(number)
    return [each for each in matters if isinstance(each, Penalty) and each.notified_at is not None]


async def tell_penalties(house: Services, form: AppealForm, *, number: str, actor: Actor, attempt: Attempt) -> None:
    """Bring an appeal to the penalty that it names, else to all that are not over. Raises `Problem` (409)."""
    told = await told_penalties(house, number)
    wanted = [each for each in told if (each.id == form.penalty if form.penalty else each.is_open)]
    if not wanted:
        await house.guard.forget(attempt)
        raise not_now(_OVER if told and not form.penalty else _NONE)
    said_at = datetime.now(UTC).isoformat()
    for penalty in wanted:
        word = MatterWord(
            request_id=f"{attempt.request_id}/{penalty.id}",
            signal=AppealPenalty.name,
            actor=actor,
            fields={"reason": form.reason, "said_at": said_at},
        )
        try:
            await house.engine.tell(penalty.id, MATTER_PARTY, word)
        except (CaseEnded, CaseUnknown):
            await house.guard.forget(attempt)
            raise not_now(_OVER) from None
    await house.guard.note_done(attempt)
