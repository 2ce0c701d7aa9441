"""The durable shell around a case: takes what arrives one at a time, asks the core, journals, carries out.

One writer: handlers put into the inbox, `next_step` takes out. Each step is decided at the workflow's time,
written by one journal record, and only then answered.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from temporalio import workflow

from domain import agenda, notices, repeats
from domain.case import Case
from domain.evolve import fold
from domain.handover import Merging
from domain.kinds import Stage
from domain.policy import SHELF, Policy
from domain.refusals import Refused
from domain.step import Step
from workflows import effects, search_attributes
from workflows.alarm import Alarm
from workflows.case_file import as_markdown
from workflows.hearing import hear
from workflows.inbox import Inbox, Reply
from workflows.matters import MatterStarts
from workflows.merging import MergingShell
from workflows.messages import (
    REPEATED,
    Carried,
    CommandAnswer,
    ComplaintInput,
    MergingNews,
    Message,
    RepeatNews,
    said_at_of,
)
from workflows.repairs import RepairShell

MOST_AT_ONCE = 50


class CaseShell:
    """A case and everything that moves it."""

    def __init__(self, *, policy: Policy, inbox: Inbox, limits: ComplaintInput) -> None:
        self._first_policy = policy
        self._inbox = inbox
        self._limits = limits
        self._alarm = Alarm()
        self._case: Case | None = None
        self._going: dict[str, asyncio.Task[None]] = {}
        self._is_writing = False
        self._merging = MergingShell(inbox=inbox)
        self._repairs = RepairShell()
        self._matters = MatterStarts()

    @property
    def case(self) -> Case:
        """The case as the journal has it."""
        if self._case is None:
            msg = "the case is not open yet"
            raise RuntimeError(msg)
        return self._case

    @property
    def is_registered(self) -> bool:
        """Tell whether the complaint is on record."""
        return self._case is not None

    @property
    def is_up_to_date(self) -> bool:
        """Tell whether `case` is what people read: while a step is written, the journal may be ahead of it."""
        return self.is_registered and not self._is_writing

    @property
    def policy(self) -> Policy:
        """The pack and calendar that the case goes by: those that it started with, until it is migrated."""
        return SHELF.get(self._case.pack, self._case.pack_version) if self._case else self._first_policy

    @property
    def stage(self) -> Stage:
        """The stage of the case."""
        return self.case.stage

    def take_over(self, carried: Carried) -> None:
        """Go on with a case of an earlier run."""
        self._case = case = carried.case
        self._matters = MatterStarts(carried.started)
        workflow.set_current_details(as_markdown(case, self.policy))

    async def write(self, step: Step) -> None:
        """Journal a step and make it the case's state; then tell the engineers' list what changed."""
        before = self._case
        owed = notices.owe(step)
        self._is_writing = True
        look = repeats.look_for(step.case, step.policy.pack) if before is None else None
        recorded = await effects.record(step.case, step.events, owed, look=look)
        self._is_writing = False
        self._case = case = fold(before, recorded.completed(step.events)) if recorded else step.case
        if recorded and recorded.repeated:
            request_id = f"{case.tracking_number}/repeated"
            self._inbox.put(REPEATED, RepeatNews(request_id=request_id, repeated=recorded.repeated))
        workflow.set_current_details(as_markdown(case, self.policy))
        if changed := search_attributes.changes(before, case):
            workflow.upsert_search_attributes(changed)
        if case.merging:
            self._ask_to_be_taken_over(case.merging)
        self._matters.set_going(case)

    async def next_step(self) -> None:
        """Wait for something to happen or fall due, and take the case as far as that goes."""
        for order, effect in self._repairs.to_set_going(self.case):
            self.set_going(order, effect)
        if not self._inbox.waiting:
            self._set_alarm()
            await workflow.wait_condition(lambda: bool(self._inbox.waiting) or self._alarm.has_rung)
        step = Step(case=self.case, policy=self.policy, at=workflow.now(), follows=workflow.patched)
        in_time = self._inbox.take_if(lambda message: agenda.is_said_in_time(step, said_at_of(message)))
        replies: dict[str, Reply | None] = {}
        heard = self._hear_all(in_time, step, replies, in_time=True)
        agenda.advance(step)
        heard += self._hear_all(self._inbox.take(MOST_AT_ONCE), step, replies)
        agenda.advance(step)
        if step.events:
            await self.write(step)
        for name in heard:
            # Before its news is heard, an effect must not be set going again: a payment that was refused would be made.
            self._going.pop(name, None)
        for request_id, reply in replies.items():
            if reply:
                self._inbox.answer(request_id, reply)
        self._merging.settle(step)

    def set_going(self, key: str, effect: Callable[[], Awaitable[Message]]) -> None:
        """Start an effect unless it is under way; what comes of it is put into the inbox."""
        if key not in self._going:
            self._going[key] = asyncio.create_task(self._follow(key, effect))

    def is_in(self, *stages: Stage) -> bool:
        """Tell whether the case stands in one of these stages and this run may go on with it."""
        return self.stage in stages and not self.case.has_ended and not self.is_full()

    def is_full(self) -> bool:
        """Tell whether the run is long enough to continue as a new one; a merging is seen through by one run."""
        if self.case.merging:
            return False
        info = workflow.info()
        long = info.get_current_history_length() >= self._limits.event_limit
        return long or info.is_continue_as_new_suggested() or self._inbox.updates >= self._limits.update_limit

    async def drain(self) -> None:
        """Hear what is left and let every handler finish, before the run ends."""
        while self._inbox.waiting or not self._may_end():
            await self._merging.pass_on(self.case)
            if self._inbox.waiting:
                await self.next_step()
            else:
                await workflow.wait_condition(lambda: bool(self._inbox.waiting) or self._may_end())

    def _may_end(self) -> bool:
        """Tell whether nobody waits for an answer and everything that the case leaves behind has begun."""
        return workflow.all_handlers_finished() and self._matters.is_settled

    def carried(self) -> Carried:
        """Give what the next run goes on with."""
        return Carried(case=self.case, answered=dict(self._inbox.seen), started=self._matters.started)

    def _hear_all(
        self,
        messages: Sequence[tuple[str, Message]],
        step: Step,
        replies: dict[str, Reply | None],
        *,
        in_time: bool = False,
    ) -> list[str]:
        """Hear these, and add to `replies`; give what was heard. Those `in_time` count as when they were said."""
        heard: list[str] = []
        for name, message in messages:
            if self._merging.keeps_back(name, message, before=self.case, now=step.case):
                continue
            heard.append(name)
            if message.request_id not in replies:
                said_at = said_at_of(message) if in_time else None
                if said_at:
                    agenda.catch_up(step, said_at)
                replies[message.request_id] = self._hear(name, message, step, said_at=said_at)
        return heard

    def _hear(self, name: str, message: Message, step: Step, *, said_at: datetime | None) -> Reply | None:
        """Give the answer to a message; none to a command whose answer is up to another case."""
        if seen := self._inbox.seen.get(message.request_id):
            return seen
        before = step.case.merging
        try:
            moves = hear(name, message, step, said_at=said_at)
        except Refused as refusal:
            return refusal
        if step.case.merging and step.case.merging != before:
            self._merging.begin(message.request_id)
            return None
        return CommandAnswer(sequence=step.case.sequence, stage=step.case.stage, moves=moves)

    def _ask_to_be_taken_over(self, merging: Merging) -> None:
        async def ask() -> MergingNews:
            result = await effects.ask_to_take_over(merging)
            return MergingNews(request_id=merging.key, key=merging.key, refusal=result.refusal)

        self.set_going(merging.key, ask)

    async def _follow(self, key: str, effect: Callable[[], Awaitable[Message]]) -> None:
        # Heard in the order of arrival like everything else.
        self._inbox.put(key, await effect())

    def _set_alarm(self) -> None:
        entry = agenda.next_entry(self.case, self.policy, follows=workflow.patched)
        if entry is None:
            self._alarm.set(None)
        else:
            self._alarm.set(entry[0], summary=entry[1])
