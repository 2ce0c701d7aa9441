"""Penalties as a case imposes them: by rule and record or by hand, never unheard and never without a finding."""

from typing import Any

import pytest

from domain import penalties
from domain.kinds import EventKind, PenaltyKind
from domain.notice_words import Told
from domain.notices import Notice
from domain.pack_penalties import PenaltyGrant
from domain.penalty_reason import why_of
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from domain.respondent_record import KnownRespondent, Standing
from domain.respondent_words import to_respondent
from tests import trial
from tests.domain.inquiries import find_against, notified
from tests.domain.life import Life
from tests.domain.penalised import ROWS, SPOTLESS, found_against, heard, imposed, penalty_policy, state

BAN: dict[str, Any] = {"kind": "ban", "reason": "A ring was taken."}


def impose(life: Life, known: KnownRespondent = SPOTLESS, **fields: Any) -> None:
    life.do("impose-penalty", trial.LEAD, known=known, **fields)


def terms(life: Life) -> list[dict[str, Any]]:
    return [matter.start.terms for matter in life.case.matters]


def rule_by_panel(life: Life, **grant: Any) -> None:
    life.hear(lambda step: penalties.impose(step, PenaltyGrant.model_validate(grant), because=penalties.RULING))


def told(life: Life, penalty: str) -> str:
    """Give the words by which the respondent hears of a penalty."""
    notice = Notice(
        tracking_number="RD-TEST",
        cycle=0,
        what=EventKind.PENALTY_IMPOSED,
        occurrence=2,
        sequence=2,
        subject=penalty,
    )
    of_case = Told(notice=notice, case=life.case, pack=life.policy.pack)
    return to_respondent([of_case], code="CODE-0014", public_url="https://x").text


class TestByRules:
    def test_imposes_what_holds_and_says_by_which_row(self) -> None:
        life = found_against()

        impose(life)

        [event] = life.of(EventKind.PENALTY_IMPOSED)
        assert (event.data["matter"], event.data["owner_rung"]) == ("RD-TEST-P1", "department_head")
        assert terms(life) == [
            {
                "penalty": "points",
                "points": 3,
                "lasts": "P1Y",
                "because": "rules",
                "cause": "theft",
                "row": 0,
                "why": {
                    "zh": "处罚规则第 1 条（责任方 被投诉人）",
                    "en": "penalty rule 1 (responsible the respondent)",
                },
                "prior": {"points": 0, "penalties": 0},
                "imposed_by": "lead-1",
                "found_by": ["inv-1"],
                "judges": ["inv-1"],
            }
        ]
        assert "13900000000" not in str(event.data)
        assert life.rebuilt() == life.case

    def test_says_the_reason_that_the_pack_gives_and_tells_the_respondent(self) -> None:
        because = {"zh": "一般失职，记 3 分", "en": "an ordinary lapse is 3 points"}
        life = found_against(policy=penalty_policy(penalties=[ROWS[0] | {"because": because}]))

        impose(life)

        assert terms(life)[0]["why"] == because
        assert "处罚依据：一般失职，记 3 分。" in told(life, "RD-TEST-P1")

    def test_says_no_rule_where_people_decided(self) -> None:
        life = found_against()

        impose(life, kind="points", points=1, reason="Late.")

        assert "why" not in terms(life)[0]
        assert "处罚依据" not in told(life, "RD-TEST-P1")

    def test_names_the_rule_of_penalties_from_before_by_its_place(self) -> None:
        life = imposed("points", points=3, because="rules", row=1)
        pack = penalty_policy().pack

        words = [why_of(state(life), pack=each) for each in (pack, None)]

        assert [each.en for each in words if each] == ["penalty rule 2"] * 2

    def test_goes_by_the_record_of_the_months_before(self) -> None:
        life = found_against()

        impose(life, SPOTLESS.model_copy(update={"prior_points": 9, "prior_penalties": 5}))

        assert [matter.id for matter in life.case.matters] == ["RD-TEST-P1", "RD-TEST-P2", "RD-TEST-P3"]
        assert [(each["penalty"], each.get("proposed")) for each in terms(life)] == [
            ("points", None),
            ("suspension", None),
            ("ban", True),
        ]

    def test_bans_once_where_two_rows_ban(self) -> None:
        life = found_against()

        impose(life, SPOTLESS.model_copy(update={"prior_penalties": 6}))

        assert [each["penalty"] for each in terms(life)] == ["points", "ban"]

    def test_applies_no_row_twice(self) -> None:
        life = found_against()
        impose(life)

        with pytest.raises(NotNow, match="not imposed yet"):
            impose(life)

        impose(life, SPOTLESS.model_copy(update={"prior_points": 9}))
        assert [each["row"] for each in terms(life)] == [0, 1]

    def test_says_that_a_banned_one_is_banned(self) -> None:
        life = found_against(policy=penalty_policy(penalties=[{"when": "true", "give": {"kind": "ban"}}]))

        with pytest.raises(NotNow, match=r"bears that already \(ban\)"):
            impose(life, SPOTLESS.model_copy(update={"standing": Standing(banned=True)}))

        assert life.case.matters == ()

    def test_is_refused_where_a_row_has_no_answer(self) -> None:
        row = {"when": "100 / prior_points > 5", "give": {"kind": "points", "points": 1}}
        life = found_against(policy=penalty_policy(penalties=[row]))

        with pytest.raises(NotUnderstood, match="a penalty rule fails"):
            impose(life)


