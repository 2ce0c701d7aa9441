"""Bans that a ruling imposes: on nobody who is banned, and once (E7, E8)."""

from typing import Any

import pytest

from domain.case_inquiry import Inquiry, Respondent
from domain.kinds import PenaltyKind, Stage
from domain.refusals import NotNow
from domain.respondent_record import KnownRespondent
from tests.domain.judging import JudgedLife, judge
from tests.domain.penalised import BANNED, SPOTLESS
from tests.domain.test_ruling import voted


def court() -> JudgedLife:
    """A case whose panel has voted to uphold, and whose respondent was heard."""
    life = voted(respondent="Li")
    heard = Inquiry(respondent=Respondent(name="Li", phone="+8613900000000"), heard_at=life.now)
    life.case = life.case.model_copy(update={"inquiry": heard})
    return life


def rule(life: JudgedLife, *kinds: str, known: KnownRespondent | None = SPOTLESS) -> None:
    penalties: list[dict[str, Any]] = [{"kind": kind} for kind in kinds]
    life.do("give-ruling", judge(life.panel.seated[0]), known=known, reasons="So it was.", penalties=penalties)


class TestABanByARuling:
    def test_of_somebody_banned_is_refused_in_words_and_nothing_is_ruled(self) -> None:
        life = court()
        before = life.case

        with pytest.raises(NotNow, match="bears that already") as refused:
            rule(life, "ban", known=BANNED)

        assert "已处于“永不录用”" in refused.value.words.zh
        assert life.case == before
        rule(life, "blacklist", known=BANNED)
        assert life.case.stage is Stage.RESOLVED

    def test_is_ruled_once(self) -> None:
        life = court()

        with pytest.raises(NotNow, match="bears that already"):
            rule(life, "ban", "ban", known=None)

        assert life.case.matters == ()

    def test_comes_before_one_that_was_only_proposed(self) -> None:
        life = court()

        rule(life, "ban", known=SPOTLESS.model_copy(update={"proposed": (PenaltyKind.BAN,)}))

        assert [matter.start.terms["prior"] for matter in life.case.matters] == [{"points": 0, "penalties": 0}]
