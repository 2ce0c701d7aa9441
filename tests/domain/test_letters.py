"""Letters say what they have to, in both languages, and name nobody whom they should not."""

from datetime import timedelta

import pytest

from domain.complaint import LongText
from domain.events import RESPONDENT
from domain.evolve import fold
from domain.kinds import EventKind
from domain.letter import Letter, LetterKind
from domain.letters import LetterHeld, NoLetterYet, letter_of, letters_of, result_text
from tests import trial
from tests.domain.inquiries import notified
from tests.domain.life import Life
from tests.domain.reviewed import reviewed_life

ENDING = {"zh": "如仍不满意，可向12315 消费者投诉反映。", "en": "turn to the consumer association."}


def letter(life: Life, kind: LetterKind = LetterKind.RESULT, language: str = "en") -> Letter:
    return letter_of(kind, life.case, pack=life.policy.pack, language=language)


def titles(written: Letter) -> list[str]:
    return [section.title for section in written.sections]


def table(written: Letter, title: str) -> list[tuple[str, ...]]:
    [section] = [section for section in written.sections if section.title == title]
    assert section.table is not None
    return list(section.table.rows)


def paid_life() -> Life:
    life = Life(order_number=None)
    life.do("record-finding", **trial.FINDING, improvement="new meters")
    life.do("approve", trial.LEAD)
    life.say("accept")
    life.paid()
    return life


class TestResultLetter:
    def test_is_not_there_before_the_case_is_resolved(self) -> None:
        life = Life()

        with pytest.raises(NoLetterYet):
            letter(life)
        assert result_text(life.case, pack=life.policy.pack, language="en") is None

    @pytest.mark.parametrize(
        ("language", "expected"),
        [
            (
                "en",
                [
                    "The meter ran on.",
                    "Responsible: the platform",
                    "refund of CNY 12.00: rule overcharge_doubled",
                    "new meters",
                    "After closing you can appeal for 30 days.",
                    "You can also turn to the consumer association.",
                ],
            ),
            (
                "zh",
                [
                    "The meter ran on.",
                    "责任方：平台",
                    "多收金额 6.00 元 × 2 = 12.00 元",
                    "new meters",
                    "结案后 30 天内仍可申诉。",
                    "您也可以向12315 消费者投诉反映。",
                ],
            ),
        ],
    )
    def test_names_finding_responsibility_remedy_improvement_and_appeal(
        self, language: str, expected: list[str]
    ) -> None:
        text = letter(paid_life(), language=language).text

        assert [words for words in expected if words not in text] == []

    def test_has_its_number_its_day_in_the_packs_zone_and_who_signs(self) -> None:
        life = paid_life()

        written = letter(life)

        assert written.reference[0] == ("Tracking number", "RD-TEST")
        assert ("Received", "2026-03-02 11:00 (Asia/Shanghai)") in written.reference
        assert (written.dated_at, written.dated_on) == (life.case.resolved_at, "2026-03-02")
        assert written.signature == ("Front desk", "2026-03-02")

    def test_lists_the_remedies_with_their_rule_and_how_they_stand(self) -> None:
        rows = table(letter(paid_life()), "Remedy")

        why = "rule overcharge_doubled (cause system_error, overcharged ¥6.00): overcharged ¥6.00 × 2 = ¥12.00"
        assert rows == [("refund", "CNY 12.00", why, "paid")]

    def test_says_that_the_records_bear_it_out_when_nobody_had_to_look(self) -> None:
        life = Life()
        life.records(trial.record())
        life.paid()

        text = letter(life).text

        assert "Our records bear out your complaint." in text
        assert "We fetched and checked our business records." in text

    def test_calls_whoever_is_complained_of_by_their_part(self) -> None:
        life = Life(order_number=None, respondent="Cleaner Wu")
        life.do("respond", text="Cleaner Wu had the wrong key; Cleaner Wu is sorry.", final=True)

        text = letter(life).text

        assert "Cleaner Wu" not in text
        assert "the respondent had the wrong key; the respondent is sorry." in text

    def test_calls_whomever_staff_have_told_by_their_part_too(self) -> None:
        life = notified()
        life.say("reply", RESPONDENT, text="I took nothing.")
        life.do("respond", text="Aunt Li found the ring.", final=True)

        text = letter(life).text

        assert "Aunt Li" not in text
        assert "the respondent found the ring." in text

    def test_says_nothing_of_what_was_found_once_the_person_is_erased(self) -> None:
        life = Life(order_number=None)
        life.do("respond", text="Your complaint is not borne out.", final=True)
        left = fold(None, [event.model_copy(update={"private": {}}) for event in life.events])

        written = letter_of(LetterKind.RESULT, left, pack=life.policy.pack, language="en")

        assert "What we found" not in titles(written)
        assert "bear out" not in written.text

    def test_names_no_member_of_staff(self) -> None:
        written = letter(paid_life()).model_dump_json()

        assert [who for who in ("agent-1", "lead-1") if who in written] == []

    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_names_who_else_can_help_after_the_last_cycle(self, language: str) -> None:
        life = Life(order_number=None)
        for answerer in (trial.AGENT, trial.OTHER_AGENT, trial.INVESTIGATOR):
            life.do("respond", answerer, text="No.", final=True)
            life.say("rate", score=1, solved=False)

        assert ENDING[language] in letter(life, language=language).text

    def test_gives_the_day_until_which_a_closed_case_can_be_appealed(self) -> None:
        life = paid_life()
        life.say("rate", score=5, solved=True)

        assert "You can appeal until 2026-04-01 11:00; people who did not decide look at it again." in letter(life).text

    def test_is_gone_while_the_case_is_taken_up_again(self) -> None:
        life = paid_life()
        life.say("rate", score=1, solved=False)

        with pytest.raises(NoLetterYet):
            letter(life)

    def test_is_the_same_from_the_same_events(self) -> None:
        life = paid_life()

        again = letter_of(LetterKind.RESULT, life.rebuilt(), pack=life.policy.pack, language="en")

        assert again == letter(life)


