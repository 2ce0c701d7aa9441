"""What people do about a penalty: a second one confirms a ban, others decide the appeal, a lead lifts it (E8)."""

from typing import Any, ClassVar, Final

from domain.complaint import Key, ShortText
from domain.events import Actor
from domain.instant import Instant, say_minute
from domain.kinds import PenaltyKind
from domain.matter import MatterStep
from domain.matter_commands import MatterCommand
from domain.matter_events import MatterEventKind
from domain.penalty import Penalty, penalty_of
from domain.penalty_steps import decision_due, notify
from domain.penalty_words import KINDS
from domain.permissions import LEADS
from domain.refusals import not_allowed, not_now
from domain.words import Words
from domain.zones import load_zone

HEADS: Final = frozenset({"department_head", "senior_management"})
STANDING: Final = frozenset({"notified", "in_force"})
CLEARED: Final[dict[str, str | None]] = {"due_at": None, "warn_at": None}
"""Nothing waits for people any more."""


class ConfirmPenalty(MatterCommand):
    """Confirm a proposed ban or blacklisting: somebody else than who proposed it or recorded the finding (E8)."""

    name: ClassVar[str] = "confirm-penalty"
    title: ClassVar[Words] = Words(zh="确认处罚", en="Confirm the penalty")
    states: ClassVar[frozenset[str] | None] = frozenset({"proposed"})
    roles: ClassVar[frozenset[str]] = HEADS
    example: ClassVar[dict[str, Any]] = {"note": "证据充分，同意。"}

    note: ShortText | None = None

    @classmethod
    def is_offered(cls, matter: Any, reader: Actor) -> bool:
        """Tell whether the reader is another person."""
        return reader.id not in {matter.imposed_by, *matter.found_by}

    def decide(self, step: MatterStep) -> None:
        """Put the second person on record, and tell the respondent."""
        penalty = penalty_of(step)
        if step.actor.id == penalty.imposed_by:
            raise not_allowed(
                zh="提出处罚的人不能确认该处罚，须由另一人确认。",
                en="Whoever proposed a penalty may not confirm it; a second person has to.",
            )
        if step.actor.id in penalty.found_by:
            raise not_allowed(
                zh="作出调查结论的人不能确认处罚。", en="Whoever recorded the finding may not confirm the penalty."
            )
        if step.respondent and step.respondent.bears(penalty.penalty):
            title = KINDS[penalty.penalty]
            raise not_now(
                zh=f"该被投诉人已处于“{title.zh}”，不能重复作出；请撤销此项。",
                en=f"This respondent bears that already ({title.en}); lift this one instead.",
            )
        step.add(MatterEventKind.CONFIRMED, private={"note": self.note})
        notify(step)


class LiftPenalty(MatterCommand):
    """Lift a penalty, or drop a proposed one; a ban that is in force needs a department head and up."""

    name: ClassVar[str] = "lift-penalty"
    title: ClassVar[Words] = Words(zh="撤销处罚", en="Lift the penalty")
    states: ClassVar[frozenset[str] | None] = STANDING | {"proposed"}
    roles: ClassVar[frozenset[str]] = LEADS
    example: ClassVar[dict[str, Any]] = {"reason": "整改已完成，提前解除。"}

    reason: ShortText

    @classmethod
    def is_offered(cls, matter: Any, reader: Actor) -> bool:
        """Tell whether the reader stands high enough."""
        return not _needs_a_head(matter) or reader.role in HEADS

    def decide(self, step: MatterStep) -> None:
        """End it."""
        if _needs_a_head(penalty_of(step)) and step.actor.role not in HEADS:
            raise not_allowed(
                zh="永不录用和黑名单须由部门负责人以上解除。",
                en="A ban or a blacklisting is lifted by a department head and up.",
            )
        step.add(MatterEventKind.LIFTED, private={"reason": self.reason})


