"""The words of notices (通知模板), by event, channel and language (G2).

No words of anybody's stand in them but where an appointment is.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict

from domain import acknowledgement, letter_review, panel_words
from domain.case import Case
from domain.instant import say_minute
from domain.kinds import EventKind
from domain.letters import apology_text, result_text
from domain.mediation_words import TO_BOTH, TO_STAFF_IN_MEDIATION, TOLD_OF_MEDIATION, time_left
from domain.notices import Notice
from domain.pack import Pack
from domain.remedy_words import REMEDIES_TO_COMPLAINANT, REMEDIES_TO_STAFF, appointment_words
from domain.titles import RUNGS
from domain.words import Words
from domain.zones import load_zone

MOST_LINES: Final = 50
"""How many cases one message to a member of staff tells of by name."""


class Wording(BaseModel):
    """A message in words: `short` for telephones, `subject` and `text` for mail and chat."""

    model_config = ConfigDict(frozen=True)

    subject: str
    text: str
    short: str


class Told(BaseModel):
    """A notice of a case, as somebody is told of it."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    notice: Notice
    case: Case
    pack: Pack


# `{number}`, and where the case has it by then `{by}`: the next promise, the end of a window, a due moment.
TO_COMPLAINANT: Final[Mapping[EventKind, Words]] = {
    EventKind.DECLINED: Words(
        zh="您的投诉 {number} 不属于受理范围[，如有异议可在 {by} 前提出]。",
        en="Your complaint {number} is out of scope[; you can contest that until {by}].",
    ),
    EventKind.RESPONDED: Words(
        zh="我们已就您的投诉 {number} 作出回复。", en="There is an answer to your complaint {number}."
    ),
    EventKind.ASKED: Words(
        zh="处理您的投诉 {number} 需要您补充信息，请尽快答复。",
        en="We need something from you to go on with your complaint {number}.",
    ),
    EventKind.REMEDY_APPROVED: Words(
        zh="您的投诉 {number} 已有处理方案，请[在 {by} 前]确认是否接受。",
        en="There is a proposal for your complaint {number}; please accept or refuse it[ by {by}].",
    ),
    EventKind.PAID: Words(
        zh="投诉 {number} 的款项已经付出。", en="The money for your complaint {number} has been paid."
    ),
    EventKind.REMEDY_DONE: Words(
        zh="投诉 {number} 的补偿已经发放。", en="What was agreed for your complaint {number} has been carried out."
    ),
    EventKind.RESOLVED: Words(
        zh="您的投诉 {number} 已处理完毕[，请在 {by} 前评价；如不满意可重新处理]。",
        en="Your complaint {number} is resolved[. Please rate it by {by}; if you are not satisfied we reopen it].",
    ),
    EventKind.REOPENED: Words(
        zh="您的投诉 {number} 已重新处理，由其他人员负责。",
        en="Your complaint {number} was taken up again, by other people.",
    ),
    EventKind.CLOSED: Words(
        zh="您的投诉 {number} 已结案[，可在 {by} 前申诉]。",
        en="Your complaint {number} is closed[; you can appeal until {by}].",
    ),
    EventKind.WITHDRAWN: Words(zh="您已撤回投诉 {number}。", en="You have withdrawn your complaint {number}."),
    EventKind.MERGED: Words(
        zh="您的投诉 {number} 已并入您的另一投诉，凭原编号重新获取查询码即可继续查看。",
        en="Your complaint {number} goes on together with another of yours; ask for a new code for it to read on.",
    ),
    EventKind.PROGRESS_TOLD: Words(
        zh="您的投诉 {number} 仍在调查处理中[，下一时限为 {by}]。",
        en="Your complaint {number} is still being looked into[; the next deadline is {by}].",
    ),
    EventKind.LETTER_APPROVED: Words(
        zh="您的投诉 {number} 的结果告知函已签发[，请在 {by} 前评价；如不满意可重新处理]。",
        en="The result letter of your complaint {number} is there[. Please rate how it went by {by}; if you are not "
        "satisfied we reopen it].",
    ),
    EventKind.WORK_ORDER_DONE: Words(
        zh="投诉 {number} 涉及的维修已经完成。", en="The repair for your complaint {number} is done."
    ),
    **REMEDIES_TO_COMPLAINANT,
    EventKind.PROMISE_KEPT: Words(
        zh="投诉 {number} 中的承诺已经兑现。", en="What was promised in your complaint {number} has been done."
    ),
    **TO_BOTH,
    **panel_words.TO_COMPLAINANT,
}
TO_STAFF: Final[Mapping[EventKind, Words]] = {
    EventKind.ASSIGNED: Words(zh="{number} 已分派给您", en="{number} was assigned to you"),
    EventKind.REPLIED: Words(zh="{number} 投诉人有新的答复", en="{number}: the complainant has answered"),
    EventKind.EVIDENCE_ADDED: Words(zh="{number} 有新的证据", en="{number}: there is new evidence"),
    EventKind.WARNED: Words(
        zh="{number} “{milestone}”的时限已用去 {occurrence}%[，{by} 到期]",
        en="{number}: {occurrence}% of the time for “{milestone}” is used[; it is due at {by}]",
    ),
    EventKind.BREACHED: Words(
        zh="{number} “{milestone}”已超时[（应于 {by} 前完成）]，由{rung}负责",
        en="{number}: “{milestone}” was missed[ (due at {by})]; {rung} answers for it",
    ),
    EventKind.CLIMBED: Words(
        zh="{number} “{milestone}”仍未完成，已升级至{rung}",
        en="{number}: “{milestone}” is still not done and has come up to {rung}",
    ),
    EventKind.REMINDED: Words(
        zh="{number} “{milestone}”仍未完成，第 {occurrence} 次催办",
        en="{number}: “{milestone}” is still not done; reminder {occurrence}",
    ),
    EventKind.ESCALATED: Words(zh="{number} 已升级至{rung}", en="{number} was raised to {rung}"),
    EventKind.REMEDY_PROPOSED: Words(zh="{number} 有方案待审批", en="{number}: a remedy waits to be approved"),
    EventKind.TASK_OPENED: Words(zh="{number} 有一项新任务", en="{number}: there is a new task for you"),
    EventKind.TASK_REMINDED: Words(
        zh="{number} 有任务已到期，第 {occurrence} 次提醒", en="{number}: a task is overdue; reminder {occurrence}"
    ),
    EventKind.RED_ALERT_RAISED: Words(
        zh="红色预警：{number}，请立即确认", en="RED ALERT: {number}; please acknowledge it at once"
    ),
    EventKind.ALERT_REPEATED: Words(
        zh="红色预警（第 {occurrence} 次重申）：{number}，仍无人确认",
        en="RED ALERT (repeated, {occurrence}): {number}; nobody has acknowledged it yet",
    ),
    EventKind.LETTER_SENT_BACK: Words(
        zh="{number} 的结果告知函被退回修改", en="{number}: the result letter was sent back to be put differently"
    ),
    EventKind.LETTER_REDRAFTED: Words(
        zh="{number} 的结果告知函已修改，待审核",
        en="{number}: the result letter was redrafted and waits for its review",
    ),
    EventKind.RESPONDENT_HEARD: Words(zh="{number} 被投诉人已陈述意见", en="{number}: the respondent has answered"),
    EventKind.HEARING_ELAPSED: Words(
        zh="{number} 被投诉人未在期限内陈述意见", en="{number}: the respondent's time to answer is over"
    ),
    EventKind.WORK_ORDER_DONE: Words(zh="{number} 维修已完成", en="{number}: a repair is done"),
    EventKind.REVIEW_OPENED: Words(zh="{number} 需要倒查", en="{number}: what went wrong has to be reviewed"),
    EventKind.TASK_FORCE_FORMED: Words(
        zh="{number} 已成立专项小组，请查看成员与任务[，处置方案须于 {by} 前会签]",
        en="{number}: a task force was formed; see its members and tasks[. Its plan is due at {by}]",
    ),
    EventKind.MEMBER_REPLACED: Words(
        zh="{number} 您已加入专项小组，请查看任务[，处置方案须于 {by} 前会签]",
        en="{number}: you are in its task force now; see your tasks[. The plan is due at {by}]",
    ),
    EventKind.PLAN_DRAFTED: Words(
        zh="{number} 专项小组处置方案待您会签[（{by} 前）]",
        en="{number}: the task force's plan waits for your word[, due at {by}]",
    ),
    EventKind.PLAN_SETTLED: Words(
        zh="{number} 专项小组处置方案已会签完毕", en="{number}: all have spoken on the task force's plan"
    ),
    EventKind.PLAN_ELAPSED: Words(
        zh="{number} 专项小组处置方案未按期会签，不再等待",
        en="{number}: the task force's plan was not settled in time; nothing waits for it any longer",
    ),
    EventKind.REVIEW_REMINDED: Words(
        zh="{number} 的倒查已到期，第 {occurrence} 次提醒", en="{number}: a review is overdue; reminder {occurrence}"
    ),
    **REMEDIES_TO_STAFF,
    **TO_STAFF_IN_MEDIATION,
    **panel_words.TO_STAFF,
}
_LETTER_FOLLOWS: Final = Words(
    zh="您的投诉 {number} 已处理完毕，结果告知函审核后发送给您，届时再请您评价。",
    en="Your complaint {number} is resolved. The result letter follows once it is reviewed; please rate it then.",
)
_STANDS_IN: Final = Words(zh="代不在岗的员工 {staff} 收：{line}", en="For staff {staff}, who is away: {line}")
_SUBJECT: Final = Words(zh="投诉 {number}", en="Your complaint {number}")
_MANY: Final = Words(zh="投诉处理：{count} 项", en="Complaints: {count} items")
_MORE: Final = Words(zh="另有 {count} 项，请在工作台查看。", en="and {count} more; see the desk.")
_LOOK: Final = Words(zh="查看与留言：{url}", en="Look it up, or write to us: {url}")
_GREETING: Final = Words(zh="{name}，您好！", en="Dear {name},")


