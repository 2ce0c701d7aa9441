"""The work of `redress policy migrate`: some cases at a time, each moved, or only looked at."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from api.engine import CaseEnded, CaseUnknown, CommandRefused, Engine, EngineUnavailable
from domain.events import ADMINISTRATOR
from domain.migration import Moves, migrate
from domain.policy import Policy
from domain.refusals import NotReady, Refused
from domain.step import Step
from domain.words import Words
from storage.complaints import Complaints
from storage.policies import Policies
from workflows.messages import MIGRATE, CommandAnswer, MigrationRequest

AT_ONCE: Final = 8
PATIENCE: Final = timedelta(seconds=60)
"""So long a worker that is busy, or looks for new versions every ten seconds, is asked again."""

_PAUSE: Final = 1.0
_NO_WORKFLOW: Final = Words(zh="流程引擎中没有本案。", en="Temporal knows no such case.")


class Outcome(NamedTuple):
    """What became of a case: what moved, or why it was refused; neither where it has ended meanwhile."""

    number: str
    moves: Moves | None = None
    refusal: Words | None = None


Move = Callable[[str], Awaitable[Outcome]]


async def each_moved(numbers: Sequence[str], *, move: Move) -> AsyncIterator[Outcome]:
    """Move cases, eight at a time, and give what became of each, in order.

    Raises:
        EngineUnavailable: one could not be asked; what became of those beside it has been given by then.
    """
    for begin in range(0, len(numbers), AT_ONCE):
        found = await asyncio.gather(*map(move, numbers[begin : begin + AT_ONCE]), return_exceptions=True)
        for outcome in found:
            if isinstance(outcome, Outcome):
                yield outcome
        for failure in found:
            if isinstance(failure, BaseException):
                raise failure


class Mover:
    """Moves a case by asking its workflow."""

    def __init__(self, *, engine: Engine, policy: Policy, patience: timedelta = PATIENCE) -> None:
        self._engine = engine
        self._to = policy.pack.version
        self._patience = patience

    async def move(self, number: str) -> Outcome:
        """Move one case; once more moves nothing. Raises `EngineUnavailable` when its patience is over."""
        try:
            return Outcome(number, moves=(await self._asked(number)).moves)
        except CommandRefused as refused:
            return Outcome(number, refusal=refused.words)
        except CaseUnknown:
            return Outcome(number, refusal=_NO_WORKFLOW)
        except CaseEnded:
            return Outcome(number)

    async def _asked(self, number: str) -> CommandAnswer:
        request = MigrationRequest(request_id=f"migrate/{self._to}", to_version=self._to)
        until = time.monotonic() + self._patience.total_seconds()
        while True:
            try:
                return await self._engine.command(number, MIGRATE, request)
            except CommandRefused as refused:
                if refused.status != NotReady.status or time.monotonic() > until:
                    raise
            except EngineUnavailable:
                if time.monotonic() > until:
                    raise
            await asyncio.sleep(_PAUSE)


class Rehearsal:
    """Finds out what moving a case would do, by the core alone, and throws that away."""

    def __init__(self, *, complaints: Complaints, policies: Policies, policy: Policy) -> None:
        self._complaints = complaints
        self._policies = policies
        self._policy = policy
        self._older: dict[int, Policy] = {}

    async def move(self, number: str) -> Outcome:
        """Look at one case as the read model has it."""
        case = await self._complaints.find(number)
        if case is None or case.has_ended:
            return Outcome(number)
        step = Step(case=case, policy=await self._version(case.pack_version), at=datetime.now(tz=UTC))
        try:
            return Outcome(number, moves=migrate(step, policy=self._policy, actor=ADMINISTRATOR))
        except Refused as refusal:
            return Outcome(number, refusal=refusal.words)

    async def _version(self, version: int) -> Policy:
        if version not in self._older:
            stored = await self._policies.find(pack=self._policy.pack.pack, version=version)
            # Every version that a case goes by is stored, and stays.
            self._older[version] = Policy.model_validate_json(stored.source) if stored else self._policy
        return self._older[version]
