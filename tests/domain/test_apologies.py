"""Apologies: a letter that goes out by itself, in the case's words or somebody's own."""

import pytest

from domain import apologies
from domain.kinds import EventKind, Stage
from domain.letter import Letter, LetterKind
from domain.letters import NoLetterYet, apology_text, letter_of
from domain.notice_words import to_complainant
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import policy_with
from tests.domain.test_carrying_out import R1, agreed, remedy_of
from tests.domain.test_remedies import APOLOGY, proposed


class TestApology:
    def key(self, life: Life) -> str:
        [owed] = [each for each in life.owed if each.notice.what is EventKind.APOLOGY_WRITTEN]
        return owed.notice.key("complainant")

    def test_is_carried_out_when_a_carrier_has_taken_the_letter(self) -> None:
        life = agreed(APOLOGY)
        key = self.key(life)
        before = life.case.stage

        life.hear(lambda step: apologies.delivered(step, key=key, by="email"))
        life.hear(lambda step: apologies.delivered(step, key=key, by="email"))

        assert (before, life.case.stage, remedy_of(life).way) == (Stage.REMEDYING, Stage.RESOLVED, "email")
        assert len(life.of(EventKind.REMEDY_CONFIRMED)) == 1

    def test_is_said_in_person_as_well(self) -> None:
        life = agreed(APOLOGY)
        key = self.key(life)

        life.do("confirm-remedy", remedy=R1, how="on the telephone")
        life.hear(lambda step: apologies.delivered(step, key=key, by="email"))

        assert [(r.way, r.how, r.done_by) for r in life.case.remedies] == [
            ("hand", "on the telephone", "staff:agent-1")
        ]

    def test_is_a_person_s_where_no_contact_is_known(self) -> None:
        life = agreed(APOLOGY, complainant={"name": "Zhang San"})

        assert [task.because for task in life.case.open_tasks] == ["apology_written"]

    def test_is_a_person_s_where_staff_go_on_for_somebody_who_withdrew(self) -> None:
        life = Life(order_number=None, reading=trial.FIRE)
        life.say("withdraw")
        life.do("propose", trial.TECHNICAL_LEAD, remedies=[APOLOGY])
        life.do("approve", trial.MANAGER)

        life.pass_time(days=4)

        assert "apology_written" in [task.because for task in life.case.open_tasks]

    def test_waited_for_a_person_in_cases_from_before(self) -> None:
        life = agreed(APOLOGY, follows=())

        assert not life.of(EventKind.APOLOGY_WRITTEN)

    def test_is_written_once(self) -> None:
        life = agreed(APOLOGY, {"kind": "redo"})

        life.pass_time(days=2)

        assert len(life.of(EventKind.APOLOGY_WRITTEN)) == 1

    def test_goes_out_in_the_morning_where_it_was_agreed_on_at_night(self) -> None:
        quiet = policy_with(quiet_hours={"from": "10:00", "to": "12:00"})
        life = agreed(APOLOGY, policy=quiet)
        before = [each for each in life.owed if each.notice.what is EventKind.APOLOGY_WRITTEN]

        life.pass_time(hours=1)

        assert not before
        assert R1 in self.key(life)


class TestLetter:
    def letter(self, life: Life, language: str = "en", *, with_drafts: bool = False) -> Letter:
        pack = life.policy.pack
        return letter_of(LetterKind.APOLOGY, life.case, pack=pack, language=language, with_drafts=with_drafts)

    def test_is_a_draft_until_the_complainant_has_agreed(self) -> None:
        life = proposed(APOLOGY)

        assert self.letter(life, with_drafts=True).draft == "Draft: not sent yet"
        with pytest.raises(NoLetterYet, match="no letter of apology"):
            self.letter(life)
        assert apology_text(life.case, pack=life.policy.pack, language="en") is None

    def test_has_somebody_s_own_words(self) -> None:
        life = agreed({"kind": "apology", "note": "I should have called you back. Forgive me."})

        assert "I should have called you back." in self.letter(life).text

    @pytest.mark.parametrize(("language", "expected"), [("zh", "诚恳地向您道歉"), ("en", "We are sorry.")])
    def test_follows_the_case_where_nobody_wrote_any(self, language: str, expected: str) -> None:
        life = agreed({"kind": "apology"}, {"kind": "voucher", "amount_fen": 500})

        text = self.letter(life, language).text

        assert expected in text
        assert "5.00" in text

    def test_names_no_respondent(self) -> None:
        life = agreed({"kind": "apology", "note": "Li Ayi was rude to you."}, respondent="Li Ayi")

        assert "Li Ayi" not in self.letter(life).text

    def test_goes_out_by_mail_as_a_whole(self) -> None:
        life = agreed({"kind": "apology", "note": "Forgive me."})
        [owed] = [each for each in life.owed if each.notice.what is EventKind.APOLOGY_WRITTEN]

        wording = to_complainant(life.case, [owed.notice], pack=life.policy.pack, public_url="https://r.example")

        assert "Forgive me." in wording.text
        assert "Forgive me." not in wording.short

    def test_is_not_there_where_none_is_due(self) -> None:
        with pytest.raises(NoLetterYet):
            self.letter(Life())
