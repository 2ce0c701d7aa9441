"""The page of a case (案卷导出): the whole file as one HTML that opens anywhere and asks nobody for anything (F4)."""

import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any, Final, NamedTuple

from jinja2 import ChoiceLoader, PackageLoader
from markupsafe import Markup

from api.case_view import MilestoneView, milestone_views, remedy_views
from api.speaker import Speaker
from api.timeline_view import for_staff
from console.case_sheet import REMEDY_STATES, fact_rows
from console.decision_rows import decision_rows
from console.enclosures import Enclosure
from console.force_rows import force_rows
from console.handling_rows import custody_rows, notice_rows
from console.matter_rows import MatterFile, matter_rows
from domain.case import Case
from domain.custody import Handling
from domain.decisions import decisions_of
from domain.evidence import KINDS, remarks_on
from domain.letter import Letter
from domain.letters import letters_of
from domain.outgoing import Settled
from domain.policy import Policy
from domain.titles import STAGES
from domain.words import Words
from gateways.letter_press import environment, letter_style, style_digest
from storage.whole_file import WholeFile

_WORDS: Final = {
    name: Words(zh=zh, en=en)
    for name, (zh, en) in {
        "actor": ("操作人", "By"),
        "department": ("部门", "Department"),
        "member": ("成员", "Member"),
        "says": ("对方案的意见", "On the plan"),
        "task_force": ("专项小组", "Task force"),
        "decisions": ("各轮决定", "Decisions"),
        "cycle": ("轮次", "Cycle"),
        "amount": ("金额", "Amount"),
        "at": ("时间", "At"),
        "broken": ("校验发现问题", "This is not what was written"),
        "case": ("案件", "The case"),
        "chain": ("哈希链", "Chain of hashes"),
        "custody": ("证据保管链", "Custody of the evidence"),
        "details": ("详情", "Details"),
        "due": ("最迟时间", "Due"),
        "evidence": ("证据", "Evidence"),
        "evidence_kind": ("类别", "Kind"),
        "file": ("文件", "File"),
        "hash": ("哈希", "Hash"),
        "how_to_check": (
            "每条哈希覆盖本条内容与上一条的哈希；docs/storage.md 说明如何不借助本系统自行校验。",
            "Each hash covers its event and the one before; docs/storage.md says how to verify them without Redress.",
        ),
        "kind": ("事件", "Event"),
        "letters": ("函件", "Letters"),
        "matters": ("遗留事项", "What it leaves behind"),
        "met": ("完成时间", "Met"),
        "milestones": ("节点", "Milestones"),
        "missed": ("超时", "Missed"),
        "name": ("名称", "Name"),
        "none": ("无", "none"),
        "note": ("说明", "Note"),
        "notices": ("通知", "Notices"),
        "number": ("序号", "No."),
        "only_data": (
            "文件随本页保存，下载即可打开；下载件的 SHA-256 应与所列哈希一致。请勿打开来历不明的文件。",
            "The files are in this page: save one to open it; its SHA-256 is the hash beside it. "
            "Take care with files of people whom you do not know.",
        ),
        "remedies": ("处理方案", "Remedies"),
        "save": ("下载文件", "Save the file"),
        "because": ("依据", "Because"),
        "sealed": ("每日封存", "Sealed on"),
        "sound": ("哈希链校验通过：与写入时一致", "The chain of hashes verifies: this is what was written"),
        "state": ("状态", "State"),
        "tasks": ("任务", "Tasks"),
        "timeline": ("时间线", "Timeline"),
        "to_whom": ("收件人", "To"),
        "too_large": (
            "文件过大，未随本页保存；请凭哈希在系统中下载。",
            "The file is too large to be in this page; get it from the system, by its hash.",
        ),
        "what": ("内容", "What"),
        "words": ("投诉原文", "In their words"),
        "written": ("导出时间", "Exported at"),
    }.items()
}


class Row(NamedTuple):
    """Some cells, what lies behind them as JSON, and the file that is enclosed."""

    cells: tuple[str, ...]
    details: str = ""
    enclosed: Enclosure | None = None


