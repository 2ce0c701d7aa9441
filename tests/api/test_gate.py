"""The gate: limits by address, none for staff; figures without a word of anybody."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from tests.api.house import ENGLISH, House, complaint, open_house


@pytest.fixture
async def strict(quiet: Client, engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[House]:
    """The API with small limits."""
    async with open_house(
        client=quiet, engine=engine, folder=tmp_path, requests_per_minute=5, intakes_per_minute=2
    ) as house:
        yield house


class TestLimits:
    async def test_are_429_with_the_time_to_wait(self, strict: House) -> None:
        answers = [await strict.http.get("/api/v1/rules", headers=ENGLISH) for _ in range(6)]

        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        assert 0 < int(answers[-1].headers["retry-after"]) <= 60
        assert answers[-1].headers["content-type"] == "application/problem+json"

    async def test_are_lower_for_intake(self, strict: House) -> None:
        answers = [await strict.post("/api/v1/complaints", complaint()) for _ in range(3)]
        other = await strict.http.get("/api/v1/rules")

        assert [answer.status_code for answer in answers] == [201, 201, 429]
        assert other.status_code == 200

    async def test_are_not_for_staff(self, strict: House) -> None:
        clerk = await strict.hire("clerk")

        answers = [
            await strict.http.post("/api/v1/complaints", json=complaint(), headers=clerk.headers) for _ in range(8)
        ]

        assert {answer.status_code for answer in answers} == {201}

    async def test_of_others_at_their_address_do_not_hold_up_staff(self, strict: House) -> None:
        clerk = await strict.hire("clerk")
        for _ in range(6):
            await strict.http.get("/api/v1/rules")

        assert (await strict.http.get("/api/v1/desk/complaints", headers=clerk.headers)).status_code == 200

    async def test_stop_who_guesses_at_tokens(self, strict: House) -> None:
        guesses = [
            await strict.http.get("/api/v1/desk/complaints", headers={"Authorization": f"Bearer rdt_{n}"})
            for n in range(6)
        ]

        assert [answer.status_code for answer in guesses] == [401] * 5 + [429]

    @pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
    async def test_are_not_for_monitoring(self, strict: House, path: str) -> None:
        assert {(await strict.http.get(path)).status_code for _ in range(8)} == {200}


class TestFigures:
    async def test_count_by_route_and_name_nobody(self, house: House) -> None:
        case = await house.file()
        await house.http.get(case.path, headers=case.headers)
        await house.http.request("BREW", f"/coffee/{case.number}")

        figures = (await house.http.get("/metrics")).text

        assert (
            'redress_http_requests_total{method="GET",route="/api/v1/complaints/{tracking_number}",status="200"}'
            in figures
        )
        assert 'method="other",route="none",status="404"' in figures
        assert case.number not in figures
        assert case.code not in figures
