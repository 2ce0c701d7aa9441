"""What matters set going outside: activities, each with its patience and a line for the Web UI."""

from collections.abc import Sequence

from temporalio.exceptions import ActivityError, ApplicationError

from activities.matters import PERSON_ERASED, MatterActivities, MatterRecord, MatterRecorded
from domain.matter import Matter
from domain.matter_events import MatterEvent, MatterStart
from domain.matter_notices import MatterNotice
from domain.notices import Addressed
from workflows.effects import JOURNAL_TIMEOUT, outside


async def start(matter: MatterStart) -> None:
    """See that a matter of a case has begun, for as long as it takes."""
    await outside(MatterActivities.start, matter, summary=f"start of {matter.id}")


async def record(
    matter: Matter, events: Sequence[MatterEvent], notices: tuple[MatterNotice, ...]
) -> MatterRecorded | None:
    """Write a step of a matter down, and what is to be told of it; none where its words cannot be kept any more."""
    step = MatterRecord(
        matter=matter.id,
        tracking_number=matter.tracking_number,
        department=matter.department,
        events=tuple(events),
        notices=notices,
        without_words=matter.is_erased,
    )
    kinds = ", ".join(event.kind for event in events)
    try:
        return await outside(MatterActivities.record, step, summary=kinds, try_timeout=JOURNAL_TIMEOUT)
    except ActivityError as error:
        if isinstance(error.cause, ApplicationError) and error.cause.type == PERSON_ERASED:
            return None
        raise


async def case_that_goes_on(tracking_number: str) -> str:
    """Find the case that goes on for one that is over."""
    return await outside(
        MatterActivities.case_that_goes_on, tracking_number, summary=f"who goes on for {tracking_number}"
    )


async def tell(addressed: Addressed) -> None:
    """Owe a party a notice that no case can owe any more."""
    await outside(MatterActivities.tell, addressed, summary=f"{addressed.notice.what} to the {addressed.receiver}")