class TestAcknowledgementLetter:
    def test_says_what_came_in_and_what_is_promised(self) -> None:
        written = letter(Life(), LetterKind.ACKNOWLEDGEMENT)

        assert written.salutation == "Dear Zhang San,"
        assert [section.quote for section in written.sections if section.quote] == ["I was overcharged"]
        assert ("first contact", "2026-03-02 11:30") in table(written, "What we promise")
        assert ("Amount in dispute", "CNY 6.00") in written.reference
        assert titles(written) == [
            "What you told us",
            "What we promise",
            "What happens next",
            "What you can do",
            "Outside help",
        ]

    def test_is_in_the_language_that_is_asked_for(self) -> None:
        written = letter(Life(), LetterKind.ACKNOWLEDGEMENT, "zh-CN")

        assert (written.language, written.title) == ("zh", "投诉受理通知书")
        assert written.salutation == "Zhang San，您好："

    def test_says_by_which_way_the_answer_comes(self) -> None:
        written = letter(Life(answer_by="letter"), LetterKind.ACKNOWLEDGEMENT)

        assert "(we answer by: letter)" in written.text

    def test_says_that_a_long_text_is_only_begun(self) -> None:
        long = LongText(text="It began", sha256="0" * 64, size=40_000)

        written = letter(Life(description=long), LetterKind.ACKNOWLEDGEMENT)

        assert "This is its beginning; we have kept the whole text." in written.text


class TestLettersOf:
    def test_gives_all_that_there_are(self) -> None:
        before, after = Life(), paid_life()

        kinds = [
            [each.kind for each in letters_of(life.case, pack=life.policy.pack, language="en")]
            for life in (before, after)
        ]

        assert kinds == [[LetterKind.ACKNOWLEDGEMENT], [LetterKind.ACKNOWLEDGEMENT, LetterKind.RESULT]]


class TestHeldLetter:
    def test_is_a_draft_that_only_staff_read(self) -> None:
        life = reviewed_life()

        with pytest.raises(LetterHeld):
            letter(life)
        draft = letter_of(LetterKind.RESULT, life.case, pack=life.policy.pack, language="en", with_drafts=True)

        assert draft.draft == "Draft: being reviewed, not sent yet"
        assert result_text(life.case, pack=life.policy.pack, language="en") is None

    def test_is_dated_when_it_is_released(self) -> None:
        life = reviewed_life()
        life.pass_time(hours=30)
        life.do("approve-letter", trial.LEAD)

        written = letter(life)

        assert (written.draft, written.dated_at) == ("", trial.MONDAY + timedelta(hours=30))
        assert life.of(EventKind.LETTER_APPROVED)
