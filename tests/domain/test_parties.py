"""What complainants do: heard where it fits, kept and answered in words where it does not."""

from typing import Any

import pytest

from domain.kinds import EventKind, Stage, WaitingOn
from domain.refusals import NotUnderstood
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_in, life_with, policy_with

SIGNALS: dict[str, dict[str, Any]] = {
    "reply": {"text": "It was the red one."},
    "add_evidence": {"id": "e1", "kind": "photo", "sha256": "a" * 64, "size": 9, "media_type": "image/png"},
    "escalate": {"reason": "nobody calls"},
    "accept": {},
    "refuse": {"reason": "too little"},
    "rate": {"score": 3, "solved": True, "comment": "well"},
    "withdraw": {"reason": "found it"},
    "contest": {"reason": "it is yours"},
    "appeal": {"reason": "unheard"},
    "ask_for_ruling": {"reason": "a third opinion"},
}


class TestWhatDoesNotFit:
    @pytest.mark.parametrize("signal", SIGNALS)
    def test_keeps_its_words_and_gives_the_reason_in_both_languages(self, signal: str) -> None:
        # In a closed case whose windows are over: nothing fits but a reply, and that neither once it is in the archive.
        life = life_in(Stage.WITHDRAWN)
        before = life.case

        life.say(signal, **SIGNALS[signal])

        kept = life.of(EventKind.NOT_APPLICABLE)[0]
        assert kept.data["what"] == signal
        assert kept.data["stage"] == Stage.WITHDRAWN
        assert kept.data["because"]["zh"]
        assert kept.data["because"]["en"]
        assert kept.private["said"] == SIGNALS[signal] | ({"alarming": []} if signal == "reply" else {})
        assert kept.actor == "complainant"
        assert life.case.model_copy(update={"sequence": 0}) == before.model_copy(
            update={"sequence": 0, "last_event": EventKind.NOT_APPLICABLE, "happened": life.case.happened}
        )

    @pytest.mark.parametrize("stage", Stage)
    @pytest.mark.parametrize("signal", SIGNALS)
    def test_breaks_no_case_in_any_stage(self, signal: str, stage: Stage) -> None:
        life = life_in(stage)
        sequence = life.case.sequence

        life.say(signal, **SIGNALS[signal])
        life.pass_time(days=2)
        life.sleep(days=400)

        assert life.case.sequence > sequence

    @pytest.mark.parametrize(
        ("signal", "fields"),
        [
            ("rate", {"score": 0, "solved": True}),
            ("rate", {"score": 6, "solved": True}),
            ("rate", {"score": 2.5, "solved": True}),
            ("rate", {"score": True, "solved": True}),
            ("rate", {"score": 3}),
            ("rate", {"score": 3, "solved": True, "comment": "x" * 2001}),
            ("reply", {"text": ""}),
            ("reply", {"text": "x" * 2001}),
            ("reply", {"text": "a\x00b"}),
            ("reply", {"text": "\udc00"}),
            ("reply", {"text": "a", "loud": True}),
            ("escalate", {}),
            ("appeal", {"reason": "  "}),
            ("add_evidence", SIGNALS["add_evidence"] | {"sha256": "A" * 64}),
            ("add_evidence", SIGNALS["add_evidence"] | {"size": -1}),
        ],
    )
    def test_is_not_understood_where_it_is_no_such_thing(self, signal: str, fields: dict[str, Any]) -> None:
        with pytest.raises(NotUnderstood):
            life_in(Stage.RESOLVED).say(signal, **fields)


class TestReply:
    def test_ends_the_pause_while_an_offer_waits_and_starts_the_silence_anew(self) -> None:
        life = life_in(Stage.AWAITING_COMPLAINANT)
        life.pass_time(days=2)

        life.say("reply", text="I am thinking.")
        life.pass_time(days=2)

        assert (life.case.stage, life.case.is_paused) == (Stage.AWAITING_COMPLAINANT, False)
        life.pass_time(days=1, seconds=1)
        assert life.case.stage is Stage.REMEDYING

    def test_does_not_answer_for_somebody_else(self) -> None:
        life = Life()
        life.do("ask", of="repair_shop", text="Is it done?")

        life.say("reply", text="Any news?")

        assert life.case.waiting_on is WaitingOn.REPAIR_SHOP

    def test_raises_an_alert_once(self) -> None:
        life = Life()

        life.say("reply", text="fire!", alarming=("fire",))
        life.say("reply", text="fire!!", alarming=("fire",))

        assert len(life.of(EventKind.RED_ALERT_RAISED)) == 1
        assert life.of(EventKind.RED_ALERT_RAISED)[0].private == {"words": ["fire"]}

    def test_may_be_given_by_a_clerk_on_somebody_s_behalf(self) -> None:
        life = Life()

        life.say("reply", trial.CLERK, text="She called.")

        assert life.of(EventKind.REPLIED)[0].actor == "staff:clerk-1"
        assert not life.case.deeds


