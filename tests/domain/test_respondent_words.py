"""What a respondent is told: where to look, until when, by which code, and nothing of the complainant."""

import pytest

from domain.complaint import Complainant, LongText
from domain.kinds import EventKind
from domain.notice_words import Told
from domain.notices import Notice
from domain.respondent_words import TO_RESPONDENT, to_respondent
from tests.domain.inquiries import TELLING, case_with_respondent

SECRETS = ("Ouyang", "13712345678", "near the bridge", "A ring is missing")


class TestWordsToRespondents:
    @pytest.mark.parametrize("language", ["zh", "en"])
    @pytest.mark.parametrize("what", sorted(TO_RESPONDENT))
    def test_name_number_and_place_and_nothing_of_the_complainant(self, what: EventKind, language: str) -> None:
        complainant = Complainant(name="Ouyang Xiaomei", phone="13712345678")
        life = case_with_respondent(complainant=complainant, description=LongText(text="I fell near the bridge"))
        life.do("notify-respondent", **(TELLING | {"language": language}))
        notice = Notice(tracking_number="RD-TEST", cycle=1, what=what, occurrence=1, sequence=5)

        letter = to_respondent(
            [Told(notice=notice, case=life.case, pack=life.policy.pack)], code="CODE-0014", public_url="https://x"
        )

        said = " ".join((letter.subject, letter.text, letter.short))
        assert "RD-TEST" in letter.short
        assert "https://x/complaints/RD-TEST" in letter.short
        assert not any(secret in said for secret in SECRETS)
        assert not any(bracket in said for bracket in "{}[]")

    def test_bring_the_code_and_the_day_with_the_first_word(self) -> None:
        life = case_with_respondent()
        life.do("notify-respondent", **(TELLING | {"language": "en"}))
        notice = next(owed.notice for owed in life.owed if owed.to.is_respondent)

        letter = to_respondent(
            [Told(notice=notice, case=life.case, pack=life.policy.pack)], code="CODE-0014", public_url="https://x"
        )

        assert "2026-03-05 11:00" in letter.short
        assert "Your code is CODE-0014" in letter.short
        assert letter.text.startswith("Dear Aunt Li,")
