"""How changed remedies and the ways of carrying them out are told (E1, E3, E5)."""

from collections.abc import Mapping
from typing import Final

from api.telling import Telling, told
from domain.kinds import EventKind

REMEDY_TELLINGS: Final[Mapping[EventKind, Telling]] = {
    EventKind.REMEDY_CHANGED: told(
        "方案金额变更：{remedy_kind} {was_fen} → {amount_fen}，合计 {total_fen}，须重新审批[：{reason}]",
        "A remedy was changed: {remedy_kind}, {was_fen} → {amount_fen}, {total_fen} in all; it is decided on anew"
        "[: {reason}]",
        shows=("remedy", "kind", "amount_fen", "was_fen", "total_fen"),
        tells=("reason",),
    ),
    EventKind.REMEDY_STEP_CONFIRMED: told(
        "{remedy_kind}：{step}[（{how}）][，单号 {parcel}]",
        "{remedy_kind}: {step}[ ({how})][, parcel {parcel}]",
        shows=("remedy", "kind", "step"),
        tells=("how", "parcel"),
    ),
    EventKind.APPOINTMENT_MADE: told(
        "{remedy_kind}预约：{visit_at}[，地点：{place}][（{reason}）]",
        "{remedy_kind}: appointment on {visit_at}[, {place}][ ({reason})]",
        shows=("remedy", "kind", "visit_at", "ends_at"),
        tells=("place", "reason"),
    ),
    EventKind.APOLOGY_WRITTEN: told(
        "致歉函已拟定，将发送给您", "The letter of apology is written and on its way to you", shows=("remedy",)
    ),
    EventKind.PAYMENT_REPORTED: told(
        "已登记人工付款 {amount_fen}，待另一人复核[（{how}）]",
        "{amount_fen} is said to have been paid by hand; a second person has to say the same[ ({how})]",
        shows=("remedy", "kind", "amount_fen"),
        internal=True,
    ),
    EventKind.PAYMENT_TAKEN_BACK: told(
        "人工付款登记已撤回[：{reason}]",
        "What was said of a payment by hand was taken back[: {reason}]",
        shows=("remedy",),
        internal=True,
    ),
}
