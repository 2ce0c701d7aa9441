"""Bad input to the intake: 422 in words that name the field, whatever comes."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.body_limit import LIMIT
from tests.api.house import ENGLISH, House, complaint, paths

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"description": ""}, "description"),
    ({"description": " \n\t"}, "description"),
    ({"description": "a\x00b"}, "description"),
    ({"description": 7}, "description"),
    ({"complainant": {"name": "A", "phone": "call me"}}, "complainant.phone"),
    ({"complainant": {"name": "A", "phone": "12"}}, "complainant.phone"),
    ({"complainant": {"name": "A", "phone": "1" * 30}}, "complainant.phone"),
    ({"complainant": {"name": "A", "email": "nobody"}}, "complainant.email"),
    ({"complainant": {"name": "A", "email": "a@b"}}, "complainant.email"),
    ({"complainant": {"name": "A", "email": "a b@example.com"}}, "complainant.email"),
    ({"complainant": {"name": "A", "email": "a..b@example.com"}}, "complainant.email"),
    ({"complainant": {"name": "   "}}, "complainant.name"),
    ({"complainant": {"name": "A" * 201}}, "complainant.name"),
    ({"complainant": {"name": "A\x00"}}, "complainant.name"),
    ({"complainant": {"name": "A", "language": "klingon!"}}, "complainant.language"),
    ({"complainant": {"name": "A", "age": 7}}, "complainant.age"),
    ({"complainant": {}}, "complainant.name"),
    ({"complainant": None}, "complainant"),
    ({"amount_fen": -1}, "amount_fen"),
    ({"amount_fen": 2**53}, "amount_fen"),
    ({"amount_fen": 10**30}, "amount_fen"),
    ({"amount_fen": 1.5}, "amount_fen"),
    ({"amount_fen": "600"}, "amount_fen"),
    ({"amount_fen": True}, "amount_fen"),
    ({"occurred_at": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}, "occurred_at"),
    ({"occurred_at": 1_700_000_000}, "occurred_at"),
    ({"occurred_at": "1700000000"}, "occurred_at"),
    ({"occurred_at": "2026-03-02T09:30:00"}, "occurred_at"),
    ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at"),
    ({"channel": "pigeon"}, "channel"),
    ({"answer_by": "pigeon"}, "answer_by"),
    ({"region": "13800000000"}, "region"),
    ({"region": "wang@example.com"}, "region"),
    ({"claims": {"words": "a\x00b"}}, "claims"),
    ({"claims": {"words": "x" * 17_000}}, "claims"),
    ({"claims": ["no", "object"]}, "claims"),
    ({"title": "x" * 201}, "title"),
    ({"order_number": "A\nB"}, "order_number"),
    ({"order_number": "A\r\nX: y"}, "order_number"),
    ({"order_number": "A\x1bB"}, "order_number"),
    ({"description": "\u200b\u200b \n"}, "description"),
    ({"surprise": 1}, "surprise"),
]


class TestBadInput:
    @pytest.mark.parametrize(("changes", "path"), WRONG, ids=[f"{path} {i}" for i, (_, path) in enumerate(WRONG)])
    async def test_is_422_and_names_the_field(self, house: House, changes: dict[str, Any], path: str) -> None:
        answer = await house.post("/api/v1/complaints", complaint(**changes))

        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert paths(answer) == [path]

    async def test_lists_the_known_service_lines(self, house: House) -> None:
        answer = await house.post("/api/v1/complaints", complaint(service_line="rockets"))

        assert answer.status_code == 422
        assert answer.json()["errors"] == [
            {"path": "service_line", "message": "no such service line; known: trial_bike"}
        ]

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"no json",
            b"[]",
            b"null",
            b'{"description": "\\ud800"}',
            b'{"description": "\\udfff\\ud83d"}',
            b'{"description": "\xed\xa0\x80"}',
            b'{"description": "\xff\xfe"}',
            b'{"\\ud800": 1}',
            b'{"claims": {"a": NaN}}',
            b'{"claims": {"a": Infinity}}',
            b'{"claims": {"a": 1e999}}',
            b'{"claims": ' + b"[" * 100_000,
            b'{"amount_fen": ' + b"9" * 100_000 + b"}",
            b"\xef\xbb\xbf{}",
        ],
        ids=lambda body: body[:24].decode("ascii", "replace"),
    )
    async def test_is_422_whatever_bytes_come(self, house: House, body: bytes) -> None:
        answer = await house.http.post("/api/v1/complaints", content=body, headers=ENGLISH)

        assert answer.status_code == 422
        assert answer.json()["status"] == 422
        assert "\ud800" not in answer.text

    async def test_says_it_in_chinese_unless_asked_otherwise(self, house: House) -> None:
        answer = await house.http.post("/api/v1/complaints", json=complaint(description=""))

        assert answer.json()["title"] == "内容有误"
        assert answer.json()["errors"] == [{"path": "description", "message": "请写明发生了什么"}]

    async def test_repeats_nothing_of_what_was_sent(self, house: House) -> None:
        answer = await house.post(
            "/api/v1/complaints", complaint(complainant={"name": "A", "phone": "my secret words"}, amount_fen="secret")
        )

        assert answer.status_code == 422
        assert "secret" not in answer.text

    async def test_names_twenty_wrong_fields_at_most(self, house: House) -> None:
        answer = await house.post("/api/v1/complaints", complaint(**{f"field_{n}": n for n in range(500)}))

        assert len(answer.json()["errors"]) == 20


class TestLongBodies:
    @pytest.mark.parametrize(("beyond", "status"), [(0, 201), (1, 413)])
    async def test_of_complaints_may_have_a_mebibyte(self, house: House, beyond: int, status: int) -> None:
        body = json.dumps(complaint()).encode().ljust(LIMIT + beyond)

        answer = await house.http.post("/api/v1/complaints", content=body, headers=ENGLISH)

        assert answer.status_code == status

    @pytest.mark.parametrize(("beyond", "status"), [(0, 202), (1, 413)])
    async def test_of_replies_may_have_a_mebibyte(self, house: House, beyond: int, status: int) -> None:
        case, body = await house.file(), b'{"text": "Hello"}'.ljust(LIMIT + beyond)

        answer = await house.http.post(f"{case.path}/replies", content=body, headers=case.headers)

        assert answer.status_code == status

    async def test_that_are_longer_are_refused_in_words(self, house: House) -> None:
        answer = await house.post("/api/v1/complaints", complaint(description="x" * LIMIT))

        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"] == "A request may have 1048576 bytes at most."
