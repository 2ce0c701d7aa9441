"""A task force on the page of a case (专项小组): who sat where, what each said of the plan, and the records (D3)."""

from collections.abc import Iterator
from typing import Final

from api.speaker import Speaker
from domain.case_force import Seat, TaskForce
from domain.words import Words

_OPEN: Final = Words(zh="（空缺）", en="(open)")
_AGREES: Final = Words(zh="同意", en="agrees")
_DISSENTS: Final = Words(zh="异议", en="dissents")
_MEETING: Final = Words(zh="联席会议 {id}（{held_at}）：{minutes}", en="Joint meeting {id} ({held_at}): {minutes}")
_PLAN: Final = Words(zh="处置方案第 {version} 版：{text}", en="Plan, version {version}: {text}")


def force_rows(force: TaskForce, *, speaker: Speaker) -> tuple[list[tuple[str, str, str]], list[str]]:
    """Give a row for each place, and the meetings and versions of the plan as remarks."""
    rows = [
        (speaker.department(seat.department), seat.staff or _OPEN.in_(speaker.language), _said(force, seat, speaker))
        for seat in force.seats
    ]
    return rows, list(_records(force, speaker))


def _said(force: TaskForce, seat: Seat, speaker: Speaker) -> str:
    voice = next((each for each in force.voices if each.staff == seat.staff), None)
    if voice is None:
        return ""
    says = (_AGREES if voice.agrees else _DISSENTS).in_(speaker.language)
    return f"{says}: {voice.reason}" if voice.reason else says


def _records(force: TaskForce, speaker: Speaker) -> Iterator[str]:
    meeting, plan = _MEETING.in_(speaker.language), _PLAN.in_(speaker.language)
    for each in force.meetings:
        yield meeting.format(id=each.id, held_at=speaker.instant(each.held_at), minutes=each.minutes or "")
    for version in force.plans:
        yield plan.format(version=version.version, text=version.text or "")
