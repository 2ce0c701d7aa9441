"""How what a case leaves behind is told on its timeline, and what of it a complainant sees (E4, F7, G1)."""

from collections.abc import Mapping
from typing import Final

from api.telling import Telling, told
from domain.kinds import EventKind

MATTER_TELLINGS: Final[Mapping[EventKind, Telling]] = {
    EventKind.ADVANCE_PAID: told(
        "已代责任方先行赔付 {amount_fen}", "Paid in advance, in another's stead: {amount_fen}", shows=("amount_fen",)
    ),
    EventKind.RECOURSE_OPENED: told(
        "向{responsible}追偿 {amount_fen}（{matter}），须于 {due_at} 前发函",
        "{amount_fen} are to be claimed from {responsible} ({matter}), by {due_at}",
        internal=True,
    ),
    EventKind.RECOURSE_CLOSED: told(
        "追偿 {matter} 已结束：追回 {recovered_fen}，核销 {written_off_fen}",
        "The claim {matter} is over: {recovered_fen} recovered, {written_off_fen} written off",
        internal=True,
    ),
    EventKind.PROMISE_OPENED: told(
        "承诺跟进（{matter}）[：{text}]，期限 {due_at}",
        "A promise is followed up ({matter})[: {text}], until {due_at}",
        shows=("source", "due_at", "matter"),
        tells=("text",),
    ),
    EventKind.PROMISE_KEPT: told("承诺已兑现（{matter}）", "A promise was kept ({matter})", shows=("source", "matter")),
    EventKind.PROMISE_BROKEN: told(
        "承诺未兑现（{matter}）", "A promise was not kept ({matter})", shows=("source", "matter")
    ),
}
