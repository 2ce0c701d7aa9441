"""What a finding rests on: which party supports what, and who may record it on one party's word."""

from typing import Any

import pytest

from domain.changes import Change
from domain.events import COMPLAINANT, RESPONDENT
from domain.kinds import EventKind, Party, Stage
from domain.ports import OrderRecord
from domain.refusals import NotAllowed, NotUnderstood
from tests import trial
from tests.domain.inquiries import AGAINST, put_in
from tests.domain.life import Life
from tests.domain.stages import life_in


def with_evidence(**changes: Any) -> Life:
    """A case with a photo of the complainant's, one of the respondent's and one that staff put in."""
    life = Life(**({"order_number": None} | changes))
    put_in(life, "photo-1", COMPLAINANT)
    put_in(life, "photo-2", RESPONDENT)
    put_in(life, "photo-3", trial.CLERK)
    return life


def found(life: Life) -> dict[str, Any]:
    [event] = life.of(EventKind.FINDING_RECORDED)
    return {name: event.data.get(name) for name in ("support", "one_party")}


class TestSupport:
    def test_is_taken_from_who_put_the_evidence_in(self) -> None:
        life = with_evidence()

        life.do("record-finding", **(AGAINST | {"evidence": ["photo-2", "photo-1"]}))

        assert found(life) == {"support": {"complainant": ["photo-1"], "respondent": ["photo-2"]}, "one_party": None}
        assert life.case.inquiry.support[Party.RESPONDENT] == ("photo-2",)
        assert not life.case.inquiry.one_party
        assert life.rebuilt() == life.case

    def test_is_what_the_finding_says_before_who_put_it_in(self) -> None:
        life = with_evidence()
        said = [{"evidence": "photo-3", "party": "third_party"}]

        life.do("record-finding", **(AGAINST | {"evidence": ["photo-1", "photo-3"], "supports": said}))

        assert found(life)["support"] == {"complainant": ["photo-1"], "third_party": ["photo-3"]}

    def test_of_records_is_the_platform_s(self) -> None:
        life = Life()
        life.records(trial.record(confidence=10))
        put_in(life, "photo-1")

        life.do("record-finding", **(AGAINST | {"evidence": ["records", "photo-1"]}))

        assert found(life)["support"] == {"complainant": ["photo-1"], "platform": ["records"]}

    def test_is_not_said_where_no_evidence_is_named(self) -> None:
        life = Life(order_number=None)

        life.do("record-finding", **trial.FINDING)

        assert found(life) == {"support": None, "one_party": None}

    @pytest.mark.parametrize(
        ("supports", "words"),
        [
            ([{"evidence": "photo-9", "party": "platform"}], "supports: 'photo-9' is not among the evidence"),
            ([{"evidence": "photo-1", "party": "platform"}] * 2, "supports: 'photo-1' stands here twice"),
            ([{"evidence": "photo-1", "party": "nobody"}], "supports.0.party"),
            ([{"evidence": "photo-1"}], "supports.0.party"),
        ],
    )
    def test_refuses_what_makes_no_sense(self, supports: list[dict[str, str]], words: str) -> None:
        life = with_evidence()

        with pytest.raises(NotUnderstood, match=words):
            life.do("record-finding", **(AGAINST | {"evidence": ["photo-1"], "supports": supports}))

    def test_leaves_the_records_to_the_platform(self) -> None:
        life = Life()
        life.records(trial.record(confidence=10))
        said = [{"evidence": "records", "party": "third_party"}]

        with pytest.raises(NotUnderstood, match="the platform's"):
            life.do("record-finding", **(AGAINST | {"evidence": ["records"], "supports": said}))

    def test_goes_with_its_cycle(self) -> None:
        life = with_evidence()
        life.do("record-finding", trial.LEAD, **(AGAINST | {"evidence": ["photo-1"]}))
        life.do("respond", trial.LEAD, text="So it was.", final=True)

        life.say("appeal", reason="unheard")

        assert (life.case.inquiry.support, life.case.inquiry.one_party) == ({}, False)
        assert life.case.inquiry.sources["photo-1"] is Party.COMPLAINANT


class TestOnePartysWord:
    @pytest.mark.parametrize("evidence", [["photo-1"], ["photo-2"], ["photo-3"], ["photo-1", "photo-3"]])
    def test_is_marked_and_needs_a_team_lead(self, evidence: list[str]) -> None:
        life = with_evidence()

        with pytest.raises(NotAllowed, match="a team lead or up records it"):
            life.do("record-finding", **(AGAINST | {"evidence": evidence}))
        life.do("record-finding", trial.LEAD, **(AGAINST | {"evidence": evidence}))

        assert found(life)["one_party"] is True
        assert life.case.inquiry.one_party

    def test_names_the_party_in_both_languages(self) -> None:
        with pytest.raises(NotAllowed) as refused:
            with_evidence().do("record-finding", **(AGAINST | {"evidence": ["photo-1"]}))

        assert "投诉人一方的说法" in refused.value.words.zh
        assert "(the complainant)" in refused.value.words.en

    def test_is_the_platform_s_too_where_its_records_are_all_there_is(self) -> None:
        life = Life()
        life.records(trial.record(confidence=10))

        with pytest.raises(NotAllowed, match="one side alone \\(the platform\\)"):
            life.do("record-finding", **(AGAINST | {"evidence": ["records"]}))

    def test_needs_nobody_higher_where_no_person_has_to_bear_it(self) -> None:
        life = with_evidence()

        life.do("record-finding", **(trial.FINDING | {"evidence": ["photo-1"]}))

        assert life.case.stage is Stage.DECIDING
        assert life.case.inquiry.one_party

    def test_changes_nothing_in_a_case_from_before(self) -> None:
        life = with_evidence(follows=set(Change) - {Change.FINDING_SHOWS_ITS_SUPPORT})

        life.do("record-finding", **(AGAINST | {"evidence": ["photo-1"]}))

        assert found(life) == {"support": None, "one_party": None}

    def test_is_no_word_of_a_finding_that_the_records_made(self) -> None:
        life = Life()
        life.records(trial.record())

        assert found(life) == {"support": None, "one_party": None}
        assert not life_in(Stage.DECIDING).case.inquiry.one_party


class TestFindingWithoutRecords:
    def test_says_that_it_did_not_wait_for_them(self) -> None:
        life = Life(order_number="ORDER-1")

        life.do("record-finding", **trial.FINDING)

        assert life.of(EventKind.FINDING_RECORDED)[0].data["without_records"] is True
        assert life.case.inquiry.without_records
        assert life.rebuilt() == life.case

    @pytest.mark.parametrize("record", [trial.record(confidence=10), None])
    def test_says_nothing_of_it_once_they_have_answered(self, record: OrderRecord | None) -> None:
        life = Life(order_number="ORDER-1")
        life.records(record)

        life.do("record-finding", **trial.FINDING)

        assert "without_records" not in life.of(EventKind.FINDING_RECORDED)[0].data

    def test_is_as_it_was_in_a_case_from_before(self) -> None:
        life = Life(order_number="ORDER-1", follows=())

        life.do("record-finding", **trial.FINDING)

        assert not life.case.inquiry.without_records