class TestEvidence:
    @pytest.mark.parametrize("stage", [Stage.INVESTIGATING, Stage.AWAITING_COMPLAINANT])
    def test_is_an_answer_too(self, stage: Stage) -> None:
        life = life_in(stage)
        if stage is Stage.INVESTIGATING:
            life.do("ask", of="complainant", text="Which one?")
        life.pass_time(days=2)

        life.say("add_evidence", **SIGNALS["add_evidence"])
        life.pass_time(days=2)

        assert life.case.evidence == ("e1",)
        assert (life.case.stage, life.case.is_paused) == (stage, False)


class TestEscalate:
    def test_climbs_one_rung_at_most_once_in_the_interval(self) -> None:
        life = life_with()

        life.say("escalate", reason="nobody calls")
        life.pass_time(hours=24, microseconds=-1)
        life.say("escalate", reason="still nobody")
        life.pass_time(microseconds=1)
        life.say("escalate", reason="still nobody")

        assert [event.data["rung"] for event in life.of(EventKind.ESCALATED)] == ["team_lead", "department_head"]
        assert len(life.of(EventKind.NOT_APPLICABLE)) == 1

    def test_climbs_from_where_the_case_stands(self) -> None:
        life = Life()
        life.do("escalate", to="team_lead")

        life.say("escalate", reason="nobody calls")

        assert life.of(EventKind.ESCALATED)[-1].data["rung"] == "department_head"
        assert life.of(EventKind.ESCALATED)[-1].private == {"reason": "nobody calls"}

    def test_ends_at_the_top(self) -> None:
        life = Life()
        life.do("escalate", to="senior_management")

        life.say("escalate", reason="nobody calls")

        assert "already" in life.of(EventKind.NOT_APPLICABLE)[0].data["because"]["en"]

    def test_that_did_not_fit_does_not_use_up_the_interval(self) -> None:
        life = Life()
        life.do("escalate", to="senior_management")
        life.say("escalate", reason="nobody calls")

        assert life.case.complainant_escalated_at is None

    def test_is_off_where_the_pack_does_not_have_it(self) -> None:
        life = Life(policy=policy_with(complainant_escalates_every=None))

        life.say("escalate", reason="nobody calls")

        assert not life.of(EventKind.ESCALATED)
        assert life.of(EventKind.NOT_APPLICABLE)


class TestWithdraw:
    OPEN = (
        Stage.INVESTIGATING,
        Stage.DECIDING,
        Stage.AWAITING_COMPLAINANT,
        Stage.RESOLVED,
        Stage.DECLINED,
    )

    @pytest.mark.parametrize("stage", OPEN)
    def test_ends_the_case_at_any_time(self, stage: Stage) -> None:
        life = life_in(stage)

        life.say("withdraw", reason="found it")

        assert (life.case.stage, life.case.has_ended) == (Stage.WITHDRAWN, True)
        assert life.of(EventKind.WITHDRAWN)[0].data["stage"] == stage
        assert (life.case.waiting_on, life.case.is_paused) == (None, False)

    @pytest.mark.parametrize("stage", OPEN)
    def test_leaves_a_red_alert_to_staff_with_nothing_on_offer(self, stage: Stage) -> None:
        life = life_in(stage)
        life.say("reply", text="fire!", alarming=("fire",))

        life.say("withdraw")
        life.say("withdraw")

        assert life.case.staff_case
        assert not life.case.has_ended
        assert not life.case.pending_remedies
        assert len(life.of(EventKind.WITHDRAWN)) == 1