class Section(NamedTuple):
    """A table under a title, with remarks above it."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[Row]
    remarks: tuple[str, ...] = ()


class CasePage:
    """One case for whoever reads its whole file; `description` is the whole text of the complaint."""

    def __init__(
        self,
        case: Case,
        file: WholeFile,
        notices: Sequence[Settled],
        *,
        evidence: Sequence[Enclosure],
        handlings: Sequence[Handling],
        policy: Policy | None,
        language: str,
        description: str,
        written_at: str,
        matters: Sequence[MatterFile] = (),
    ) -> None:
        self._case = case
        self._file = file
        self._notices = notices
        self._pieces = evidence
        self._handlings = handlings
        self._policy = policy
        self._language = language
        self._description = description
        self._written_at = written_at
        self._matters = matters
        self._speaker = Speaker(language=language, policy=policy)

    def html(self) -> str:
        """Lay it out."""
        templates = environment()
        templates.loader = ChoiceLoader([PackageLoader("console"), PackageLoader("gateways")])
        style = letter_style() + (files("console") / "templates" / "case.css").read_text(encoding="utf-8")
        page = templates.get_template("case.html").render(
            language="en" if self._language == "en" else "zh-CN",
            style=Markup(style),  # noqa: S704 - files of ours
            digest=style_digest(style),
            number=self._case.tracking_number,
            stage=self._say(STAGES[self._case.stage]),
            facts=[*fact_rows(self._case, policy=self._policy, language=self._language), self._when()],
            description=self._description,
            complaint=_json(self._case.complaint.model_dump(mode="json", exclude_defaults=True)),
            sections=list(self._sections()),
            letters=self._letters(),
            broken=[*map(str, self._file.breaks), *(str(each.fault) for each in self._pieces if each.fault)],
            words={name: self._say(words) for name, words in _WORDS.items()},
        )
        return page.lstrip()

    def _when(self) -> tuple[str, str]:
        return self._word("written"), self._written_at

    def _letters(self) -> tuple[Letter, ...]:
        if self._policy is None:
            return ()
        language = self._case.complaint.complainant.language
        return letters_of(self._case, pack=self._policy.pack, language=language)

    def _sections(self) -> Iterator[Section]:
        yield self._milestones()
        yield self._remedies()
        yield self._tasks()
        if self._case.task_forces:
            yield self._task_force()
        if decisions_of(self._case):
            yield self._decisions()
        if self._matters:
            rows = [
                Row(cells, _json({**e.data, **e.private}))
                for cells, e in matter_rows(self._matters, speaker=self._speaker)
            ]
            yield self._section("matters", ("what", "state", "at", "actor"), rows)
        yield self._evidence()
        yield self._custody()
        yield self._told()
        yield self._timeline()
        yield self._chain()

    def _milestones(self) -> Section:
        views = milestone_views(self._case, speaker=self._speaker)
        rows = [Row((each.title, *self._instants(each))) for each in views]
        return self._section("milestones", ("name", "due", "met", "missed"), rows)

    def _instants(self, milestone: MilestoneView) -> Iterator[str]:
        for instant in (milestone.due_at, milestone.met_at, milestone.breached_at):
            yield self._speaker.instant(instant)

    def _remedies(self) -> Section:
        states = {remedy.id: self._say(REMEDY_STATES[remedy.status]) for remedy in self._case.remedies}
        rows = [
            Row(
                (
                    each.kind_title,
                    self._speaker.money(each.amount_fen),
                    each.because or "",
                    each.carried_out or states[each.id],
                )
            )
            for each in remedy_views(self._case, speaker=self._speaker)
        ]
        return self._section("remedies", ("name", "amount", "because", "state"), rows)

    def _tasks(self) -> Section:
        rows = [
            Row(
                (
                    each.id,
                    self._say(each.title) if each.title else "",
                    *map(self._speaker.instant, (each.due_at, each.done_at)),
                )
            )
            for each in self._case.tasks
        ]
        return self._section("tasks", ("number", "what", "due", "met"), rows)

    def _decisions(self) -> Section:
        rows = [Row(each) for each in decision_rows(self._case, speaker=self._speaker)]
        return self._section("decisions", ("cycle", "at", "actor", "what", "remedies"), rows)

    def _task_force(self) -> Section:
        rows, remarks = force_rows(self._case.task_forces[-1], speaker=self._speaker)
        return self._section("task_force", ("department", "member", "says"), [Row(each) for each in rows], *remarks)

    def _evidence(self) -> Section:
        """List what was handed in; each row with its small picture and the file itself."""
        rows = []
        for each in self._pieces:
            piece = each.piece
            kind = self._say(KINDS[piece.kind]) if piece.kind in KINDS else piece.kind
            file = " · ".join(filter(None, (piece.id, piece.file_name, piece.media_type, f"{piece.size} B")))
            told = "\n".join(filter(None, (piece.note, *self._remarks(each))))
            at = self._speaker.instant(piece.added_at)
            rows.append(Row((at, piece.added_by, file, kind, piece.sha256, told), enclosed=each))
        columns = ("at", "actor", "file", "evidence_kind", "hash", "note")
        return self._section("evidence", columns, rows, *([self._word("only_data")] if rows else []))

    def _remarks(self, enclosure: Enclosure) -> Iterator[str]:
        for words in remarks_on(enclosure.piece):
            yield self._say(words)
        if enclosure.is_too_large:
            yield self._word("too_large")
        if enclosure.fault:
            yield str(enclosure.fault)

    def _custody(self) -> Section:
        """Tell what was done with the evidence, this page included."""
        rows = [Row(each) for each in custody_rows(self._handlings, speaker=self._speaker)]
        return self._section("custody", ("at", "actor", "what", "evidence", "to_whom", "note"), rows)

    def _told(self) -> Section:
        rows = [Row(each) for each in notice_rows(self._notices, speaker=self._speaker)]
        return self._section("notices", ("at", "what", "to_whom", "state"), rows)

    def _timeline(self) -> Section:
        rows = [
            Row((str(item.sequence), self._speaker.instant(item.at), item.actor, item.text), _json(item.data))
            for item in for_staff(self._file.events, speaker=self._speaker)
        ]
        return self._section("timeline", ("number", "at", "actor", "what"), rows)

    def _chain(self) -> Section:
        rows = [Row((str(each.sequence), each.kind, each.hash.hex())) for each in self._file.entries]
        sealed = [
            f"{self._word('sealed')} {each.day}: {each.sequence} · {each.hash.hex()}" for each in self._file.sealed
        ]
        return self._section("chain", ("number", "kind", "hash"), rows, self._word("how_to_check"), *sealed)

    def _section(self, title: str, columns: Sequence[str], rows: Sequence[Row], *remarks: str) -> Section:
        return Section(self._word(title), tuple(map(self._word, columns)), rows, remarks)

    def _word(self, name: str) -> str:
        return self._say(_WORDS[name])

    def _say(self, words: Words) -> str:
        return words.in_(self._language)


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, default=str) if data else ""