def to_complainant(case: Case, notices: Sequence[Notice], *, pack: Pack, public_url: str) -> Wording:
    """Put into words what a complainant is told at once; mail carries result and apology, telephones a link."""
    language = case.complaint.complainant.language
    lines = list(dict.fromkeys(_line_to_complainant(each, case, pack).in_(language) for each in notices))
    link = _LOOK.in_(language).format(url=f"{public_url}/complaints/{case.tracking_number}")
    told_of_result = any(each.what in {EventKind.RESOLVED, EventKind.LETTER_APPROVED} for each in notices)
    told_of_apology = any(each.what is EventKind.APOLOGY_WRITTEN for each in notices)
    letters = (
        result_text(case, pack=pack, language=language) if told_of_result else None,
        apology_text(case, pack=pack, language=language) if told_of_apology else None,
    )
    greeting = _GREETING.in_(language).format(name=case.complaint.complainant.name)
    return Wording(
        subject=_SUBJECT.in_(language).format(number=case.tracking_number),
        text="\n\n".join(filter(None, (greeting, "\n".join(lines), *letters, link))),
        short=" ".join((*lines, link)),
    )


def to_staff(told: Sequence[Told | Words], *, language: str, public_url: str) -> Wording:
    """Put into words what a member of staff is told at once, a line for each notice, of cases or of the house."""
    lines = [_with_link(each, language, public_url) for each in told[:MOST_LINES]]
    if (more := len(told) - MOST_LINES) > 0:
        lines.append(_MORE.in_(language).format(count=more))
    first = _line_to_staff(told[0], language)
    many = _MANY.in_(language).format(count=len(told))
    return Wording(
        subject=first if len(told) == 1 else many,
        text="\n".join(lines),
        short=lines[0] if len(told) == 1 else f"{many} {public_url}/desk",
    )


