"""Health, readiness, rules, errors of addresses, and the document that describes it all."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from api.readiness import database_check, temporal_check, worker_check
from domain.calendar_end import days_left
from domain.registry import STAFF_COMMANDS
from storage.database import make_engine
from tests import trial
from tests.api.house import ENGLISH, KEYS, House, open_house
from tests.api.work import opened
from workflows.client import connect


@pytest.fixture(scope="module")
async def document(house: House) -> dict[str, Any]:
    answer: dict[str, Any] = (await house.http.get("/openapi.json")).json()
    return answer


class TestHealth:
    async def test_is_that_the_process_answers(self, house: House) -> None:
        answer = await house.http.get("/healthz")

        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


class TestMetrics:
    async def test_tell_how_many_days_each_calendar_is_still_covered(self, house: House) -> None:
        figures = (await house.http.get("/metrics")).text

        calendar = trial.policy().calendar
        left = days_left(calendar, on=datetime.now(tz=UTC).date())
        assert f'redress_calendar_days_left{{calendar="{calendar.calendar}"}} {left:.1f}\n' in figures


class TestReadiness:
    async def test_names_what_is_amiss(self, quiet: Client, engine: AsyncEngine, tmp_path: Path) -> None:
        checks = {
            "temporal": temporal_check(quiet),
            "database": database_check(engine),
            "worker": worker_check(quiet),
        }
        async with open_house(client=quiet, engine=engine, folder=tmp_path, checks=checks) as house:
            answer = await house.http.get("/readyz")

        assert answer.status_code == 503
        assert answer.json() == {
            "ready": False,
            "checks": {"temporal": "ok", "database": "ok", "worker": "no worker takes cases"},
        }

    async def test_says_in_words_that_nobody_answers(self, engine: AsyncEngine, tmp_path: Path) -> None:
        client = await connect(address="127.0.0.1:1", namespace="default", key_ring=KEYS, identity="t", lazy=True)
        nothing = make_engine(url="postgresql://nobody@127.0.0.1:1/nothing", application_name="tests")
        checks = {
            "temporal": temporal_check(client),
            "database": database_check(nothing),
            "worker": worker_check(client),
        }
        async with open_house(client=client, engine=engine, folder=tmp_path, checks=checks) as house:
            answer = await house.http.get("/readyz")
        await nothing.dispose()

        assert answer.status_code == 503
        assert answer.json()["checks"] == {
            "temporal": "does not answer",
            "database": "the database cannot be reached",
            "worker": "cannot be told: Temporal does not answer",
        }

    async def test_is_there_when_all_is_well(self, at_work: House, engine: AsyncEngine, tmp_path: Path) -> None:
        client = at_work.parts.client
        checks = {
            "temporal": temporal_check(client),
            "database": database_check(engine),
            "worker": worker_check(client),
        }
        # Who has opened a case is known to take cases.
        await opened(at_work)
        async with open_house(client=client, engine=engine, folder=tmp_path, checks=checks) as house:
            answer = await house.http.get("/readyz")

        assert answer.json() == {"ready": True, "checks": {"temporal": "ok", "database": "ok", "worker": "ok"}}
        assert answer.status_code == 200


class TestRules:
    async def test_publish_the_packs(self, house: House) -> None:
        answer = await house.http.get("/api/v1/rules")

        [pack] = answer.json()["items"]
        assert pack["pack"] == "trial"
        assert pack["milestones"][0]["allowance"]
        assert {remedy["rule"] for remedy in pack["remedies"]} == {"overcharge_doubled", "delayed_by_fault"}


class TestAddresses:
    @pytest.mark.parametrize("path", ["/nowhere", "/api/v1/nowhere", "/api/v1/complaints/", "/api/v1/complaints/x/y/z"])
    async def test_behind_which_there_is_nothing_are_404(self, house: House, path: str) -> None:
        answer = await house.http.get(path, headers=ENGLISH)

        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == "urn:redress:problem:not-found"

    @pytest.mark.parametrize(
        ("method", "path"), [("PUT", "/api/v1/complaints"), ("DELETE", "/api/v1/complaints/RD-1"), ("POST", "/healthz")]
    )
    async def test_that_do_not_take_a_method_are_405(self, house: House, method: str, path: str) -> None:
        answer = await house.http.request(method, path, headers=ENGLISH)

        assert answer.status_code == 405
        assert answer.headers["allow"]
        assert answer.json()["status"] == 405


class TestDocument:
    async def test_refers_to_nothing_that_is_not_there(self, document: dict[str, Any]) -> None:
        text = json.dumps(document)

        named = set(re.findall(r'"#/components/schemas/([^"]+)"', text))

        assert named <= document["components"]["schemas"].keys()
        assert "HTTPValidationError" not in text

    async def test_describes_every_command_by_its_very_fields(self, document: dict[str, Any]) -> None:
        for name, command in STAFF_COMMANDS.items():
            operation = document["paths"][f"/api/v1/desk/complaints/{{tracking_number}}/{name}"]["post"]
            body = operation["requestBody"]["content"]["application/json"]
            schema = document["components"]["schemas"][body["schema"]["$ref"].rpartition("/")[2]]

            assert set(schema["properties"]) == {field.alias or own for own, field in command.model_fields.items()}
            assert operation["security"] == [{"staffToken": []}, {"staffSession": []}]
            assert "example" in body

    async def test_gives_examples_that_are_taken(self, house: House, document: dict[str, Any]) -> None:
        example = document["paths"]["/api/v1/complaints"]["post"]["requestBody"]["content"]["application/json"][
            "example"
        ]

        answer = await house.post("/api/v1/complaints", example | {"service_line": "trial_bike"})

        assert answer.status_code == 201

    async def test_gives_examples_of_commands_that_make_sense(self, document: dict[str, Any]) -> None:
        for name, command in STAFF_COMMANDS.items():
            operation = document["paths"][f"/api/v1/desk/complaints/{{tracking_number}}/{name}"]["post"]

            command.model_validate(operation["requestBody"]["content"]["application/json"]["example"])

    async def test_leaves_out_what_is_not_built_and_not_for_people(self, document: dict[str, Any]) -> None:
        paths = document["paths"].keys()

        assert not [path for path in paths if path.startswith("/codec")]

    async def test_is_shown_without_the_network(self, house: House) -> None:
        page = await house.http.get("/docs")

        sources = re.findall(r'(?:src|href)="([^"]+)"', page.text)
        assert sources
        assert all(source.startswith("/") for source in sources)
        assert {(await house.http.get(source)).status_code for source in sources} == {200}


@pytest.fixture(scope="module")
async def plain(quiet: Client, engine: AsyncEngine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("plain")
    async with open_house(client=quiet, engine=engine, folder=folder, temporal_ui_url=None) as house:
        yield house


class TestWithoutWebUi:
    async def test_case_files_have_no_link(self, plain: House) -> None:
        clerk, case = await plain.hire("clerk"), await plain.journaled()

        answer = await plain.http.get(case.desk, headers=clerk.headers)

        assert answer.json()["temporal_ui"] is None
