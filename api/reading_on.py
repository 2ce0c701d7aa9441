"""Reading a complaint's timeline on from a place, for whichever party asks: page after page, case after case (G1)."""

from collections.abc import Sequence
from typing import NamedTuple

from api.access import Caller, check_may_read
from api.merging import hides_where_it_went, story_for, without_number
from api.services import Services
from api.timeline_view import PAGE, TimelineItem, for_complainant, for_respondent
from domain.case import Case


class Reading(NamedTuple):
    """What follows a place; `last` is the number of the last event read, none where there were none.

    `chapters` are the cases of the story as far as the reader may read it; none of it while nothing is journaled.
    """

    items: list[TimelineItem]
    last: int | None
    is_full: bool
    chapters: tuple[str, ...]


async def read_on(house: Services, caller: Caller, *, chapter: int, after: int, language: str) -> Reading:
    """Read what happened in this chapter after event `after`. Raises `Problem` (403).

    The events are read before the case, so that nothing is told by a right that they have ended.
    """
    before = await _story(house, caller) if chapter else []
    number = before[chapter].tracking_number if chapter < len(before) else caller.number
    events = await house.timeline.page(number, after=after, limit=PAGE)
    story = await _story(house, caller)
    chapters = tuple(each.tracking_number for each in story)
    if chapters[chapter : chapter + 1] != (number,):
        return Reading([], None, is_full=False, chapters=chapters)
    shown = without_number(events) if hides_where_it_went(caller, story) else events
    tell = for_respondent if caller.is_respondent else for_complainant
    items = tell(shown, speaker=house.speaker(story[chapter], language=language))
    if chapter:
        items = [item.model_copy(update={"data": item.data | {"tracking_number": number}}) for item in items]
    last = events[-1].sequence if events else None
    return Reading(items, last, is_full=len(events) == PAGE, chapters=chapters)


async def _story(house: Services, caller: Caller) -> Sequence[Case]:
    """Give the cases that the caller may read one after the other; none while nothing is journaled."""
    case = await house.complaints.find(caller.number)
    if caller.staff is not None:
        check_may_read(caller.staff, case)
    if case is None:
        return []
    return [case] if caller.is_respondent else await story_for(house, caller, case)
