"""Appeals: other people than those who decided, and what was decided before beside what is decided now (F3)."""

import pytest

from api.decisions_view import for_complainant, for_respondent, for_staff
from api.speaker import Speaker
from domain.decisions import decisions_of
from domain.events import Actor
from domain.kinds import EventKind, Stage
from domain.letter import LetterKind
from domain.letters import letter_of
from domain.refusals import NotAllowed
from tests import trial
from tests.domain.judging import before_the_panel, judge
from tests.domain.life import Life
from tests.domain.stages import life_in

OTHER_LEAD = Actor(role="team_lead", id="lead-7", department="front", rung="team_lead")


def answered(who: Actor, words: str, life: Life | None = None) -> Life:
    life = life or life_in(Stage.INVESTIGATING)
    life.do("respond", who, text=words, final=True)
    return life


class TestWindow:
    def test_takes_an_appeal_at_its_last_instant(self) -> None:
        life = life_in(Stage.CLOSED)
        assert life.case.appeal_until
        life.sleep(seconds=(life.case.appeal_until - life.now).total_seconds())

        life.say("appeal", reason="Not so.")

        assert (life.case.cycle, life.case.stage) == (2, Stage.INVESTIGATING)

    def test_is_over_a_second_later(self) -> None:
        life = life_in(Stage.CLOSED)
        assert life.case.appeal_until
        life.sleep(seconds=(life.case.appeal_until - life.now).total_seconds() + 1)

        life.say("appeal", reason="Not so.")

        assert life.case.cycle == 1
        assert life.case.has_ended
        assert life.of(EventKind.NOT_APPLICABLE)[0].data["what"] == "appeal"


class TestFreshEyes:
    def test_keep_from_an_appeal_whoever_decided_any_cycle_before(self) -> None:
        life = answered(trial.AGENT, "First.")
        life.say("rate", score=1, solved=False)
        answered(trial.INVESTIGATOR, "Second.", life)

        life.say("appeal", reason="Not so.")

        for who in (trial.AGENT.model_copy(update={"role": "investigator"}), trial.INVESTIGATOR):
            with pytest.raises(NotAllowed, match="other people"):
                life.do("record-finding", who, **trial.FINDING)
        life.do("record-finding", OTHER_LEAD, **trial.FINDING)

    def test_keep_from_dissatisfaction_those_of_the_last_cycle(self) -> None:
        life = answered(trial.AGENT, "First.")
        life.say("rate", score=1, solved=False)
        answered(trial.INVESTIGATOR, "Second.", life)
        life.say("rate", score=1, solved=False)

        life.do("record-finding", trial.AGENT.model_copy(update={"role": "investigator"}), **trial.FINDING)

        with pytest.raises(NotAllowed):
            life.do("record-finding", trial.INVESTIGATOR, **trial.FINDING)

    def test_keep_out_those_of_the_last_cycle_alone_in_cases_from_before(self) -> None:
        life = answered(trial.AGENT, "First.")
        life.follows = ()
        life.say("rate", score=1, solved=False)
        answered(trial.INVESTIGATOR, "Second.", life)
        life.say("appeal", reason="Not so.")

        life.do("record-finding", trial.AGENT.model_copy(update={"role": "investigator"}), **trial.FINDING)

    def test_count_votes_and_rulings_as_parts_in_a_decision(self) -> None:
        life = before_the_panel()
        members = life.panel.seated
        life.vote_all("dismiss", "dismiss", "dismiss")
        life.do("give-ruling", judge(members[1]), reasons="The meter was right.")

        life.say("appeal", reason="Not so.")

        assert all(life.case.was_decided_by(each, cycle=1) for each in members)


class TestDecisions:
    def test_of_an_earlier_cycle_stand_beside_the_present_one(self) -> None:
        life = answered(trial.AGENT, "No fault was found.")
        life.say("appeal", reason="Not so.")
        answered(OTHER_LEAD, "There was a fault.", life)

        first, second = decisions_of(life.case)

        assert (first.cycle, first.told, first.deciders) == (1, "No fault was found.", ("agent-1",))
        assert (second.cycle, second.told, second.deciders) == (2, "There was a fault.", ("lead-7",))
        assert life.rebuilt() == life.case

    def test_are_told_to_each_as_far_as_they_may_know(self) -> None:
        life = answered(trial.AGENT, "Li was late.", life_in(Stage.INVESTIGATING, respondent="Li"))
        life.say("appeal", reason="Not so.")
        speaker = Speaker(language="en", policy=life.policy)

        [theirs], [others], [ours] = (show(life.case, speaker) for show in (for_complainant, for_respondent, for_staff))

        assert (theirs.finding, theirs.deciders) == ("the respondent was late.", ())
        assert (others.finding, others.agreed, others.deciders) == (None, None, ())
        assert ours.deciders == ("agent-1",)
        assert (theirs.by_title, theirs.department) == ("staff", "front")

    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_stand_in_the_result_letter_of_the_next_cycle(self, language: str) -> None:
        life = answered(trial.AGENT, "No fault was found.")
        life.say("appeal", reason="Not so.")
        answered(OTHER_LEAD, "There was a fault.", life)

        said = letter_of(LetterKind.RESULT, life.case, pack=life.policy.pack, language=language).model_dump_json()

        assert said.index("No fault was found.") < said.index("There was a fault.")

    def test_of_a_panel_have_its_reasons(self) -> None:
        life = before_the_panel()
        life.vote_all("dismiss", "dismiss", "uphold")
        life.do("give-ruling", judge(life.panel.seated[0]), reasons="The meter was right.")
        life.say("appeal", reason="Not so.")

        [decision] = decisions_of(life.case)

        assert (decision.by, decision.outcome, decision.reasons) == ("panel", "dismiss", "The meter was right.")
