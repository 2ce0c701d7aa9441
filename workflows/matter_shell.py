"""The durable shell around a matter: takes what arrives one at a time, asks the core, journals, tells the case.

As with a case there is one writer: handlers put into the inbox, one loop takes out, and a step is answered once it is
written down.
"""

from collections.abc import Sequence

from temporalio import workflow
from temporalio.exceptions import FailureError

from domain import matter_deadlines, matter_notices
from domain.changes import Change
from domain.command import parse
from domain.events import SYSTEM
from domain.matter import Matter, MatterStep, opening
from domain.matter_commands import give, take
from domain.matter_events import MatterEvent
from domain.matter_registry import MATTERS, fold
from domain.policy import SHELF
from domain.refusals import Refused, not_now, not_understood
from workflows import matter_effects, search_attributes
from workflows.alarm import Alarm
from workflows.inbox import Inbox, Reply, refuse
from workflows.matter_file import as_markdown
from workflows.messages import (
    MATTER_COMMAND,
    MATTER_PARTY,
    MATTER_SIGNAL,
    CarriedMatter,
    CommandAnswer,
    MatterInput,
    MatterNews,
    MatterRequest,
    MatterWord,
    Message,
    Outcome,
)


class MatterShell:
    """A matter and everything that moves it; each kind is a workflow of its own on this ground."""

    def __init__(self, given: MatterInput) -> None:
        self._given = given
        self._rules = MATTERS[given.start.kind]
        self._policy = SHELF.get(given.start.pack, given.start.pack_version)
        self._inbox = Inbox()
        self._alarm = Alarm()
        self._matter: Matter | None = None
        self._is_writing = False
        if given.carried:
            self._matter = self._rules.model.model_validate(given.carried.matter)
            self._inbox.seen.update(given.carried.answered)
            workflow.set_current_details(as_markdown(self._matter))

    @workflow.update(name=MATTER_COMMAND)
    async def command(self, request: MatterRequest) -> CommandAnswer:
        """Do what a member of staff asks, or say why not."""
        return await self._inbox.reply(request.command, request)

    @command.validator
    def _check(self, request: MatterRequest) -> None:
        """Refuse, before anything is written, what would be refused as things stand."""
        if self._inbox.is_known(request.request_id) or self._matter is None or self._is_writing:
            return
        try:
            self._decide(request, MatterStep(matter=self._matter, policy=self._policy, at=workflow.now()))
        except Refused as refusal:
            refuse(refusal)

    @workflow.signal(name=MATTER_PARTY)
    def party(self, word: MatterWord) -> None:
        """Hear what a party did about it."""
        self._inbox.put(word.signal, word)

    async def live(self) -> Outcome:
        """See the matter through to its end, and tell its case what came of it."""
        if self._matter is None:
            await self._open(opening(self._given.start))
        while self._state.is_open:
            await self._next_step()
            if self._state.is_open and self._is_full():
                await self._continue_in_a_new_run()
        await self._tell_the_case()
        await self._drain()
        return Outcome(
            stage=self._state.state,
            cycle=1,
            agreed=None,
            archived_at=self._state.closed_at or workflow.now(),
            answered=dict(self._inbox.seen),
        )

    async def _open(self, first: MatterEvent) -> None:
        self._matter = fold(None, (first,))
        if not await self._write(self._step(), (first,)):
            first = first.model_copy(update={"private": {}})
            self._matter = fold(None, (first,))
            step = self._step()
            step.forget()
            await self._write(step, (first, *step.events))

    @property
    def _state(self) -> Matter:
        if self._matter is None:
            raise RuntimeError("the matter is not open yet")
        return self._matter

    def _step(self) -> MatterStep:
        return MatterStep(matter=self._state, policy=self._policy, at=workflow.now(), follows=workflow.patched)

    async def _next_step(self) -> None:
        if not self._inbox.waiting:
            self._set_alarm()
            await workflow.wait_condition(lambda: bool(self._inbox.waiting) or self._alarm.has_rung)
        messages = [message for _, message in self._inbox.take(1)]
        step = self._step()
        replies = self._play(messages, step)
        if step.events and not await self._write(step, step.events):
            # The person of its case was erased meanwhile: what was decided on words is decided again without them.
            await self._forget()
            step = self._step()
            replies = self._play(messages, step)
            if step.events:
                await self._write(step, step.events)
        for request_id, reply in replies.items():
            if reply:
                self._inbox.answer(request_id, reply)

    def _play(self, messages: Sequence[Message], step: MatterStep) -> dict[str, Reply | None]:
        """Let the core see what is due and what was said."""
        matter_deadlines.advance(step, self._rules.entries)
        replies = {message.request_id: self._hear(message, step) for message in messages}
        matter_deadlines.advance(step, self._rules.entries)
        return replies

    async def _forget(self) -> None:
        step = self._step()
        step.forget()
        await self._write(step, step.events)

    def _hear(self, message: object, step: MatterStep) -> Reply | None:
        if isinstance(message, MatterWord):
            if message.request_id not in self._inbox.seen:
                self._take(message, step)
        elif isinstance(message, MatterRequest):
            try:
                self._decide(message, step)
            except Refused as refusal:
                return refusal
        else:
            return None
        return CommandAnswer(sequence=step.matter.sequence, stage=step.matter.state)

    def _decide(self, request: MatterRequest, step: MatterStep) -> None:
        """Let the core decide on a command. Raises `Refused`."""
        kind = self._rules.commands.get(request.command)
        if kind is None:
            raise not_understood(zh=f"没有命令 {request.command}。", en=f"there is no command {request.command!r}")
        if request.expected_sequence not in {None, step.matter.sequence}:
            raise not_now(
                zh="该事项已有更新，请刷新后再试。",
                en="This has changed since your page was loaded; look again, then decide.",
            )
        actor, people = step.actor, step.people
        step.actor, step.people, step.respondent = request.actor, request.people, request.respondent
        try:
            give(parse(kind, request.fields), step, title=self._rules.title)
        finally:
            step.actor, step.people, step.respondent = actor, people, None

    def _take(self, word: MatterWord, step: MatterStep) -> None:
        """Let the core hear a party; the API has read the fields."""
        step.actor = word.actor
        take(parse(self._rules.signals[word.signal], word.fields), step)
        step.actor = SYSTEM

    async def _write(self, step: MatterStep, events: tuple[MatterEvent, ...]) -> bool:
        """Journal a step and make it the matter's state; false where its words cannot be kept any more."""
        before = None if events[0].sequence == 1 else self._state
        self._is_writing = True
        recorded = await matter_effects.record(step.matter, events, matter_notices.owe(step, events))
        self._is_writing = False
        if recorded is None:
            return False
        self._matter = matter = fold(before, recorded.completed(events))
        workflow.set_current_details(as_markdown(matter))
        if changed := search_attributes.changes_of_matter(before, matter):
            workflow.upsert_search_attributes(changed)
        return True

    async def _tell_the_case(self) -> None:
        """Say to the case what came of it, or to the one that goes on for it; one that is over needs no word."""
        if self._state.is_erased:
            return
        event, data = self._rules.outcome(self._state)
        news = MatterNews(request_id=f"{self._state.id}/closed", matter=self._state.id, event=event, data=data)
        case = self._state.tracking_number
        if await _is_told(case, news):
            return
        if workflow.patched(Change.MATTERS_FOLLOW_MERGINGS):
            own, case = case, await matter_effects.case_that_goes_on(case)
            if case != own and await _is_told(case, news):
                return
        if event in self._rules.told_to_complainant:
            notice = matter_notices.to_complainant(self._state, event, self._policy, workflow.now(), case=case)
            await matter_effects.tell(notice)

    def _set_alarm(self) -> None:
        entry = matter_deadlines.next_entry(self._state, self._policy, self._rules.entries)
        if entry is None:
            self._alarm.set(None)
        else:
            self._alarm.set(entry[0], summary=entry[1])

    def _is_full(self) -> bool:
        info = workflow.info()
        is_long = info.get_current_history_length() >= self._given.event_limit
        return is_long or info.is_continue_as_new_suggested()

    async def _continue_in_a_new_run(self) -> None:
        await self._drain()
        if self._state.is_open:
            carried = CarriedMatter(matter=self._state.model_dump(mode="json"), answered=dict(self._inbox.seen))
            workflow.continue_as_new(self._given.model_copy(update={"carried": carried}))

    async def _drain(self) -> None:
        """Hear what is left and let every handler finish, before the run ends."""
        while self._inbox.waiting or not workflow.all_handlers_finished():
            if self._inbox.waiting:
                await self._next_step()
            else:
                await workflow.wait_condition(lambda: bool(self._inbox.waiting) or workflow.all_handlers_finished())


async def _is_told(case: str, news: MatterNews) -> bool:
    """Tell a case what came of a matter; false where its workflow is over."""
    try:
        await workflow.get_external_workflow_handle(case).signal(MATTER_SIGNAL, news)
    except FailureError:
        return False
    return True
