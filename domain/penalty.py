"""A penalty (处罚) as a matter of its own: confirmed, told, in force, appealed, and over by time or by decision (E8).

`proposed` (a ban that waits for a second person) → `notified` → `in_force` → `expired`, `lifted` or `overturned`; a
report is `sent` instead of in force. Somebody appeals once, within the window; a penalty that is over by time stays
open to an appeal until then.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from domain.case_inquiry import Respondent
from domain.duration import Period
from domain.kinds import EventKind, PenaltyKind
from domain.matter import Changes, Matter, MatterStep, due, erased, over
from domain.matter_events import MatterEvent, MatterEventKind
from domain.words import Words

Fold = Callable[["Penalty", MatterEvent], Changes]


class PenaltyAppeal(BaseModel):
    """The respondent's appeal, and how other people decided it."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    reason: str | None = None
    decided_at: datetime | None = None
    upheld: bool | None = None
    because: str | None = None


class Penalty(Matter):
    """A penalty; `found_by` recorded the finding, `judges` are all who took part in what led to it.

    `reason` is in words for the respondent, `why` says which rule imposed it. A `stayed` one has no effect while the
    appeal is open.
    """

    penalty: PenaltyKind
    because: str
    points: int | None = None
    lasts: Period | None = None
    row: int | None = None
    why: Words | None = None
    proposed: bool = False
    prior: dict[str, int] = Field(default_factory=dict)
    cause: str = ""
    imposed_by: str = ""
    found_by: tuple[str, ...] = ()
    judges: tuple[str, ...] = ()
    reason: str | None = None
    addressee: Words | None = None
    facts: str | None = None
    respondent: Respondent | None = None
    confirmed_by: str = ""
    notified_at: datetime | None = None
    appeal_until: datetime | None = None
    effective_at: datetime | None = None
    until: datetime | None = None
    stayed: bool = False
    appeal: PenaltyAppeal | None = None
    document: Words | None = None
    reference: str | None = None

    words: ClassVar[tuple[str, ...]] = ("reason", "addressee", "facts", "respondent", "document", "reference")
    folds: ClassVar[Mapping[MatterEventKind, Fold]] = {
        MatterEventKind.CONFIRMATION_ASKED: lambda penalty, event: {"state": "proposed"} | due(event),
        MatterEventKind.CONFIRMED: lambda penalty, event: {"confirmed_by": _staff(event)} | due(event),
        MatterEventKind.NOTIFIED: lambda penalty, event: {
            "state": "notified",
            "notified_at": _instant(event, "told_at"),
            "appeal_until": _instant(event, "appeal_until"),
            "effective_at": _instant(event, "effective_at"),
            "document": Words.model_validate(event.private["document"]) if "document" in event.private else None,
            **due(event),
        },
        MatterEventKind.TOOK_EFFECT: lambda penalty, event: {"state": "in_force", "until": _instant(event, "until")},
        MatterEventKind.REPORT_SENT: lambda penalty, event: (
            {"state": "sent", "reference": event.private.get("reference")} | due(event) | _end(event, "sent")
        ),
        MatterEventKind.APPEALED: lambda penalty, event: {
            "appeal": PenaltyAppeal(at=event.at, reason=event.private.get("reason")),
            "stayed": event.data["stayed"],
            **due(event),
        },
        MatterEventKind.UPHELD: lambda penalty, event: {
            "appeal": penalty.decided(event, upheld=True),
            "stayed": False,
            "until": _instant(event, "until"),
            **due(event),
            **_end(event, penalty.state),
        },
        MatterEventKind.OVERTURNED: lambda penalty, event: {
            "appeal": penalty.decided(event, upheld=False),
            "stayed": False,
            **over(event, "overturned"),
        },
        MatterEventKind.LIFTED: lambda penalty, event: {"stayed": False, **over(event, "lifted")},
        MatterEventKind.EXPIRED: lambda penalty, event: {"state": "expired", **_end(event, "expired")},
        MatterEventKind.SETTLED: lambda penalty, event: over(event, penalty.state),
        MatterEventKind.NOT_APPLICABLE: lambda penalty, event: {},
        MatterEventKind.ERASED: lambda penalty, event: {"appeal": penalty.wordless_appeal, **erased(penalty, event)},
    }

    @property
    def needs_words(self) -> bool:
        """Tell whether somebody has still to be told: a respondent whom nobody can reach, or an authority."""
        is_unsent = self.penalty is PenaltyKind.REPORT and self.state == "notified"
        return self.notified_at is None or is_unsent

    @property
    def wordless_appeal(self) -> PenaltyAppeal | None:
        """Give the appeal without what was said in it."""
        return self.appeal.model_copy(update={"reason": None, "because": None}) if self.appeal else None

    @property
    def has_open_appeal(self) -> bool:
        """Tell whether an appeal waits to be decided."""
        return self.appeal is not None and self.appeal.decided_at is None

    def may_be_appealed(self, *, at: datetime) -> bool:
        """Tell whether an appeal counts at `at`: the window's last moment still belongs to it."""
        return self.appeal is None and self.appeal_until is not None and at <= self.appeal_until

    def is_final(self, *, at: datetime) -> bool:
        """Tell whether nothing can come any more once its effect is over."""
        return not self.has_open_appeal and not self.may_be_appealed(at=at)

    def decided(self, event: MatterEvent, *, upheld: bool) -> PenaltyAppeal:
        """Give the appeal with its decision."""
        appeal = self.appeal or PenaltyAppeal(at=event.at)
        said = {"decided_at": event.at, "upheld": upheld, "because": event.private.get("reason")}
        return appeal.model_copy(update=said)


def penalty_of(step: MatterStep) -> Penalty:
    """Give the penalty that a step is about."""
    if not isinstance(step.matter, Penalty):
        raise TypeError(f"{step.matter.id} is no penalty")
    return step.matter


def outcome(penalty: Penalty) -> tuple[EventKind, dict[str, Any]]:
    """Give what the case is told at the end."""
    return EventKind.PENALTY_CLOSED, {"state": penalty.state, "penalty": penalty.penalty.value}


def _instant(event: MatterEvent, name: str) -> datetime | None:
    text = event.data.get(name)
    return datetime.fromisoformat(text) if text else None


def _staff(event: MatterEvent) -> str:
    return event.actor.removeprefix("staff:")


def _end(event: MatterEvent, state: str) -> Changes:
    """Give what changes where the event says that nothing can come any more."""
    return over(event, state) if event.data.get("final") else {}
