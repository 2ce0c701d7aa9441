"""What is heard though it makes no sense: kept, told in words, and with nothing of it in the open."""

from typing import Any

import pytest

from domain.events import COMPLAINANT
from domain.intake import open_case
from domain.kinds import EventKind
from domain.step import Step
from tests import trial
from workflows.hearing import hear
from workflows.messages import PartyMessage


@pytest.mark.parametrize("said", [["+8613800000000"], {"phone": "+8613800000000"}, "call me: +8613800000000"])
def test_a_signal_with_words_in_place_of_a_party_leaves_nothing_of_them_in_the_open(said: Any) -> None:
    policy = trial.policy()
    case = open_case(trial.start(), policy=policy, at=trial.MONDAY).case
    step = Step(case=case, policy=policy, at=trial.MONDAY)

    hear("reply", PartyMessage(request_id="1", actor=COMPLAINANT, fields={"text": "Hm.", "on_behalf_of": said}), step)

    [kept] = step.events
    assert kept.kind is EventKind.NOT_APPLICABLE
    assert "+8613800000000" not in str(kept.data)
    assert kept.private["said"]["on_behalf_of"] == said
