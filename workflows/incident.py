"""A mass incident as a durable workflow: one investigation and one answer for many cases (H5).

Its history holds no list of members: cases know their own part, and are told in batches, however many there are.
"""

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from activities.incidents import AnswerInput, GatherInput, ReleaseInput
from domain.command import parse
from domain.incident import Incident, IncidentEventKind, IncidentStage, IncidentStep, fold, opened
from domain.incident_answer import CommonAnswer
from domain.incident_commands import INCIDENT_COMMANDS, give
from domain.refusals import Refused, not_now, not_understood
from workflows import incident_effects
from workflows.inbox import Inbox, Reply, refuse
from workflows.incident_file import as_markdown
from workflows.messages import (
    GATHER_SIGNAL,
    INCIDENT_COMMAND,
    CarriedIncident,
    CommandAnswer,
    IncidentInput,
    IncidentRequest,
    Outcome,
    Sweep,
)

SUPERSEDED = "Superseded"
ANSWERED_STAGES = (IncidentStage.ANSWERING, IncidentStage.ANSWERED)


@workflow.defn
class IncidentWorkflow:
    """An incident from its opening until it is closed."""

    @workflow.init
    def __init__(self, given: IncidentInput) -> None:
        self._given = given
        self._inbox = Inbox()
        self._incident: Incident | None = None
        self._sweep = Sweep()
        self._is_writing = False
        if given.carried:
            self._incident, self._sweep = given.carried.incident, given.carried.sweep
            self._inbox.seen.update(given.carried.answered)
            workflow.set_current_details(as_markdown(given.carried.incident))

    @workflow.run
    async def run(self, given: IncidentInput) -> Outcome:
        """Gather the members, hear what staff do, answer everybody, until somebody closes it."""
        if given.carried is None and not await self._open():
            # Failed, not done: should the same window be seen once the other is closed, it may be opened then.
            raise ApplicationError("another incident of its kind is open", type=SUPERSEDED, non_retryable=True)
        while self._state.stage is not IncidentStage.CLOSED:
            await workflow.wait_condition(lambda: bool(self._inbox.waiting) or self._sweep.is_due)
            await self._go_on()
            if self._is_full():
                await self._continue_in_a_new_run()
        await self._release()
        await self._drain()
        return Outcome(
            stage=self._state.stage,
            cycle=1,
            agreed=None,
            archived_at=workflow.now(),
            answered=dict(self._inbox.seen),
        )

    @workflow.signal(name=GATHER_SIGNAL)
    def gather(self) -> None:
        """Look again for members: some have come since, or wait for the answer."""
        self._sweep.again = True

    @workflow.update(name=INCIDENT_COMMAND)
    async def command(self, request: IncidentRequest) -> CommandAnswer:
        """Do what a member of staff asks, or say why not."""
        return await self._inbox.reply(request.command, request)

    @command.validator
    def _check(self, request: IncidentRequest) -> None:
        """Refuse, before anything is written, what would be refused as things stand."""
        if self._inbox.is_known(request.request_id) or self._incident is None or self._is_writing:
            return
        try:
            _decide(request, self._incident)
        except Refused as refusal:
            refuse(refusal)

    @property
    def _state(self) -> Incident:
        if self._incident is None:
            raise RuntimeError("the incident is not open yet")
        return self._incident

    async def _open(self) -> bool:
        """Write down that it is open; false where another of its kind is."""
        event = opened(self._given.start, at=workflow.now())
        recorded = await incident_effects.record(self._given.start.incident, (event,))
        self._incident = fold(None, (event,))
        workflow.set_current_details(as_markdown(self._incident))
        return recorded.is_there

    async def _go_on(self) -> None:
        """Hear who waits; else take the next batch of members."""
        if self._inbox.waiting:
            await self._hear()
        elif self._sweep.gathering is not None:
            await self._gather(self._sweep.gathering)
        elif self._sweep.answering is not None:
            await self._answer(self._sweep.answering)
        elif self._sweep.again:
            self._sweep = Sweep(again=False, gathering="")

    async def _hear(self) -> None:
        [(_, request)] = self._inbox.take(1)
        if not isinstance(request, IncidentRequest):
            return
        reply: Reply
        try:
            step = _decide(request, self._state)
        except Refused as refusal:
            reply = refusal
        else:
            await self._write(step)
            reply = CommandAnswer(sequence=step.incident.sequence, stage=step.incident.stage)
            self._sweep.again = self._sweep.again or step.incident.stage is IncidentStage.ANSWERING
        self._inbox.answer(request.request_id, reply)

    async def _gather(self, after: str) -> None:
        sweep = self._sweep
        request = GatherInput(start=self._given.start, after=after, most=self._given.batch, size=sweep.size)
        batch = await incident_effects.gather(request)
        sweep.gathering, sweep.size, sweep.told = batch.after, batch.size, sweep.told + batch.told
        if batch.after is not None:
            return
        if sweep.told:
            await self._say(IncidentEventKind.GATHERED, told=sweep.told, size=sweep.size)
        sweep.told, sweep.answering = 0, "" if self._state.stage in ANSWERED_STAGES else None

    async def _answer(self, after: str) -> None:
        sweep = self._sweep
        batch = await incident_effects.answer(
            AnswerInput(common=common_answer(self._state), after=after, most=self._given.batch)
        )
        sweep.answering, sweep.told = batch.after, sweep.told + batch.told
        if batch.after is None and (sweep.told or self._state.stage is IncidentStage.ANSWERING):
            await self._say(IncidentEventKind.ANSWERED, told=sweep.told)

    async def _release(self) -> None:
        """Let those go on by themselves who still wait for an answer."""
        after: str | None = ""
        while after is not None:
            request = ReleaseInput(incident=self._state.id, after=after, most=self._given.batch)
            after = (await incident_effects.release(request)).after

    async def _say(self, kind: IncidentEventKind, **data: int) -> None:
        step = IncidentStep(incident=self._state, at=workflow.now())
        step.add(kind, data)
        await self._write(step)

    async def _write(self, step: IncidentStep) -> None:
        self._is_writing = True
        await incident_effects.record(step.incident.id, step.events)
        self._is_writing = False
        self._incident = step.incident
        workflow.set_current_details(as_markdown(step.incident))

    def _is_full(self) -> bool:
        info = workflow.info()
        is_long = info.get_current_history_length() >= self._given.event_limit
        is_open = self._state.stage is not IncidentStage.CLOSED
        return is_open and (is_long or info.is_continue_as_new_suggested())

    async def _continue_in_a_new_run(self) -> None:
        await self._drain()
        if self._state.stage is IncidentStage.CLOSED:
            return
        carried = CarriedIncident(incident=self._state, answered=dict(self._inbox.seen), sweep=self._sweep)
        workflow.continue_as_new(self._given.model_copy(update={"carried": carried}))

    async def _drain(self) -> None:
        """Hear what is left and let every handler finish, before the run ends."""
        while self._inbox.waiting or not workflow.all_handlers_finished():
            if self._inbox.waiting:
                await self._hear()
            else:
                await workflow.wait_condition(lambda: bool(self._inbox.waiting) or workflow.all_handlers_finished())


