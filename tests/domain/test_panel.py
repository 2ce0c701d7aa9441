"""The panel: who is drawn, who is kept out and why, how it votes, and that it is never stuck."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import draw, panel
from domain.case_panel import Conflict, Outcome
from domain.duty import Absence
from domain.kinds import EventKind, Stage
from domain.panel_seating import Ground
from domain.panel_veil import veiled, veiled_event
from domain.refusals import NotAllowed, NotNow
from domain.step import Step
from tests import trial
from tests.domain.judging import BOSS, JUDGES, OUTSIDE_LEAD, PEOPLE, SEED, before_the_panel, judge
from tests.domain.mediations import ANOTHER, name_mediator

IDS = tuple(each.id for each in JUDGES)


class TestForming:
    def test_draws_three_of_the_role_by_the_seed_that_is_recorded(self) -> None:
        life = before_the_panel()

        assert life.case.stage is Stage.ADJUDICATING
        assert (life.panel.seed, life.panel.pool, life.panel.excluded) == (SEED, tuple(sorted(IDS)), {})
        assert list(life.panel.seated) == draw.members(SEED, IDS, size=3)
        assert life.rebuilt() == life.case

    def test_does_not_depend_on_the_order_of_the_register(self) -> None:
        assert before_the_panel(people=PEOPLE[::-1]).panel.seated == before_the_panel().panel.seated

    def test_leaves_out_whoever_has_a_conflict_and_says_which(self) -> None:
        away = Absence(begins_at=trial.MONDAY, ends_at=trial.MONDAY.replace(year=2030))
        people = [
            JUDGES[0].model_copy(update={"id": "agent-1"}),
            JUDGES[1].model_copy(update={"department": "front"}),
            JUDGES[2].model_copy(update={"absences": (away,)}),
            *JUDGES[3:],
            JUDGES[0].model_copy(update={"id": "party"}),
            JUDGES[0].model_copy(update={"id": "friend"}),
        ]
        ground = Ground(parties=frozenset({"party"}), interested=frozenset({"friend"}))

        life = before_the_panel(people=people, ground=ground)

        assert life.panel.excluded == {
            "agent-1": Conflict.TOUCHED,
            "judge-2": Conflict.DEPARTMENT,
            "judge-3": Conflict.AWAY,
            "party": Conflict.PARTY,
            "friend": Conflict.INTEREST,
        }
        assert set(life.panel.seated) == {"judge-4", "judge-5", "judge-6"}

    def test_tells_those_who_are_called(self) -> None:
        life = before_the_panel()

        assert EventKind.PANEL_FORMED in life.told("staff")

    def test_hands_the_case_to_the_next_rung_without_a_conflict_where_too_few_are_left(self) -> None:
        life = before_the_panel(people=(*JUDGES[:2], OUTSIDE_LEAD, BOSS))

        assert life.of(EventKind.PANEL_FORMED)[0].data["because"] == "too_few"
        assert (life.panel.seated, life.panel.rung, life.panel.stand_ins) == ((), "team_lead", ("lead-9",))

    def test_is_tried_again_as_long_as_nobody_decides(self) -> None:
        life = before_the_panel(people=(BOSS,))
        life.people = PEOPLE

        life.pass_time(days=6, seconds=1)

        assert len(life.of(EventKind.PANEL_FORMED)) == 2
        assert len(life.panel.seated) == 3

    def test_keeps_out_of_a_second_panel_who_sat_on_the_first(self) -> None:
        life = before_the_panel(people=PEOPLE)
        first = life.panel.seated
        life.do("raise-alert", trial.LEAD, reason="a fire")
        life.say("withdraw", reason="I give up.")
        life.do("record-finding", trial.INVESTIGATOR, **trial.FINDING)
        life.do("approve", trial.HEAD)
        life.say("refuse", reason="too little")
        name_mediator(life, ANOTHER)
        life.do("fail-mediation", ANOTHER, reason="They will not agree.")
        life.say("ask_for_ruling", reason="Now rule.")

        assert {life.panel.excluded[each] for each in first} == {Conflict.EARLIER_PANEL}
        assert not set(first) & set(life.panel.seated)


class TestRecusal:
    def test_lets_the_next_of_the_same_draw_come_in(self) -> None:
        life = before_the_panel()
        leaver = life.panel.seated[1]

        life.do("recuse", judge(leaver), reason="They are my neighbour.")

        assert life.panel.seated[1] == draw.row(SEED, IDS)[3]
        assert leaver not in life.panel.deciders
        assert life.of(EventKind.PANELIST_REPLACED)[0].data["by"] == life.panel.seated[1]
        with pytest.raises(NotAllowed):
            life.vote(leaver, "uphold")

    def test_passes_over_who_has_got_a_conflict_since(self) -> None:
        life = before_the_panel()
        row = draw.row(SEED, IDS)
        life.ground = Ground(interested=frozenset({row[3]}))
        life.people = tuple(each for each in life.people if each.id != row[4])

        life.do("recuse", judge(row[0]), reason="They are my neighbour.")

        assert life.of(EventKind.PANELIST_REPLACED)[0].data["unable"] == {row[3]: "interest", row[4]: "gone"}
        assert life.panel.seated[0] == row[5]

    def test_of_two_in_one_step_brings_in_two(self) -> None:
        life = before_the_panel()
        first, second, _ = life.panel.seated

        def both(step: Step) -> None:
            panel.replace(step, first, because="recused")
            panel.replace(step, second, because="recused")

        life.hear(both)

        assert len(set(life.panel.seated)) == 3
        assert list(life.panel.seated[:2]) == draw.row(SEED, IDS)[3:5]

    def test_of_more_than_the_pool_holds_hands_the_case_to_the_next_rung(self) -> None:
        life = before_the_panel(people=(*JUDGES[:3], OUTSIDE_LEAD, BOSS))

        life.do("recuse", judge(life.panel.seated[0]), reason="They are my neighbour.")

        assert (life.panel.seated, life.panel.stand_ins) == ((), ("lead-9",))

    def test_is_too_late_after_the_vote(self) -> None:
        life = before_the_panel()
        life.vote(life.panel.seated[0], "uphold")

        with pytest.raises(NotNow, match="voted already"):
            life.do("recuse", judge(life.panel.seated[0]), reason="Late.")


class TestVoting:
    @pytest.mark.parametrize(
        ("votes", "outcome", "dissenting"),
        [
            (("uphold", "uphold", "uphold"), Outcome.UPHOLD, []),
            (("uphold", "dismiss", "uphold"), Outcome.UPHOLD, [1]),
            (("dismiss", "dismiss", "uphold"), Outcome.DISMISS, [2]),
            (("partly", "dismiss", "uphold"), Outcome.PARTLY, [1, 2]),
            (("partly", "uphold", "uphold"), Outcome.UPHOLD, [0]),
        ],
    )
    def test_gives_the_majority_else_the_middle(
        self, votes: tuple[str, ...], outcome: Outcome, dissenting: list[int]
    ) -> None:
        life = before_the_panel()

        life.vote_all(*votes)

        [counted] = life.of(EventKind.VOTES_COUNTED)
        assert life.panel.outcome is outcome
        assert counted.data["dissenting"] == [life.panel.seated[place] for place in dissenting]

    def test_is_for_members_only_and_once(self) -> None:
        life = before_the_panel()
        stranger = next(each for each in IDS if each not in life.panel.seated)

        with pytest.raises(NotAllowed, match="do not sit on this case's panel"):
            life.vote(stranger, "uphold")
        life.vote(life.panel.seated[0], "uphold")
        with pytest.raises(NotNow, match="voted already"):
            life.vote(life.panel.seated[0], "dismiss")

        assert len(life.of(EventKind.VOTED)) == 1

    def test_reminds_and_then_lets_somebody_else_come_in(self) -> None:
        life = before_the_panel()
        voter, *silent = life.panel.seated
        life.vote(voter, "uphold")

        life.pass_time(days=3)
        assert [event.data["members"] for event in life.of(EventKind.VOTE_REMINDED)] == [silent]
        life.pass_time(days=3)
        assert not life.of(EventKind.PANELIST_REPLACED)
        life.pass_time(seconds=1)

        assert [event.data["because"] for event in life.of(EventKind.PANELIST_REPLACED)] == ["did_not_vote"] * 2
        assert life.panel.seated[0] == voter
        assert not set(silent) & set(life.panel.seated)

    def test_asks_the_next_rung_too_where_the_ruling_does_not_come(self) -> None:
        life = before_the_panel()
        life.vote_all("uphold", "uphold", "dismiss")

        life.pass_time(days=6, seconds=1)

        # Milestones have climbed meanwhile: whoever decides stands above who answers for the case.
        assert life.panel.stand_ins == ("boss-9",)
        assert set(life.panel.deciders) == {*life.panel.seated, "boss-9"}


class TestUnseenVotes:
    @given(votes=st.lists(st.sampled_from(Outcome), min_size=0, max_size=2), leaves=st.booleans())
    def test_stand_in_nothing_that_people_are_shown(self, votes: list[Outcome], leaves: bool) -> None:
        life = before_the_panel()
        for staff, outcome in zip(life.panel.seated, votes, strict=False):
            life.vote(staff, outcome)
        if leaves:
            life.do("recuse", judge(life.panel.seated[2]), reason="They are my neighbour.")

        shown = [veiled(life.case).model_dump_json(), *(veiled_event(event).model_dump_json() for event in life.events)]

        voted = [event for event in life.events if event.kind is EventKind.VOTED]
        assert not any("SECRET" in each for each in shown)
        assert all(not event.data for event in voted)
        assert not any(outcome in json.dumps(event.data) for event in life.events for outcome in Outcome)

    def test_stay_unseen_where_the_voter_has_left(self) -> None:
        life = before_the_panel(people=(*JUDGES[:3], OUTSIDE_LEAD, BOSS))
        life.vote(life.panel.seated[0], "uphold")

        life.do("recuse", judge(life.panel.seated[2]), reason="They are my neighbour.")

        assert "SECRET" not in veiled(life.case).model_dump_json()
        assert not life.panel.votes_that_count


def test_a_case_that_is_withdrawn_before_the_panel_ends() -> None:
    life = before_the_panel()

    life.say("withdraw", reason="I give up.")

    assert life.case.stage is Stage.WITHDRAWN
    assert not [owed for owed in life.owed if owed.notice.what is EventKind.VOTES_COUNTED]
