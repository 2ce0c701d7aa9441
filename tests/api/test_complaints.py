"""Reading a complaint back, with no worker anywhere."""

import json
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from tests.api.house import ENGLISH, House, open_house


class TestReading:
    async def test_opens_however_number_and_code_are_typed(self, house: House) -> None:
        case = await house.file()
        typed = case.number.lower().replace("-", "")

        answer = await house.http.get(
            f"/api/v1/complaints/{typed}", headers={"X-Access-Code": case.code.lower().replace("-", " ")}
        )

        assert answer.status_code == 200
        assert answer.json()["tracking_number"] == case.number

    async def test_tells_nobody_whether_a_number_exists(self, house: House) -> None:
        case = await house.file()
        other = house.identity.number_for("nobody filed this")
        asked = [
            (case.path, {"X-Access-Code": house.identity.code_for(other)}),
            (case.path, {}),
            (f"/api/v1/complaints/{other}", {"X-Access-Code": case.code}),
            (f"/api/v1/complaints/{other}", {"X-Access-Code": house.identity.code_for(other)}),
            ("/api/v1/complaints/nonsense", {"X-Access-Code": case.code}),
            ("/api/v1/complaints/%00%ff", {"X-Access-Code": "\x01"}),
        ]

        answers = [await house.http.get(path, headers={**ENGLISH, **headers}) for path, headers in asked]

        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.text for answer in answers}) == 1

    async def test_is_never_kept_by_anybody_in_between(self, house: House) -> None:
        case = await house.file()

        answer = await house.http.get(case.path, headers=case.headers)

        assert answer.headers["cache-control"] == "no-store"

    async def test_gives_json_that_repeats_no_code(self, house: House) -> None:
        case = await house.file()

        answer = await house.http.get(case.path, headers=case.headers)

        assert case.code not in json.dumps(answer.json())

    async def test_works_at_any_process_of_the_api(
        self, house: House, quiet: Client, engine: AsyncEngine, tmp_path: Path
    ) -> None:
        case = await house.file()

        async with open_house(client=quiet, engine=engine, folder=tmp_path) as other:
            here = await house.http.get(case.path, headers=case.headers)
            there = await other.http.get(case.path, headers=case.headers)

        assert there.status_code == 200
        assert there.json() == here.json()
