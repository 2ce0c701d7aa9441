"""What a chain of custody adds up to."""

from domain.custody import CustodyAct, Handling, handed_to, held
from tests import trial


def act(what: CustodyAct, evidence: str = "E-1", receiver: str | None = None) -> Handling:
    return Handling(act=what, at=trial.MONDAY, actor="staff:7", evidence=evidence, sha256="a" * 64, receiver=receiver)


class TestHeld:
    def test_is_what_was_held_and_not_released_since(self) -> None:
        acts = [
            act(CustodyAct.HELD, "E-1"),
            act(CustodyAct.HELD, "E-2"),
            act(CustodyAct.RELEASED, "E-2"),
            act(CustodyAct.DOWNLOADED, "E-1"),
        ]

        assert held(acts) == {"E-1"}

    def test_is_what_was_held_again(self) -> None:
        acts = [act(CustodyAct.HELD), act(CustodyAct.RELEASED), act(CustodyAct.HELD)]

        assert held(acts) == {"E-1"}

    def test_is_nothing_at_first(self) -> None:
        assert held([act(CustodyAct.UPLOADED), act(CustodyAct.RELEASED)]) == frozenset()


class TestHandedTo:
    def test_is_what_that_party_was_given(self) -> None:
        acts = [
            act(CustodyAct.HANDED_OVER, "E-1", "respondent"),
            act(CustodyAct.HANDED_OVER, "E-2", "complainant"),
            act(CustodyAct.DOWNLOADED, "E-3", "respondent"),
        ]

        assert handed_to("respondent", acts) == {"E-1"}
