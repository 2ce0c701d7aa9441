"""Money at random: whatever goes wrong, the ledger balances and equals the neighbours' (E5, E9)."""

import asyncio
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from domain.case_remedies import RemedyStatus
from storage.database import make_engine
from tests.activities.till import Till
from tests.gateways.neighbours_process import NeighboursProcess, Receiver, running_neighbours
from tests.postgres import PostgresServer

Given = TypeVar("Given")

FAULTS = st.sampled_from(["refuse", "refuse", "late", "drop_answer", "nonsense", "double_callback"])
KINDS = st.sampled_from(["refund", "compensation", "voucher", "extension", "escrow"])
BOOKS = st.sampled_from(["payments", "vouchers"])
AMOUNTS = st.integers(min_value=1, max_value=5_000)
EXAMPLES = (settings.default or settings()).max_examples // 15
WRONG: Any = st.sampled_from([{}, {"amount_fen": 7_777}, {"currency": "USD"}])


class Ground(NamedTuple):
    """What all that is drawn stands on: what moved once moved for good."""

    runner: asyncio.Runner
    till: Till
    neighbours: NeighboursProcess
    receiver: Receiver


class Money(RuleBasedStateMachine):
    """Cases that owe, neighbours that fail, and finance beside them."""

    ground: ClassVar[Ground]

    @initialize()
    def begin(self) -> None:
        self.ground.neighbours.client.delete("/faults").raise_for_status()
        self.mine: list[str] = []
        self.heard = len(self.ground.receiver.received)

    @rule(what=FAULTS, on=BOOKS, times=st.integers(min_value=1, max_value=3))
    def something_goes_wrong(self, what: str, on: str, times: int) -> None:
        self.ground.neighbours.fault(what, on=on, times=times)

    @rule(kind=KINDS, amount_fen=AMOUNTS)
    def a_case_owes(self, kind: str, amount_fen: int) -> None:
        self.mine.append(self._run(self.ground.till.open(kind, amount_fen)))

    @precondition(lambda self: self.mine)
    @rule(data=st.data(), tries=st.integers(min_value=1, max_value=3))
    def the_worker_pays(self, data: st.DataObject, tries: int) -> None:
        self._run(self.ground.till.pay(data.draw(st.sampled_from(self.mine)), tries=tries))

    @rule(copies=st.integers(min_value=1, max_value=2), wrong=WRONG)
    def the_neighbours_call_back(self, copies: int, wrong: dict[str, Any]) -> None:
        news = self.ground.receiver.received[self.heard :]
        for _, body in news * copies:
            self._run(self.ground.till.called_back(body, **wrong))
        self.heard += 0 if wrong else len(news)

    @precondition(lambda self: self.mine)
    @rule(data=st.data())
    def an_hour_passes(self, data: st.DataObject) -> None:
        self._run(self.ground.till.pass_an_hour(data.draw(st.sampled_from(self.mine))))

    @precondition(lambda self: self.mine)
    @rule(data=st.data())
    def finance_pays_by_hand(self, data: st.DataObject) -> None:
        self._run(self.ground.till.confirm(data.draw(st.sampled_from(self.mine))))

    @rule(amount_fen=AMOUNTS)
    def escrow_is_funded(self, amount_fen: int) -> None:
        self._run(self.ground.till.fund(amount_fen))

    def teardown(self) -> None:
        self._run(all_settled(self.ground.till))

    def _run(self, what: Coroutine[Any, Any, Given]) -> Given:
        return self.ground.runner.run(what)


@pytest.fixture
def ground(postgres_server: PostgresServer, tmp_path: Path) -> Iterator[Ground]:
    """The real neighbours and a real ledger, with nothing in them yet."""
    engine = make_engine(url=postgres_server.make_database().app_url, application_name="tests-money", pool_size=2)
    with (
        asyncio.Runner() as runner,
        Receiver() as receiver,
        running_neighbours(tmp_path, callback_base=receiver.url, late=0.1) as neighbours,
    ):
        till = Till(engine=engine, neighbours=neighbours)
        yield Ground(runner, till, neighbours, receiver)
        runner.run(till.close())
        runner.run(engine.dispose())


@pytest.mark.hypothesis
def test_money_moves_once_and_the_ledger_equals_the_neighbours(ground: Ground) -> None:
    machine = type("Money", (Money,), {"ground": ground})

    run_state_machine_as_test(machine, settings=settings(max_examples=EXAMPLES, stateful_step_count=15))


async def all_settled(till: Till) -> None:
    """See to it that nothing is under way, then compare."""
    for number, life in till.lives.items():
        for _ in range(100):
            await till.pay(number, tries=3)
            if life.case.remedies[0].status is not RemedyStatus.PAYING:
                break
            await asyncio.sleep(0.03)
    found, balances = await till.reconcile(), await till.balances()

    assert [str(each) for each in found.differences] == []
    assert found.under_way == 0
    assert sum(balances.values()) == 0
    assert balances["escrow"] == await till.escrow_there()
