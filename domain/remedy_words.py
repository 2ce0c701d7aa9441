"""The words of remedies (处理方案用语): how each is carried out, and what people are told of it (E1, E5)."""

from collections.abc import Mapping
from datetime import tzinfo
from enum import StrEnum
from typing import Final

from domain.case import Case
from domain.instant import say_minute
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

WAYS: Final[Mapping[str, Words]] = {
    "gateway": Words(zh="支付系统已办理", en="carried out by the payment system"),
    "work_order": Words(zh="维修工单已完成", en="the work order is done"),
    "hand": Words(zh="工作人员已确认", en="confirmed by our staff"),
    "letter": Words(zh="函件已发出", en="the letter was sent"),
}

# `{number}`, and what stands in square brackets only where `{by}` is known.
REMEDIES_TO_COMPLAINANT: Final[Mapping[EventKind, Words]] = {
    EventKind.REMEDY_CHANGED: Words(
        zh="您的投诉 {number} 的处理方案有变更，正在重新审批，批准后再请您确认。",
        en="The proposal for your complaint {number} is being changed; we will ask you again once it is approved.",
    ),
    EventKind.APPOINTMENT_MADE: Words(
        zh="投诉 {number}：已为您预约。", en="Complaint {number}: there is an appointment for you."
    ),
    EventKind.APOLOGY_WRITTEN: Words(
        zh="关于投诉 {number}，我们向您致歉，致歉函可在投诉页面查看。",
        en="We apologise for what led to your complaint {number}; the letter is on your complaint's page.",
    ),
    EventKind.REMEDY_STEP_CONFIRMED: Words(
        zh="投诉 {number} 的替换商品已寄出，单号请查看投诉页面。",
        en="The replacement for your complaint {number} was sent; its parcel's number is on your complaint's page.",
    ),
}
REMEDIES_TO_STAFF: Final[Mapping[EventKind, Words]] = {
    EventKind.REMEDY_CHANGED: Words(
        zh="{number} 方案金额有变更，待重新审批", en="{number}: a remedy was changed and waits to be approved anew"
    ),
}


def appointment_words(case: Case, remedy_id: str, *, zone: tzinfo) -> Words:
    """Tell a complainant when and where somebody comes."""
    remedy = case.remedy(remedy_id)
    appointment = remedy.appointment if remedy else None
    words = REMEDIES_TO_COMPLAINANT[EventKind.APPOINTMENT_MADE]
    zh, en = (each.format(number=case.tracking_number) for each in (words.zh, words.en))
    if appointment is None:
        return Words(zh=zh, en=en)
    since, until = say_minute(appointment.at, zone), say_minute(appointment.ends_at, zone)
    where = appointment.place
    return Words(
        zh=f"{zh}时间：{since} 至 {until}。" + (f"地点：{where}。" if where else ""),
        en=f"{en} When: {since} until {until}." + (f" Where: {where}." if where else ""),
    )
