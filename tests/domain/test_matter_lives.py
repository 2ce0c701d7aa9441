"""Random lives of cases that leave claims and promises behind: money is claimed once, and nothing is opened twice."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.case_remedies import RemedyStatus
from domain.matter_events import MatterKind
from tests import trial
from tests.domain.acts import ACTS, MANAGERS, ONWARDS, Act, attempt
from tests.domain.life import Life
from tests.domain.stages import policy_with
from tests.domain.test_recourse import SECTION

POLICY = policy_with(
    advance_payment="facts_clear && total_fen <= 200000",
    recourse=SECTION,
    follow_ups={"owner": "team_lead", "improvement": "P30D"},
    reopen="resume",
    silence={"after": "P3D", "means": "accepted"},
)
FOUND: list[dict[str, Any]] = [
    {**trial.FINDING, "responsible": bearer, "overcharged_fen": fen, "improvement": improvement}
    for bearer in ("third_party", "platform")
    for fen in (600, 1_100)
    for improvement in ("New meters.", None)
]
FINDINGS: st.SearchStrategy[Act] = st.builds(
    lambda manager, said: lambda life: attempt(life, "record-finding", manager, said),
    st.sampled_from(MANAGERS),
    st.sampled_from(FOUND),
)
# Chosen by kind first, as in `acts`: what leads on is most likely.
KINDS = [FINDINGS, FINDINGS, FINDINGS, ONWARDS, ONWARDS, ONWARDS, ACTS]
LIVES = st.lists(st.sampled_from(range(len(KINDS))).flatmap(lambda kind: KINDS[kind]), min_size=5, max_size=40)


class TestRandomLives:
    @given(LIVES)
    def test_claim_money_once_and_promise_once_a_cycle(self, acts: list[Act]) -> None:
        life = Life(policy=POLICY, order_number=None)

        for act in acts:
            act(life)

        case = life.case
        claims = [matter for matter in case.matters if matter.start.kind is MatterKind.RECOURSE]
        claimed = [remedy for claim in claims for remedy in claim.start.terms["remedies"]]
        carried_out = {r.id: r.amount_fen for r in case.remedies if r.status in {RemedyStatus.PAID, RemedyStatus.DONE}}
        promised = [m.start.terms["cycle"] for m in case.matters if m.start.kind is MatterKind.PROMISE]
        assert len(set(claimed)) == len(claimed)
        assert set(claimed) <= set(case.advances) <= set(carried_out)
        for claim in claims:
            assert claim.start.terms["amount_fen"] == sum(carried_out[r] for r in claim.start.terms["remedies"])
        assert len(set(promised)) == len(promised)
        assert len({matter.id for matter in case.matters}) == len(case.matters)
        assert life.rebuilt() == case
