"""What the payment gateway makes of answers that other payment systems might give, byte by byte."""

import pytest

from domain.ports import PaymentAnswer
from gateways.payments import HttpPaymentGateway
from tests.gateways.conftest import AnsweringServer, NeighbourAt
from tests.gateways.wire import http

GOOD = b'{"key": "R-1", "status": "settled", "amount_fen": 1200, "at": "2026-03-01T08:00:00Z"}'


async def pay(gateway: HttpPaymentGateway) -> PaymentAnswer:
    return await gateway.pay(key="R-1", kind="refund", amount_fen=1200, reference="RD-7K2M9QXD")


class TestAnswers:
    async def test_as_the_contract_has_it_is_settled(
        self, answering: AnsweringServer, neighbour_at: NeighbourAt
    ) -> None:
        gateway = HttpPaymentGateway(neighbour=neighbour_at(await answering(http(GOOD))))

        answer = await pay(gateway)

        assert answer.status == "settled"

    @pytest.mark.parametrize(
        "answer",
        [
            pytest.param(b"", id="nothing"),
            pytest.param(b"SSH-2.0-OpenSSH_9.6\r\n", id="another protocol"),
            pytest.param(http(GOOD)[:-20], id="cut off"),
            pytest.param(http(b""), id="empty"),
            pytest.param(http(b"<html>13800138000</html>"), id="HTML"),
            pytest.param(http(b"null"), id="null"),
            pytest.param(http(b"[" * 60_000), id="deeply nested"),
            pytest.param(http(b" " * 70_000 + GOOD), id="huge"),
            pytest.param(http(b"\xff\xfe"), id="no UTF-8"),
            pytest.param(http(GOOD.replace(b"R-1", b"R-2")), id="another key"),
            pytest.param(http(GOOD.replace(b"1200", b"1300")), id="another amount"),
            pytest.param(http(GOOD.replace(b"1200", b"-1200")), id="negative"),
            pytest.param(http(GOOD.replace(b"1200", b'"1200"')), id="an amount in quotes"),
            pytest.param(http(GOOD.replace(b"1200", b"1200.0")), id="an amount that is a float"),
            pytest.param(http(GOOD.replace(b"settled", b"perhaps")), id="an unknown status"),
            pytest.param(http(GOOD.replace(b"08:00:00Z", b"08:00:00")), id="a time of no zone"),
            pytest.param(http(GOOD, headers="Content-Encoding: gzip\r\n").replace(GOOD, b"\x1f\x8b" * 42), id="gzip"),
            pytest.param(http(b"", status="302 Found", headers="Location: http://127.0.0.1:9/\r\n"), id="redirect"),
            pytest.param(http(GOOD, status="500 Internal Server Error"), id="500"),
            pytest.param(http(GOOD, status="503 Service Unavailable"), id="503"),
            pytest.param(http(b'{"reason": "slow_down"}', status="429 Too Many Requests"), id="429"),
            pytest.param(http(b"<html>no</html>", status="402 Payment Required"), id="a proxy's 402"),
            pytest.param(http(b'{"reason": "closed: 6222021234"}', status="402 Payment Required"), id="no word"),
            pytest.param(http(b'{"reason": "unknown_key"}', status="404 Not Found"), id="404 to a payment"),
        ],
    )
    async def test_are_unclear_and_not_repeated_when_they_are_not_in_the_contract(
        self, answering: AnsweringServer, neighbour_at: NeighbourAt, answer: bytes
    ) -> None:
        gateway = HttpPaymentGateway(neighbour=neighbour_at(await answering(answer)))

        paid = await pay(gateway)

        assert paid.status == "unclear"
        assert paid.settled_at is None
        assert paid.reason.startswith("payments: ")
        assert not any(secret in paid.reason for secret in ("1380", "6222", "http://"))

    @pytest.mark.parametrize("status", ["402 Payment Required", "409 Conflict", "422 Unprocessable Entity"])
    async def test_that_say_no_by_the_contract_are_refusals(
        self, answering: AnsweringServer, neighbour_at: NeighbourAt, status: str
    ) -> None:
        body = b'{"status": 402, "title": "No", "detail": "of Zhang San", "reason": "limit_reached"}'
        gateway = HttpPaymentGateway(neighbour=neighbour_at(await answering(http(body, status=status))))

        answer = await pay(gateway)

        assert answer == PaymentAnswer(status="refused", reason="limit_reached")
