"""Staff commands that are given twice, at once, or while nobody works."""

import asyncio
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from gateways.blobs import ObjectBlobStore
from storage.database import make_engine
from storage.housekeeping import Housekeeping
from storage.vault import Vault
from tests.api.conftest import dev_server
from tests.api.house import KEYS, House, new_key, open_house, paths
from tests.api.work import FINDING, at_work_on, give, opened
from tests.postgres import FreshDatabase


class TestRepeatedCommand:
    async def test_is_done_once(self, at_work: House) -> None:
        case, agent = await opened(at_work), await at_work.hire("agent")
        headers = {**agent.headers, "Idempotency-Key": new_key()}

        answers = await asyncio.gather(
            *(at_work.http.post(f"{case.desk}/note", json={"text": "once"}, headers=headers) for _ in range(4))
        )

        assert {answer.status_code for answer in answers} == {200}
        timeline = await at_work.http.get(f"{case.desk}/timeline", headers=agent.headers)
        assert [item["kind"] for item in timeline.json()["items"]].count("note") == 1

    async def test_with_another_body_is_422(self, at_work: House) -> None:
        case, agent = await opened(at_work), await at_work.hire("agent")
        headers = {**agent.headers, "Idempotency-Key": new_key()}
        await at_work.http.post(f"{case.desk}/note", json={"text": "once"}, headers=headers)

        answer = await at_work.http.post(f"{case.desk}/note", json={"text": "twice"}, headers=headers)

        assert answer.status_code == 422

    async def test_is_not_held_to_its_refusal(self, at_work: House) -> None:
        case, agent = await opened(at_work), await at_work.hire("agent")
        lead = await at_work.hire("team_lead", rung="team_lead")
        headers = {**lead.headers, "Idempotency-Key": new_key()}
        refused = await at_work.http.post(f"{case.desk}/approve", json={}, headers=headers)
        await give(at_work, case, agent, "record-finding", **FINDING)

        answer = await at_work.http.post(f"{case.desk}/approve", json={}, headers=headers)

        assert (refused.status_code, answer.status_code) == (409, 200)

    async def test_of_two_who_approve_at_once_one_is_refused(self, at_work: House) -> None:
        case, agent = await opened(at_work), await at_work.hire("agent")
        leads = [await at_work.hire("team_lead", rung="team_lead") for _ in range(2)]
        await give(at_work, case, agent, "record-finding", **FINDING)

        answers = await asyncio.gather(
            *(at_work.http.post(f"{case.desk}/approve", json={}, headers=lead.headers) for lead in leads)
        )

        assert sorted(answer.status_code for answer in answers) == [200, 409]


class TestKeysOfTheDayBefore:
    async def test_are_known_still(self, at_work: House, engine: AsyncEngine, database: FreshDatabase) -> None:
        case, agent = await opened(at_work), await at_work.hire("agent")
        asked = (
            (f"{case.desk}/note", {**agent.headers, "Idempotency-Key": new_key()}),
            (f"{case.path}/replies", {**case.headers, "Idempotency-Key": new_key()}),
        )
        first = [await at_work.http.post(path, json={"text": "once"}, headers=headers) for path, headers in asked]

        await pass_a_day(at_work, engine, database)
        # First what would be taken if the key were forgotten: the same again would be known anew.
        other = [await at_work.http.post(path, json={"text": "twice"}, headers=headers) for path, headers in asked]
        same = [await at_work.http.post(path, json={"text": "once"}, headers=headers) for path, headers in asked]

        assert [answer.status_code for answer in first] == [200, 202]
        assert [answer.status_code for answer in same] == [200, 202]
        assert [answer.status_code for answer in other] == [422, 422]
        assert {tuple(paths(answer)) for answer in other} == {("Idempotency-Key",)}


async def pass_a_day(house: House, engine: AsyncEngine, database: FreshDatabase) -> None:
    """Let a day all but a minute go by for every request, and forget those that are too old."""
    owner = make_engine(url=database.owner_url, application_name="tests-api")
    async with owner.begin() as connection:
        await connection.execute(text("UPDATE requests SET created_at = created_at - interval '23 hours 59 minutes'"))
    await owner.dispose()
    shelf = ObjectBlobStore(url=house.blobs_folder.as_uri(), key_ring=KEYS)
    await Housekeeping(engine=engine, vault=Vault(keys=KEYS, index_key=b"index" * 8), shelf=shelf).keep()


class TestWithoutWorker:
    async def test_is_503_and_done_once_when_it_is_tried_again(self, engine: AsyncEngine, tmp_path: Path) -> None:
        async with (
            dev_server() as client,
            open_house(client=client, engine=engine, folder=tmp_path, command_patience=timedelta(seconds=1)) as house,
        ):
            case, agent = await house.file(), await house.hire("agent")
            headers = {**agent.headers, "Idempotency-Key": new_key()}

            without = await house.http.post(f"{case.desk}/note", json={"text": "hello"}, headers=headers)
            async with at_work_on(house, client):
                answers = [
                    await house.http.post(f"{case.desk}/note", json={"text": "hello"}, headers=headers)
                    for _ in range(2)
                ]
            timeline = await house.http.get(f"{case.desk}/timeline", headers=agent.headers)

        assert without.status_code == 503
        assert int(without.headers["retry-after"]) > 0
        assert "Idempotency-Key" in without.json()["detail"]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert [item["kind"] for item in timeline.json()["items"]].count("note") == 1
