"""Recourse claims: sent, recovered in parts, written off by authority, never for more than was paid (E4)."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events import Actor
from domain.matter_events import MatterEventKind, MatterKind
from domain.power import Power, PowerKind
from domain.recourse import Recourse, outcome
from domain.refusals import NotAllowed, NotNow, NotUnderstood, Refused
from tests import trial
from tests.domain.matter_life import MatterLife, start_of
from tests.domain.stages import policy_with

SECTION: dict[str, Any] = {
    "owner": "team_lead",
    "claim_within": "P5D",
    "recover_within": "P30D",
    "remind_before": "P2D",
}
POLICY = policy_with(recourse=SECTION)
TOTAL = 300_000


def opened() -> MatterLife:
    terms = {"amount_fen": TOTAL, "responsible": "third_party", "remedies": ["RD-TEST-R1"]}
    return MatterLife(start_of(MatterKind.RECOURSE, terms=terms), policy=POLICY)


def sent() -> MatterLife:
    life = opened()
    life.do("send-claim", trial.INVESTIGATOR, against="the maker", text="Pay.")
    return life


def claim(life: MatterLife) -> Recourse:
    assert isinstance(life.matter, Recourse)
    return life.matter


class TestClaim:
    def test_waits_for_its_money_once_it_is_sent(self) -> None:
        life = sent()

        assert life.matter.state == "claimed"
        assert life.matter.due_at == trial.MONDAY + timedelta(days=30)
        assert (claim(life).against, claim(life).claimed_by) == ("the maker", "inv-1")
        life.pass_time(days=30, hours=1)
        assert life.kinds[2:] == [MatterEventKind.WARNED, MatterEventKind.BREACHED]

    def test_is_sent_once(self) -> None:
        with pytest.raises(NotNow, match="does not fit now"):
            sent().do("send-claim", against="the maker", text="Pay.")

    def test_stays_due_when_it_is_disputed(self) -> None:
        life = sent()

        life.do("dispute", reason="Who says it was the battery?")

        assert (life.matter.state, life.matter.due_at) == ("disputed", trial.MONDAY + timedelta(days=30))
        life.do("record-recovery", trial.FINANCE, amount_fen=TOTAL, reference="B-1")
        assert life.matter.state == "recovered"


class TestRecovery:
    def test_adds_up_until_nothing_is_open(self) -> None:
        life = sent()

        life.do("record-recovery", trial.FINANCE, amount_fen=100_000, reference="B-1")
        assert (life.matter.state, claim(life).open_fen) == ("claimed", 200_000)
        life.do("record-recovery", trial.FINANCE, amount_fen=200_000, currency="CNY", reference="B-2")

        assert (life.matter.state, life.matter.is_open) == ("recovered", False)
        assert outcome(claim(life))[1] == {
            "state": "recovered",
            "amount_fen": TOTAL,
            "recovered_fen": TOTAL,
            "written_off_fen": 0,
        }

    def test_counts_a_reference_once(self) -> None:
        life = sent()
        life.do("record-recovery", amount_fen=100, reference="B-1")

        life.do("record-recovery", amount_fen=100, reference="B-1")

        assert claim(life).recovered_fen == 100
        with pytest.raises(NotNow, match=r"on record with ¥1\.00"):
            life.do("record-recovery", amount_fen=200, reference="B-1")

    def test_is_never_more_than_what_is_open(self) -> None:
        life = sent()

        with pytest.raises(NotUnderstood, match=r"¥3,000\.00 is open"):
            life.do("record-recovery", amount_fen=TOTAL + 1, reference="B-1")

    def test_is_in_the_money_of_the_house(self) -> None:
        with pytest.raises(NotUnderstood, match="not in 'USD'"):
            sent().do("record-recovery", amount_fen=100, currency="USD", reference="B-1")

    def test_needs_a_claim_that_was_sent(self) -> None:
        with pytest.raises(NotNow):
            opened().do("record-recovery", amount_fen=100, reference="B-1")


def borrowing(**changes: Any) -> Actor:
    """A lead to whom the department head has lent 1,000 yuan."""
    usual: dict[str, Any] = {
        "id": "L1",
        "kind": PowerKind.LOAN,
        "of": trial.HEAD.id,
        "role": "department_head",
        "rung": "department_head",
        "department": "front",
        "amount_fen": 100_000,
        "begins_at": trial.MONDAY - timedelta(hours=2),
        "ends_at": trial.MONDAY + timedelta(hours=10),
    }
    return trial.LEAD.model_copy(update={"powers": (Power(**(usual | changes)),)})


class TestWriteOff:
    def test_is_for_whose_authority_covers_it(self) -> None:
        life = sent()

        with pytest.raises(NotAllowed, match=r"¥3,000\.00, more than the team lead may approve"):
            life.do("write-off", trial.LEAD, reason="gone")
        life.do("write-off", trial.HEAD, reason="gone")

        assert (life.matter.state, claim(life).written_off_fen) == ("written_off", TOTAL)

    def test_adds_up_to_what_somebody_may_give_up(self) -> None:
        life = sent()
        life.do("write-off", trial.LEAD, amount_fen=30_000, reason="agreed")

        with pytest.raises(NotAllowed, match=r"¥600\.00, more than the team lead may approve"):
            life.do("write-off", trial.LEAD, amount_fen=30_000, reason="agreed again")

    def test_may_be_of_borrowed_authority_which_goes_on_record(self) -> None:
        life = sent()

        life.do("write-off", borrowing(), amount_fen=80_000, reason="agreed")

        assert life.events[-1].data["authority"] == {"kind": "loan", "id": "L1", "of": "head-1"}

    @pytest.mark.parametrize(
        ("loan", "words"),
        [
            ({"amount_fen": 79_999}, "up to ¥799.99"),
            ({"of": "inv-1"}, "had a part"),
            ({"department": "technical"}, "another department"),
            ({"ends_at": trial.MONDAY - timedelta(hours=1)}, "is good from"),
        ],
    )
    def test_by_borrowed_authority_has_its_limits(self, loan: dict[str, Any], words: str) -> None:
        with pytest.raises(NotAllowed, match=words):
            sent().do("write-off", borrowing(**loan), amount_fen=80_000, reason="agreed")

    def test_is_not_for_who_sent_the_claim(self) -> None:
        life = opened()
        life.do("send-claim", trial.HEAD, against="the maker", text="Pay.")

        with pytest.raises(NotAllowed, match="Whoever sent the claim"):
            life.do("write-off", trial.HEAD, amount_fen=1, reason="gone")

    def test_of_the_rest_ends_the_claim(self) -> None:
        life = sent()
        life.do("write-off", trial.LEAD, amount_fen=20_000, reason="agreed")
        life.do("record-recovery", amount_fen=TOTAL - 20_000, reference="B-1")

        assert (life.matter.state, claim(life).open_fen) == ("written_off", 0)
        assert claim(life).recovered_fen == TOTAL - 20_000


class TestMoney:
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["record-recovery", "write-off"]),
                st.sampled_from([1, 50_000, 100_000, 250_000, 300_000]),
                st.sampled_from(["B-1", "B-2", "B-3", "B-4"]),
            ),
            max_size=12,
        )
    )
    def test_that_came_in_or_was_given_up_is_never_more_than_what_was_paid(
        self, acts: list[tuple[str, int, str]]
    ) -> None:
        life = sent()

        for name, amount, reference in acts:
            named = {"reference": reference} if name == "record-recovery" else {"reason": "gone"}
            with suppress(Refused):
                life.do(name, trial.MANAGER, **{"amount_fen": amount, **named})  # type: ignore[arg-type]

        found = claim(life)
        assert 0 <= found.open_fen <= TOTAL
        assert found.recovered_fen == sum(each.amount_fen for each in found.recoveries)
        assert len({each.reference for each in found.recoveries}) == len(found.recoveries)
        assert found.is_open == (found.open_fen > 0)
        assert life.rebuilt() == life.matter
