"""The sheet of a case (案卷页): facts, milestones, tasks, remedies, notices and timeline as a terminal shows them."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from api.case_view import case_view
from api.speaker import Speaker
from api.timeline_view import for_staff
from api.titles import NOTICE_STATES, TOLD_OF, URGENCIES
from console.visible import visible
from domain.case import Case
from domain.case_milestones import Milestone
from domain.case_remedies import RemedyStatus
from domain.case_tasks import Task
from domain.events import Event
from domain.inquiry_words import TASKS
from domain.outgoing import NoticeState, Settled
from domain.policy import Policy
from domain.titles import SEVERITIES, STAGES, WAITING, remedy_title
from domain.words import Words
from domain.work_orders import waits_on

_WORDS: Final = {
    name: Words(zh=zh, en=en)
    for name, (zh, en) in {
        "about": ("事由", "About"),
        "amount": ("涉及金额", "Amount"),
        "cycle": ("轮次", "Cycle"),
        "department": ("责任部门", "Department"),
        "described": ("描述", "In their words"),
        "grades": ("等级", "Graded"),
        "handler": ("经办人", "Handler"),
        "incident": ("群体性事件", "Incident"),
        "instead_of": ("（代员工 {staff}）", "(for staff {staff})"),
        "like": ("相似投诉", "Like"),
        "merged_from": ("由此并入", "Merged from"),
        "merged_into": ("已并入", "Merged into"),
        "milestones": ("节点", "Milestones"),
        "next": ("下一步", "Next"),
        "nobody": ("未指派", "nobody yet"),
        "notices": ("通知", "Notices"),
        "owner": ("责任人", "Owner"),
        "pack": ("制度包", "Policy pack"),
        "received": ("受理时间", "Received"),
        "red_alert": ("红色预警", "red alert"),
        "remedies": ("处理方案", "Remedies"),
        "task_force": ("专项小组", "Task force"),
        "tasks": ("任务", "Tasks"),
        "timeline": ("时间线", "Timeline"),
        "waiting_on": ("等待", "Waiting on"),
        "who": ("投诉人", "Complainant"),
    }.items()
}
_STATES: Final = {
    "breached": (Words(zh="已超时", en="missed"), "red"),
    "cancelled": (Words(zh="已取消", en="no longer applies"), "dim"),
    "met": (Words(zh="已完成", en="met"), "green"),
    "met_late": (Words(zh="超时完成", en="met late"), "yellow"),
    "open": (Words(zh="进行中", en="open"), ""),
    "paused": (Words(zh="已暂停", en="paused"), "dim"),
}
_TASK_STATES: Final = {
    "cancelled": (Words(zh="已取消", en="cancelled"), "dim"),
    "done": (Words(zh="已完成", en="done"), "green"),
    "open": (Words(zh="进行中", en="open"), ""),
    "overdue": (Words(zh="已逾期", en="overdue"), "red"),
}
_NOTICE_STYLES: Final = {
    NoticeState.WAITING: "",
    NoticeState.SENDING: "",
    NoticeState.SENT: "green",
    NoticeState.FAILED: "red",
    NoticeState.DROPPED: "dim",
}
REMEDY_STATES: Final = {
    RemedyStatus.PROPOSED: Words(zh="已提出", en="proposed"),
    RemedyStatus.APPROVED: Words(zh="已批准", en="approved"),
    RemedyStatus.ACCEPTED: Words(zh="已接受", en="accepted"),
    RemedyStatus.PAYING: Words(zh="支付中", en="being paid"),
    RemedyStatus.FAILED: Words(zh="支付未成", en="payment failed"),
    RemedyStatus.MANUAL: Words(zh="待人工处理", en="to be done by hand"),
    RemedyStatus.PAID: Words(zh="已支付", en="paid"),
    RemedyStatus.DONE: Words(zh="已执行", en="carried out"),
    RemedyStatus.DROPPED: Words(zh="已取消", en="dropped"),
}
_LONGEST_DESCRIPTION: Final = 400


def case_sheet(
    case: Case, events: Sequence[Event], *, notices: Sequence[Settled], policy: Policy | None, language: str
) -> RenderableType:
    """Lay out a case for a terminal, in `zh` or `en`."""
    return Group(*_Sheet(case, events, notices, policy=policy, language=language).parts())


class _Sheet:
    """One case for one reader."""

    def __init__(
        self,
        case: Case,
        events: Sequence[Event],
        notices: Sequence[Settled],
        *,
        policy: Policy | None,
        language: str,
    ) -> None:
        self._case = case
        self._events = events
        self._notices = notices
        self._policy = policy
        self._speaker = Speaker(language=language, policy=policy)

    def parts(self) -> Iterator[RenderableType]:
        """Give what stands on the sheet, from top to bottom."""
        yield self._headline()
        yield self._facts()
        if self._case.milestones:
            yield from (self._title("milestones"), self._milestones())
        if self._case.tasks:
            yield from (self._title("tasks"), self._tasks())
        if self._case.remedies:
            yield from (self._title("remedies"), self._remedies())
        if self._notices:
            yield from (self._title("notices"), self._told())
        yield from (self._title("timeline"), self._timeline())

    def _headline(self) -> Text:
        headline = Text(self._case.tracking_number, style="bold")
        headline.append(f"  {self._say(STAGES[self._case.stage])}", style="cyan")
        if self._case.red_alert:
            headline.append(f"  {self.word('red_alert')}", style="bold red")
        return headline

    def _facts(self) -> Table:
        facts = Table.grid(padding=(0, 2))
        facts.add_column(style="dim", no_wrap=True)
        facts.add_column(overflow="fold")
        for name, value in self.values():
            if value:
                facts.add_row(self.word(name), _plain(value))
        return facts

    def values(self) -> Iterator[tuple[str, str]]:
        """Give the facts of the head, by their names; some are empty."""
        case, speaker, complaint = self._case, self._speaker, self._case.complaint
        category = speaker.category(case.category)
        yield "about", " / ".join(filter(None, (category, speaker.kind(case.category, case.kind), complaint.title)))
        yield "described", _shortened(complaint.description.text)
        yield "who", complaint.complainant.name
        yield "amount", speaker.money(complaint.amount_fen) if complaint.amount_fen else ""
        yield "grades", ", ".join(filter(None, self._grades()))
        yield "department", speaker.department(case.department)
        yield "handler", case.handler.id if case.handler else self.word("nobody")
        yield "owner", self._owner()
        yield "waiting_on", self._say(WAITING[whom]) if (whom := waits_on(case)) else ""
        yield "merged_into", case.merged_into or ""
        yield "merged_from", ", ".join(case.merged_from)
        yield "like", speaker.cases([each.model_dump() for each in case.likenesses])
        seats = case.task_force.seats if case.task_force else ()
        yield "task_force", speaker.seats([seat.model_dump() for seat in seats])
        yield "incident", case.incident or ""
        yield "received", speaker.instant(case.received_at)
        yield "cycle", str(case.cycle)
        yield "pack", f"{case.pack} {case.pack_version}"
        yield "next", case_view(case, speaker=speaker).next_step

    def _owner(self) -> str:
        """Say on which rung somebody answers for the case, as far as the pack is here, and who."""
        ladder = self._policy.pack.ladder if self._policy else ()
        rung = map(self._speaker.rung, ladder[self._case.owner_rung :][:1])
        return " ".join(filter(None, (*rung, self._case.owner)))

    def _grades(self) -> tuple[str, str, str]:
        case, speaker = self._case, self._speaker
        return (
            speaker.level(case.level),
            speaker.title(URGENCIES, case.urgency),
            speaker.title(SEVERITIES, case.severity),
        )

    def _milestones(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for milestone in self._case.milestones:
            words, style = _STATES[self._state(milestone)]
            due = self._speaker.instant(milestone.due_at)
            name = _plain(f"  {self._speaker.milestone(milestone.name)}")
            table.add_row(name, due, Text(self._say(words), style=style))
        return table

    def _state(self, milestone: Milestone) -> str:
        if milestone.cancelled_at:
            return "cancelled"
        if milestone.met_at:
            return "met_late" if milestone.breached_at else "met"
        if milestone.breached_at:
            return "breached"
        return "paused" if milestone.pauses and self._case.is_paused else "open"

    def _tasks(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for task in self._case.tasks:
            words, style = _TASK_STATES[_task_state(task)]
            sort = self._say(TASKS[task.kind]) if task.kind else ""
            title = _plain(" · ".join(filter(None, (sort, self._say(task.title) if task.title else ""))))
            due = self._speaker.instant(task.due_at)
            table.add_row(f"  {task.id}", title, _plain(task.assignee or ""), due, Text(self._say(words), style=style))
        return table

    def _remedies(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for remedy in self._case.remedies:
            amount = self._speaker.money(remedy.amount_fen) if remedy.amount_fen else ""
            kind = remedy_title(remedy.kind, self._speaker.language, days=remedy.days)
            table.add_row(f"  {kind}", amount, self._say(REMEDY_STATES[remedy.status]), _plain(remedy.rule or ""))
        return table

    def _told(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for notice in self._notices:
            at, what = self._speaker.instant(notice.created_at), self._speaker.title(TOLD_OF, notice.what)
            state = self._speaker.title(NOTICE_STATES, notice.state)
            became = f"{state} ({notice.failure})" if notice.failure else state
            style = _NOTICE_STYLES[notice.state]
            table.add_row(f"  {at}", what, self._receiver(notice), notice.channel or "", Text(became, style=style))
        return table

    def _receiver(self, notice: Settled) -> Text:
        away = self.word("instead_of").format(staff=notice.instead_of) if notice.instead_of else ""
        return _plain(" ".join(filter(None, (notice.receiver, away))))

    def _timeline(self) -> Table:
        table = Table.grid(padding=(0, 2))
        table.add_column(justify="right", style="dim")
        table.add_column(style="dim", no_wrap=True)
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        for item in for_staff(self._events, speaker=self._speaker):
            table.add_row(str(item.sequence), self._speaker.instant(item.at), _plain(item.actor), _plain(item.text))
        return table

    def _title(self, name: str) -> Text:
        return Text(f"\n{self.word(name)}", style="bold")

    def word(self, name: str) -> str:
        """Say what something on the sheet is called."""
        return self._say(_WORDS[name])

    def _say(self, words: Words) -> str:
        return words.in_(self._speaker.language)


def _task_state(task: Task) -> str:
    if task.is_open:
        return "overdue" if task.is_overdue else "open"
    return "done" if task.done_at else "cancelled"


def _plain(words: str) -> Text:
    # As text, not as markup: brackets in somebody's words are brackets.
    return Text(visible(words))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_DESCRIPTION else f"{text[:_LONGEST_DESCRIPTION]}…"


def fact_rows(case: Case, *, policy: Policy | None, language: str) -> list[tuple[str, str]]:
    """Give what the head of the sheet says, each value after what it is called; but the words of the complaint."""
    sheet = _Sheet(case, (), (), policy=policy, language=language)
    return [(sheet.word(name), value) for name, value in sheet.values() if value and name != "described"]
