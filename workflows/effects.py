"""What a case sets going outside: activities, each with its queue, its patience and a line for the Web UI."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy

from activities.journal import JournalActivities, Recorded, RecordInput
from activities.merging import MergingActivities, TakeOverInput, TakeOverResult
from activities.notices import AcknowledgeInput, AcknowledgeResult, NoticeActivities
from activities.payments import PayInput, PaymentActivities
from activities.records import FetchInput, FetchResult, RecordsActivities
from activities.repairs import RepairActivities
from domain.case import Case
from domain.case_orders import WorkOrder
from domain.case_remedies import Remedy
from domain.events import Event
from domain.handover import Merging
from domain.notices import Owed
from domain.ports import PaymentAnswer, WorkOrderAnswer, WorkOrderAsked
from domain.repeats import RepeatLook
from workflows.messages import EFFECTS_QUEUE

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

# The journal and the neighbours are tried for as long as it takes: a case waits, it never fails.
PATIENT = RetryPolicy(
    initial_interval=timedelta(milliseconds=200), backoff_coefficient=2, maximum_interval=timedelta(seconds=10)
)
JOURNAL_TIMEOUT = timedelta(seconds=5)
# A gateway call takes five seconds at most, and asking what became of it as long again.
NEIGHBOUR_TIMEOUT = timedelta(seconds=20)
# A worker that beats each second and is not heard for so long is dead; another asks what became of its payment.
PULSE_LOST = timedelta(seconds=3)


async def record(
    case: Case, events: tuple[Event, ...], notices: tuple[Owed, ...], *, look: RepeatLook | None = None
) -> Recorded | None:
    """Write a step into the journal, and into the outbox what is to be told of it; gives what was found out."""
    kinds = ", ".join(event.kind for event in events)
    return await workflow.execute_activity_method(
        JournalActivities.record,
        RecordInput(
            tracking_number=case.tracking_number,
            events=events,
            department=case.department,
            notices=notices,
            look=look,
        ),
        start_to_close_timeout=JOURNAL_TIMEOUT,
        retry_policy=PATIENT,
        summary=kinds if len(kinds) <= 200 else f"{kinds[:197]}...",
    )


async def fetch_records(order_number: str) -> FetchResult:
    """Read the order that the complaint names."""
    return await outside(
        RecordsActivities.fetch, FetchInput(order_number=order_number), summary="business records of the order"
    )


async def pay(case: Case, remedy: Remedy, *, currency: str) -> PaymentAnswer:
    """Carry out an accepted remedy that another system carries out."""
    return await outside(
        PaymentActivities.pay,
        PayInput(
            key=remedy.id,
            kind=remedy.kind,
            amount_fen=remedy.amount_fen,
            reference=case.tracking_number,
            account=remedy.account,
            currency=currency,
            ask_first=remedy.attempts > 1,
            days=remedy.days,
        ),
        summary=f"{remedy.kind} {remedy.amount_fen} fen, {remedy.id}",
        heartbeat_timeout=PULSE_LOST,
    )


async def acknowledge(*, key: str, phone: str, text: str) -> AcknowledgeResult:
    """Send the number to somebody who was not shown it."""
    return await outside(
        NoticeActivities.acknowledge,
        AcknowledgeInput(key=key, phone=phone, text=text),
        summary="acknowledgement by short message",
    )


async def ask_to_take_over(merging: Merging) -> TakeOverResult:
    """Ask the surviving case to take this one over, for as long as it takes: only its answer says who goes on."""
    return await outside(
        MergingActivities.take_over,
        TakeOverInput(number=merging.into, key=merging.key, handover=merging.handover),
        summary=f"merging into {merging.into}",
    )


async def order_repair(case: Case, order: WorkOrder) -> WorkOrderAnswer:
    """Order a repair, for as long as it takes until the repair system says yes or no."""
    return await outside(RepairActivities.order, _asked(case, order), summary=f"work order {order.id}")


async def ask_after_repair(case: Case, order: WorkOrder) -> WorkOrderAnswer:
    """Ask what became of a repair of which nobody has said anything."""
    return await outside(RepairActivities.ask, _asked(case, order), summary=f"what became of work order {order.id}")


async def cancel_repair(case: Case, order: WorkOrder) -> WorkOrderAnswer:
    """Take a repair back, for as long as it takes until the repair system says what becomes of it."""
    return await outside(RepairActivities.cancel, _asked(case, order), summary=f"cancelling of work order {order.id}")


async def outside(
    activity: Callable[[Any, Asked], Awaitable[Answer]],
    asked: Asked,
    *,
    summary: str,
    try_timeout: timedelta = NEIGHBOUR_TIMEOUT,
    heartbeat_timeout: timedelta | None = None,
) -> Answer:
    """Do something outside, for as long as it takes; `try_timeout` limits one try, `summary` is for the Web UI.

    An activity that beats is given up after `heartbeat_timeout` without a beat.
    """
    return await workflow.execute_activity_method(
        activity,
        asked,
        task_queue=EFFECTS_QUEUE,
        start_to_close_timeout=try_timeout,
        heartbeat_timeout=heartbeat_timeout,
        retry_policy=PATIENT,
        summary=summary,
    )


def _asked(case: Case, order: WorkOrder) -> WorkOrderAsked:
    return WorkOrderAsked(
        key=order.id,
        reference=case.tracking_number,
        what=order.what,
        device=order.device,
        place=order.place,
        until=order.until,
    )
