"""Cases of the pack `punctual`: they wait for people, and a milestone of each is due at the instant that is chosen."""

from datetime import UTC, datetime, timedelta
from typing import Final

from domain.complaint import CaseStart, Complainant, Complaint, LongText
from domain.kinds import Channel
from domain.triage import TriageReading
from workflows.messages import ComplaintInput

PACK: Final = "punctual"
ALLOWANCE: Final = timedelta(hours=24)
"""Of the milestone that falls due; the other one of these cases lies a week ahead."""
CLIMB_EVERY: Final = timedelta(hours=24)


def punctual(number: str, *, due_at: datetime) -> ComplaintInput:
    """A complaint that only people can settle; it came in so long ago that its milestone is due at `due_at`."""
    complaint = Complaint(
        service_line="punctual_bike",
        channel=Channel.WEB,
        description=LongText(text="The bike would not lock, and I waited for half an hour."),
        complainant=Complainant(name="Zhang San", phone="+8613800000000", language="en"),
        received_at=due_at - ALLOWANCE,
        reading=TriageReading(category="fault", kind="lock", confidence=90),
    )
    start = CaseStart(
        tracking_number=number, pack=PACK, pack_version=1, complaint=complaint, filed_at=datetime.now(tz=UTC)
    )
    return ComplaintInput(start=start)
