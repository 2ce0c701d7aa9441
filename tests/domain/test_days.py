"""Extensions by days and how long vouchers are good: by rule, by hand, in letters, in the books."""

from typing import Any

import pytest
from pydantic import ValidationError

from api.remedy_view import remedy_view
from api.speaker import Speaker
from domain.kinds import EventKind, Stage
from domain.ledger import postings
from domain.pack_rows import RemedyGrant
from domain.policy import Policy
from domain.refusals import NotUnderstood
from domain.result_letter import result_letter
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import policy_with


def giving(**give: Any) -> Policy:
    return policy_with(remedies=[{"rule": "made_good", "when": "cause != ''", "give": give}])


def accepted(policy: Policy | None = None, *remedies: dict[str, Any]) -> Life:
    life = Life(policy=policy, order_number=None)
    if remedies:
        life.do("propose", remedies=list(remedies))
    else:
        life.do("record-finding", **trial.FINDING)
    life.do("approve", trial.LEAD)
    life.say("accept")
    return life


class TestGrant:
    @pytest.mark.parametrize(
        "give", [{"kind": "extension", "days": 7}, {"kind": "voucher", "amount_fen": 5, "days": 30}]
    )
    def test_says_how_long_it_is(self, give: dict[str, Any]) -> None:
        assert RemedyGrant.model_validate(give).days == give["days"]

    @pytest.mark.parametrize(
        "give",
        [
            {"kind": "refund", "amount_fen": 5, "days": 7},
            {"kind": "apology", "days": 7},
            {"kind": "extension", "days": 0},
            {"kind": "extension", "days": 3_651},
            {"kind": "extension", "days": "7"},
        ],
    )
    def test_is_refused_where_it_makes_no_sense(self, give: dict[str, Any]) -> None:
        with pytest.raises(ValidationError):
            RemedyGrant.model_validate(give)


class TestExtension:
    def test_by_rule_may_be_of_days_alone_and_costs_nothing(self) -> None:
        life = accepted(giving(kind="extension", days=7))
        before = len(life.events)

        life.paid()

        [remedy] = life.case.remedies
        [proposed], [done] = life.of(EventKind.REMEDY_PROPOSED), life.of(EventKind.REMEDY_DONE)
        assert proposed.data["remedies"][0]["days"] == done.data["days"] == remedy.days == 7
        assert list(postings(life.case, life.events[before:])) == []
        assert life.case.stage is Stage.RESOLVED

    def test_by_rule_is_given_once(self) -> None:
        life = accepted(giving(kind="extension", days=7))
        life.paid()
        life.say("rate", score=1, solved=False)

        life.do("record-finding", trial.MANAGER, **trial.FINDING)

        assert [remedy.days for remedy in life.case.remedies] == [7]

    def test_is_booked_at_what_it_is_worth(self) -> None:
        life = accepted(None, {"kind": "extension", "amount_fen": 1_500, "days": 7})
        before = len(life.events)

        life.paid()

        [posting] = postings(life.case, life.events[before:])
        assert [(entry.account, entry.amount_fen) for entry in posting.entries] == [
            ("remedies.extension", 1_500),
            ("vouchers", -1_500),
        ]

    @pytest.mark.parametrize(
        "remedy", [{"kind": "extension"}, {"kind": "voucher", "days": 30}, {"kind": "redo", "days": 30}]
    )
    def test_by_hand_says_how_much_it_is(self, remedy: dict[str, Any]) -> None:
        with pytest.raises(NotUnderstood):
            Life(order_number=None).do("propose", remedies=[remedy])


class TestWords:
    @pytest.mark.parametrize(
        ("kind", "days", "english", "chinese"),
        [
            ("extension", 7, "longer membership (7 days)", "延长会员 7 天"),
            ("extension", 1, "longer membership (1 day)", "延长会员 1 天"),
            ("voucher", 30, "voucher (good for 30 days)", "代金券（有效期 30 天）"),
            ("voucher", None, "voucher", "代金券"),
        ],
    )
    def test_say_it_on_pages_and_in_letters(self, kind: str, days: int | None, english: str, chinese: str) -> None:
        life = accepted(None, {"kind": kind, "amount_fen": 500, "days": days})
        life.paid()

        for language, said in (("en", english), ("zh", chinese)):
            letter = result_letter(life.case, pack=life.policy.pack, language=language)
            speaker = Speaker(language=language, policy=life.policy)
            [remedied] = [section.table for section in letter.sections if section.table] if letter else [None]
            assert remedied
            assert remedied.rows[0][0] == said
            view = remedy_view(life.case.remedies[0], life.case, speaker)
            assert (view.kind_title, view.days) == (said, days or 0)
            assert said in speaker.remedies(life.of(EventKind.REMEDY_PROPOSED)[0].data["remedies"])