def _with_link(told: Told | Words, language: str, public_url: str) -> str:
    line = _line_to_staff(told, language)
    return line if isinstance(told, Words) else f"{line} {public_url}/desk/complaints/{told.case.tracking_number}"


def _line_to_complainant(notice: Notice, case: Case, pack: Pack) -> Words:
    if notice.what is EventKind.ACKNOWLEDGED:
        return acknowledgement.words(case, zone=pack.zone)
    zone = load_zone(pack.zone)
    if notice.what is EventKind.APPOINTMENT_MADE:
        return appointment_words(case, notice.subject, zone=zone)
    by = say_minute(_until(notice, case), zone)
    held = notice.what is EventKind.RESOLVED and letter_review.is_held(case)
    words = _LETTER_FOLLOWS if held else TO_COMPLAINANT[notice.what]
    return filled(words, {"number": case.tracking_number, "by": by})


def _until(notice: Notice, case: Case) -> datetime | None:
    if notice.what in TOLD_OF_MEDIATION:
        return time_left(notice.what, case)
    return {
        EventKind.DECLINED: case.appeal_until,
        EventKind.CLOSED: case.appeal_until,
        EventKind.REMEDY_APPROVED: case.silence_at,
        EventKind.RESOLVED: case.feedback_until,
        EventKind.LETTER_APPROVED: case.feedback_until,
    }.get(notice.what, acknowledgement.promised_by(case))


def _line_to_staff(told: Told | Words, language: str) -> str:
    if isinstance(told, Words):
        return told.in_(language)
    notice, case, pack = told.notice, told.case, told.pack
    milestone = next((m for m in case.milestones if (m.name, m.cycle) == (notice.milestone, notice.cycle)), None)
    words = filled(
        TO_STAFF[notice.what],
        {
            "number": case.tracking_number,
            "milestone": pack.milestone_title(notice.milestone, language) if notice.milestone else "",
            "rung": RUNGS[notice.rung].in_(language) if notice.rung in RUNGS else notice.rung,
            "occurrence": str(notice.occurrence),
            "by": say_minute(milestone.due_at if milestone else _due_at(notice, case), load_zone(pack.zone)),
        },
    )
    line = words.in_(language)
    return _STANDS_IN.in_(language).format(staff=notice.instead_of, line=line) if notice.instead_of else line


def _due_at(notice: Notice, case: Case) -> datetime | None:
    if notice.what in TOLD_OF_MEDIATION:
        return time_left(notice.what, case)
    if case.panel:
        return case.panel.until if case.panel.counted_at or not case.panel.silent else case.panel.silent[-1].vote_until
    return case.task_force.plan_due_at if case.task_force else None


def filled(words: Words, values: Mapping[str, str]) -> Words:
    """Fill words in; a part in square brackets is left out where the moment in it is not known."""
    return Words(zh=_fill(words.zh, values), en=_fill(words.en, values))


def _fill(template: str, values: Mapping[str, str]) -> str:
    start, bracket, rest = template.partition("[")
    if bracket:
        optional, _, end = rest.partition("]")
        template = start + (optional if values["by"] else "") + end
    return template.format(**values)
