"""Investigation: records, findings, words with the complainant, questions and notes."""

from typing import Any

import pytest

from domain.kinds import EventKind, Stage, WaitingOn
from domain.refusals import NotUnderstood
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_in, policy_with

LATER = "2026-03-02T09:00:00+00:00"


def evidence(life: Life, name: str = "photo-1") -> None:
    life.say("add_evidence", id=name, kind="photo", sha256="a" * 64, size=1, media_type="image/png")


class TestRecords:
    def test_are_fetched_only_where_an_order_is_named(self) -> None:
        assert [Life().case.records, Life(order_number=None).case.records] == ["wanted", "none"]

    def test_are_evidence_that_a_finding_may_name(self) -> None:
        life = Life()
        life.records(trial.record(confidence=10))

        said = trial.FINDING | {"responsible": "complainant", "evidence": ["records"]}
        life.do("record-finding", trial.LEAD, **said)

        assert life.case.established.responsible == "complainant"

    def test_change_nothing_when_they_come_twice(self) -> None:
        life = Life()
        life.records(trial.record(confidence=10))
        before = life.case

        life.records(trial.record())
        life.records(None)

        assert life.case == before

    def test_do_not_overturn_what_people_have_found(self) -> None:
        life = Life()
        life.do("record-finding", **(trial.FINDING | {"cause": "weather", "overcharged_fen": 0}))

        life.records(trial.record())

        assert life.case.established.cause == "weather"
        assert life.case.stage is Stage.INVESTIGATING

    def test_that_are_missing_leave_the_case_to_people(self) -> None:
        life = Life()

        life.records(None)

        assert life.of(EventKind.RECORDS_MISSING)
        assert life.case.stage is Stage.INVESTIGATING

    def test_say_nothing_more_to_a_case_in_the_archive(self) -> None:
        life = Life()
        life.say("withdraw")
        before = life.case

        life.records(trial.record())

        assert life.case == before

    def test_move_no_money_for_a_declined_or_withdrawn_case_of_staff(self) -> None:
        declined, withdrawn = Life(), Life(reading=trial.FIRE)
        declined.do("decline", trial.LEAD, reason="not ours", referral="the city")
        withdrawn.say("withdraw")

        for life in (declined, withdrawn):
            life.records(trial.record())

        assert not declined.of(EventKind.PAYMENT_STARTED)
        assert not withdrawn.of(EventKind.PAYMENT_STARTED)


class TestStraightThrough:
    def test_puts_finding_rule_remedy_and_payment_on_record_in_this_order(self) -> None:
        life = Life()

        life.records(trial.record())

        story = [event.kind for event in life.events if event.actor in {"system", "neighbour"}]
        wanted = [EventKind.RECORDS_FETCHED, EventKind.FINDING_RECORDED, EventKind.REMEDY_PROPOSED]
        wanted += [EventKind.REMEDY_APPROVED, EventKind.PAYMENT_STARTED]
        assert [kind for kind in story if kind in wanted] == wanted

    def test_is_not_for_a_remedy_that_needs_a_hand(self) -> None:
        rules = [{"rule": "sorry", "when": "cause == 'system_error'", "give": {"kind": "apology"}}]
        life = Life(policy=policy_with(remedies=rules))

        life.records(trial.record())

        assert life.case.stage is Stage.INVESTIGATING

    def test_is_off_where_the_pack_does_not_have_it(self) -> None:
        life = Life(policy=policy_with(straight_through=None))

        life.records(trial.record())

        assert life.case.stage is Stage.INVESTIGATING

    def test_credits_the_pause_of_a_question_that_it_overtakes(self) -> None:
        life = Life()
        life.do("ask", of="complainant", text="Which one?")
        life.pass_time(days=1)

        life.records(trial.record())
        life.paid()

        assert not life.case.is_paused
        assert life.milestone("resolved").met_at == life.now