class DecidePenaltyAppeal(MatterCommand):
    """Decide the respondent's appeal: somebody who had no part in what led to the penalty. The reason goes to them."""

    name: ClassVar[str] = "decide-penalty-appeal"
    title: ClassVar[Words] = Words(zh="裁定处罚申诉", en="Decide the appeal")
    roles: ClassVar[frozenset[str]] = LEADS
    example: ClassVar[dict[str, Any]] = {"uphold": False, "reason": "考勤记录显示当日并未派单。"}

    uphold: bool
    reason: ShortText

    @classmethod
    def is_offered(cls, matter: Any, reader: Actor) -> bool:
        """Tell whether there is an appeal, and the reader had no part in what it is against."""
        is_high_enough = not matter.penalty.needs_two or reader.role in HEADS
        return bool(matter.has_open_appeal) and is_high_enough and reader.id not in _had_a_part(matter)

    def decide(self, step: MatterStep) -> None:
        """Uphold the penalty, the time of the stay added to it; or overturn it."""
        penalty = penalty_of(step)
        self._check(penalty, step)
        if not self.uphold:
            step.add(MatterEventKind.OVERTURNED, private={"reason": self.reason})
            return
        until = penalty.until
        if until and penalty.stayed and penalty.appeal and penalty.state == "in_force":
            until += step.at - max(penalty.appeal.at, penalty.effective_at or penalty.appeal.at)
        data: dict[str, Any] = {"until": until.isoformat() if until else None, **self._next_due(penalty, step)}
        if penalty.state in {"expired", "sent"}:
            data["final"] = True
        step.add(MatterEventKind.UPHELD, data, private={"reason": self.reason})

    def _check(self, penalty: Penalty, step: MatterStep) -> None:
        if not penalty.has_open_appeal:
            raise not_now(zh="没有待裁定的申诉。", en="There is no appeal that waits to be decided.")
        if step.actor.id in _had_a_part(penalty):
            raise not_allowed(
                zh="参与调查结论、作出或确认该处罚的人不能裁定申诉。",
                en="Whoever found, imposed or confirmed it may not decide the appeal; other people do.",
            )
        if penalty.penalty.needs_two and step.actor.role not in HEADS:
            raise not_allowed(
                zh="对永不录用和黑名单的申诉须由部门负责人以上裁定。",
                en="An appeal against a ban or a blacklisting is decided by a department head and up.",
            )

    def _next_due(self, penalty: Penalty, step: MatterStep) -> dict[str, str | None]:
        is_to_be_sent = penalty.penalty is PenaltyKind.REPORT and penalty.state == "notified"
        return decision_due(step) if is_to_be_sent else CLEARED


class MarkReportSent(MatterCommand):
    """Say that a person has sent the report, and under which reference the authority has it."""

    name: ClassVar[str] = "mark-report-sent"
    title: ClassVar[Words] = Words(zh="登记已上报", en="Mark the report as sent")
    states: ClassVar[frozenset[str] | None] = frozenset({"notified"})
    roles: ClassVar[frozenset[str]] = LEADS | {"investigator"}
    example: ClassVar[dict[str, Any]] = {"reference": "沪商务投诉〔2026〕0042 号"}

    reference: Key

    @classmethod
    def is_offered(cls, matter: Any, reader: Actor) -> bool:
        """Tell whether it is a report that may go out."""
        return matter.penalty is PenaltyKind.REPORT and not (matter.has_open_appeal and matter.stayed)

    def decide(self, step: MatterStep) -> None:
        """Put it on record."""
        penalty = penalty_of(step)
        if penalty.penalty is not PenaltyKind.REPORT:
            raise not_now(zh="该处罚不是上报。", en="This penalty is no report.")
        if penalty.has_open_appeal and penalty.stayed:
            raise not_now(
                zh="申诉尚未裁定，暂不能上报。", en="An appeal is open that stays the report; decide it first."
            )
        data: dict[str, Any] = CLEARED | {"final": penalty.is_final(at=step.at)}
        step.add(MatterEventKind.REPORT_SENT, data, private={"reference": self.reference})


class AppealPenalty(MatterCommand):
    """Appeal against a penalty, as its respondent; what does not fit is kept, and answered in words.

    `said_at` is when it was brought, which may be long before anybody could hear it.
    """

    name: ClassVar[str] = "appeal"
    title: ClassVar[Words] = Words(zh="对处罚申诉", en="Appeal against the penalty")

    reason: ShortText
    said_at: Instant | None = None

    def decide(self, step: MatterStep) -> None:
        """Let other people look at it, and stay what the pack stays."""
        penalty = penalty_of(step)
        self._check(penalty, step)
        rules = step.policy.pack.penalty_rules
        stays = penalty.penalty in rules.stayed and penalty.state in STANDING
        step.add(MatterEventKind.APPEALED, {"stayed": stays, **decision_due(step)}, private={"reason": self.reason})

    def _check(self, penalty: Penalty, step: MatterStep) -> None:
        if penalty.appeal_until is None:
            raise not_now(zh="该处罚尚未生效通知。", en="Nothing has been imposed yet that could be appealed.")
        if not penalty.is_open:
            raise not_now(zh="该处罚已终结。", en="This penalty is over.")
        if penalty.appeal is not None:
            raise not_now(zh="您已对该处罚提出申诉。", en="You have appealed against this penalty already.")
        if not penalty.may_be_appealed(at=min(self.said_at or step.at, step.at)):
            by = say_minute(penalty.appeal_until, load_zone(step.policy.pack.zone))
            raise not_now(
                zh=f"申诉期已于 {by} 届满；您的意见已记录。",
                en=f"The time to appeal was over at {by}; what you say is kept.",
            )


def _needs_a_head(penalty: Penalty) -> bool:
    return penalty.penalty.needs_two and penalty.state != "proposed"


def _had_a_part(penalty: Penalty) -> set[str]:
    return {penalty.imposed_by, penalty.confirmed_by, *penalty.found_by, *penalty.judges} - {""}
