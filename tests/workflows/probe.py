"""Small workflows that show what the plugin does; they run in its sandbox like the real ones."""

import random
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel
from temporalio import activity, workflow
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.worker.workflow_sandbox import RestrictedWorkflowAccessError

from domain.case import Case
from domain.keyring import KeyRing
from workflows import search_attributes
from workflows.messages import PartyMessage

QUEUE = "probe"


class Change(BaseModel):
    """A case before and after a step."""

    before: Case | None
    after: Case


@workflow.defn
class AttributesWorkflow:
    """Upserts what each change calls for."""

    @workflow.run
    async def run(self, steps: list[Change]) -> None:
        """Upsert step after step."""
        for step in steps:
            workflow.upsert_search_attributes(search_attributes.changes(step.before, step.after))


def _look_at_the_clock() -> None:
    datetime.now(UTC)


def _throw_a_dice() -> None:
    random.random()


def _read_a_file() -> None:
    with open("/etc/hostname"):
        pass


@workflow.defn
class ForbiddenWorkflow:
    """Tries what would make a replay differ."""

    @workflow.run
    async def run(self) -> list[str]:
        """Give what the sandbox stopped."""
        stopped = []
        for forbidden in (_look_at_the_clock, _throw_a_dice, _read_a_file):
            try:
                forbidden()
            except RestrictedWorkflowAccessError as error:
                stopped.append(error.qualified_name)
        return stopped


@workflow.defn
class IdentityWorkflow:
    """Tells whether the core in the sandbox is the core outside."""

    @workflow.run
    async def run(self) -> int:
        """Give the identity of a class of the core, as this case sees it."""
        return id(KeyRing)


@activity.defn(name="leak")
async def leak(words: str) -> str:
    """Fail with words in the message and in the details."""
    raise ApplicationError(f"refused: {words}", words, type="Leak", non_retryable=True)


@workflow.defn
class SecretsWorkflow:
    """Puts words into every place that the engine keeps."""

    def __init__(self) -> None:
        self._may_end = False

    @workflow.run
    async def run(self, message: PartyMessage) -> PartyMessage:
        """Use the words everywhere, wait for a signal, then fail with them."""
        words = str(message.fields["text"])
        workflow.set_current_details(words)
        workflow.upsert_memo({"memo": words})
        try:
            await workflow.execute_activity(
                leak, words, start_to_close_timeout=timedelta(seconds=5), summary=f"summary {words}"
            )
        except ActivityError:
            await workflow.sleep(0.01, summary=f"timer {words}")
        await workflow.wait_condition(lambda: self._may_end)
        raise ApplicationError(f"ended: {words}", words)

    @workflow.update
    async def say(self, words: str) -> str:
        """Answer with the words."""
        return words

    @say.validator
    def _check(self, words: str) -> None:
        if words.startswith("no"):
            raise ApplicationError(f"refused: {words}")

    @workflow.signal
    def end(self, words: str) -> None:
        """Let it end."""
        self._may_end = bool(words)
