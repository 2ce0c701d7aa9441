"""The inbox: order of arrival, one answer for each that waits, and a bounded memory of what was done."""

from domain.events import COMPLAINANT
from domain.refusals import not_now
from workflows.inbox import REMEMBERED, Inbox
from workflows.messages import CommandAnswer, PartyMessage

DONE = CommandAnswer(sequence=1, stage="investigating")
REFUSAL = not_now(zh="现在不行。", en="Not now.")


def reply(request_id: str) -> PartyMessage:
    return PartyMessage(request_id=request_id, actor=COMPLAINANT, fields={"text": request_id})


class TestTake:
    def test_gives_the_oldest_first_and_keeps_the_rest(self) -> None:
        inbox = Inbox()
        for request_id in ("first", "second", "third"):
            inbox.put("reply", reply(request_id))

        taken, left = inbox.take(2), inbox.take(2)

        assert [message.request_id for _, message in taken] == ["first", "second"]
        assert [message.request_id for _, message in left] == ["third"]


class TestArrange:
    def test_puts_signals_behind_by_name_and_leaves_each_name_in_its_order(self) -> None:
        inbox = Inbox()
        for name, request_id in (("rate", "1"), ("reply", "2"), ("assign", "3"), ("reply", "4"), ("note", "5")):
            inbox.put(name, reply(request_id))

        inbox.arrange(("reply", "rate"))

        assert [message.request_id for _, message in inbox.take(9)] == ["3", "5", "2", "4", "1"]

    def test_is_asked_for_where_kinds_are_mixed_alone(self) -> None:
        inbox = Inbox()
        inbox.put("reply", reply("first"))
        inbox.put("reply", reply("second"))

        before = inbox.is_mixed
        inbox.put("rate", reply("third"))

        assert (before, inbox.is_mixed) == (False, True)


class TestAnswer:
    def test_reaches_everyone_who_asks_and_is_then_cleared_away(self) -> None:
        inbox = Inbox()
        asked = [inbox.ask("same"), inbox.ask("same")]

        inbox.answer("same", DONE)
        collected = [inbox.collect("same"), inbox.collect("same")]

        assert asked == [True, False]
        assert collected == [DONE, DONE]
        assert not inbox.answers
        assert inbox.updates == 2

    def test_is_kept_for_nobody_who_does_not_wait(self) -> None:
        inbox = Inbox()

        inbox.answer("signal", DONE)

        assert not inbox.answers


class TestMemory:
    def test_holds_what_was_done_and_no_refusal(self) -> None:
        inbox = Inbox()

        inbox.answer("done", DONE)
        inbox.answer("refused", REFUSAL)

        assert dict(inbox.seen) == {"done": DONE}

    def test_lets_go_of_the_oldest_beyond_a_thousand(self) -> None:
        inbox = Inbox()

        for i in range(REMEMBERED + 2):
            inbox.answer(f"request {i}", DONE)

        assert REMEMBERED == 1_000
        assert list(inbox.seen) == [f"request {i}" for i in range(2, REMEMBERED + 2)]
