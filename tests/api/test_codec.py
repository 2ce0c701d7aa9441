"""The codec endpoint: for engineers by token, and for the Web UI of this machine."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.api.common.v1 import Payload
from temporalio.client import Client

from api.routes.codec import origins_of
from tests.api.house import CODEC_TOKEN, KEYS, UI, House, open_house
from workflows.codec import EncryptionCodec

BY_TOKEN = f"/codec/default/{CODEC_TOKEN}/decode"
BY_ROLE = "/codec/default/decode"
WORDS = b'"Zhang San was overcharged"'


@pytest.fixture(scope="module")
async def at_home(quiet: Client, engine: AsyncEngine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The API as somebody on this very machine calls it."""
    folder = tmp_path_factory.mktemp("at-home")
    async with open_house(client=quiet, engine=engine, folder=folder, address=("127.0.0.1", 1)) as house:
        yield house


async def sealed() -> dict[str, Any]:
    """Payloads as the Web UI posts them: one that opens, one that was never sealed, one that was altered."""
    plain = Payload(metadata={"encoding": b"json/plain"}, data=WORDS)
    [shut] = await EncryptionCodec(key_ring=KEYS).encode([plain])
    broken = Payload(metadata=shut.metadata, data=shut.data[:-1])
    return {"payloads": [as_json(payload) for payload in (shut, plain, broken)]}


def as_json(payload: Payload) -> dict[str, Any]:
    metadata = {name: base64.b64encode(value).decode() for name, value in payload.metadata.items()}
    return {"metadata": metadata, "data": base64.b64encode(payload.data).decode()}


class TestByToken:
    async def test_opens_what_opens_and_leaves_the_rest(self, at_home: House) -> None:
        body = await sealed()

        answer = await at_home.http.post(BY_TOKEN, json=body, headers={"X-Namespace": "default"})

        assert answer.status_code == 200
        opened = [base64.b64decode(payload["data"]) for payload in answer.json()["payloads"]]
        assert opened[:2] == [WORDS, WORDS]
        assert base64.b64encode(opened[2]).decode() == body["payloads"][2]["data"]

    async def test_does_not_mind_the_web_uis_own_token(self, at_home: House) -> None:
        answer = await at_home.http.post(BY_TOKEN, json=await sealed(), headers={"Authorization": "Bearer of-the-ui"})

        assert answer.status_code == 200

    async def test_is_404_from_anywhere_else(self, house: House) -> None:
        assert (await house.http.post(BY_TOKEN, json=await sealed())).status_code == 404

    @pytest.mark.parametrize(
        "path",
        ["/codec/default/another-token/decode", f"/codec/elsewhere/{CODEC_TOKEN}/decode", "/codec/default/é/decode"],
    )
    async def test_is_404_with_another_token_or_namespace(self, at_home: House, path: str) -> None:
        assert (await at_home.http.post(path, json=await sealed())).status_code == 404

    @pytest.mark.parametrize(
        "body", [b"", b"7", b'{"payloads": 7}', b'{"payloads": [7]}', b'{"payloads": [{"metadata": []}]}', b"\xff"]
    )
    async def test_is_422_when_it_makes_no_sense(self, at_home: House, body: bytes) -> None:
        assert (await at_home.http.post(BY_TOKEN, content=body)).status_code == 422

    async def test_may_be_asked_by_the_pages_of_the_web_ui_only(self, at_home: House) -> None:
        headers = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-namespace"}

        own = await at_home.http.options(BY_TOKEN, headers={**headers, "Origin": UI})
        other = await at_home.http.options(BY_TOKEN, headers={**headers, "Origin": "http://evil.example"})
        answer = await at_home.http.post(BY_TOKEN, json=await sealed(), headers={"Origin": "http://localhost:8233"})

        assert own.status_code == 204
        assert own.headers["access-control-allow-origin"] == UI
        assert "x-namespace" in own.headers["access-control-allow-headers"]
        assert "access-control-allow-origin" not in other.headers
        assert answer.headers["access-control-allow-origin"] == "http://localhost:8233"


class TestByRole:
    @pytest.mark.parametrize(("role", "status"), [("engineer", 200), ("administrator", 200), ("team_lead", 403)])
    async def test_is_for_engineers_and_administrators(self, house: House, role: str, status: int) -> None:
        member = await house.hire(role)

        answer = await house.http.post(BY_ROLE, json=await sealed(), headers=member.headers)

        assert answer.status_code == status

    async def test_is_401_without_a_token(self, at_home: House) -> None:
        assert (await at_home.http.post(BY_ROLE, json=await sealed())).status_code == 401

    async def test_is_404_in_another_namespace(self, house: House) -> None:
        engineer = await house.hire("engineer")

        answer = await house.http.post("/codec/elsewhere/decode", json=await sealed(), headers=engineer.headers)

        assert answer.status_code == 404


class TestOrigins:
    def test_are_all_names_of_a_loopback_address(self) -> None:
        assert set(origins_of("http://localhost:8233")) == {
            "http://localhost:8233",
            "http://127.0.0.1:8233",
            "http://[::1]:8233",
        }

    def test_are_the_one_of_a_server_elsewhere(self) -> None:
        assert list(origins_of("https://temporal.example/ui")) == ["https://temporal.example"]
        assert list(origins_of(None)) == []
