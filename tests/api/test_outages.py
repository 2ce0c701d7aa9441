"""A system behind the API that is down: 503 in words, never a 500, and trying again does no harm."""

import logging
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from api.engine import Filed
from domain.intake import open_case
from storage.database import make_engine
from tests import trial
from tests.api.house import ENGLISH, KEYS, House, complaint, new_key, open_house
from workflows.client import connect

NOWHERE = "127.0.0.1:1"


@pytest.fixture(scope="module")
async def without_temporal(engine: AsyncEngine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    client = await connect(address=NOWHERE, namespace="default", key_ring=KEYS, identity="tests", lazy=True)
    async with open_house(client=client, engine=engine, folder=tmp_path_factory.mktemp("no-temporal")) as house:
        yield house


@pytest.fixture(scope="module")
async def without_database(quiet: Client, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    engine = make_engine(url=f"postgresql://nobody@{NOWHERE}/nothing", application_name="tests")
    async with open_house(client=quiet, engine=engine, folder=tmp_path_factory.mktemp("no-database")) as house:
        yield house
    await engine.dispose()


async def journal_as_filed(house: House, client: Client, number: str) -> None:
    """Journal a case as a worker would."""
    described = await client.get_workflow_handle(number).describe()
    filed = Filed.model_validate(await described.memo_value("filed"))
    start = trial.start(number=number, at=filed.filed_at).model_copy(update={"request_digest": filed.request})
    step = open_case(start, policy=trial.policy(), at=filed.filed_at)
    await house.journal.record(tracking_number=number, events=step.events)


def check_is_503(answer: httpx.Response) -> None:
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0


class TestWithoutTemporal:
    async def test_filing_is_503_and_can_be_tried_again(self, without_temporal: House, house: House) -> None:
        key = new_key()

        refused = await without_temporal.post("/api/v1/complaints", complaint(), Idempotency_Key=key)
        taken = await house.post("/api/v1/complaints", complaint(), Idempotency_Key=key)

        check_is_503(refused)
        assert taken.status_code == 201

    async def test_a_repeated_filing_is_known_from_the_journal(
        self, without_temporal: House, house: House, quiet: Client
    ) -> None:
        key = new_key()
        first = await house.post("/api/v1/complaints", complaint(), Idempotency_Key=key)
        await journal_as_filed(house, quiet, first.json()["tracking_number"])

        again = await without_temporal.post("/api/v1/complaints", complaint(), Idempotency_Key=key)
        other = await without_temporal.post("/api/v1/complaints", complaint(amount_fen=1), Idempotency_Key=key)

        assert (again.status_code, other.status_code) == (201, 422)
        assert again.json()["access_code"] == first.json()["access_code"]
        assert again.headers["idempotent-replayed"] == "true"

    async def test_acts_and_commands_are_503(self, without_temporal: House) -> None:
        case, agent = await without_temporal.journaled(), await without_temporal.hire("agent")

        for path, body, headers in (
            (f"{case.path}/replies", {"text": "hello"}, case.headers),
            (f"{case.desk}/note", {"text": "hello"}, agent.headers),
        ):
            check_is_503(await without_temporal.http.post(path, json=body, headers=headers))

    async def test_cases_can_still_be_read(self, without_temporal: House) -> None:
        case = await without_temporal.journaled()

        for path in (case.path, f"{case.path}/timeline"):
            assert (await without_temporal.http.get(path, headers=case.headers)).status_code == 200


class TestWithoutDatabase:
    async def test_filing_without_a_key_needs_none(self, without_database: House) -> None:
        answer = await without_database.post("/api/v1/complaints", complaint())

        assert answer.status_code == 201

    async def test_everything_else_is_503(self, without_database: House) -> None:
        case = await without_database.file()
        staff = {**ENGLISH, "Authorization": "Bearer rdt_anybody"}
        answers = [
            await without_database.post("/api/v1/complaints", complaint(), Idempotency_Key=new_key()),
            await without_database.http.get(case.path, headers=case.headers),
            await without_database.http.get(f"{case.path}/timeline", headers=case.headers),
            await without_database.http.get(case.path, headers={"X-Access-Code": "WRONG-CODE"}),
            await without_database.http.post(f"{case.path}/replies", json={"text": "hello"}, headers=case.headers),
            await without_database.http.get("/api/v1/desk/complaints", headers=staff),
            await without_database.http.get("/api/v1/desk/no/such/page", headers=staff),
        ]

        for answer in answers:
            check_is_503(answer)

    async def test_asking_for_a_code_says_nothing_of_it(
        self, without_database: House, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.WARNING):
            answer = await without_database.post(
                "/api/v1/access-codes", {"order_number": "ORDER-1", "phone": "13800000000"}
            )
            await without_database.app.state.services.code_sender.finish()

        assert answer.status_code == 202
        assert "an access code was not sent: OperationalError" in caplog.text
        assert "13800000000" not in caplog.text


class TestAMistakeOfOurs:
    async def test_is_500_without_details_and_logged_without_words(
        self, house: House, caplog: pytest.LogCaptureFixture
    ) -> None:
        async def fail() -> None:
            raise ZeroDivisionError("secret".upper())

        house.app.add_api_route("/fail", fail)

        with caplog.at_level(logging.ERROR):
            answer = await house.http.get("/fail", headers=ENGLISH)

        assert answer.status_code == 500
        assert answer.json()["detail"] == "Something went wrong on our side; it is on record."
        assert "SECRET" not in answer.text + caplog.text
        assert "ZeroDivisionError" in caplog.text