class TestRecordFinding:
    @pytest.mark.parametrize("responsible", ["respondent", "complainant"])
    def test_against_a_person_names_its_evidence(self, responsible: str) -> None:
        life = Life(order_number=None)

        with pytest.raises(NotUnderstood, match="evidence"):
            life.do("record-finding", **(trial.FINDING | {"responsible": responsible}))
        evidence(life)
        said = trial.FINDING | {"responsible": responsible, "evidence": ["photo-1"]}
        life.do("record-finding", trial.LEAD, **said)

        assert life.case.stage is Stage.DECIDING

    @pytest.mark.parametrize("responsible", ["platform", "third_party", "none"])
    def test_against_nobody_needs_none(self, responsible: str) -> None:
        life = Life(order_number=None)

        life.do("record-finding", **(trial.FINDING | {"responsible": responsible}))

        assert life.case.established.responsible == responsible

    def test_names_no_evidence_that_the_case_does_not_have(self) -> None:
        with pytest.raises(NotUnderstood, match="no evidence 'photo-9'"):
            Life().do("record-finding", **(trial.FINDING | {"evidence": ["photo-9"]}))

    def test_leaves_open_what_it_does_not_say(self) -> None:
        life = Life()
        life.records(trial.record(confidence=10, delayed_minutes=30))
        said = {name: value for name, value in trial.FINDING.items() if name != "overcharged_fen"}

        life.do("record-finding", **said)

        assert (life.case.established.overcharged_fen, life.case.established.delayed_minutes) == (600, 30)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"facts": ""},
            {"facts": "x" * 2001},
            {"facts": "a\x00b"},
            {"facts": "\ud800"},
            {"cause": "x" * 201},
            {"responsible": "fate"},
            {"overcharged_fen": -1},
            {"overcharged_fen": 2**53},
            {"delayed_minutes": -1},
            {"delayed_minutes": 10_000_001},
            {"confidence": 101},
            {"confidence": -1},
            {"evidence": ["a"] * 201},
            {"weather": "fine"},
        ],
    )
    def test_refuses_what_is_no_finding_and_says_which_field(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(NotUnderstood, match=next(iter(wrong))):
            Life().do("record-finding", **(trial.FINDING | wrong))


class TestRespond:
    def test_may_say_a_word_without_an_end(self) -> None:
        life = Life()

        life.do("respond", text="We are looking.", final=False)

        assert life.case.stage is Stage.INVESTIGATING
        assert life.of(EventKind.RESPONDED)[0].private == {"text": "We are looking."}

    def test_resolves_with_the_last_word(self) -> None:
        life = life_in(Stage.RESOLVED)

        assert [event.kind for event in life.events][-3:].count(EventKind.RESOLVED) == 1
        assert life.of(EventKind.ANSWERED)

    def test_does_not_end_the_waiting_with_a_word_in_between(self) -> None:
        life = Life()
        life.do("ask", of="complainant", text="Which one?")

        life.do("respond", text="Take your time.", final=False)

        assert life.case.is_paused

    @pytest.mark.parametrize("text", ["", "   ", "x" * 2001, "a\x00", "\udfff"])
    def test_refuses_a_text_that_is_none(self, text: str) -> None:
        with pytest.raises(NotUnderstood, match="text"):
            Life().do("respond", text=text, final=True)

    @pytest.mark.parametrize("text", ["x" * 2000, "😀" * 2000, "שלום", "锁\n" * 999 + "锁"])
    def test_takes_any_words_up_to_the_limit(self, text: str) -> None:
        life = Life()

        life.do("respond", text=text, final=False)

        assert life.of(EventKind.RESPONDED)[0].private["text"] == text


class TestAsk:
    @pytest.mark.parametrize("stage", [Stage.INVESTIGATING, Stage.DECIDING, Stage.REMEDYING])
    @pytest.mark.parametrize("whom", WaitingOn)
    def test_sets_whom_the_case_waits_for(self, stage: Stage, whom: WaitingOn) -> None:
        life = life_in(stage)

        life.do("ask", of=whom, text="What happened?", until=LATER)

        assert life.case.waiting_on is whom
        assert life.case.is_paused == (whom is WaitingOn.COMPLAINANT)

    def test_waits_for_the_last_one_asked(self) -> None:
        life = Life()
        life.do("ask", of="complainant", text="Which one?")
        life.pass_time(hours=1)

        life.do("ask", of="repair_shop", text="Is it done?")

        assert life.case.waiting_on is WaitingOn.REPAIR_SHOP
        assert not life.case.is_paused

    @pytest.mark.parametrize(
        "until",
        [
            "2026-03-02T03:00:00Z",
            "2020-01-01T00:00:00Z",
            "2026-03-09T00:00:00",
            1_900_000_000,
            "soon",
            "0001-01-01T00:00:00+08:00",
        ],
    )
    def test_refuses_a_time_that_is_none_or_past(self, until: object) -> None:
        with pytest.raises(NotUnderstood, match="until"):
            Life().do("ask", of="complainant", text="Which one?", until=until)


class TestNote:
    def test_is_private_and_stops_nothing(self) -> None:
        life = Life()
        life.do("ask", of="complainant", text="Which one?")

        life.do("note", trial.CLERK, text="She called twice.")

        note = life.of(EventKind.NOTE)[0]
        assert (note.data, note.private, note.actor) == ({}, {"text": "She called twice."}, "staff:clerk-1")
        assert life.case.is_paused
