"""The words of an explanation, in both languages; instants are told in the pack's zone."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from functools import lru_cache
from itertools import groupby
from typing import Final

from domain import deadlines
from domain.allowance import Allowance
from domain.case import Case
from domain.case_milestones import Milestone
from domain.duration import describe_duration
from domain.explanation import ExplanationStep, StepKind, pauses_that_count
from domain.working_time import SkippedDay

_WEEKDAYS: Final = {"zh": tuple("一二三四五六日"), "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MOST_STRETCHES: Final = 12
_Tell = Callable[["ExplanationStep", tzinfo, str], str]


def tell(step: ExplanationStep, *, zone: tzinfo, language: str) -> str:
    """Say a step in one sentence, in `zh` or `en`."""
    return _TOLD[step.step](step, zone, language)


def in_short(milestone: Milestone, case: Case, *, zone: tzinfo, language: str) -> str:
    """Say in a few words what a due moment of a case is made of: the allowance, its start, how many pauses count."""
    start, allowance = milestone.clock_start, deadlines.allowance_of(milestone).describe(language)
    pauses = sum(1 for p in pauses_that_count(milestone, case) if p.ended_at and p.ended_at > start)
    at = say_instant(start, zone, language)
    merged = milestone.taken_over.tracking_number if milestone.taken_over else ""
    if language == "en":
        credited = f", {pauses} {'pause' if pauses == 1 else 'pauses'} credited" if pauses else ""
        return f"{allowance} from {at}{credited}" + (f", or earlier as {merged} promised" if merged else "")
    credited = f"，计入 {pauses} 次暂停" if pauses else ""
    return f"自{at}起 {allowance}{credited}" + (f"，或从 {merged} 更早的时限" if merged else "")


@lru_cache(maxsize=4_096)
def say_instant(instant: datetime, zone: tzinfo, language: str) -> str:
    """Say an instant by the clock of a zone, with its weekday: `Mon 2026-03-02 11:00`, seconds where there are any."""
    local = instant.astimezone(zone)
    on, at = local.date().isoformat(), local.time().isoformat("seconds").removesuffix(":00")
    weekday = _WEEKDAYS[language][local.weekday()]
    return f"{weekday} {on} {at}" if language == "en" else f"{on}（周{weekday}）{at}"


def _clock_start(step: ExplanationStep, zone: tzinfo, language: str) -> str:
    at = say_instant(step.at, zone, language)
    return f"the clock starts at {at}" if language == "en" else f"自{at}起算"


def _allowance(step: ExplanationStep, zone: tzinfo, language: str) -> str:
    at, allowed = say_instant(step.at, zone, language), step.allowance.describe(language) if step.allowance else ""
    return f"{allowed} from then is {at}" if language == "en" else f"期限 {allowed}，至{at}"


def _pause(step: ExplanationStep, zone: tzinfo, language: str) -> str:
    began_at, ended_at = _ends(step, zone, language)
    at, credit = say_instant(step.at, zone, language), _credit(step, language)
    if language == "en":
        return f"paused from {began_at} to {ended_at}: {credit} credited, which makes {at}"
    return f"{began_at}至{ended_at}暂停：计入 {credit}，顺延至{at}"


def _stands_still(step: ExplanationStep, zone: tzinfo, language: str) -> str:
    began_at, _ = _ends(step, zone, language)
    if language == "en":
        return f"the clock stands still since {began_at}, until the complainant answers; that time will be credited"
    return f"自{began_at}起等待投诉人答复，计时暂停；等待时间将予顺延"


def _runs_on(step: ExplanationStep, zone: tzinfo, language: str) -> str:
    if language == "en":
        return "this milestone runs on while the complainant is waited for"
    return "等待投诉人期间，本节点照常计时"


def _taken_over(step: ExplanationStep, zone: tzinfo, language: str) -> str:
    at = say_instant(step.at, zone, language)
    if language == "en":
        return f"{step.merged_from} was merged into this case and promised it earlier; this case keeps that: {at}"
    return f"{step.merged_from} 已并入本案，其时限更早，本案从之：{at}"


def _as_recorded(step: ExplanationStep, zone: tzinfo, language: str) -> str:
    at = say_instant(step.at, zone, language)
    if language == "en":
        return f"on record is {at}: it was counted by what held and was known when it was planned"
    return f"记录在案的时限为{at}，按拟定时的规定与情况计算"


def _skipped(step: ExplanationStep, zone: tzinfo, language: str) -> str:
    stretches = [_stretch(days, language) for days in _stretches(step.days or ())]
    listed = stretches[:_MOST_STRETCHES]
    rest = len(stretches) - len(listed)
    if language == "en":
        return f"not worked: {', '.join(listed)}" + (f" and {rest} more stretches" if rest else "")
    return f"不计：{'、'.join(listed)}" + (f"等，另有 {rest} 段" if rest else "")


def _provisional(step: ExplanationStep, zone: tzinfo, language: str) -> str:
    years = ", ".join(map(str, step.years or ()))
    if language == "en":
        return f"provisional: the calendar does not know {years} yet, where the weekly hours alone are counted"
    return f"暂定：日历尚未涵盖 {years} 年，暂按每周工作时间计算"


def _due(step: ExplanationStep, zone: tzinfo, language: str) -> str:
    at = say_instant(step.at, zone, language)
    return f"due at {at}" if language == "en" else f"应不晚于{at}完成"


def _ends(step: ExplanationStep, zone: tzinfo, language: str) -> tuple[str, str]:
    began_at, ended_at = step.began_at or step.at, step.ended_at or step.at
    return say_instant(began_at, zone, language), say_instant(ended_at, zone, language)


def _credit(step: ExplanationStep, language: str) -> str:
    if step.credited_days:
        return Allowance(working_days=step.credited_days).describe(language)
    if step.credited:
        return describe_duration(step.credited, language=language)
    return "nothing" if language == "en" else "0"


def _stretches(days: Sequence[SkippedDay]) -> list[list[SkippedDay]]:
    """Put days that follow one another for the same reason together."""
    numbered = groupby(enumerate(days), key=lambda each: (each[1].on.toordinal() - each[0], each[1].reason))
    return [[day for _, day in group] for _, group in numbered]


def _stretch(days: Sequence[SkippedDay], language: str) -> str:
    first, last = days[0].on.isoformat(), days[-1].on.isoformat()
    reason = days[0].reason.in_(language)
    between = first if first == last else f"{first} – {last}"
    return f"{between} ({reason})" if language == "en" else f"{between}（{reason}）"


_TOLD: Final[dict[StepKind, _Tell]] = {
    StepKind.CLOCK_START: _clock_start,
    StepKind.ALLOWANCE: _allowance,
    StepKind.PAUSE: _pause,
    StepKind.STANDS_STILL: _stands_still,
    StepKind.RUNS_ON: _runs_on,
    StepKind.TAKEN_OVER: _taken_over,
    StepKind.AS_RECORDED: _as_recorded,
    StepKind.SKIPPED: _skipped,
    StepKind.PROVISIONAL: _provisional,
    StepKind.DUE: _due,
}
