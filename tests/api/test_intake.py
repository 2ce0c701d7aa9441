"""Filing a complaint, with no worker anywhere."""

import asyncio
import hashlib
import re
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.client import Client

from tests.api.house import House, complaint, new_key, paths


class TestFiling:
    async def test_gives_number_code_and_promises_at_once(self, house: House) -> None:
        before = datetime.now(UTC)

        answer = await house.post("/api/v1/complaints", complaint())

        assert answer.status_code == 201
        body = answer.json()
        assert re.fullmatch(r"RD(-[0-9A-HJKMNP-TV-Z]{4}){3}", body["tracking_number"])
        assert house.identity.is_code(body["tracking_number"], body["access_code"])
        assert (body["stage"], body["stage_title"]) == ("received", "received")
        assert before <= datetime.fromisoformat(body["received_at"]) <= datetime.now(UTC)
        promised = {milestone["name"]: milestone["due_at"] for milestone in body["milestones"]}
        assert {"first_contact", "solved", "resolved"} <= promised.keys()
        assert answer.headers["location"] == body["links"]["self"]

    async def test_starts_a_workflow_of_that_number_that_says_nothing_personal(
        self, house: House, quiet: Client
    ) -> None:
        case = await house.file(region="310115")

        described = await quiet.get_workflow_handle(case.number).describe()

        assert described.workflow_type == "ComplaintWorkflow"
        assert described.task_queue == "complaints"
        attributes = {pair.key.name: pair.value for pair in described.typed_search_attributes}
        assert attributes["RedressPack"] == "trial@1"
        assert attributes["RedressRegion"] == "310115"
        assert await described.static_summary() == "trial · trial_bike · web"
        shown = f"{attributes} {await described.memo()} {await described.static_details()}"
        assert "Zhang" not in shown
        assert not [form for form in ("138 0000", "13800000000") if form in shown]
        assert "overcharged" not in shown

    async def test_can_be_read_back_right_away(self, house: House) -> None:
        case = await house.file()

        answer = await house.http.get(case.path, headers=case.headers)
        timeline = await house.http.get(f"{case.path}/timeline", headers=case.headers)

        assert answer.status_code == 200
        assert answer.json()["stage"] == "received"
        assert answer.json()["next_step"]
        assert timeline.json() == {"items": [], "next": None}

    @pytest.mark.parametrize(
        "description",
        [
            "a",
            "骑行十二分钟却按三小时计费",
            "🚲🔥👨‍👩‍👧‍👦",
            "\u202eمرحبا\u202c בעיה עם האופניים",
            "\n".join(f"line {number}" for number in range(10_000)),
            "é" * 500_000,
            "\ufeff\u200b.",
        ],
        ids=["one letter", "chinese", "emoji", "right to left", "10,000 lines", "1 MB", "invisible"],
    )
    async def test_takes_any_words(self, house: House, description: str) -> None:
        case = await house.file(description=description)

        assert (await house.http.get(case.path, headers=case.headers)).status_code == 200

    @pytest.mark.parametrize("amount_fen", [0, 1, 2**53 - 1])
    async def test_takes_amounts_to_the_last_fen(self, house: House, amount_fen: int) -> None:
        answer = await house.post("/api/v1/complaints", complaint(amount_fen=amount_fen))

        assert answer.status_code == 201

    async def test_keeps_long_words_whole_outside_the_engine(self, house: House, quiet: Client) -> None:
        words = "超额计费。" * 4_000

        case = await house.file(description=words)

        sha256 = hashlib.sha256(words.encode()).hexdigest()
        assert (await house.parts.blobs.get(sha256)).decode() == words
        assert "超额计费。".encode() not in (house.blobs_folder / sha256).read_bytes()
        history = await quiet.get_workflow_handle(case.number).fetch_history()
        assert history.events[0].ByteSize() < 16 * 1024

    async def test_reads_words_from_the_whole_text(self, house: House) -> None:
        answer = await house.post("/api/v1/complaints", complaint(description="。" * 30_000 + " my lock jammed"))

        assert "fault_confirmed" in {milestone["name"] for milestone in answer.json()["milestones"]}


