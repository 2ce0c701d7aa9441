"""What a mediation is called, and how it is told (调解用语): to both sides, to the mediator, to who signs (E6, G2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from domain.case import Case
from domain.case_mediation import MediatorKind, Side
from domain.kinds import EventKind
from domain.words import Words

SIDES: Final[Mapping[str, Words]] = {
    Side.COMPLAINANT: Words(zh="投诉人", en="the complainant"),
    Side.RESPONDENT: Words(zh="被投诉人", en="the respondent"),
    Side.PLATFORM: Words(zh="平台", en="the platform"),
}
MEDIATOR_KINDS: Final[Mapping[str, Words]] = {
    MediatorKind.NEGOTIATION: Words(zh="协商调解", en="negotiation by a mediator of the house"),
    MediatorKind.THIRD_PARTY: Words(zh="第三方调解", en="mediation by a third party"),
    MediatorKind.ADMINISTRATIVE: Words(zh="行政调解", en="administrative mediation"),
}
FAILED_BECAUSE: Final[Mapping[str, Words]] = {
    "window_over": Words(zh="调解期限已过", en="its time is over"),
    "declared": Words(zh="双方未能达成一致", en="the two sides could not agree"),
}

OF_MEDIATION: Final = frozenset(
    {
        EventKind.MEDIATION_OPENED,
        EventKind.MEDIATOR_NAMED,
        EventKind.SESSION_SET,
        EventKind.PROPOSAL_MADE,
        EventKind.PROPOSAL_WITHDRAWN,
        EventKind.SETTLEMENT_SIGNED,
        EventKind.MEDIATION_REMINDED,
        EventKind.MEDIATED,
        EventKind.MEDIATION_FAILED,
    }
)
"""What both sides are told of."""

TO_BOTH: Final[Mapping[EventKind, Words]] = {
    EventKind.MEDIATION_OPENED: Words(
        zh="投诉 {number} 已进入调解[，至 {by}]，调解员会分别联系双方。",
        en="Complaint {number} is in mediation now[, until {by}]. The mediator puts proposals to both sides.",
    ),
    EventKind.MEDIATOR_NAMED: Words(
        zh="投诉 {number} 的调解员已确定，类别见页面。",
        en="There is a mediator for complaint {number}; the page says of which kind.",
    ),
    EventKind.SESSION_SET: Words(
        zh="投诉 {number} 将召开调解会，时间和地点见页面。",
        en="There is a mediation session for complaint {number}; when and where stands on the page.",
    ),
    EventKind.PROPOSAL_MADE: Words(
        zh="投诉 {number} 有新的调解方案，请查看后签署或拒绝[（{by} 前）]。",
        en="There is a mediator's proposal for complaint {number}; please read it and sign or refuse it[ by {by}].",
    ),
    EventKind.PROPOSAL_WITHDRAWN: Words(
        zh="投诉 {number} 的调解方案已撤回。", en="The mediator's proposal for complaint {number} was withdrawn."
    ),
    EventKind.SETTLEMENT_SIGNED: Words(
        zh="投诉 {number} 的和解协议有新的签署。", en="The settlement of complaint {number} has a new signature."
    ),
    EventKind.MEDIATION_REMINDED: Words(
        zh="投诉 {number} 的调解[将于 {by} 到期]，请尽快答复。",
        en="The mediation of complaint {number} goes on[ until {by}]; please answer in time.",
    ),
    EventKind.MEDIATED: Words(
        zh="投诉 {number} 的和解协议已由各方签署并生效。",
        en="All have signed the settlement of complaint {number}; it holds now.",
    ),
    EventKind.MEDIATION_FAILED: Words(
        zh="投诉 {number} 调解未成[，可在 {by} 前申请裁决]。",
        en="The mediation of complaint {number} has failed[; you can ask for a ruling until {by}].",
    ),
}
TO_STAFF_IN_MEDIATION: Final[Mapping[EventKind, Words]] = {
    EventKind.MEDIATION_OPENED: Words(
        zh="{number} 进入调解[（至 {by}）]；您是调解员，或请指定调解员",
        en="{number} is in mediation[ until {by}]: you mediate, or please name who does",
    ),
    EventKind.MEDIATOR_NAMED: Words(
        zh="{number} 您被指定为调解员[（至 {by}）]", en="{number}: you are its mediator now[, until {by}]"
    ),
    EventKind.MEDIATOR_RECUSED: Words(
        zh="{number} 原调解员已回避；由您接替，或请指定调解员",
        en="{number}: the mediator has stepped back; you take over, or please name who does",
    ),
    EventKind.PROPOSAL_MADE: Words(
        zh="{number} 有调解方案待平台签署[（{by} 前）]",
        en="{number}: a settlement waits for the platform's signature[, until {by}]",
    ),
    EventKind.PROPOSAL_REFUSED: Words(zh="{number} 调解方案被拒绝", en="{number}: your proposal was refused"),
    EventKind.SETTLEMENT_SIGNED: Words(
        zh="{number} 和解协议有新的签署", en="{number}: the settlement was signed by one side"
    ),
    EventKind.MEDIATION_REMINDED: Words(
        zh="{number} 调解时限提醒[：{by} 到期]", en="{number}: the mediation's time runs out[ at {by}]"
    ),
    EventKind.MEDIATED: Words(
        zh="{number} 调解成功，和解协议生效", en="{number}: all have signed; the settlement holds"
    ),
    EventKind.MEDIATION_FAILED: Words(zh="{number} 调解未成", en="{number}: the mediation has failed"),
}
TOLD_OF_MEDIATION: Final[Mapping[str, Words]] = {
    EventKind.MEDIATION_OPENED: Words(zh="进入调解", en="a mediation"),
    EventKind.MEDIATOR_NAMED: Words(zh="调解员", en="who mediates"),
    EventKind.MEDIATOR_RECUSED: Words(zh="调解员回避", en="a mediator who stepped back"),
    EventKind.SESSION_SET: Words(zh="调解会", en="a mediation session"),
    EventKind.PROPOSAL_MADE: Words(zh="调解方案", en="a mediator's proposal"),
    EventKind.PROPOSAL_WITHDRAWN: Words(zh="调解方案撤回", en="a proposal withdrawn"),
    EventKind.PROPOSAL_REFUSED: Words(zh="调解方案被拒绝", en="a proposal refused"),
    EventKind.SETTLEMENT_SIGNED: Words(zh="和解协议签署", en="a signature under a settlement"),
    EventKind.MEDIATION_REMINDED: Words(zh="调解时限提醒", en="a reminder of a mediation's time"),
    EventKind.MEDIATED: Words(zh="调解成功", en="a settlement that holds"),
    EventKind.MEDIATION_FAILED: Words(zh="调解未成", en="a mediation that failed"),
}


def time_left(what: EventKind, case: Case) -> datetime | None:
    """Give until when there is time for what a notice asks: to agree, or to ask for a ruling."""
    mediation = case.mediation
    if mediation is None or what not in TOLD_OF_MEDIATION:
        return None
    if what is EventKind.MEDIATION_FAILED:
        return mediation.ruling_until
    return mediation.until if mediation.is_under_way else None
