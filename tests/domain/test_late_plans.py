"""A plan of a task force that is drafted after the due moment, when one before it was settled in time (D3)."""

from domain.kinds import EventKind, Stage
from tests import trial
from tests.domain.force import ForceLife


def sent_back_late() -> ForceLife:
    """What the rules gave was sent back, and by now the plan's due moment is over."""
    life = ForceLife()
    life.do("record-finding", trial.INVESTIGATOR, **trial.FINDING)
    life.draft()
    life.agree()
    life.pass_time(hours=49)
    life.do("send-back", trial.LEAD)
    return life


class TestALateVersion:
    def test_is_spoken_on_and_put_forward_instead_of_what_was_sent_back(self) -> None:
        life = sent_back_late()

        life.draft(remedies=[{"kind": "redo"}])
        assert life.case.stage is Stage.INVESTIGATING
        life.agree(plan=2)

        assert [(remedy.kind, remedy.counts) for remedy in life.case.remedies] == [("refund", False), ("redo", True)]

    def test_holds_nothing_back(self) -> None:
        life = sent_back_late()
        life.draft()

        life.do("propose", trial.INVESTIGATOR, remedies=[{"kind": "apology"}])

        assert life.case.stage is Stage.DECIDING
        assert len(life.of(EventKind.PLAN_ELAPSED)) <= 1