class TestRepeatedFiling:
    async def test_gives_the_same_answer(self, house: House) -> None:
        key = new_key()
        body = complaint(claims={"b": 1, "a": [1.5, "x"]})

        first = await house.post("/api/v1/complaints", body, Idempotency_Key=key)
        again = await house.post("/api/v1/complaints", dict(reversed(body.items())), Idempotency_Key=key)

        assert (first.status_code, again.status_code) == (201, 201)
        assert again.json() == first.json()
        assert again.headers["idempotent-replayed"] == "true"
        assert "idempotent-replayed" not in first.headers

    async def test_of_many_at_once_files_one(self, house: House) -> None:
        key = new_key()

        answers = await asyncio.gather(
            *(house.post("/api/v1/complaints", complaint(), Idempotency_Key=key) for _ in range(8))
        )

        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.text for answer in answers}) == 1

    async def test_with_another_body_is_422(self, house: House) -> None:
        key = new_key()
        await house.file(key=key)

        answer = await house.post("/api/v1/complaints", complaint(amount_fen=601), Idempotency_Key=key)

        assert answer.status_code == 422
        assert paths(answer) == ["Idempotency-Key"]

    async def test_without_a_key_is_a_new_complaint(self, house: House) -> None:
        assert await house.file() != await house.file()

    @pytest.mark.parametrize("key", ["short", "x" * 129, "é" * 16, "tab\tin the middle of it"])
    async def test_with_a_key_that_is_none_is_422(self, house: House, key: str) -> None:
        headers = {b"Idempotency-Key": key.encode("latin-1"), b"Accept-Language": b"en"}

        answer = await house.http.post("/api/v1/complaints", json=complaint(), headers=list(headers.items()))

        assert answer.status_code == 422
        assert paths(answer) == ["Idempotency-Key"]


class TestFieldsOfStaff:
    async def test_are_403_for_everybody_else(self, house: House) -> None:
        answer = await house.post(
            "/api/v1/complaints", complaint(flags=["vip"], on_behalf_of="A", received_at="2026-01-05T09:00:00+08:00")
        )

        assert answer.status_code == 403
        assert paths(answer) == ["flags", "received_at", "on_behalf_of"]

    async def test_are_taken_from_a_clerk(self, house: House) -> None:
        clerk = await house.hire("clerk")
        received_at = (datetime.now(UTC) - timedelta(hours=3)).isoformat()
        body = complaint(flags=["legal"], on_behalf_of="her son", received_at=received_at, channel="hotline")

        answer = await house.http.post("/api/v1/complaints", json=body, headers=clerk.headers)

        assert answer.status_code == 201
        assert datetime.fromisoformat(answer.json()["received_at"]) == datetime.fromisoformat(received_at)
        assert "plan_ready" in {milestone["name"] for milestone in answer.json()["milestones"]}

    async def test_put_no_intake_into_the_future(self, house: House) -> None:
        clerk = await house.hire("clerk")
        received_at = (datetime.now(UTC) + timedelta(hours=1)).isoformat()

        answer = await house.http.post(
            "/api/v1/complaints", json=complaint(received_at=received_at), headers=clerk.headers
        )

        assert answer.status_code == 422
        assert answer.json()["errors"] == [{"path": "received_at", "message": "must not lie in the future"}]

    async def test_know_the_flags_of_the_pack_only(self, house: House) -> None:
        clerk = await house.hire("clerk")

        answer = await house.http.post("/api/v1/complaints", json=complaint(flags=["nice"]), headers=clerk.headers)

        assert answer.status_code == 422
        assert answer.json()["errors"] == [{"path": "flags", "message": "no flag 'nice'; known: legal, vip"}]

    @pytest.mark.parametrize("role", ["auditor", "engineer", "finance"])
    async def test_and_intake_itself_are_not_for_every_role(self, house: House, role: str) -> None:
        member = await house.hire(role)

        answer = await house.http.post("/api/v1/complaints", json=complaint(), headers=member.headers)

        assert answer.status_code == 403

    async def test_are_401_with_a_token_that_is_none(self, house: House) -> None:
        answer = await house.post("/api/v1/complaints", complaint(), Authorization="Bearer rdt_nobody")

        assert answer.status_code == 401
