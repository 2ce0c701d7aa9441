"""The inbox of a case: handlers put in, one loop takes out; ids seen make a repetition harmless."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from domain.refusals import Refused
from workflows.messages import REFUSED_TYPE, CommandAnswer, Message

REMEMBERED = 1_000

Reply = CommandAnswer | Refused


@dataclass
class Inbox:
    """Messages not yet heard, in order of arrival, and the answers to those that were.

    `held` are those that cannot be heard just now. `updates` counts those of this run. `answers` are for update
    handlers that wait; `seen` outlives them, bounded to the last thousand requests.
    """

    waiting: list[tuple[str, Message]] = field(default_factory=list)
    held: list[tuple[str, Message]] = field(default_factory=list)
    answers: dict[str, Reply] = field(default_factory=dict)
    seen: OrderedDict[str, CommandAnswer] = field(default_factory=OrderedDict)
    updates: int = 0
    _asking: dict[str, int] = field(default_factory=dict)

    def put(self, name: str, message: Message) -> None:
        """Keep a message until the loop hears it."""
        self.waiting.append((name, message))

    @property
    def is_mixed(self) -> bool:
        """Tell whether more than one kind of message waits."""
        return len({name for name, _ in self.waiting}) > 1

    def arrange(self, last: Sequence[str]) -> None:
        """Put what bears these names behind everything else, name by name; within a name nothing changes places.

        That is how cases once heard what had come before their first task.
        """
        self.waiting.sort(key=lambda kept: last.index(kept[0]) if kept[0] in last else -1)

    def take(self, most: int) -> list[tuple[str, Message]]:
        """Take out the oldest messages, `most` at most."""
        taken, self.waiting = self.waiting[:most], self.waiting[most:]
        return taken

    def take_if(self, is_wanted: Callable[[Message], bool]) -> list[tuple[str, Message]]:
        """Take out the messages that are wanted, in their order."""
        taken = [kept for kept in self.waiting if is_wanted(kept[1])]
        self.waiting = [kept for kept in self.waiting if kept not in taken]
        return taken

    def release(self) -> None:
        """Put what was held back to where it stood: before what came later."""
        self.waiting, self.held = [*self.held, *self.waiting], []

    def is_known(self, request_id: str) -> bool:
        """Tell whether this request was done, or a handler waits for its answer."""
        return request_id in self.seen or request_id in self._asking

    async def reply(self, name: str, request: Message) -> CommandAnswer:
        """Put a request in, once, and wait for its answer. Raises `ApplicationError` where that is a refusal."""
        if request.request_id in self.seen:
            return self.seen[request.request_id]
        if self.ask(request.request_id):
            self.put(name, request)
        await workflow.wait_condition(lambda: request.request_id in self.answers)
        reply = self.collect(request.request_id)
        if isinstance(reply, Refused):
            refuse(reply)
        return reply

    def ask(self, request_id: str) -> bool:
        """Note that a handler waits for this request; true for the first one, which puts the message in."""
        self.updates += 1
        self._asking[request_id] = self._asking.get(request_id, 0) + 1
        return self._asking[request_id] == 1

    def collect(self, request_id: str) -> Reply:
        """Give a waiting handler its answer; the last one to collect clears it away."""
        reply = self.answers[request_id]
        self._asking[request_id] -= 1
        if not self._asking[request_id]:
            del self._asking[request_id]
            del self.answers[request_id]
        return reply

    def answer(self, request_id: str, reply: Reply) -> None:
        """Answer a request. What was done is remembered; a refusal is not."""
        if request_id in self._asking:
            self.answers[request_id] = reply
        if isinstance(reply, CommandAnswer):
            self.seen[request_id] = reply
            while len(self.seen) > REMEMBERED:
                self.seen.popitem(last=False)


def refuse(refusal: Refused) -> NoReturn:
    """Say no to the caller in a way that never retries a task; the words carry nothing personal."""
    words = refusal.words
    raise ApplicationError(
        words.en, refusal.status, words.zh, words.en, type=REFUSED_TYPE, non_retryable=True
    ) from None
