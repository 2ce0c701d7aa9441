"""Merging as the shell of a case sees to it: what waits meanwhile, who is answered, what comes too late (A6)."""

from temporalio import workflow
from temporalio.exceptions import FailureError

from domain import parties
from domain.case import Case
from domain.changes import Change
from domain.events import COMPLAINANT
from domain.kinds import EventKind
from domain.refusals import NotNow
from domain.step import Step
from domain.words import Words
from workflows.inbox import Inbox, Reply
from workflows.messages import (
    CommandAnswer,
    MergingNews,
    Message,
    MigrationRequest,
    NoticeNews,
    PartyMessage,
    StaffRequest,
    TakeOverRequest,
)

# While another case is asked to take this one over, nothing else may change what it hands over.
HEARD_MEANWHILE = (StaffRequest, TakeOverRequest, MergingNews, MigrationRequest, NoticeNews)

# Whoever has the code of the merged case has not shown that the other one is theirs: words go on, what decides stays.
WORDS = frozenset({parties.Reply.name, parties.EscalateAsComplainant.name})


class MergingShell:
    """Keeps back what has to wait for the other case's answer, and whoever gave the command waiting for it, too."""

    def __init__(self, *, inbox: Inbox) -> None:
        self._inbox = inbox
        self._request = ""
        self._undeliverable: set[str] = set()

    def keeps_back(self, name: str, message: Message, *, before: Case, now: Case) -> bool:
        """Put aside what may not be heard in a step that begins or ends with a merging under way."""
        is_held = bool(before.merging or now.merging) and not isinstance(message, HEARD_MEANWHILE)
        if is_held:
            self._inbox.held.append((name, message))
        return is_held

    def begin(self, request_id: str) -> None:
        """Let the command that began the merging wait for its end."""
        self._request = request_id

    def settle(self, step: Step) -> None:
        """Once the merging is over, answer whoever gave the command, and let be heard what was put aside."""
        if step.case.merging:
            return
        self._inbox.release()
        if self._request:
            self._inbox.answer(self._request, _outcome(step))
            self._request = ""

    async def pass_on(self, case: Case) -> None:
        """Say to the surviving case what parties have said to this one; what does not reach it stays here."""
        if case.merged_into is None:
            return
        other = workflow.get_external_workflow_handle(case.merged_into)
        while entry := next(filter(self._may_be_passed_on, self._inbox.waiting), None):
            name, message = entry
            try:
                if message.request_id not in self._inbox.seen:
                    await other.signal(name, message)
            except FailureError:
                self._undeliverable.add(message.request_id)
                continue
            self._inbox.waiting.remove(entry)
            self._inbox.answer(message.request_id, _answer(case))

    def _may_be_passed_on(self, entry: tuple[str, Message]) -> bool:
        name, message = entry
        if not isinstance(message, PartyMessage) or message.request_id in self._undeliverable:
            return False
        return name in WORDS or message.actor != COMPLAINANT or not workflow.patched(Change.MERGED_CASE_PASSES_ON_WORDS)


def _outcome(step: Step) -> Reply:
    if step.case.merged_into:
        return _answer(step.case)
    because = next(event.data["because"] for event in reversed(step.events) if event.kind is EventKind.NOT_MERGED)
    return NotNow(Words.model_validate(because))


def _answer(case: Case) -> CommandAnswer:
    return CommandAnswer(sequence=case.sequence, stage=case.stage)
