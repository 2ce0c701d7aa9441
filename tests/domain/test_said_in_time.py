"""What a party said in its window counts, though nobody was up to hear it before the window had shut."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.case_mediation import Side
from domain.changes import Change
from domain.events import RESPONDENT
from domain.kinds import EventKind, Stage
from tests.domain.judging import judging_policy, refused_case
from tests.domain.life import Life
from tests.domain.mediations import WORDS, mediating, mediation_of, propose, sign_for_respondent
from tests.domain.stages import WAYS
from tests.domain.test_arbitration import ARBITRATION

SECOND = timedelta(seconds=1)


def offered() -> Life:
    life = Life()
    WAYS[Stage.AWAITING_COMPLAINANT](life)
    return life


def resolved() -> Life:
    life = Life()
    WAYS[Stage.RESOLVED](life)
    return life


def closed() -> Life:
    life = resolved()
    life.pass_time(days=8)
    assert life.case.stage is Stage.CLOSED
    return life


def signed_by_the_other() -> Life:
    life = mediating(with_respondent=True)
    propose(life, WORDS)
    sign_for_respondent(life)
    return life


def arbitrated() -> Life:
    life = refused_case(policy=judging_policy(arbitration=ARBITRATION))
    inquiry = life.case.inquiry.model_copy(update={"notified_at": life.now})
    life.case = life.case.model_copy(update={"inquiry": inquiry})
    life.say("ask_for_ruling", reason="Somebody from outside.", arbitrator=True)
    return life


def some(instant: datetime | None) -> datetime:
    assert instant is not None
    return instant


Window = Callable[[Life], datetime]
# How a case comes there, when the window shuts, what is said, and what stands on the timeline if it counts.
WINDOWS: dict[str, tuple[Callable[[], Life], Window, str, dict[str, Any], EventKind]] = {
    "acceptance": (offered, lambda life: some(life.case.silence_at), "accept", {}, EventKind.ACCEPTED),
    "refusal": (offered, lambda life: some(life.case.silence_at), "refuse", {}, EventKind.REFUSED),
    "rating": (
        resolved,
        lambda life: some(life.case.feedback_until),
        "rate",
        {"score": 1, "solved": False},
        EventKind.RATED,
    ),
    "appeal": (closed, lambda life: some(life.case.appeal_until), "appeal", {"reason": "No."}, EventKind.APPEALED),
    "signature": (
        signed_by_the_other,
        lambda life: mediation_of(life).until,
        "accept",
        {"proposal": 1, "name": "Zhang San"},
        EventKind.MEDIATED,
    ),
    "ruling": (
        refused_case,
        lambda life: some(mediation_of(life).ruling_until),
        "ask_for_ruling",
        {"reason": "Rule."},
        EventKind.RULING_ASKED,
    ),
}


@pytest.mark.parametrize("window", WINDOWS)
class TestWhatIsHeardAfterItsWindow:
    def test_counts_if_it_was_said_in_the_last_second(self, window: str) -> None:
        came, shuts, signal, fields, counted = WINDOWS[window]
        life = came()
        until = shuts(life)
        life.now = until + timedelta(hours=2)

        life.say_at(until, signal, **fields)

        assert life.of(counted)
        assert not life.of(EventKind.NOT_APPLICABLE)
        assert [event.data["said_at"] for event in life.events if "said_at" in event.data] == [until.isoformat()]
        assert life.rebuilt() == life.case

    def test_is_late_a_second_after(self, window: str) -> None:
        came, shuts, signal, fields, counted = WINDOWS[window]
        life = came()
        until = shuts(life)
        life.now = until + timedelta(hours=2)

        life.say_at(until + SECOND, signal, **fields)

        assert not life.of(counted)
        assert len(life.of(EventKind.NOT_APPLICABLE)) == 1

    def test_of_a_case_from_before_is_late(self, window: str) -> None:
        came, shuts, signal, fields, counted = WINDOWS[window]
        life = came()
        life.follows = tuple(change for change in Change if change is not Change.SAID_IN_TIME_COUNTS)
        until = shuts(life)
        life.now = until + timedelta(hours=2)

        life.say_at(until, signal, **fields)

        assert not life.of(counted)


def test_a_signature_bears_the_time_at_which_it_was_given() -> None:
    life = signed_by_the_other()
    until = mediation_of(life).until
    life.now = until + timedelta(hours=2)

    life.say_at(until, "accept", proposal=1, name="Zhang San")

    own = next(each for each in mediation_of(life).proposals[0].signatures if each.by is Side.COMPLAINANT)
    assert own.at == until


def test_agreeing_to_an_arbitrator_in_time_draws_no_panel() -> None:
    life = arbitrated()
    until = life.case.panels[-1].until
    life.now = until + timedelta(hours=2)

    life.say_at(until, "ask_for_ruling", RESPONDENT, reason="Good.", arbitrator=True)

    assert life.of(EventKind.ARBITRATION_AGREED)
    assert not life.of(EventKind.PANEL_FORMED)
