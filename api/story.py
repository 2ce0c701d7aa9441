"""The story of a merged complaint (并案脉络): the case that it was merged into, the one after that, and so on (A6)."""

from collections.abc import Sequence

from api.ports import ComplaintStore
from domain.case import Case


async def whole_story(complaints: ComplaintStore, case: Case) -> Sequence[Case]:
    """Give a case and those that went on for it, one merged into the next; the last one goes on now."""
    story = [case]
    while (into := story[-1].merged_into) and (following := await complaints.find(into)):
        story.append(following)
    return story
