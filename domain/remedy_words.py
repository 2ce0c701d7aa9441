"""The words of remedies (处理方案用语): how each is carried out, and what people are told of it (E1, E5)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain.kinds import EventKind
from domain.words import Words


class ExchangeStep(StrEnum):
    """The two halves of an exchange (退换)."""

    RETURNED = "returned"
    SENT = "sent"


EXCHANGE_STEPS: Final[Mapping[str, Words]] = {
    ExchangeStep.RETURNED: Words(zh="已收到退回的商品", en="the goods came back"),
    ExchangeStep.SENT: Words(zh="已寄出替换商品", en="the replacement was sent"),
}

# `{number}`, and what stands in square brackets only where `{by}` is known.
REMEDIES_TO_COMPLAINANT: Final[Mapping[EventKind, Words]] = {
    EventKind.REMEDY_CHANGED: Words(
        zh="您的投诉 {number} 的处理方案有变更，正在重新审批，批准后再请您确认。",
        en="The proposal for your complaint {number} is being changed; we will ask you again once it is approved.",
    ),
    EventKind.APPOINTMENT_MADE: Words(
        zh="投诉 {number}：已为您预约[，时间 {by}]，地点及联系方式请查看投诉页面。",
        en="Complaint {number}: there is an appointment for you[ on {by}]; see your complaint's page for the place.",
    ),
    EventKind.APOLOGY_WRITTEN: Words(
        zh="关于投诉 {number}，我们向您致歉，致歉函可在投诉页面查看。",
        en="We apologise for what led to your complaint {number}; the letter is on your complaint's page.",
    ),
}
REMEDIES_TO_STAFF: Final[Mapping[EventKind, Words]] = {
    EventKind.REMEDY_CHANGED: Words(
        zh="{number} 方案金额有变更，待重新审批", en="{number}: a remedy was changed and waits to be approved anew"
    ),
}
