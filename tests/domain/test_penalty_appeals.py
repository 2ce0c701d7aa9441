"""Appeals against penalties: in time to the last second, decided by others, the effect stayed or not."""

from datetime import timedelta

import pytest

from domain.events import Actor
from domain.matter_events import MatterEventKind
from domain.refusals import NotAllowed, NotNow
from tests import trial
from tests.domain.penalised import OTHER_HEAD, OTHER_LEAD, WINDOW, imposed, proposed, state


class TestAnAppeal:
    def test_counts_in_the_last_second(self) -> None:
        life = imposed("points", points=3)
        life.pass_time(seconds=WINDOW.total_seconds())

        life.say("appeal", reason="I was at home.")

        assert state(life).has_open_appeal
        assert [notice.what for notice in life.told] == ["matter_appealed"]

    def test_one_second_later_is_refused_in_words_and_kept(self) -> None:
        life = imposed("points", points=3)
        life.pass_time(seconds=WINDOW.total_seconds() + 1)

        life.say("appeal", reason="I was at home.")

        [kept] = life.of(MatterEventKind.NOT_APPLICABLE)
        assert "The time to appeal was over" in kept.data["because"]["en"]
        assert kept.private["said"] == {"reason": "I was at home."}
        assert state(life).appeal is None

    def test_counts_by_when_it_was_said_however_late_it_is_heard(self) -> None:
        life = imposed("points", points=3)
        last = (life.now + WINDOW).isoformat()
        life.sleep(seconds=WINDOW.total_seconds() + 3_600)

        life.say("appeal", reason="I was at home.", said_at=last)

        assert state(life).has_open_appeal

    def test_stays_the_effect_and_the_time_of_the_stay_is_added(self) -> None:
        life = imposed("suspension", lasts="P10D")
        life.pass_time(days=3)
        life.say("appeal", reason="I was at home.")
        life.pass_time(days=20)
        assert (state(life).state, state(life).stayed) == ("in_force", True)

        life.do("decide-penalty-appeal", OTHER_LEAD, uphold=True, reason="The camera shows it.")

        assert state(life).until == trial.MONDAY + timedelta(days=31)
        life.pass_time(days=8)
        assert (state(life).state, state(life).is_open) == ("expired", False)

    @pytest.mark.parametrize("who", [trial.LEAD, trial.HEAD])
    def test_is_not_decided_by_who_imposed_or_confirmed(self, who: Actor) -> None:
        life = proposed()
        life.do("confirm-penalty", trial.HEAD)
        life.say("appeal", reason="I was at home.")

        with pytest.raises(NotAllowed, match="other people do"):
            life.do("decide-penalty-appeal", who, uphold=True, reason="x")
        life.do("decide-penalty-appeal", OTHER_HEAD, uphold=True, reason="The camera shows it.")

        assert (state(life).state, state(life).has_open_appeal) == ("in_force", False)

    def test_against_a_ban_is_for_a_department_head(self) -> None:
        life = imposed("ban", because="ruling", imposed_by="")
        life.say("appeal", reason="I was at home.")

        with pytest.raises(NotAllowed, match="department head"):
            life.do("decide-penalty-appeal", OTHER_LEAD, uphold=True, reason="x")

    def test_overturned_ends_it(self) -> None:
        life = imposed("points", points=3)
        life.say("appeal", reason="I was at home.")

        life.do("decide-penalty-appeal", OTHER_LEAD, uphold=False, reason="So it was.")

        assert (state(life).state, state(life).is_open) == ("overturned", False)
        appeal = state(life).appeal
        assert appeal is not None
        assert (appeal.upheld, appeal.because) == (False, "So it was.")

    def test_a_second_one_and_one_of_what_is_only_proposed_are_kept(self) -> None:
        life = imposed("points", points=3)
        for _ in range(2):
            life.say("appeal", reason="I was at home.")
        early = proposed()
        early.say("appeal", reason="I was at home.")

        assert len(life.of(MatterEventKind.APPEALED)) == len(life.of(MatterEventKind.NOT_APPLICABLE)) == 1
        assert early.kinds[-1] is MatterEventKind.NOT_APPLICABLE

    def test_that_nobody_brought_is_not_decided(self) -> None:
        with pytest.raises(NotNow, match="no appeal"):
            imposed("points", points=3).do("decide-penalty-appeal", OTHER_LEAD, uphold=True, reason="x")

    def test_waits_for_people_and_climbs(self) -> None:
        life = imposed("points", points=3)
        life.say("appeal", reason="I was at home.")

        life.pass_time(days=4)

        assert MatterEventKind.BREACHED in life.kinds