def common_answer(incident: Incident) -> CommonAnswer:
    """Give what an approved incident says to each of its members."""
    finding, answer = incident.finding, incident.answer
    found_by, answered_by, approved_by = incident.found_by, incident.answered_by, incident.approved_by
    if not (finding and answer and found_by and answered_by and approved_by):
        raise RuntimeError(f"{incident.id} has no approved answer")
    return CommonAnswer(
        incident=incident.id,
        finding=finding,
        text=answer.text,
        remedies=answer.remedies,
        found_by=found_by,
        answered_by=answered_by,
        approved_by=approved_by,
        note=incident.note,
    )


def _decide(request: IncidentRequest, incident: Incident) -> IncidentStep:
    """Give the step that a command makes. Raises `Refused`."""
    kind = INCIDENT_COMMANDS.get(request.command)
    if kind is None:
        raise not_understood(zh=f"没有命令 {request.command}。", en=f"there is no command {request.command!r}")
    if request.expected_sequence not in {None, incident.sequence}:
        raise not_now(
            zh="群体性事件已有更新，请刷新后再试。",
            en="The incident has changed since your page was loaded; look again, then decide.",
        )
    step = IncidentStep(incident=incident, at=workflow.now(), actor=request.actor, people=request.people)
    give(parse(kind, request.fields), step)
    return step
