"""What holds in every life before a panel, whatever its members and others do, and whenever they do it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain import agenda, draw_check
from domain.kinds import EventKind, Stage
from domain.refusals import Refused
from tests import trial
from tests.domain.judging import JUDGES, OUTSIDE_LEAD, PEOPLE, JudgedLife, before_the_panel, judge, judging_policy
from tests.domain.stages import alarming_every

OUTCOMES = st.sampled_from(["uphold", "partly", "dismiss"])
WHO = st.sampled_from([each.id for each in JUDGES])
POLICY = judging_policy(climb_every="PT30H", red_alert=alarming_every("PT7H"))
POOLS = st.sampled_from([PEOPLE, PEOPLE[1:], PEOPLE[4:], (OUTSIDE_LEAD,), ()])
ACTS = st.one_of(
    st.tuples(st.just("vote"), WHO, OUTCOMES),
    st.tuples(st.just("vote"), WHO, OUTCOMES),
    st.tuples(st.just("recuse"), WHO, OUTCOMES),
    st.tuples(st.just("give-ruling"), WHO, OUTCOMES),
    st.tuples(st.just("sleep"), WHO, OUTCOMES),
    st.tuples(st.just("withdraw"), WHO, OUTCOMES),
    st.tuples(st.just("alert"), WHO, OUTCOMES),
)


def act(life: JudgedLife, what: str, who: str, outcome: str) -> None:
    fields: dict[str, dict[str, Any]] = {
        "vote": {"outcome": outcome, "reason": "SECRET"},
        "recuse": {"reason": "My neighbour."},
        "give-ruling": {"reasons": "So it is.", "remedies": [{"kind": "apology"}]},
    }
    try:
        if what == "sleep":
            life.pass_time(days=4)
        elif what == "withdraw":
            life.say("withdraw", reason="I give up.")
        elif what == "alert":
            life.do("raise-alert", trial.LEAD, reason="a fire")
        else:
            life.do(what, judge(who), **fields[what])
    except Refused:
        pass


@st.composite
def lives(draw: st.DrawFn) -> JudgedLife:
    """A case before its panel, after some acts, the register changing meanwhile."""
    life = before_the_panel(people=draw(POOLS), policy=POLICY)
    for what, who, outcome in draw(st.lists(ACTS, max_size=14)):
        life.people = draw(st.sampled_from([life.people, life.people[1:], PEOPLE]))
        act(life, what, who, outcome)
    return life


class TestEveryPanel:
    @given(life=lives())
    def test_is_told_again_as_it_was(self, life: JudgedLife) -> None:
        assert life.rebuilt() == life.case

    @given(life=lives())
    def test_comes_out_the_same_when_it_is_drawn_again(self, life: JudgedLife) -> None:
        assert not list(draw_check.faults(life.events))

    @given(life=lives())
    def test_is_never_stuck(self, life: JudgedLife) -> None:
        ahead = agenda.next_at(life.case, life.policy)

        assert life.case.stage is not Stage.ADJUDICATING or (ahead is not None and ahead > life.now)

    @given(life=lives())
    def test_has_each_member_once_and_counts_whole_panels_only(self, life: JudgedLife) -> None:
        for panel in life.case.panels:
            assert len(set(panel.seated)) == len(panel.seated)
            assert panel.counted_at is None or len(panel.votes_that_count) == panel.size

    @given(life=lives())
    def test_gives_one_ruling_at_most(self, life: JudgedLife) -> None:
        assert len(life.of(EventKind.RULED)) <= 1


class TestMigration:
    def test_to_a_version_without_panels_leaves_the_one_that_sits(self) -> None:
        life = before_the_panel()
        newer = judging_policy(version=2, panel=None, mediation=None, ruling_window=None)

        life.migrate(newer)
        life.pass_time(days=6, seconds=1)
        life.vote_all("uphold", "uphold", "uphold")
        life.do("give-ruling", judge(life.panel.seated[0]), reasons="So it is.", remedies=[{"kind": "apology"}])

        assert life.case.stage is Stage.REMEDYING
