"""How repairs (维修工单) and reviews (倒查) are told, and what of it a complainant sees (D2, F6, G1)."""

from collections.abc import Mapping
from typing import Final

from api.telling import Telling, told
from domain.kinds import EventKind

REPAIR_TELLINGS: Final[Mapping[EventKind, Telling]] = {
    EventKind.WORK_ORDER_SENT: told(
        "维修工单已发出[（{order}）]", "A repair was ordered[ ({order})]", shows=("order",)
    ),
    EventKind.WORK_ORDER_DONE: told(
        "维修已完成[：{outcome}][（{order}）][；更换部件：{parts}]",
        "The repair is done[: {outcome}][ ({order})][; new parts: {parts}]",
        shows=("order", "outcome"),
    ),
    EventKind.WORK_ORDER_PLACED: told(
        "派维修工单 {order}：{what}[；设备 {device}][；地点 {place}][；{until} 前完成]",
        "Repair {order} is to be made: {what}[; device {device}][; at {place}][; by {until}]",
        internal=True,
    ),
    EventKind.WORK_ORDER_ASKED: told(
        "第 {occurrence} 次询问工单 {order} 的进展",
        "The repair shop was asked about {order} ({occurrence})",
        internal=True,
    ),
    EventKind.WORK_ORDER_OVERDUE: told(
        "工单 {order} 未在 {until} 前完成", "Repair {order} was not done by {until}", shows=("order", "until")
    ),
    EventKind.WORK_ORDER_REFUSED: told(
        "维修系统未接受工单[ {order}][：{because}]",
        "The repair system did not take the order[ {order}][: {because}]",
        shows=("order",),
    ),
    EventKind.WORK_ORDER_CANCELLING: told(
        "要求取消维修工单 {order}：{reason}", "Repair {order} is to be cancelled: {reason}", internal=True
    ),
    EventKind.WORK_ORDER_CANCELLED: told(
        "维修工单已取消[（{order}）]", "The repair was cancelled[ ({order})]", shows=("order",)
    ),
    EventKind.WORK_ORDER_KEPT: told(
        "维修系统未取消工单 {order}[：{because}]",
        "The repair system goes on with repair {order}[: {because}]",
        internal=True,
    ),
    EventKind.WORK_ORDER_LEFT: told(
        "工单 {order} 尚未完成；案件结束后不再由本案跟踪",
        "Repair {order} is not done; the case is over and follows it no longer",
        shows=("order",),
    ),
}

REVIEW_TELLINGS: Final[Mapping[EventKind, Telling]] = {
    EventKind.REVIEW_OPENED: told(
        "开始倒查 {review}[：{why}][；由{owner_rung}负责][（{reviewed_by}）][；{due_at} 到期]",
        "Review {review} was opened[: {why}][; {owner_rung} records it][ ({reviewed_by})][; due {due_at}]",
        internal=True,
    ),
    EventKind.REVIEW_RECORDED: told(
        "倒查 {review} 已记录[：{review_cause}][；责任部门：{department}][；由{owner_rung}负责改进]"
        "[；{what}][；改进：{improvement}]",
        "Review {review} was recorded[: {review_cause}][; responsible: {department}]"
        "[; {owner_rung} sees to it][; {what}][; to improve: {improvement}]",
        internal=True,
    ),
    EventKind.REVIEW_REMINDED: told(
        "倒查 {review} 已到期，第 {occurrence} 次提醒",
        "Review {review} is overdue (reminder {occurrence})",
        internal=True,
    ),
    EventKind.REVIEW_LEFT: told(
        "倒查 {review} 至归档时仍未完成", "Review {review} was left undone: the case is in the archive", internal=True
    ),
}
