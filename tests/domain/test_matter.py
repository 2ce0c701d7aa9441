"""What all matters have: deadlines with reminders and a ladder, owners, rights, and a fold over their events."""

import pytest

from domain.case import Handler
from domain.handover import Handover
from domain.kinds import EventKind
from domain.matter_events import MatterEventKind, MatterKind
from domain.matters import open_matter, settled
from domain.merging import take_over
from domain.pack_matters import FollowedUp
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from domain.step import Step
from tests import trial
from tests.domain.life import Life
from tests.domain.matter_life import MatterLife, start_of

TERMS = {"amount_fen": 300_000, "responsible": "third_party"}


def life() -> MatterLife:
    return MatterLife(start_of(MatterKind.RECOURSE, terms=TERMS))


def opened_in(case: Life) -> str:
    ids: list[str] = []

    def begin(step: Step) -> None:
        ids.append(
            open_matter(
                step,
                EventKind.RECOURSE_OPENED,
                MatterKind.RECOURSE,
                seen_to=FollowedUp(owner="team_lead"),
                due={"due_at": trial.MONDAY.isoformat(), "warn_at": None},
                terms=TERMS,
                private={"text": "a word"},
            )
        )

    case.hear(begin)
    return ids[0]


class TestDeadline:
    def test_is_reminded_of_once_then_missed_once_then_climbs_and_reminds_at_the_top(self) -> None:
        claim = life()

        claim.pass_time(days=7)

        assert claim.kinds == [
            MatterEventKind.OPENED,
            MatterEventKind.WARNED,
            MatterEventKind.BREACHED,
            MatterEventKind.CLIMBED,
            MatterEventKind.CLIMBED,
            MatterEventKind.REMINDED,
            MatterEventKind.REMINDED,
            MatterEventKind.REMINDED,
        ]
        assert [event.data["rung"] for event in claim.events[2:5]] == [
            "team_lead",
            "department_head",
            "senior_management",
        ]
        assert claim.matter.missed == 1

    def test_is_said_once_after_an_outage_with_where_it_has_come_to(self) -> None:
        claim = life()

        claim.sleep(days=30)

        assert claim.kinds == [MatterEventKind.OPENED, MatterEventKind.BREACHED]
        assert claim.events[1].data["rung"] == "senior_management"

    def test_ends_its_climbing_once_it_is_seen_to_and_stays_on_record(self) -> None:
        claim = life()
        claim.pass_time(days=2, hours=1)

        claim.do("send-claim", against="the maker", text="Pay.")
        claim.pass_time(days=90)

        assert (claim.matter.missed, claim.matter.due_at) == (1, None)
        assert claim.kinds[-1] is MatterEventKind.CLAIMED

    def test_tells_the_owner_and_names_the_matter(self) -> None:
        claim = life()

        claim.pass_time(days=1)

        assert [notice.what for notice in claim.told] == ["matter_opened", "matter_warned"]
        assert "RD-TEST-1" in claim.told[0].words.en
        assert claim.told[0].rungs[0] == "handler"


class TestOwner:
    def test_is_named_by_a_lead(self) -> None:
        claim = life()

        claim.do("assign", people=(Handler(id="inv-1", department="technical"),), owner="inv-1")

        assert (claim.matter.owner, claim.matter.department) == ("inv-1", "technical")
        assert (claim.told[-1].staff, "RD-TEST-1 was assigned to you" in claim.told[-1].words.en) == ("inv-1", True)
        with pytest.raises(NotUnderstood, match="no active member"):
            claim.do("assign", trial.MANAGER, owner="nobody")
        with pytest.raises(NotAllowed, match="may not give"):
            claim.do("assign", trial.AGENT, owner="inv-1")


class TestRights:
    def test_are_those_of_the_department(self) -> None:
        with pytest.raises(NotAllowed, match="belongs to front"):
            life().do("send-claim", trial.TECHNICAL_LEAD, against="the maker", text="Pay.")

    def test_end_with_the_matter(self) -> None:
        claim = life()
        claim.do("write-off", trial.HEAD, reason="nobody is left")

        with pytest.raises(NotNow, match="is over"):
            claim.do("send-claim", against="the maker", text="Pay.")


class TestFold:
    def test_gives_the_same_from_what_is_stored(self) -> None:
        claim = life()
        claim.do("send-claim", against="the maker", text="Pay.")
        claim.do("record-recovery", amount_fen=100, reference="B-1")

        assert claim.rebuilt() == claim.matter

    def test_wants_no_gap(self) -> None:
        claim = life()

        with pytest.raises(ValueError, match="does not follow"):
            claim.matter.after(claim.events[0])


class TestMatterOfACase:
    def test_is_numbered_within_it_and_keeps_its_words_sealed(self) -> None:
        case = Life(order_number=None)

        assert [opened_in(case), opened_in(case)] == ["RD-TEST-C1", "RD-TEST-C2"]

        [first, _] = case.case.matters
        assert (first.start.department, first.start.owner_rung) == ("front", "team_lead")
        assert first.start.terms == TERMS
        assert first.start.private == {"text": "a word"}
        assert case.rebuilt() == case.case

    def test_is_heard_of_once(self) -> None:
        case = Life(order_number=None)
        matter = opened_in(case)

        for _ in range(2):
            case.hear(
                lambda step: settled(step, matter=matter, event=EventKind.RECOURSE_CLOSED, data={"state": "recovered"})
            )
        case.hear(lambda step: settled(step, matter="RD-TEST-C9", event=EventKind.RECOURSE_CLOSED, data={}))

        assert len(case.of(EventKind.RECOURSE_CLOSED)) == 1
        assert case.case.matters[0].outcome["state"] == "recovered"

    def test_of_a_merged_case_is_heard_of_by_the_case_that_goes_on(self) -> None:
        case = Life(order_number=None)
        case.hear(lambda step: take_over(step, Handover(tracking_number="RD-DUPLICATE")))

        case.hear(lambda step: settled(step, matter="RD-DUPLICATE-F1", event=EventKind.PROMISE_KEPT, data={}))
        case.hear(lambda step: settled(step, matter="RD-TEST-F1", event=EventKind.PROMISE_KEPT, data={}))

        assert [event.data["matter"] for event in case.of(EventKind.PROMISE_KEPT)] == ["RD-DUPLICATE-F1"]
        assert case.told()[-1] == "promise_kept"
        assert case.rebuilt() == case.case
