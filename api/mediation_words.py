"""How a mediation (调解) is told; both sides read what is put to both, and of each other no reasons (E6, G1)."""

from collections.abc import Mapping
from typing import Final

from api.telling import Telling, told
from domain.kinds import EventKind

BOTH_HEAR: Final = frozenset({EventKind.SESSION_SET, EventKind.PROPOSAL_MADE, EventKind.SETTLEMENT_SIGNED})
"""Words that are for both sides, whoever said them."""

MEDIATION_TELLINGS: Final[Mapping[EventKind, Telling]] = {
    EventKind.MEDIATION_OPENED: told(
        "进入调解[（至 {mediation_until}）][，{mediator_kind}][；调解员：员工 {mediator}]",
        "Mediation was opened[, until {mediation_until}][: {mediator_kind}][; staff {mediator} mediates]",
        shows=("mediation_until", "mediator_kind"),
    ),
    EventKind.MEDIATOR_NAMED: told(
        "已确定调解员[，{mediator_kind}][：员工 {mediator}][（接替员工 {instead_of}）][：{reason}]",
        "A mediator was named[: {mediator_kind}][; staff {mediator}][ instead of staff {instead_of}][: {reason}]",
        shows=("mediator_kind",),
    ),
    EventKind.MEDIATOR_RECUSED: told(
        "调解员已回避[（员工 {instead_of}）][，由员工 {mediator} 接替][：{reason}]",
        "The mediator has stepped back[ (staff {instead_of})][; staff {mediator} takes over][: {reason}]",
        shows=("mediator_kind",),
    ),
    EventKind.SESSION_SET: told(
        "调解会定于 {held_at}[：{where}]",
        "A mediation session is set for {held_at}[: {where}]",
        shows=("held_at",),
        tells=("where",),
    ),
    EventKind.PROPOSAL_MADE: told(
        "提出第 {proposal} 号调解方案[：{text}][；{remedies}]",
        "Proposal {proposal} was made[: {text}][; {remedies}]",
        shows=("proposal", "sha256", "signers", "remedies", "promises"),
        tells=("text", "notes", "promised", "settlement"),
    ),
    EventKind.PROPOSAL_WITHDRAWN: told(
        "第 {proposal} 号调解方案已撤回[：{reason}]",
        "Proposal {proposal} was withdrawn[: {reason}]",
        shows=("proposal",),
    ),
    EventKind.PROPOSAL_REFUSED: told(
        "{side}拒绝第 {proposal} 号调解方案[：{reason}]",
        "Proposal {proposal} was refused by {side}[: {reason}]",
        shows=("by", "proposal"),
        tells=("reason",),
    ),
    EventKind.SETTLEMENT_SIGNED: told(
        "{side}签署第 {proposal} 号方案的和解协议[（{name}）][，文本 SHA-256：{sha256}]",
        "{side} signed the settlement of proposal {proposal}[ ({name})][; SHA-256 of the text: {sha256}]",
        shows=("by", "proposal", "sha256"),
        tells=("name",),
    ),
    EventKind.MEDIATION_REMINDED: told(
        "调解时限已用去 {percent}%", "{percent}% of the mediation's time is used", shows=("fraction",)
    ),
    EventKind.MEDIATED: told(
        "调解成功，第 {proposal} 号方案的和解协议生效[；{remedies}]",
        "Mediation succeeded: the settlement of proposal {proposal} holds[; {remedies}]",
        shows=("proposal", "sha256", "remedies"),
    ),
    EventKind.MEDIATION_FAILED: told(
        "调解未成[（{failed_because}）][；可在 {ruling_until} 前申请裁决][：{reason}]",
        "Mediation failed[: {failed_because}][; either side can ask for a ruling until {ruling_until}][: {reason}]",
        shows=("because", "ruling_until"),
    ),
}
