"""The pen (行文): how letters say what a case holds, in one language and in the pack's zone."""

from datetime import datetime, timedelta
from typing import Final

from domain.case import Case
from domain.duration import describe_duration
from domain.instant import say_minute
from domain.letter import Letter, LetterKind, Section
from domain.money import CNY
from domain.pack import Pack
from domain.titles import CHANNELS
from domain.words import Words
from domain.zones import load_zone

_A_DAY: Final = timedelta(days=1)
_DRAFT: Final = Words(zh="草稿：法务审核中，尚未签发", en="Draft: being reviewed, not sent yet")


class Pen:
    """Writes about one case in `zh` or `en`."""

    def __init__(self, case: Case, *, pack: Pack, language: str) -> None:
        self.case = case
        self.pack = pack
        self.language = "en" if language.lower().startswith("en") else "zh"
        self._zone = load_zone(pack.zone)

    def say(self, zh: str, en: str) -> str:
        """Choose the words of the language."""
        return en if self.language == "en" else zh

    def word(self, words: Words) -> str:
        """Say words that stand somewhere in both languages."""
        return words.in_(self.language)

    def minute(self, instant: datetime | None) -> str:
        """Say an instant to the minute, in the pack's zone."""
        return say_minute(instant, self._zone)

    def day(self, instant: datetime) -> str:
        """Say the day of an instant in the pack's zone."""
        local = instant.astimezone(self._zone)
        return self.say(f"{local.year} 年 {local.month} 月 {local.day} 日", f"{local:%Y-%m-%d}")

    def money(self, fen: int) -> str:
        """Say an amount; nothing where there is none."""
        amount = f"{fen // 100:,}.{fen % 100:02}"
        currency = self.pack.currency
        unit = "元" if currency == CNY else currency
        return self.say(f"{amount} {unit}", f"{currency} {amount}") if fen else ""

    def length(self, length: timedelta) -> str:
        """Say a length of time."""
        if length % _A_DAY:
            return describe_duration(length, language=self.language)
        return self.say(f"{length.days} 天", "1 day" if length == _A_DAY else f"{length.days} days")

    @property
    def kind(self) -> str:
        """Say what the complaint is about by the pack's catalogue."""
        return self.word(self.pack.kind(self.case.category, self.case.kind).title)

    @property
    def department(self) -> str:
        """Say which department has the case."""
        return self.pack.department_title(self.case.department, self.language)

    def letter(
        self,
        kind: LetterKind,
        *,
        title: str,
        opening: str,
        dated_at: datetime,
        sections: tuple[Section, ...],
        is_draft: bool = False,
    ) -> Letter:
        """Put a letter together: head, sections and signature."""
        case = self.case
        name = case.complaint.complainant.name
        return Letter(
            kind=kind,
            language=self.language,
            tracking_number=case.tracking_number,
            title=title,
            about=self.say(
                f"关于您的投诉 {case.tracking_number}（{self.kind}）：",
                f"About your complaint {case.tracking_number} ({self.kind}):",
            ),
            salutation=self.say(f"{name}，您好：", f"Dear {name},"),
            dated_at=dated_at,
            dated_on=self.day(dated_at),
            reference=self._reference(),
            opening=opening,
            sections=sections,
            closing=self.say("此致", "Yours sincerely,"),
            signature=(self.department, self.day(dated_at)),
            draft=self.word(_DRAFT) if is_draft else "",
        )

    def _reference(self) -> tuple[tuple[str, str], ...]:
        case = self.case
        rows = (
            (self.say("投诉编号", "Tracking number"), case.tracking_number),
            (self.say("受理时间", "Received"), f"{self.minute(case.received_at)} ({self.pack.zone})"),
            (self.say("受理渠道", "Received by"), self.word(CHANNELS[case.complaint.channel])),
            (self.say("投诉事项", "About"), self.kind),
            (self.say("订单号", "Order number"), case.complaint.order_number or ""),
            (self.say("涉及金额", "Amount in dispute"), self.money(case.complaint.amount_fen)),
            (self.say("责任部门", "Department"), self.department),
            (self.say("处理依据", "Rules"), f"{self.word(self.pack.title)} ({self.pack.version})"),
        )
        return tuple((label, value) for label, value in rows if value)
