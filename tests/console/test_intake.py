"""Filing over HTTP: what comes back, when to wait, and when to give up."""

import asyncio
import time

import pytest

from console.intake import Filing, Intake, IntakeClosed, Pace, Verdict
from tests.console.door import FILED, Door, answer, door

BODY = {"description": "锁坏了"}


async def file_at(opened: Door, *, key: str = "import-1") -> Filing:
    async with Intake(address=opened.address, pace=Pace(), token="rdt_1") as intake:
        return await intake.file(BODY, key=key)


class TestFile:
    async def test_gives_number_and_code(self) -> None:
        async with door(answer("201 Created", FILED)) as opened:
            filing = await file_at(opened)

        assert filing == Filing(Verdict.NEW, tracking_number="RD-1", access_code="C-1")
        assert b"idempotency-key: import-1\r\n" in opened.requests[0].lower()
        assert b"authorization: bearer rdt_1\r\n" in opened.requests[0].lower()
        assert opened.requests[0].endswith('{"description": "锁坏了"}'.encode())

    async def test_knows_what_was_there_before(self) -> None:
        async with door(answer("201 Created", FILED, headers="Idempotent-Replayed: true\r\n")) as opened:
            filing = await file_at(opened)

        assert filing == Filing(Verdict.KNOWN, tracking_number="RD-1", access_code="C-1")

    async def test_gives_every_field_that_is_wrong(self) -> None:
        problem = (
            b'{"title": "Not understood", "errors": [{"path": "title", "message": "too long"},'
            b' {"path": "complainant.phone", "message": "is none"}]}'
        )
        async with door(answer("422 Unprocessable Content", problem)) as opened:
            filing = await file_at(opened)

        assert filing == Filing(Verdict.REFUSED, problem="title: too long; complainant.phone: is none")

    async def test_says_that_the_line_was_filed_otherwise(self) -> None:
        problem = b'{"title": "Not understood", "errors": [{"path": "Idempotency-Key", "message": "was used"}]}'
        async with door(answer("422 Unprocessable Content", problem)) as opened:
            filing = await file_at(opened)

        assert filing.problem == "it was filed before with other fields or options, and stays as it is"

    async def test_gives_what_is_no_problem_document_as_it_stands(self) -> None:
        async with door(answer("413 Content Too Large", b"too large")) as opened:
            filing = await file_at(opened)

        assert filing.problem == "413 too large"

    async def test_waits_as_long_as_it_is_told_and_tries_the_same_again(self) -> None:
        busy = answer("429 Too Many Requests", headers="Retry-After: 1\r\n")
        async with door(busy, answer("201 Created", FILED)) as opened:
            began = time.monotonic()
            filing = await file_at(opened)

        assert filing.verdict is Verdict.NEW
        assert time.monotonic() - began >= 1
        assert opened.requests[0] == opened.requests[1]

    async def test_outlives_an_answer_that_never_comes_and_a_system_that_cannot_just_now(self) -> None:
        later = answer("503 Service Unavailable", headers="Retry-After: 0\r\n")
        async with door(b"", later, answer("201 Created", FILED)) as opened:
            filing = await file_at(opened)

        assert filing.verdict is Verdict.NEW
        assert len(opened.requests) == 3

    @pytest.mark.parametrize("status", ["401 Unauthorized", "404 Not Found"])
    async def test_gives_up_where_no_complaint_can_be_filed(self, status: str) -> None:
        async with door(answer(status, b'{"title": "No"}')) as opened:
            with pytest.raises(IntakeClosed, match="refuses: No"):
                await file_at(opened)


class TestLook:
    async def test_says_that_nobody_is_there(self) -> None:
        async with door(b"") as opened:
            address = opened.address

        async with Intake(address=address, pace=Pace()) as intake:
            with pytest.raises(IntakeClosed, match="cannot be reached"):
                await intake.look()

    async def test_says_that_somebody_else_is_there(self) -> None:
        async with door(answer("404 Not Found")) as opened, Intake(address=opened.address, pace=Pace()) as intake:
            with pytest.raises(IntakeClosed, match="is this the API"):
                await intake.look()


class TestPace:
    async def test_lets_no_more_through_than_it_was_told(self) -> None:
        pace = Pace(per_second=20)
        began = time.monotonic()

        await asyncio.gather(*(pace.turn() for _ in range(5)))

        assert time.monotonic() - began >= 4 / 20

    async def test_holds_everybody_who_comes_after(self) -> None:
        pace = Pace()
        pace.hold(0.2)
        began = time.monotonic()

        await asyncio.gather(pace.turn(), pace.turn())

        assert time.monotonic() - began >= 0.19
