"""An answer is lost and the case ends meanwhile: whoever asks again under the same key is told that it was done."""

import pytest

from api.engine import CaseEnded, Engine
from domain.events import COMPLAINANT
from domain.kinds import EventKind, Stage
from tests import trial
from tests.engine.town import LiveCase, Town
from workflows.messages import PartyMessage, StaffRequest

pytestmark = pytest.mark.engine


def withdrawal(request_id: str) -> PartyMessage:
    return PartyMessage(request_id=request_id, actor=COMPLAINANT, fields={"reason": "Found it."})


def decline(request_id: str) -> StaffRequest:
    fields = {"reason": "Not ours.", "referral": "12315"}
    return StaffRequest(request_id=request_id, actor=trial.LEAD, fields=fields)


async def ended(case: LiveCase) -> None:
    await case.until_true(lambda case: case.has_ended, what="archive")
    await case.handle.result()


@pytest.fixture
def engine(town: Town) -> Engine:
    return Engine(client=town.env.client)


class TestLostAnswer:
    async def test_of_a_signal_is_given_after_the_end(self, town: Town, engine: Engine) -> None:
        case = await town.open(order_number=None)
        await case.until(Stage.INVESTIGATING)
        await engine.tell(case.number, "withdraw", withdrawal("first"))
        await ended(case)

        await engine.tell(case.number, "withdraw", withdrawal("first"))

        assert (await case.kinds()).count(EventKind.WITHDRAWN) == 1

    async def test_of_a_command_is_given_after_the_end(self, town: Town, engine: Engine) -> None:
        case = await town.open(order_number=None)
        await case.until(Stage.INVESTIGATING)
        answer = await engine.command(case.number, "decline", decline("first"))
        await case.pass_time(days=60)
        await ended(case)

        assert await engine.command(case.number, "decline", decline("first")) == answer

    async def test_is_not_given_to_what_was_never_done(self, town: Town, engine: Engine) -> None:
        case = await town.open(order_number=None)
        await case.until(Stage.INVESTIGATING)
        await engine.tell(case.number, "withdraw", withdrawal("first"))
        await ended(case)

        with pytest.raises(CaseEnded):
            await engine.tell(case.number, "withdraw", withdrawal("second"))
        with pytest.raises(CaseEnded):
            await engine.command(case.number, "decline", decline("third"))