class TestByHand:
    def test_keeps_the_reason_sealed(self) -> None:
        life = found_against()

        impose(life, kind="suspension", lasts="P14D", reason="For the second time.")

        [event] = life.of(EventKind.PENALTY_IMPOSED)
        assert event.private["reason"] == "For the second time."
        assert event.data["because"] == "staff"
        assert event.actor == f"staff:{trial.LEAD.id}"

    def test_keeps_what_the_operator_calls_the_respondent(self) -> None:
        life = found_against()

        impose(life, kind="points", points=1, reason="Late.", against="worker-17")

        [event] = life.of(EventKind.PENALTY_IMPOSED)
        assert "worker-17" not in str(event.data)
        assert life.case.inquiry.respondent is not None
        assert life.case.inquiry.respondent.respondent_id == "worker-17"
        assert life.rebuilt() == life.case

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"kind": "points", "reason": "x"}, "needs points"),
            ({"kind": "suspension", "reason": "x"}, "a suspension needs its length"),
            ({"kind": "report", "reason": "x"}, "needs an addressee"),
            ({"kind": "ban"}, "needs its reason"),
            ({"kind": "ban", "points": 3, "reason": "x"}, "no other kind has them"),
            ({"kind": "fine", "reason": "x"}, "kind"),
            ({"points": 3}, "say the kind"),
            ({"kind": "points", "points": 0, "reason": "x"}, "points"),
            ({"kind": "points", "points": 3, "lasts": "-P1D", "reason": "x"}, "lasts"),
        ],
    )
    def test_is_refused_where_a_field_of_its_kind_is_missing(self, fields: dict[str, Any], words: str) -> None:
        life = found_against()

        with pytest.raises(NotUnderstood, match=words):
            impose(life, **fields)

        assert life.case.matters == ()

    def test_is_for_team_leads_and_up(self) -> None:
        life = found_against()

        with pytest.raises(NotAllowed):
            life.do("impose-penalty", trial.AGENT)


class TestWhoMayBePenalised:
    def test_is_nobody_without_a_finding(self) -> None:
        with pytest.raises(NotNow, match="No finding of this cycle"):
            impose(heard(), **BAN)

    def test_is_nobody_whom_the_finding_does_not_hold_responsible(self) -> None:
        life = heard()
        life.do("record-finding", trial.INVESTIGATOR, **trial.FINDING)

        with pytest.raises(NotNow, match="No finding of this cycle"):
            impose(life, **BAN)

    def test_is_nobody_unheard(self) -> None:
        life = notified(policy=penalty_policy())
        life.do("record-finding", trial.LEAD, **(trial.FINDING | {"responsible": "platform"}))
        responsible = life.case.established.model_copy(update={"responsible": "respondent"})
        life.case = life.case.model_copy(update={"established": responsible})

        with pytest.raises(NotNow, match="has not been heard"):
            impose(life, **BAN)

    def test_is_who_let_their_time_to_answer_pass(self) -> None:
        life = notified(policy=penalty_policy())
        life.pass_time(hours=73)
        find_against(life)

        life.do("impose-penalty", trial.HEAD, known=SPOTLESS)

        assert len(life.case.matters) == 1

    def test_is_nobody_in_a_new_cycle_before_the_new_finding(self) -> None:
        life = found_against()
        life.do("respond", trial.INVESTIGATOR, text="That is all.", final=True)
        life.say("appeal", reason="Look again.")

        with pytest.raises(NotNow, match="No finding of this cycle"):
            life.do("impose-penalty", trial.HEAD, known=SPOTLESS)

    def test_is_nobody_whom_nothing_tells_from_others(self) -> None:
        life = found_against()
        respondent = life.case.inquiry.respondent
        assert respondent is not None
        nameless = life.case.inquiry.model_copy(update={"respondent": respondent.model_copy(update={"phone": None})})
        life.case = life.case.model_copy(update={"inquiry": nameless})

        with pytest.raises(NotUnderstood, match="against"):
            impose(life)

        impose(life, against="worker-17")
        assert len(life.case.matters) == 1


class TestABan:
    def test_is_proposed_by_one_and_waits_for_another(self) -> None:
        life = found_against()

        impose(life, **BAN)

        assert life.of(EventKind.PENALTY_IMPOSED)[0].data["proposed"] is True

    def test_is_not_proposed_by_who_recorded_the_finding(self) -> None:
        life = heard()
        find_against(life)

        with pytest.raises(NotAllowed, match="recorded the finding"):
            impose(life, **BAN)

        life.do("impose-penalty", trial.HEAD, known=SPOTLESS, **BAN)
        assert terms(life)[0]["proposed"]

    def test_of_somebody_banned_or_about_to_be_is_refused(self) -> None:
        life = found_against()

        with pytest.raises(NotNow, match="bears that already"):
            impose(life, SPOTLESS.model_copy(update={"standing": Standing(banned=True)}), **BAN)
        with pytest.raises(NotNow, match="proposed against this respondent already"):
            impose(life, SPOTLESS.model_copy(update={"proposed": (PenaltyKind.BAN,)}), **BAN)
        impose(life, **BAN)
        with pytest.raises(NotNow, match="proposed against this respondent already"):
            impose(life, **BAN)

        assert len(life.case.matters) == 1

    def test_by_a_ruling_needs_no_second_person(self) -> None:
        life = found_against()

        rule_by_panel(life, kind="ban")

        assert "proposed" not in terms(life)[0]
        assert terms(life)[0]["because"] == "ruling"

    def test_is_no_suspension_without_an_end_however_it_was_ruled(self) -> None:
        with pytest.raises(NotUnderstood, match="a suspension needs its length"):
            rule_by_panel(found_against(), kind="suspension")

    def test_keeps_who_imposed_it_out_of_the_next_cycle(self) -> None:
        life = found_against()
        impose(life, **BAN)

        assert life.case.was_decided_by(trial.LEAD.id, cycle=1)
