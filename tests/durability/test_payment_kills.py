"""One kill each of the worker, PostgreSQL and the neighbours in the middle of a payment; `make chaos` plays all."""

import pytest

from bench.payment_kills import MATRIX, VICTIMS, play_matrix

BLOWS = (("before_it_begins", "worker"), ("answered", "postgres"), ("moved", "neighbours"))

pytestmark = [pytest.mark.engine, pytest.mark.timeout(300)]


class TestPaymentKills:
    async def test_every_payment_is_made_once(self) -> None:
        assert set(BLOWS) < set(MATRIX)
        assert {victim for _, victim in BLOWS} == set(VICTIMS)

        paid, wrong = await play_matrix(BLOWS)

        assert [(each.step, each.victim) for each in paid] == list(BLOWS)
        assert [line for each in paid for line in each.wrong] + wrong == []
